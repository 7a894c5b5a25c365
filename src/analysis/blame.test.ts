import { describe, expect, test } from 'vitest';
import { assumptions } from '../../models/assumptions.ts';
import { assumptionCover } from '../../models/assumption-cover.ts';
import { designs } from '../../models/design.ts';
import { hazards, type HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { minimalAssumptions, undroppedAssumptions } from './assumption-sets.ts';
import { blame, type DesignBlame } from './blame.ts';
import type { Examiner } from './lesson.ts';
import { failureOnSchedule } from './schedule.ts';
import { checkWorld } from './world.ts';

const here: Examiner = {
  threads: 1,
  check: (candidate, world, { finish, effort }) =>
    Promise.resolve(checkWorld(candidate, world, { finish, maxStates: 60_000 * effort })),
  outOfTime: () => false,
  tell: () => {},
};

function ask(name: keyof typeof designs, world: readonly HazardName[]): Promise<DesignBlame> {
  return blame(here, {
    candidate: { name, design: designs[name] },
    hazards: world,
    scopes: [scopes.small],
    lastEffort: 1,
    pairScope: scopes.small,
  });
}

describe('minimal sets of assumptions', () => {
  test('exclude every failing world, and with one less they do not', () => {
    const failing: HazardName[][] = [['ignoredGc'], ['share'], ['remap', 'abort'], ['reorder']];
    const excludes = (set: readonly string[]): boolean =>
      failing.every((world) =>
        world.some((hazard) => hazards[hazard].drops.some((name) => set.includes(name))),
      );
    const sets = minimalAssumptions(failing)!;
    expect(sets.length).toBeGreaterThan(1);
    for (const set of sets) {
      expect(excludes(set)).toBe(true);
      for (const left of set) expect(excludes(set.filter((name) => name !== left))).toBe(false);
    }
    expect(new Set(sets.map(String)).size).toBe(sets.length);
  });

  test('nothing to exclude needs nothing; ordinary life cannot be excluded', () => {
    expect(minimalAssumptions([])).toEqual([[]]);
    expect(minimalAssumptions([['ignoredGc'], []])).toBeUndefined();
  });

  test('an assumption that no hazard drops is told with its reason', () => {
    expect(undroppedAssumptions().length).toBeGreaterThan(0);
    for (const name of undroppedAssumptions()) expect(assumptionCover[name]?.note).toBeTruthy();
    const dropped = Object.values(hazards).flatMap(({ drops }) => [...drops]);
    expect(dropped.filter((name) => !Object.hasOwn(assumptions, name))).toEqual([]);
  });
});

describe('what a design rests on', () => {
  test('no assumption saves the published one; its switches and properties are told apart', async () => {
    const found = await ask('published', ['ignoredGc', 'raggedRange']);
    expect(found.all.assumptions).toBeUndefined();
    expect(found.all.ordinary).toBe('violated');
    const stuck = found.ordinaryFailures.find(({ trace }) => trace.property === 'D');
    expect(stuck?.removedBy).toEqual([{ switch: 'firstUpdate', value: 'handshake' }]);
    const lost = found.ordinaryFailures.find(({ trace }) => trace.property === 'S1');
    expect(lost?.removedBy).toContainEqual({ switch: 'skippedFrames', value: 'defer' });
    const honest = found.properties.find(({ property }) => property === 'S2');
    expect(honest?.ordinary).toBe('verified');
    expect(honest?.assumptions).toEqual([['A6', 'A9']]);
    for (const { world, trace } of honest!.brokenBy) {
      expect(trace.property).toBe('S2');
      expect(failureOnSchedule(found.candidate, world, trace.steps)).toBeDefined();
    }
  });

  test('the hardened one needs none of them, and says what it was asked', async () => {
    const found = await ask('hardened', ['ignoredGc', 'raggedRange']);
    expect(found.all.assumptions).toEqual([[]]);
    expect(found.cells.map(({ world }) => world.hazards.join('+'))).toEqual([
      '',
      'ignoredGc',
      'raggedRange',
      'ignoredGc+raggedRange',
    ]);
    expect(found.all.open).toEqual([]);
  });

  test('a world that a budget cut is open, never survived', async () => {
    const cut: Examiner = {
      ...here,
      check: (candidate, world, { finish }) =>
        Promise.resolve(checkWorld(candidate, world, { finish, maxStates: 500 })),
    };
    const found = await blame(cut, {
      candidate: { name: 'hardened', design: designs.hardened },
      hazards: ['ignoredGc'],
      scopes: [scopes.small],
      lastEffort: 1,
      pairScope: scopes.small,
    });
    expect(found.all.survives).toEqual([]);
    expect(found.all.open.map(({ hazards: each }) => each)).toEqual([['ignoredGc']]);
  });

  test('a hazard that changes nothing within the bounds is told', async () => {
    const found = await ask('hardened', ['remap']);
    const cell = found.cells.find(({ world }) => world.hazards.includes('remap'));
    expect(cell?.idle).toBe(true);
  });
});
