import { propertiesFor, safetyFamilies, stepPropertiesFor } from '../../../properties/all.ts';
import { check, deadlockProperty, type CheckOptions } from '../../checking/check.ts';
import type { Property, Violation } from '../../system/definition.ts';
import type { Step } from '../../system/system.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { shortestRun } from '../counterexamples/shortest-run.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';
import { firstFailure, witnessClass } from './passing-run.ts';

/** A passing run of a property, or why there is none. */
export type Witness =
  | { readonly property: string; readonly trace: Trace }
  | { readonly property: string; readonly none: string };

/** What a design may still do to terminate after the property was exercised. */
const endStatesMax = 200_000;

/**
 * For each property that is asked, a run that exercises it, violates nothing on its way and terminates: as short
 * as any to the first state that exercises it, and from there as short as any to a terminal state. To look at; it proves nothing.
 */
export function witnessesOf(scenario: Scenario, options: CheckOptions): Witness[] {
  const migration = scenarioSystem(scenario);
  const { system } = migration;
  const asked = safetyFamilies.filter((family) => family.unasked(migration) === undefined);
  const probe = scenarioSystem(scenario, undefined, {
    further: (question) => [
      ...propertiesFor(question).map((property) =>
        probeFor(
          property,
          (words) => property.exercised(words, 0) && property.violation(words) === undefined,
        ),
      ),
      ...stepPropertiesFor(question).map((property) =>
        probeFor(property, (words) => property.exercised(words, 0)),
      ),
    ],
  });
  const { properties, ended } = check(probe.system, options);
  const tests = asked.map(({ id }) => {
    const found = properties.find((property) => property.id === `witness of ${id}`);
    return { id, steps: found?.counterexamples[0]?.steps };
  });
  const cut = ended === undefined ? '' : ' in what was searched';
  return [...tests, { id: deadlockProperty, steps: [] }].map(({ id, steps }): Witness => {
    if (steps === undefined) return { property: id, none: `it is never exercised${cut}` };
    const words = system.initial();
    for (const { transition, choice } of steps) system.apply(words, transition, choice);
    const reached = (at: Uint32Array): boolean => system.isTerminal(at, 0);
    const end = shortestRun(system, words, { reached, statesMax: endStatesMax });
    if (end === undefined) return { property: id, none: 'its shortest test was not seen to end' };
    return witnessFrom(migration, id, { test: steps, end });
  });
}

/** A property that is violated where another one is exercised. */
function probeFor(
  { id, title }: Pick<Property, 'id' | 'title'>,
  isTested: (words: Uint32Array) => boolean,
): Property {
  return {
    id: `witness of ${id}`,
    title,
    exercised: () => true,
    violation: (words): Violation | undefined =>
      isTested(words) ? { failureClass: witnessClass, detail: 'exercised' } : undefined,
  };
}

function witnessFrom(
  migration: Migration,
  property: string,
  { test, end }: { readonly test: readonly Step[]; readonly end: readonly Step[] },
): Witness {
  const steps = [...test, ...end];
  const broken = firstFailure(migration, steps);
  if (broken !== undefined) return { property, none: `its shortest test breaks ${broken}` };
  const detail = `${property} is exercised after ${test.length} steps and holds to the end`;
  const violation = { failureClass: witnessClass, detail };
  return { property, trace: traceOf(viewOf(migration), { property, violation, steps }) };
}
