import { describe, expect, inject, test } from 'vitest';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type * as checking from '../check.ts';
import type * as bench from '../../../examples/classics/mig.ts';
import type { StoreKind } from '../stores/store-kind.ts';

// Threads load compiled modules: Node 20 cannot run TypeScript. `npm run build` precedes the tests.
const dist = (path: string): string =>
  pathToFileURL(join(process.cwd(), 'dist/development', path)).href;
const { check } = (await import(dist('src/index.js'))) as typeof checking;
const { mig } = (await import(dist('examples/classics/mig.js'))) as typeof bench;

const bounds = [4, 1, 2] as const;
const source = { module: dist('examples/classics/mig.js'), name: 'mig', given: bounds };

const counts = inject('thorough') ? [1, 2, 3, 8] : [1, 3];

const modes: readonly { readonly store: StoreKind }[] = [
  { store: { mode: 'exact' } },
  { store: { mode: 'fingerprint' } },
  { store: { mode: 'bloom', bits: 2 ** 18 } },
];

describe.each(modes)('$store.mode', ({ store }) => {
  test(`${counts.join()} workers: the same result to the last byte`, () => {
    const one = JSON.stringify(check(mig(...bounds), { store, counterexamples: 2 }));
    for (const count of counts) {
      const workers = { count, source };
      const result = check(mig(...bounds), { store, counterexamples: 2, workers });
      expect(JSON.stringify(result)).toBe(one);
    }
  });
});

test('budgets end at the same state, too', () => {
  for (const options of [{ maxStates: 5_000 }, { maxBytes: 700_000 }, { maxDepth: 9 }]) {
    const one = check(mig(...bounds), options);
    expect(one.ended).toBeDefined();
    expect(check(mig(...bounds), { ...options, workers: { count: 3, source } })).toEqual(one);
  }
});

describe('what goes wrong in a thread is reported', () => {
  test.each([
    [
      'a module that is not there',
      { module: dist('examples/classics/no.js'), name: 'mig', given: bounds },
      /Cannot find module .*no\.js/,
    ],
    [
      'a function that is not there',
      { module: dist('examples/classics/mig.js'), name: 'no', given: bounds },
      /mig\.js exports no function no$/,
    ],
    [
      'a system that cannot be built',
      { module: dist('examples/classics/mig.js'), name: 'mig', given: [0, 1, 1] },
      /^field \S+ has no elements$/,
    ],
  ])('%s', (_what, broken, message) => {
    const searching = (): unknown =>
      check(mig(...bounds), { workers: { count: 2, source: broken } });
    expect(searching).toThrow(message);
  });

  test('more workers than shards', () => {
    expect(() => check(mig(...bounds), { workers: { count: 9, source } })).toThrow(
      '9 workers; 1 to 8',
    );
  });
});
