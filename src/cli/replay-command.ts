import { scenarioSystem } from '../analysis/check-scenario.ts';
import { modelHash } from '../analysis/model-hash.ts';
import { replayTrace } from '../analysis/replay-trace.ts';
import { designSwitches, type Design } from '../../models/design.ts';
import type { Scope } from '../../models/scope.ts';
import { scopes } from '../../models/scope.ts';
import { InputError } from '../foundation/input-error.ts';
import type { Scenario } from '../migration/scenario.ts';
import { parseHazards } from './design-argument.ts';
import { hazardsTitle } from './matrix-view.ts';
import { readTraceFile, type TraceFile } from './trace-file.ts';
import { toolOf } from './version.ts';

/** `skipover replay FILE`: 0 where the run repeats exactly as recorded, failure included. */
export function replayCommand(file: string): number {
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
  const migration = scenarioSystem(scenarioOf(recorded, file));
  replayTrace(migration, trace, file);
  console.log(`${scenario.design}, ${hazardsTitle(scenario.hazards)}, scope ${scenario.scope}`);
  trace.steps.forEach(({ process, detail }, index) => {
    console.log(`${String(index + 1).padStart(4)}  ${process.padEnd(9)} ${detail}`);
  });
  console.log(`${trace.property} ${trace.bugClass}: ${trace.violation}`);
  console.log(
    `Repeated in ${trace.steps.length} steps, in XState actors and in the executor, as recorded.`,
  );
  return 0;
}

function scenarioOf({ scenario, bounds }: TraceFile, file: string): Scenario {
  for (const [name, { values }] of Object.entries(designSwitches)) {
    const value = scenario.switches[name];
    if (value === undefined || !(values as readonly string[]).includes(value)) {
      throw new InputError(
        'data',
        `${file}: at scenario.switches.${name}: '${value ?? 'nothing'}'; allowed: ${values.join(', ')}`,
      );
    }
  }
  const expected = Object.keys(scopes.quick).filter((key) => key !== 'name' && key !== 'title');
  const missing = expected.find((key) => bounds[key] === undefined);
  if (missing !== undefined) throw new InputError('data', `${file}: at bounds.${missing}: missing`);
  const large = expected.find((key) => bounds[key]! > 64);
  if (large !== undefined) {
    throw new InputError('data', `${file}: at bounds.${large}: ${bounds[large]}; allowed: 0 to 64`);
  }
  return {
    designName: scenario.design,
    design: scenario.switches as Design,
    hazards: parseHazards(scenario.hazards),
    scope: { name: scenario.scope, title: '', ...bounds } as unknown as Scope,
  };
}
