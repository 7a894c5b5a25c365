/** What every store of states owes a search, its last state included, before it is written down and after. */
import { describe, expect, test } from 'vitest';
import { mig } from '../../../examples/classics/mig.ts';
import { hashOf } from './hash.ts';
import { recordTail, type StateStore } from './state-store.ts';
import { storeFor, type StoreKind } from './store-kind.ts';

const system = mig(3, 1, 1);
const { wordsPerState } = system.layout;
const kinds: readonly { readonly kind: StoreKind }[] = [
  { kind: { mode: 'exact' } },
  { kind: { mode: 'fingerprint' } },
  { kind: { mode: 'bloom', bits: 2 ** 20 } },
];

/** Different states of the layout's size, state 0 first. */
function stateOf(number: number): Uint32Array {
  const words = new Uint32Array(wordsPerState);
  words[0] = number;
  words[wordsPerState - 1]! ^= Math.imul(number, 0x9e37_79b1) << 4;
  return words;
}

function recordsOf(first: number, end: number): { words: Uint32Array; start: 0; count: number } {
  const stride = wordsPerState + recordTail;
  const words = new Uint32Array((end - first) * stride);
  for (let state = first; state < end; state++) {
    const at = (state - first) * stride;
    words.set(stateOf(state), at);
    words[at + wordsPerState] = hashOf(stateOf(state), 0, wordsPerState);
    words[at + wordsPerState + 1] = state === 0 ? 0 : (state - 1) >> 1;
  }
  return { words, start: 0, count: end - first };
}

function add(store: StateStore, first: number, end: number): number {
  return store.addAll(recordsOf(first, end), new Uint32Array(end - first));
}

/** The states of a binary tree, of which `expanded` were expanded: all that such a search has found. */
function filled(kind: StoreKind, expanded: number): StateStore {
  const store = storeFor(kind, system);
  add(store, 0, 2 * expanded + 1);
  store.forgetBefore(expanded);
  return store;
}

describe.each(kinds)('$kind.mode', ({ kind }) => {
  test.each([1, 2, 31, 512, 1_500])('with %d states expanded, is the same again', (expanded) => {
    const store = filled(kind, expanded);
    const size = 2 * expanded + 1;
    expect(store.size).toBe(size);
    const depth = Math.floor(Math.log2(expanded + 1));
    const position = { depth, levelEnd: 2 ** (depth + 1) - 1, expanded };
    const pieces = [...store.dump(expanded)].map((piece) => piece.slice());
    const dump = Uint32Array.from(pieces.flatMap((piece) => [...piece]));
    expect(dump).toHaveLength(store.dumpLength(size, expanded));
    const again = storeFor(kind, system);
    const saved = {
      states: size,
      position: { ...position, levelEnd: Math.min(size, position.levelEnd) },
    };
    expect(again.load(saved, dump)).toBeUndefined();
    for (const each of [store, again]) {
      const words = new Uint32Array(wordsPerState);
      const wrong = Array.from({ length: size }, (_, state) => state).filter((state) => {
        const own = stateOf(state);
        const isKnown = each.has(own) && each.is(state, own);
        const isItself = isKnown && !each.is(state, stateOf(state + 1));
        if (!isItself || each.parent(state) !== (state === 0 ? 0 : (state - 1) >> 1)) return true;
        if (state < expanded) return false;
        each.read(state, words);
        return words.join() !== own.join();
      });
      expect(wrong).toEqual([]);
      // All are known, the last one too, and the next is not.
      expect(add(each, 0, size)).toBe(0);
      expect(each.has(stateOf(size))).toBe(false);
      expect(add(each, size - 1, size + 1)).toBe(1);
      expect(each.parent(size)).toBe((size - 1) >> 1);
      each.close();
    }
  });
});
