import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { notCandidates, switchCosts } from '../../../models/switch-costs.ts';
import { harden, type HardenResult } from './harden.ts';
import type { Checker } from './failure-pattern.ts';
import { failureOnSchedule } from '../counterexamples/schedule.ts';
import {
  candidateValues,
  cheapestAvoiding,
  cheapestSetting,
  costOf,
  currencies,
  isAtMost,
  matches,
  nameOf,
  settingsCount,
  switchNames,
  turned,
  type Pattern,
} from './settings.ts';
import { checkConfiguration, type Configuration } from '../matrix/configuration.ts';

/** Checks in this thread; counts what it was asked. */
function checker(maxStates: number, checksMax = Infinity): Checker & { checks: number } {
  const here = {
    threads: 1,
    checks: 0,
    check: (
      ...[candidate, configuration, { finish, effort }]: Parameters<Checker['check']>
    ): ReturnType<Checker['check']> => {
      here.checks++;
      return Promise.resolve(
        checkConfiguration(candidate, configuration, { finish, maxStates: maxStates * effort }),
      );
    },
    outOfTime: () => here.checks >= checksMax,
    report: () => {},
  };
  return here;
}

const reference = { name: 'hardened', design: designs.hardened };
const configurations = (...hazards: Configuration['hazards'][]): Configuration[] =>
  hazards.map((configuration) => ({ hazards: configuration, scope: scopes.bare }));

test('a setting is named by the known design that it departs from least', () => {
  const name = (design: Design): string => nameOf(design, designs.hardened, 'hardened');
  expect(name(designs.hardened)).toBe('hardened');
  expect(name(designs.published)).toBe('published');
  expect(name({ ...designs.hardened, epoch: 'none' })).toBe('hardened:epoch=none');
  expect(name({ ...designs.published, skippedFrames: 'defer', epoch: 'checked' })).toBe(
    'published:skippedFrames=defer,epoch=checked',
  );
});

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
      {
        skippedFrames: ['drop'],
        unskip: ['setBit'],
        whilePreparing: ['announceThenClean', 'idle'],
      },
      { frameLoss: ['ranges', 'rewalk'], pageTableWalk: ['unlocked'] },
      { pageTableWalk: ['serialized'], suspendGate: ['none'], frameLoss: ['ranges'] },
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
  const configuration: Configuration = { hazards: [], scope: scopes.small };
  const failing = { name: 'published', design: designs.published };
  const [deadlock, lost] = ['D', 'S1'].map((property) =>
    checkConfiguration(failing, configuration, {}).failures.find(
      (trace) => trace.property === property,
    ),
  );

  test('shows the failure on the design that it was found on', () => {
    expect(failureOnSchedule(failing, configuration, deadlock!.steps)?.property).toBe('D');
    expect(failureOnSchedule(failing, configuration, lost!.steps)?.property).toBe('S1');
  });

  test('follows a design that needs further steps', () => {
    const design: Design = { ...designs.published, firstUpdate: 'handshake' };
    expect(failureOnSchedule({ name: '', design }, configuration, lost!.steps)?.property).toBe(
      'S1',
    );
  });

  test('shows nothing on a design that is repaired', () => {
    const hardened = { name: 'hardened', design: designs.hardened };
    expect(failureOnSchedule(hardened, configuration, deadlock!.steps)).toBeUndefined();
    expect(failureOnSchedule(hardened, configuration, lost!.steps)).toBeUndefined();
  });
});

describe('the search', () => {
  let found: HardenResult;
  const singles = configurations([], ['unalignedSurvivors']);

  test('finds settings that hold, cheaper than the reference', async () => {
    found = await harden(checker(50_000), { reference, singles, crowds: [], samples: 2, seed: 1 });
    expect(found.complete).toBe(true);
    const [winner] = found.frontier;
    expect(isAtMost(winner!.cost, costOf(designs.hardened))).toBe(true);
    for (const { candidate } of found.frontier) {
      for (const configuration of singles) {
        expect(checkConfiguration(candidate, configuration, {}).verdict).not.toBe('violated');
      }
    }
  });

  test('each failurePattern was seen to fail, and each setting of the frontier avoids all of them', () => {
    expect(found.failurePatterns.length).toBeGreaterThan(1);
    for (const { configuration, failing, pattern, counterexample } of found.failurePatterns) {
      expect(matches(failing.design, pattern)).toBe(true);
      expect(failureOnSchedule(failing, configuration, counterexample.steps)).toBeDefined();
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
    const cut = await harden(checker(50_000, 3), options);
    expect(cut.complete).toBe(false);
    expect(cut.necessities).toEqual([]);
    expect(cut.frontier.some(({ complete }) => complete)).toBe(false);
  });

  test('a configuration in which nothing holds is reported, and the search goes on without it', async () => {
    const [baseline, doomed] = configurations([], ['ignoredGc']);
    const failing = { name: 'published', design: designs.published };
    const [trace] = checkConfiguration(failing, baseline!, { finish: 'first' }).failures;
    const honest = checker(100);
    const gloomy: Checker = {
      ...honest,
      check: async (candidate, configuration, effortGiven) => {
        const result = await honest.check(candidate, configuration, effortGiven);
        return configuration === doomed
          ? { ...result, verdict: 'violated', failures: [trace!] }
          : result;
      },
    };
    const options = { reference, singles: [doomed!], crowds: [], samples: 0, seed: 1 };
    const { unsurvived, complete, failurePatterns } = await harden(gloomy, options);
    expect(unsurvived.map(({ configuration }) => configuration)).toEqual([doomed]);
    expect(failurePatterns).toEqual([]);
    expect(complete).toBe(false);
  });

  test('a budget that cuts every search proves nothing', async () => {
    const options = { reference, singles: configurations([]), crowds: [], samples: 1, seed: 1 };
    const cut = await harden(checker(200), options);
    expect(cut.complete).toBe(false);
  });
});
