import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { System } from '../../system/system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioOf } from '../replay/replay-command.ts';
import { readTraceFile } from '../replay/trace-file.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';

/** Which model an implementation is compared with. */
export interface ModelArguments {
  readonly design?: string;
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly system?: string;
  /** The system of that name, if the file exports several. */
  readonly only?: string;
  /** A counterexample, which says what it is one of. */
  readonly trace?: string;
}

export interface NamedModel {
  readonly system: System;
  /** How the command line names it, for messages and for the line that repeats a divergence. */
  readonly flags: string;
  readonly name: string;
  /** What an adapter is configured with. */
  readonly configuration: unknown;
  /** Of a migration. */
  readonly scenario?: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  };
}

/** Reads `--design`, `--hazard` and `--scope`, or `--system`, or what `--trace` is a run of: one of the three. */
export async function readModel(given: ModelArguments): Promise<NamedModel> {
  const { design, system, trace } = given;
  const named = [design, system, trace].filter((each) => each !== undefined);
  if (named.length !== 1) {
    const sources = '--design <design>, --system <file> or --trace <file>';
    throw new InputError('usage', `name the model, once: ${sources}`);
  }
  if (trace !== undefined) return scenarioModel(scenarioOf(readTraceFile(trace), trace));
  if (system === undefined && given.only !== undefined) {
    throw new InputError('usage', '--only belongs to --system');
  }
  return system === undefined ? designModel(design!, given) : fileModel(system, given);
}

function designModel(text: string, { hazard, scope = 'quick' }: ModelArguments): NamedModel {
  const { name: designName, design } = parseDesign(text);
  const hazards = hazard.length === 0 ? [] : parseHazards(hazard);
  return scenarioModel({ designName, design, hazards, scope: parseScope(scope) });
}

function scenarioModel({ designName, design, hazards, scope }: Scenario): NamedModel {
  const { name: scopeName, title: _title, ...bounds } = scope;
  const { system } = scenarioSystem({ designName, design, hazards, scope });
  const flags = [
    `--design ${designName}`,
    ...hazards.map((each) => `--hazard ${each}`),
    `--scope ${scopeName}`,
  ].join(' ');
  return {
    system,
    flags,
    name: designName,
    configuration: { design, hazards, bounds },
    scenario: { design: designName, hazards, scope: scopeName },
  };
}

async function fileModel(file: string, given: ModelArguments): Promise<NamedModel> {
  const { hazard, scope, only } = given;
  if (hazard.length > 0 || scope !== undefined) {
    throw new InputError('usage', '--hazard and --scope belong to --design, not to --system');
  }
  const { loadSubject, chosenSystems } = await import('../subject/load-file.ts');
  const subject = await loadSubject(file);
  const { configuration = {} } = subject;
  const chosen = chosenSystems(subject, only === undefined ? [] : [only]);
  const found = chosen.length === 1 ? chosen[0] : chosen.find(({ name }) => name === 'system');
  if (found === undefined) {
    const known = chosen.map(({ name }) => name).join(', ');
    throw new InputError(
      'configuration',
      `${file} exports several systems; --only one of: ${known}`,
    );
  }
  const flags = `--system ${file}${only === undefined ? '' : ` --only ${only}`}`;
  return { system: found.system, flags, name: found.system.name, configuration };
}
