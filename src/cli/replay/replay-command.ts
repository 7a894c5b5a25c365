import { mutants } from '../../../properties/mutants/all.ts';
import { mutate, type Mutant } from '../../../properties/mutants/mutant.ts';
import { detectingSystem } from '../../analysis/witnesses/detecting-system.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { replayFailure } from '../../analysis/counterexamples/replay-failure.ts';
import { replayTrace } from '../../analysis/counterexamples/replay-trace.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { Trace } from '../../subject/trace.ts';
import { traceLines } from '../../subject/trace-lines.ts';
import { isModuleFile } from '../subject/module-file.ts';
import { readJson } from '../../input/read-json.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { readToken } from './failure-token.ts';
import { hazardsName } from '../../report/page/names.ts';
import { readTraceFile, type TraceFile } from './trace-file.ts';
import { toolOf } from '../version.ts';
import { refusingMistakes } from '../subject/model-refusal.ts';

export interface ReplayArguments {
  readonly file?: string;
  readonly token?: string;
}

/** `skipover replay`: 0 where the run repeats exactly as recorded, failure included. */
export async function replayCommand({ file, token }: ReplayArguments): Promise<number> {
  const ofModule = file !== undefined && isModuleFile(file);
  if (ofModule && token !== undefined) {
    const { replayFileToken } = await import('../subject/replay-file.ts');
    return refusingMistakes(file, () => replayFileToken(file, token));
  }
  if ((file === undefined) === (token === undefined)) {
    throw new InputError('usage', 'replay needs a file or --token, one of the two');
  }
  if (token !== undefined) return replayToken(token);
  const { isFileTrace, replayFileTrace } = await import('../subject/replay-file.ts');
  return isFileTrace(readJson(file!))
    ? refusingMistakes(file!, () => replayFileTrace(file!))
    : replayFile(file!);
}

function replayToken(token: string): number {
  const { design, hazards, scope, steps, mutant, ...end } = readToken(token);
  const scenario = { designName: design.name, design: design.design, hazards, scope };
  const changes = mutant === undefined ? undefined : mutate(mutantOf(mutant, 'this token'));
  const trace = replayFailure(detectingSystem(scenario, changes), end, steps);
  print({ design: design.name, hazards, scope: scope.name }, trace);
  return 0;
}

function replayFile(file: string): number {
  const recorded = readTraceFile(file);
  const hash = modelHash(toolOf().version);
  if (recorded.modelHash !== hash) {
    throw new InputError(
      'data',
      `${file}: recorded with model ${recorded.modelHash} of version ${recorded.tool.version}, ` +
        `this is model ${hash} of version ${toolOf().version}: check again to get a new trace`,
    );
  }
  const { trace, scenario } = recorded;
  const { mutant } = scenario;
  const changes = mutant === undefined ? undefined : mutate(mutantOf(mutant, file));
  replayTrace(detectingSystem(scenarioOf(recorded, file), changes), trace, file);
  print(scenario, trace);
  return 0;
}

function print(
  scenario: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  },
  trace: Trace,
): void {
  console.log(`${scenario.design}, ${hazardsName(scenario.hazards)}, scope ${scenario.scope}`);
  for (const { first, text } of traceLines(trace)) console.log(first + text);
  console.log(`${trace.property} ${trace.failureClass}: ${trace.violation}`);
  console.log(
    `Repeated in ${trace.steps.length} steps, in XState actors and in the executor, as recorded.`,
  );
}

function mutantOf(name: string, file: string): Mutant {
  const mutant = mutants.find((each) => each.name === name);
  if (mutant !== undefined) return mutant;
  throw new InputError('data', `${file}: at scenario.mutant: unknown mutant '${name}'`);
}

/** The scenario of a file, by its names; what the file says beside them must be what they mean. */
export function scenarioOf(
  { scenario, bounds }: Pick<TraceFile, 'scenario' | 'bounds'>,
  file: string,
): Scenario {
  const named = <Value>(place: string, parse: () => Value): Value => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError('data', `${file}: at scenario.${place}: ${error.message}`);
    }
  };
  const { design } = named('design', () => parseDesign(scenario.design));
  const hazards = named('hazards', () => parseHazards(scenario.hazards));
  const scope = named('scope', () => parseScope(scenario.scope));
  requireSame(
    design,
    scenario.switches,
    `${file}: at scenario.switches, the design being ${scenario.design}`,
  );
  const { name: _name, title: _title, ...meant } = scope;
  requireSame(meant, bounds, `${file}: at bounds, the scope being ${scenario.scope}`);
  return { designName: scenario.design, design, hazards, scope };
}

function requireSame(
  meant: Readonly<Record<string, string | number>>,
  given: Readonly<Record<string, string | number>>,
  place: string,
): void {
  for (const key of new Set([...Object.keys(meant), ...Object.keys(given)])) {
    if (meant[key] === given[key]) continue;
    throw new InputError('data', `${place}: ${key}=${given[key]} instead of ${meant[key]}`);
  }
}
