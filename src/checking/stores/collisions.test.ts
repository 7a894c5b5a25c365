/** Stores whose hash is no help: whatever it says, different states are different. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecentStates } from '../search/recent-states.ts';
import { ExactStore } from './exact-store.ts';
import { recordTail } from './state-store.ts';

const wordsPerState = 3;
const state = fc.array(fc.nat({ max: 2 }), { minLength: wordsPerState, maxLength: wordsPerState });

/** Records of states, their hash being what `hash` says. */
function recordsOf(
  states: readonly (readonly number[])[],
  hash: (words: readonly number[]) => number,
): { words: Uint32Array; start: number; count: number } {
  const words = Uint32Array.from(states.flatMap((each, at) => [...each, hash(each) >>> 0, at]));
  return { words, start: 0, count: words.length / (wordsPerState + recordTail) };
}

describe('an exact store', () => {
  const hashes: readonly [string, (words: readonly number[]) => number][] = [
    ['one hash for all', () => 7],
    ['two hashes', ([first]) => (first === 0 ? 1 : 0xffff_ffff)],
    ['hashes that lie side by side', ([first, second]) => first! + second!],
    ['hashes of one table', ([first, second, third]) => first! * 9 + second! * 3 + third!],
  ];

  test.each(hashes)('with %s knows what it was given, and nothing else', (_what, hash) => {
    fc.assert(
      fc.property(fc.array(fc.array(state, { maxLength: 40 }), { maxLength: 4 }), (batches) => {
        const store = new ExactStore(wordsPerState);
        const known = new Set<string>();
        for (const batch of batches) {
          const records = recordsOf(batch, hash);
          const fresh = new Uint32Array(records.count);
          const added = store.addAll(records, fresh);
          const expected = batch.flatMap((words, at) => {
            if (known.has(words.join())) return [];
            known.add(words.join());
            return [at * (wordsPerState + recordTail)];
          });
          expect([...fresh.subarray(0, added)]).toEqual(expected);
        }
        expect(store.size).toBe(known.size);
        const read = new Uint32Array(wordsPerState);
        const found = Array.from({ length: store.size }, (_, id) => {
          store.read(id, read);
          return read.join();
        });
        expect(found).toEqual([...known]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

test('states that were given a moment ago are distinguished from others of their hash', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(state, fc.nat({ max: 1 })), { maxLength: 60 }), (given) => {
      const recent = new RecentStates(new Uint32Array(wordsPerState));
      // The place that a hash leads to remembers the state that was given last.
      const last = [0, 1].map(() => '0,0,0');
      for (const [words, hash] of given) {
        expect(recent.has(Uint32Array.from(words), hash)).toBe(last[hash] === words.join());
        last[hash] = words.join();
      }
    }),
    { seed: 1 },
  );
});
