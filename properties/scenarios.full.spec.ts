import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../models/scenarios.ts';
import { scopes } from '../models/scope.ts';
import { checkScenario } from '../src/analysis/matrix/check-scenario.ts';
import { countsOf } from '../src/analysis/matrix/race-counts.ts';
import type { CheckResult, PropertyResult } from '../src/checking/verdict.ts';

/** What has been checked already: many races share a configuration, and the repaired design is often `hardened`. */
const checked = new Map<string, CheckResult>();

function checkDesign(
  { hazards, scope }: Pick<RaceScenario, 'hazards' | 'scope'>,
  design: Design,
): CheckResult {
  const entries = Object.entries(design).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([hazards, scope.name, entries]);
  const known = checked.get(key);
  if (known !== undefined) return known;
  const result = checkScenario({ designName: 'test', design, hazards, scope });
  checked.set(key, result);
  return result;
}

function failure(result: CheckResult, { violates }: RaceScenario): number | undefined {
  const property = result.properties.find(({ id }) => id === violates.property);
  return property?.counterexamples.find(
    ({ violation }) => violation.failureClass === violates.failureClass,
  )?.steps.length;
}

/** The properties that goals and rows belong to, each once: `L3 traffic` is of L3. */
function familiesOf(properties: readonly Pick<PropertyResult, 'id'>[]): string[] {
  return [...new Set(properties.map(({ id }) => id.split(' ')[0]!))].toSorted();
}

/** Milliseconds. The largest configuration has a few million states. */
const timeout = 600_000;

describe.each(raceScenarios)('scenario $number, $name', { timeout }, (race) => {
  it('turns hardened back by no more switches than it takes', () => {
    const switches = Object.entries(race.failing);
    for (const [name, value] of switches) {
      expect(designs.hardened[name as keyof Design]).not.toBe(value);
      // Turned forward again alone, each is one of the repairs that the test below tries.
      const forward = { [name]: designs.hardened[name as keyof Design] };
      if (switches.length > 1) expect(race.repairs).toContainEqual(forward);
    }
  });

  it('is found, in as many steps and states as written down', () => {
    const result = checkDesign(race, failingDesign(race));
    expect(result.verdict).toBe('violated');
    expect(failure(result, race)).toBe(countsOf(race).counterexampleSteps);
    expect(result.states).toBe(countsOf(race).statesFailing);
    const others = result.properties.filter(({ verdict }) => verdict === 'violated');
    expect(familiesOf(others)).toEqual([race.violates.property, ...race.also].toSorted());
  });

  it('does not happen in the hardened design, in as many states as written down', () => {
    const result = checkDesign(race, designs.hardened);
    expect(result.properties.map(({ id, verdict }) => [id, verdict])).toEqual(
      result.properties.map(({ id }) => [id, 'verified']),
    );
    expect(result.states).toBe(countsOf(race).statesRepaired);
  });

  it.each(race.repairs.map((repair) => [JSON.stringify(repair), repair] as const))(
    'is repaired by %s',
    (_title, repair) => {
      const result = checkDesign(race, { ...failingDesign(race), ...repair });
      expect(result.ended).toBeUndefined();
      expect(failure(result, race)).toBeUndefined();
      if (race.violates.property !== 'L3') return;
      expect(familiesOf(result.properties.filter(({ verdict }) => verdict !== 'verified'))).toEqual(
        [],
      );
    },
  );
});

/** `1_234_567`, as the formatter writes it. */
function grouped(count: number): string {
  return count.toLocaleString('en').replaceAll(',', '_');
}

function rowOf(race: RaceScenario): string {
  const failing = checkDesign(race, failingDesign(race));
  const repaired = checkDesign(race, designs.hardened);
  const steps = failure(failing, race);
  // A race that is lost, or a repair that fails, is no new count.
  expect([race.name, steps === undefined]).toEqual([race.name, race.violates.property === 'L3']);
  expect([race.name, repaired.verdict]).toEqual([race.name, 'verified']);
  return [
    `  '${race.name}': {`,
    ...(steps === undefined ? [] : [`    counterexampleSteps: ${steps},`]),
    `    statesFailing: ${grouped(failing.states)},`,
    `    statesRepaired: ${grouped(repaired.states)},`,
    '  },',
  ].join('\n');
}

/** `npm run races:count` runs this test alone and lets it write the file. */
it('the counts of all races are those that the searches find', { timeout }, async () => {
  const text = [
    '/** Written by `npm run races:count`, which searches for every race; do not edit. */',
    'export const countsByRace = {',
    ...raceScenarios.map(rowOf),
    '};\n',
  ].join('\n');
  const file = new URL('../src/analysis/matrix/race-counts.generated.ts', import.meta.url);
  await expect(text).toMatchFileSnapshot(fileURLToPath(file));
});

it('every race of the list has its scenario', () => {
  const numbers = new Set(raceScenarios.map(({ number }) => number));
  const all = Array.from({ length: 32 }, (_, index) => index + 1);
  expect([...numbers].toSorted((a, b) => a - b)).toEqual(all);
});

describe('what the other page of verdicts says of scenario 5', () => {
  it.each([{ unskip: 'setBitAndDirty' }, { departedPages: 'byCache' }] as const)(
    'a late clear is not repaired by %o',
    (repair) => {
      const race = raceScenarios.find(({ number }) => number === 5)!;
      const result = checkDesign(race, { ...failingDesign(race), ...repair });
      expect(failure(result, race)).toBe(countsOf(race).counterexampleSteps);
    },
  );
});

it('walking again at the end, as the paper considers, does not repair scenario 4', () => {
  const race = raceScenarios.find(({ number }) => number === 4)!;
  const result = checkDesign(race, { ...designs.hardened, frameLoss: 'rewalk' });
  expect(failure(result, race)).toBe(countsOf(race).counterexampleSteps);
});

it('a full queue drops a multicast: with room for two, somebody is held for ever', () => {
  const scope = { ...scopes.small, name: 'two messages', netlinkMessages: 2 };
  const multicast: Design = { ...designs.hardened, delivery: 'multicast' };
  const result = checkDesign({ hazards: ['secondMigration'], scope }, multicast);
  expect(result.properties.find(({ id }) => id === 'D')?.verdict).toBe('violated');
  const reported = checkDesign({ hazards: ['secondMigration'], scope }, designs.hardened);
  expect(reported.verdict).toBe('verified');
});
