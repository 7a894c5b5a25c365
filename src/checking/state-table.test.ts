import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StateTable } from './state-table.ts';

interface Known {
  readonly id: number;
  readonly words: readonly number[];
  readonly parent: number;
  readonly step: number;
}

/** Adds states to a table and to a Map, and holds one against the other, before and after. */
function expectLikeMap(wordsPerState: number, added: readonly (readonly number[])[]): void {
  const table = new StateTable(wordsPerState);
  const model = new Map<string, Known>();
  const [answers, expected]: [number[], number[]] = [[], []];
  for (const [at, words] of added.entries()) {
    const [key, parent, step] = [words.join(), at >>> 1, at * 7];
    const isKnown = model.has(key);
    answers.push(table.add(Uint32Array.from(words), parent, step));
    expected.push(isKnown ? -1 : model.size);
    if (!isKnown) model.set(key, { id: model.size, words, parent, step });
  }
  expect(answers).toEqual(expected);
  expect(table.size).toBe(model.size);
  const read = new Uint32Array(wordsPerState);
  const found = [...model.values()].map(({ id }): Known => {
    table.read(id, read);
    return { id, words: [...read], parent: table.parent(id), step: table.step(id) };
  });
  expect(found).toEqual([...model.values()]);
}

describe('a state table', () => {
  test('is a Map from words to ids, parents and steps', () => {
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

  test('tells states apart that differ in one bit of any word', () => {
    const table = new StateTable(3);
    expect(table.add(new Uint32Array(3), 0, 0)).toBe(0);
    for (let bit = 0; bit < 96; bit++) {
      const words = new Uint32Array(3);
      words[bit >>> 5] = 2 ** (bit & 31);
      expect(table.add(words, 0, 0)).toBe(bit + 1);
    }
  });

  test('copies what it is given', () => {
    const table = new StateTable(1);
    const words = Uint32Array.of(5);
    table.add(words, 0, 0);
    words[0] = 6;
    expect(table.add(words, 0, 0)).toBe(1);
    expect(table.add(Uint32Array.of(5), 0, 0)).toBe(-1);
  });

  test('tells its bytes: 4 per word and 16 more for each of its slots', () => {
    const table = new StateTable(2);
    for (let value = 0; value <= 4096; value++) table.add(Uint32Array.of(value, 0), 0, 0);
    expect(table.bytes).toBe(8192 * (4 * 2 + 16));
  });
});
