import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { notCandidates, switchCosts } from '../../models/switch-costs.ts';
import { harden, type HardenResult } from './harden.ts';
import type { Examiner } from './lesson.ts';
import { failureOnSchedule } from './schedule.ts';
import {
  candidateValues,
  cheapestAvoiding,
  cheapestSetting,
  costOf,
  currencies,
  isAtMost,
  matches,
  settingsCount,
  switchNames,
  turned,
  type Pattern,
} from './settings.ts';
import { checkWorld, type World } from './world.ts';

/** Checks in this thread; counts what it was asked. */
function examiner(maxStates: number, checksMax = Infinity): Examiner & { checks: number } {
  const here = {
    threads: 1,
    checks: 0,
    check: (
      ...[candidate, world, { finish, effort }]: Parameters<Examiner['check']>
    ): ReturnType<Examiner['check']> => {
      here.checks++;
      return Promise.resolve(
        checkWorld(candidate, world, { finish, maxStates: maxStates * effort }),
      );
    },
    outOfTime: () => here.checks >= checksMax,
    tell: () => {},
  };
  return here;
}

const reference = { name: 'hardened', design: designs.hardened };
const worlds = (...hazards: World['hazards'][]): World[] =>
  hazards.map((world) => ({ hazards: world, scope: scopes.bare }));

describe('settings', () => {
  test('some value of every switch costs nothing, and every value has a reason', () => {
    expect(currencies.map((currency) => costOf(cheapestSetting())[currency])).toEqual([0, 0, 0, 0]);
    const reasons = Object.values(switchCosts).flatMap((prices) =>
      Object.values(prices).map(({ reason }) => reason),
    );
    expect(reasons.length).toBeGreaterThan(50);
    expect(reasons.filter((reason) => reason.trim() === '')).toEqual([]);
  });

  test('are millions; mutants are not among them', () => {
    expect(settingsCount()).toBeGreaterThan(1e6);
    for (const [name, values] of Object.entries(notCandidates)) {
      const left = candidateValues(name as (typeof switchNames)[number]);
      expect(left.filter((value) => values.includes(value))).toEqual([]);
      expect(left.length).toBeGreaterThan(0);
    }
  });

  test('the frontier is what trying all settings of the switches concerned finds', () => {
    const patterns: Pattern[] = [
      { firstUpdate: ['concurrent'] },
      { skippedFrames: ['drop'], unskip: ['setBit'], awaiting: ['announceThenClean', 'idle'] },
      { framesAtEnd: ['rangesOnly', 'rewalk'], walk: ['unlocked'] },
      { walk: ['serialized'], suspendGate: ['none'], framesAtEnd: ['rangesOnly'] },
    ];
    const concerned = [...new Set(patterns.flatMap((pattern) => Object.keys(pattern)))];
    const all = concerned.reduce<Design[]>(
      (partial, name) =>
        partial.flatMap((design) =>
          candidateValues(name as keyof Design).map((value) => ({ ...design, [name]: value })),
        ),
      [cheapestSetting()],
    );
    const allowed = all.filter((design) => !patterns.some((pattern) => matches(design, pattern)));
    const best = allowed.filter((design) => {
      const cost = costOf(design);
      return !allowed.some((other) => {
        const its = costOf(other);
        return isAtMost(its, cost) && !isAtMost(cost, its);
      });
    });
    const costs = (found: readonly Design[]): string[] =>
      [...new Set(found.map((design) => JSON.stringify(costOf(design))))].toSorted();
    const found = cheapestAvoiding(patterns);
    expect(costs(found)).toEqual(costs(best));
    expect(found.length).toBe(costs(best).length);
    expect(found.some((design) => patterns.some((pattern) => matches(design, pattern)))).toBe(
      false,
    );
  });

  test('with nothing to avoid, what costs nothing is the frontier; with all forbidden, it is empty', () => {
    expect(cheapestAvoiding([])).toEqual([cheapestSetting()]);
    expect(cheapestAvoiding([{ firstUpdate: ['concurrent', 'handshake'] }])).toEqual([]);
  });
});

describe('a schedule on another design', () => {
  const world: World = { hazards: [], scope: scopes.small };
  const failing = { name: 'published', design: designs.published };
  const [deadlock, lost] = ['D', 'S1'].map((property) =>
    checkWorld(failing, world, {}).failures.find((trace) => trace.property === property),
  );

  test('shows the failure on the design that it was found on', () => {
    expect(failureOnSchedule(failing, world, deadlock!.steps)?.property).toBe('D');
    expect(failureOnSchedule(failing, world, lost!.steps)?.property).toBe('S1');
  });

  test('follows a design that needs further steps', () => {
    const design: Design = { ...designs.published, firstUpdate: 'handshake' };
    expect(failureOnSchedule({ name: '', design }, world, lost!.steps)?.property).toBe('S1');
  });

  test('shows nothing on a design that is repaired', () => {
    const hardened = { name: 'hardened', design: designs.hardened };
    expect(failureOnSchedule(hardened, world, deadlock!.steps)).toBeUndefined();
    expect(failureOnSchedule(hardened, world, lost!.steps)).toBeUndefined();
  });
});

describe('the search', () => {
  let found: HardenResult;
  const singles = worlds([], ['raggedRange']);

  test('finds settings that hold, cheaper than the reference', async () => {
    found = await harden(examiner(50_000), { reference, singles, crowds: [], samples: 2, seed: 1 });
    expect(found.complete).toBe(true);
    const [winner] = found.frontier;
    expect(isAtMost(winner!.cost, costOf(designs.hardened))).toBe(true);
    for (const { candidate } of found.frontier) {
      for (const world of singles) {
        expect(checkWorld(candidate, world, {}).verdict).not.toBe('violated');
      }
    }
  });

  test('each lesson was seen to fail, and each setting of the frontier avoids all of them', () => {
    expect(found.lessons.length).toBeGreaterThan(1);
    for (const { world, failing, pattern, counterexample } of found.lessons) {
      expect(matches(failing.design, pattern)).toBe(true);
      expect(failureOnSchedule(failing, world, counterexample.steps)).toBeDefined();
      expect(found.frontier.some(({ candidate }) => matches(candidate.design, pattern))).toBe(
        false,
      );
    }
  });

  test('each switch that the winner turns at a price is needed, and says where', () => {
    const back = (name: string): Design => {
      const [winner] = found.frontier;
      return { ...winner!.candidate.design, [name]: designs.published[name as keyof Design] };
    };
    const cost = found.frontier[0]!.cost;
    const priced = found.necessities.filter((each) => !isAtMost(cost, costOf(back(each.switch))));
    expect(priced.length).toBeGreaterThan(1);
    expect(priced.filter(({ fails }) => fails === undefined)).toEqual([]);
    expect(found.necessities.map((each) => each.switch)).toEqual(
      turned(found.frontier[0]!.candidate.design),
    );
  });

  test('a last CLEAN before the suspension fails', () => {
    const mutant = found.mutants.find((each) => each.back === 'beforeSuspend');
    expect(mutant?.fails?.trace.property).toBe('S1');
  });

  test('out of time it says what is unproved, and claims nothing', async () => {
    const options = { reference, singles, crowds: [], samples: 2, seed: 1 };
    const cut = await harden(examiner(50_000, 3), options);
    expect(cut.complete).toBe(false);
    expect(cut.necessities).toEqual([]);
    expect(cut.frontier.some(({ complete }) => complete)).toBe(false);
  });

  test('a world in which nothing holds is told, and the search goes on without it', async () => {
    const [ordinary, doomed] = worlds([], ['ignoredGc']);
    const failing = { name: 'published', design: designs.published };
    const [trace] = checkWorld(failing, ordinary!, { finish: 'first' }).failures;
    const honest = examiner(100);
    const gloomy: Examiner = {
      ...honest,
      check: async (candidate, world, pains) => {
        const result = await honest.check(candidate, world, pains);
        return world === doomed ? { ...result, verdict: 'violated', failures: [trace!] } : result;
      },
    };
    const options = { reference, singles: [doomed!], crowds: [], samples: 0, seed: 1 };
    const { unsurvived, complete, lessons } = await harden(gloomy, options);
    expect(unsurvived.map(({ world }) => world)).toEqual([doomed]);
    expect(lessons).toEqual([]);
    expect(complete).toBe(false);
  });

  test('a budget that cuts every search proves nothing', async () => {
    const options = { reference, singles: worlds([]), crowds: [], samples: 1, seed: 1 };
    const cut = await harden(examiner(200), options);
    expect(cut.complete).toBe(false);
  });
});
