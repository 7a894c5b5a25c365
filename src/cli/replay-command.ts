import { mutants } from '../../properties/mutants/all.ts';
import { mutate, type Mutant } from '../../properties/mutants/mutant.ts';
import { detectingSystem } from '../analysis/detect.ts';
import { modelHash } from '../analysis/model-hash.ts';
import { replayFailure } from '../analysis/replay-failure.ts';
import { replayTrace } from '../analysis/replay-trace.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import type { Trace } from '../analysis/trace.ts';
import { InputError } from '../foundation/input-error.ts';
import type { Scenario } from '../migration/scenario.ts';
import { parseDesign, parseHazards } from './design-argument.ts';
import { readToken } from './failure-token.ts';
import { hazardsTitle } from './matrix-view.ts';
import { readTraceFile, type TraceFile } from './trace-file.ts';
import { toolOf } from './version.ts';

export interface ReplayArguments {
  readonly file?: string;
  readonly token?: string;
}

/** `skipover replay`: 0 where the run repeats exactly as recorded, failure included. */
export function replayCommand({ file, token }: ReplayArguments): number {
  if ((file === undefined) === (token === undefined)) {
    throw new InputError('usage', 'replay needs a file or --token, one of the two');
  }
  return token === undefined ? replayFile(file!) : replayToken(token);
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
  console.log(`${scenario.design}, ${hazardsTitle(scenario.hazards)}, scope ${scenario.scope}`);
  trace.steps.forEach(({ process, detail }, index) => {
    if (index === trace.loopStart) console.log('      from here the steps are repeated for ever:');
    console.log(`${String(index + 1).padStart(4)}  ${process.padEnd(9)} ${detail}`);
  });
  console.log(`${trace.property} ${trace.bugClass}: ${trace.violation}`);
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
