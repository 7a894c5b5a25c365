/** Whether anything moved is reported per state and chunk, in memory that chunks share one after the other. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import type * as bench from '../../../examples/classics/philosophers.ts';
import type * as checking from '../check.ts';

// Threads load compiled modules: Node 20 cannot run TypeScript. `npm run build` precedes the tests.
const dist = (path: string): string =>
  pathToFileURL(join(process.cwd(), 'dist/development', path)).href;
const { check } = (await import(dist('src/index.js'))) as typeof checking;
const { philosophers } = (await import(dist('examples/classics/philosophers.js'))) as typeof bench;

const counts = inject('thorough') ? [2, 3, 8] : [3];

describe.each([4, 9, 11])('%d philosophers come to wait for one another', (seats) => {
  const source = {
    module: dist('examples/classics/philosophers.js'),
    name: 'philosophers',
    given: [seats],
  };

  test(`with 1 and ${counts.join()} workers, by the same schedule, and in no other state`, () => {
    const one = check(philosophers(seats));
    const [deadlock] = one.properties;
    expect([deadlock!.id, deadlock!.verdict]).toEqual(['D', 'violated']);
    expect(deadlock!.counterexamples.map(({ steps }) => steps.length)).toEqual([seats]);
    // Slots for chunks are used again: 16 chunks of 128 states are on their way at once.
    if (seats > 9) expect(one.states).toBeGreaterThan(16 * 128 * 3);
    for (const count of counts) {
      expect(check(philosophers(seats), { workers: { count, source } })).toEqual(one);
    }
  });
});
