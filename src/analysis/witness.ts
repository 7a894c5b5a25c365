import { propertiesFor, propertyFamilies } from '../../properties/all.ts';
import { check, deadlockProperty, type CheckOptions } from '../checking/check.ts';
import type { Violation } from '../system/definition.ts';
import type { Step } from '../system/system.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Scenario } from '../migration/scenario.ts';
import { scenarioSystem } from './check-scenario.ts';
import { failuresOf } from './schedule.ts';
import { shortestRun } from './shortest-run.ts';
import { traceOf, type Trace } from './trace.ts';

/** What stands in the place of a kind of failure in a run that passes. */
export const witnessClass = 'witness';

/** A passing run of a property, or why there is none. */
export type Witness =
  | { readonly property: string; readonly trace: Trace }
  | { readonly property: string; readonly none: string };

/** What a design may still do, to come to rest, after the property was put to the test. */
const endStatesMax = 200_000;

/**
 * For each property that is asked, a run that puts it to the test, breaks nothing on its way and comes to
 * rest: as short as any to the test, and from there as short as any to rest. To look at; it proves nothing.
 */
export function witnessesOf(scenario: Scenario, options: CheckOptions): Witness[] {
  const migration = scenarioSystem(scenario);
  const { system } = migration;
  const asked = propertyFamilies.filter((family) => family.unasked(migration) === undefined);
  const probe = scenarioSystem(scenario, undefined, {
    further: (question) =>
      propertiesFor(question).map((property) => ({
        id: `witness of ${property.id}`,
        title: property.title,
        exercised: () => true,
        violation: (words: Uint32Array): Violation | undefined =>
          property.exercised(words, 0) && property.violation(words) === undefined
            ? { bugClass: witnessClass, detail: 'put to the test' }
            : undefined,
      })),
  });
  const { properties, ended } = check(probe.system, options);
  const tests = asked.map(({ id }) => {
    const found = properties.find((property) => property.id === `witness of ${id}`);
    return { id, steps: found?.counterexamples[0]?.steps };
  });
  const cut = ended === undefined ? '' : ' in what was searched';
  return [...tests, { id: deadlockProperty, steps: [] }].map(({ id, steps }): Witness => {
    if (steps === undefined) return { property: id, none: `it is never put to the test${cut}` };
    const words = system.initial();
    for (const { transition, choice } of steps) system.apply(words, transition, choice);
    const reached = (at: Uint32Array): boolean => system.atRest(at, 0);
    const end = shortestRun(system, words, { reached, statesMax: endStatesMax });
    if (end === undefined) return { property: id, none: 'its shortest test was not seen to end' };
    return witnessFrom(migration, id, { test: steps, end });
  });
}

function witnessFrom(
  migration: Migration,
  property: string,
  { test, end }: { readonly test: readonly Step[]; readonly end: readonly Step[] },
): Witness {
  const steps = [...test, ...end];
  const broken = firstFailure(migration, steps);
  if (broken !== undefined) return { property, none: `its shortest test breaks ${broken}` };
  const detail = `${property} is put to the test after ${test.length} steps and holds to the end`;
  const violation = { bugClass: witnessClass, detail };
  return { property, trace: traceOf(migration, { property, violation, steps }) };
}

function firstFailure({ system }: Migration, steps: readonly Step[]): string | undefined {
  const failureIn = failuresOf(system);
  const words = system.initial();
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    const failure = failureIn(words);
    if (failure !== undefined) return failure.property;
  }
  return undefined;
}

/** What a run that passes must show at its end: rest, and nothing broken on the way. */
export function isPassingRun(migration: Migration, steps: readonly Step[]): boolean {
  const { system } = migration;
  const words = system.initial();
  for (const { transition, choice } of steps) system.apply(words, transition, choice);
  return system.atRest(words, 0) && firstFailure(migration, steps) === undefined;
}
