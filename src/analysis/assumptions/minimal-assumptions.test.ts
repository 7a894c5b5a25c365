import { describe, expect, inject, test } from 'vitest';
import { assumptions } from '../../../models/assumptions.ts';
import { assumptionCover } from '../../../models/assumption-cover.ts';
import { designs } from '../../../models/design.ts';
import { hazards, type HazardName } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { minimalCover, undroppedAssumptions } from './assumption-sets.ts';
import { minimalAssumptions, type DesignAssumptions } from './minimal-assumptions.ts';
import type { Checker } from '../hardening/failure-pattern.ts';
import { failureOnSchedule } from '../counterexamples/schedule.ts';
import { checkConfiguration } from '../matrix/configuration.ts';

const here: Checker = {
  threads: 1,
  check: (candidate, configuration, { finish, effort }) =>
    Promise.resolve(
      checkConfiguration(candidate, configuration, { finish, maxStates: 60_000 * effort }),
    ),
  outOfTime: () => false,
  report: () => {},
};

function ask(
  name: keyof typeof designs,
  configuration: readonly HazardName[],
): Promise<DesignAssumptions> {
  return minimalAssumptions(here, {
    candidate: { name, design: designs[name] },
    hazards: configuration,
    scopes: [scopes.small],
    lastEffort: 1,
    pairScope: scopes.small,
  });
}

describe('minimal sets of assumptions', () => {
  test('exclude every failing configuration, and with one less they do not', () => {
    const failing: HazardName[][] = [['ignoredGc'], ['share'], ['remap', 'abort'], ['reorder']];
    const excludes = (set: readonly string[]): boolean =>
      failing.every((configuration) =>
        configuration.some((hazard) => hazards[hazard].drops.some((name) => set.includes(name))),
      );
    const sets = minimalCover(failing)!;
    expect(sets.length).toBeGreaterThan(1);
    for (const set of sets) {
      expect(excludes(set)).toBe(true);
      for (const left of set) expect(excludes(set.filter((name) => name !== left))).toBe(false);
    }
    expect(new Set(sets.map(String)).size).toBe(sets.length);
  });

  test('nothing to exclude needs nothing; no hazard cannot be excluded', () => {
    expect(minimalCover([])).toEqual([[]]);
    expect(minimalCover([['ignoredGc'], []])).toBeUndefined();
  });

  test('an assumption that no hazard drops is reported with its reason', () => {
    expect(undroppedAssumptions().length).toBeGreaterThan(0);
    for (const name of undroppedAssumptions()) expect(assumptionCover[name]?.note).toBeTruthy();
    const dropped = Object.values(hazards).flatMap(({ drops }) => [...drops]);
    expect(dropped.filter((name) => !Object.hasOwn(assumptions, name))).toEqual([]);
  });
});

describe('what a design rests on', () => {
  test.skipIf(!inject('thorough'))(
    'no assumption saves the published one; its switches and properties are distinguished',
    async () => {
      const found = await ask('published', ['ignoredGc', 'unalignedSurvivors']);
      expect(found.all.assumptions).toBeUndefined();
      expect(found.all.baseline).toBe('violated');
      const stuck = found.baselineFailures.find(({ trace }) => trace.property === 'D');
      expect(stuck?.removedBy).toEqual([{ switch: 'firstUpdate', value: 'handshake' }]);
      const lost = found.baselineFailures.find(({ trace }) => trace.property === 'S1');
      expect(lost?.removedBy).toContainEqual({ switch: 'skippedFrames', value: 'defer' });
      const honest = found.properties.find(({ property }) => property === 'S2');
      expect(honest?.baseline).toBe('verified');
      expect(honest?.assumptions).toEqual([['A6', 'A9']]);
      for (const { configuration, trace } of honest!.brokenBy) {
        expect(trace.property).toBe('S2');
        expect(failureOnSchedule(found.candidate, configuration, trace.steps)).toBeDefined();
      }
    },
  );

  test.skipIf(!inject('thorough'))(
    'the hardened one needs none of them, and says what it was asked',
    async () => {
      const found = await ask('hardened', ['ignoredGc', 'unalignedSurvivors']);
      expect(found.all.assumptions).toEqual([[]]);
      expect(found.cells.map(({ configuration }) => configuration.hazards.join('+'))).toEqual([
        '',
        'ignoredGc',
        'unalignedSurvivors',
        'ignoredGc+unalignedSurvivors',
      ]);
      expect(found.all.open).toEqual([]);
    },
  );

  test('a configuration that a budget cut is open, never survived', async () => {
    const cut: Checker = {
      ...here,
      check: (candidate, configuration, { finish }) =>
        Promise.resolve(checkConfiguration(candidate, configuration, { finish, maxStates: 500 })),
    };
    const found = await minimalAssumptions(cut, {
      candidate: { name: 'hardened', design: designs.hardened },
      hazards: ['ignoredGc'],
      scopes: [scopes.small],
      lastEffort: 1,
      pairScope: scopes.small,
    });
    expect(found.all.survives).toEqual([]);
    expect(found.all.open.map(({ hazards: each }) => each)).toEqual([['ignoredGc']]);
  });

  test.skipIf(!inject('thorough'))(
    'a hazard that changes nothing within the bounds is reported',
    async () => {
      const found = await ask('hardened', ['remap']);
      const cell = found.cells.find(({ configuration }) => configuration.hazards.includes('remap'));
      expect(cell?.idle).toBe(true);
    },
  );
});
