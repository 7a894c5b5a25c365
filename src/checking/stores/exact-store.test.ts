import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactStore } from './exact-store.ts';

interface Known {
  readonly id: number;
  readonly words: readonly number[];
  readonly parent: number;
}

/** Adds states to a store and to a Map, and compares them. */
function expectLikeMap(wordsPerState: number, added: readonly (readonly number[])[]): void {
  const store = new ExactStore(wordsPerState);
  const model = new Map<string, Known>();
  const [answers, expected]: [number[], number[]] = [[], []];
  for (const [at, words] of added.entries()) {
    const [key, parent] = [words.join(), at >>> 1];
    const isKnown = model.has(key);
    answers.push(store.add(Uint32Array.from(words), parent));
    expected.push(isKnown ? -1 : model.size);
    if (!isKnown) model.set(key, { id: model.size, words, parent });
  }
  expect(answers).toEqual(expected);
  expect(store.size).toBe(model.size);
  const read = new Uint32Array(wordsPerState);
  const found = [...model.values()].map(({ id }): Known => {
    store.read(id, read);
    return { id: store.idOf(read), words: [...read], parent: store.parent(id) };
  });
  expect(found).toEqual([...model.values()]);
}

describe('the exact store, state by state', () => {
  test('is a Map from words to ids and parents', () => {
    const state = (wordsPerState: number) =>
      fc.array(fc.oneof(fc.nat(2), fc.nat({ max: 0xffff_ffff })), {
        minLength: wordsPerState,
        maxLength: wordsPerState,
      });
    const given = fc
      .integer({ min: 1, max: 9 })
      .chain((size) => fc.tuple(fc.constant(size), fc.array(state(size), { maxLength: 60 })));
    fc.assert(fc.property(given, ([size, added]) => expectLikeMap(size, added)));
  });

  test.each([1, 2, 3])('grows, and forgets nothing: 20,000 states of %i words', (size) => {
    const added = Array.from({ length: 40_000 }, (_, at) => {
      const value = at % 20_000;
      return Array.from({ length: size }, (__, word) => (word === size - 1 ? value : 0));
    });
    expectLikeMap(size, added);
  });

  test('distinguishes states that differ in one bit of any word', () => {
    const store = new ExactStore(3);
    expect(store.add(new Uint32Array(3), 0)).toBe(0);
    for (let bit = 0; bit < 96; bit++) {
      const words = new Uint32Array(3);
      words[bit >>> 5] = 2 ** (bit & 31);
      expect(store.idOf(words)).toBe(-1);
      expect(store.add(words, 0)).toBe(bit + 1);
    }
  });

  test('copies what it is given', () => {
    const store = new ExactStore(1);
    const words = Uint32Array.of(5);
    store.add(words, 0);
    words[0] = 6;
    expect(store.add(words, 0)).toBe(1);
    expect(store.add(Uint32Array.of(5), 0)).toBe(-1);
  });
});
