import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../models/scenarios.ts';
import { scopes } from '../models/scope.ts';
import { checkScenario, scenarioSystem } from '../src/analysis/check-scenario.ts';
import { check } from '../src/checking/check.ts';
import type { CheckResult } from '../src/checking/verdict.ts';

function checkDesign(
  { hazards, scope }: Pick<RaceScenario, 'hazards' | 'scope'>,
  design: Design,
): CheckResult {
  return checkScenario({ designName: 'test', design, hazards, scope });
}

function failure(result: CheckResult, { violates }: RaceScenario): number | undefined {
  const property = result.properties.find(({ id }) => id === violates.property);
  return property?.counterexamples.find(({ violation }) => violation.bugClass === violates.bugClass)
    ?.steps.length;
}

describe.each(raceScenarios)('scenario $number, $name', (race) => {
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
    expect(failure(result, race)).toBe(race.counterexampleSteps);
    expect(result.states).toBe(race.statesFailing);
  });

  it('does not happen in the hardened design, in as many states as written down', () => {
    const result = checkDesign(race, designs.hardened);
    expect(result.properties.map(({ id, verdict }) => [id, verdict])).toEqual(
      result.properties.map(({ id }) => [id, 'verified']),
    );
    expect(result.states).toBe(race.statesRepaired);
  });

  it.each(race.repairs.map((repair) => [JSON.stringify(repair), repair] as const))(
    'is repaired by %s',
    (_title, repair) => {
      const result = checkDesign(race, { ...failingDesign(race), ...repair });
      expect(result.ended).toBeUndefined();
      expect(failure(result, race)).toBeUndefined();
    },
  );
});

describe('what the other page of verdicts says of scenario 5', () => {
  it.each([{ unskip: 'setBitAndDirty' }, { left: 'cacheKeys' }] as const)(
    'a late clear is not repaired by %o',
    (repair) => {
      const race = raceScenarios.find(({ number }) => number === 5)!;
      const result = checkDesign(race, { ...failingDesign(race), ...repair });
      expect(failure(result, race)).toBe(race.counterexampleSteps);
    },
  );
});

it('walking again at the end, as the paper considers, does not repair scenario 4', () => {
  const race = raceScenarios.find(({ number }) => number === 4)!;
  const result = checkDesign(race, { ...designs.hardened, framesAtEnd: 'rewalk' });
  expect(failure(result, race)).toBe(race.counterexampleSteps);
});

describe('limits', () => {
  it('messages that outlive their migration are not survived: epochs are missing', () => {
    const { hazards, scope } = raceScenarios.find(({ number }) => number === 19)!;
    const { system } = scenarioSystem(
      { designName: 'hardened', design: designs.hardened, hazards, scope },
      (process, { daemon }) =>
        process.name === 'daemon'
          ? {
              ...process,
              guards: {
                ...process.guards,
                attemptIsLeft: (words) => daemon.attemptsLeft.get(words, 0) > 0,
              },
            }
          : process,
    );
    expect(check(system, { maxStates: 300_000 }).verdict).toBe('violated');
  });

  it('notifications dropped by a full netlink queue are not survived: capacity 2 deadlocks', () => {
    const scope = { ...scopes.quick, netlinkMessages: 2 };
    const result = checkDesign({ hazards: ['secondMigration'], scope }, designs.hardened);
    expect(result.properties.find(({ id }) => id === 'D')?.verdict).toBe('violated');
  });
});
