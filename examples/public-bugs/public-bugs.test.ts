import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check, checkLiveness, type PropertyResult, type System } from 'skipover';
import { describe, expect, test } from 'vitest';
import { criuNewMapping } from './criu-new-mapping.ts';
import { deviceAfterLastSync } from './device-after-last-sync.ts';
import { diffSnapshotRetry } from './diff-snapshot-retry.ts';
import { kvmGetDirtyLog } from './kvm-get-dirty-log.ts';
import { multifdCancel } from './multifd-cancel.ts';
import { postcopyPause } from './postcopy-pause.ts';
import type { PublicBug } from './public-bug.ts';
import { throttleRearm } from './throttle-rearm.ts';
import { uncommitHandshake } from './uncommit-handshake.ts';
import { writeProtectUnpopulated } from './write-protect-unpopulated.ts';
import { xbzrleZeroPage } from './xbzrle-zero-page.ts';

const readme = readFileSync(fileURLToPath(new URL('README.md', import.meta.url)), 'utf8');

/** Steps of the shortest counterexample and states of the system with the bug; the steps are also in the table of README.md. */
const cases: readonly {
  readonly bug: PublicBug;
  readonly steps: number;
  readonly states: number;
}[] = [
  { bug: kvmGetDirtyLog, steps: 10, states: 38 },
  { bug: xbzrleZeroPage, steps: 11, states: 196 },
  { bug: writeProtectUnpopulated, steps: 5, states: 17 },
  { bug: diffSnapshotRetry, steps: 5, states: 13 },
  { bug: deviceAfterLastSync, steps: 6, states: 24 },
  { bug: criuNewMapping, steps: 5, states: 20 },
  { bug: postcopyPause, steps: 4, states: 9 },
  { bug: multifdCancel, steps: 4, states: 18 },
  { bug: throttleRearm, steps: 2, states: 6 },
  { bug: uncommitHandshake, steps: 4, states: 9 },
];

function resultsOf(
  bug: PublicBug,
  isRepaired: boolean,
): { states: number; properties: readonly PropertyResult[] } {
  const { system, goals = [] } = bug.goals?.(isRepaired) ?? { system: bug.system(isRepaired) };
  const { states, properties } = check(system);
  const liveness = goals.length === 0 ? [] : checkLiveness(system, goals).properties;
  return { states, properties: [...properties, ...liveness] };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe.each(cases)('$bug.title', ({ bug, steps, states }) => {
  test('is found, by a shortest run', () => {
    const found = resultsOf(bug, false);
    const property = found.properties.find(({ id }) => id === bug.property)!;
    expect(property.verdict).toBe('violated');
    const shown = property.counterexamples.find(({ violation }) =>
      [undefined, violation.failureClass].includes(bug.failureClass),
    );
    expect([shown?.steps.length, found.states]).toEqual([steps, states]);
  });

  test('is gone with the repair, in every interleaving', () => {
    const { properties } = resultsOf(bug, true);
    expect(properties.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      properties.map(({ id }) => `${id} verified`),
    );
    expect(properties.some(({ id }) => id === bug.property)).toBe(true);
  });

  test('takes less than a second, both together', () => {
    resultsOf(bug, false);
    const taken = milliseconds(() => {
      resultsOf(bug, false);
      resultsOf(bug, true);
    });
    expect(taken).toBeLessThan(1_000);
  });

  test('has a row in the table of README.md', () => {
    const row = readme.split('\n').find((line) => line.includes(bug.report));
    expect(row).toContain(bug.title);
    expect(row).toMatch(new RegExp(`\\| ${steps} +\\|`));
  });
});

test('every report is another', () => {
  expect(new Set(cases.map(({ bug }) => bug.report)).size).toBe(cases.length);
  expect(cases.map(({ bug }): System => bug.system(true)).length).toBeGreaterThanOrEqual(8);
});
