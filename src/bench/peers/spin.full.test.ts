import { describe, expect, test } from 'vitest';
import { checkScenario } from '../../analysis/matrix/check-scenario.ts';
import { check } from '../../checking/check.ts';
import { peerCells, promelaSwitches } from './cells.ts';
import { precopySwitches, precopySystem } from './precopy.ts';
import { runSpin, spinIsMissing } from './spin.ts';

const missing = spinIsMissing();
if (missing !== undefined) console.warn(`the second opinion is not asked: ${missing}`);

/** `SKIPOVER_SPIN=all` asks for the large cells too. */
const cells = peerCells.filter(({ isLarge }) => !isLarge || process.env['SKIPOVER_SPIN'] === 'all');

/** What Spin said of each cell. */
const reported = new Map<string, ReadonlySet<string>>();

describe.skipIf(missing !== undefined)('Spin and skipover agree on S1, S2 and D', () => {
  test.each(cells.map((cell) => [cell.name, cell] as const))(
    '%s',
    (_name, cell) => {
      const { properties } = checkScenario({ ...cell, designName: cell.name });
      const judged = ['S1', 'S2', 'D'].map((id) => properties.find((each) => each.id === id)!);
      expect(judged.every(({ verdict }) => verdict === 'violated' || verdict === 'verified')).toBe(
        true,
      );
      const ours = judged.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
      const { violated } = runSpin('migration.pml', promelaSwitches(cell));
      reported.set(cell.name, violated);
      expect([...violated].toSorted()).toEqual(ours.toSorted());
    },
    300_000,
  );

  test('each property is violated in some cell and holds in another', () => {
    for (const id of ['S1', 'S2', 'D'] as const) {
      const hits = [...reported.values()].filter((violated) => violated.has(id));
      expect([id, hits.length > 0, hits.length < reported.size]).toEqual([id, true, true]);
    }
  });
});

describe.skipIf(missing !== undefined)('cut into the same steps, as many states', () => {
  const small = { frames: 5, takes: 1, frees: 1, maxIterations: 3, fewFrames: 1 };
  const stops = { frames: 6, takes: 2, frees: 1, maxIterations: 5, fewFrames: 2 };
  test.each([
    { ...small, trafficFactor: 3, batchFrames: 2 },
    { ...stops, trafficFactor: 1.5, batchFrames: 4 },
  ])('the pre-copy loop: %o', (size) => {
    const { states, verdict } = check(precopySystem(size));
    const { violated, ...spin } = runSpin('precopy.pml', precopySwitches(size));
    expect([spin.states, [...violated]]).toEqual([states, []]);
    expect(verdict).toBe('verified');
  });

  test('one frame more is as many more in both, and not as many as before', () => {
    const size = { ...small, trafficFactor: 3, batchFrames: 2 };
    const larger = { ...size, frames: 6 };
    const states = runSpin('precopy.pml', precopySwitches(larger)).states;
    expect(states).toBe(check(precopySystem(larger)).states);
    expect(states).toBeGreaterThan(check(precopySystem(size)).states);
  });
});
