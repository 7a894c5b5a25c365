/** What a log knows of accesses decides what a reduction may leave out. */
import { describe, expect, test } from 'vitest';
import { AccessLog, RecordedField } from './access-log.ts';
import { bitsAt, copyBits, countBits, fillBits, nextSetBit, orBits, setBitsAt } from './bitmap.ts';
import { LayoutBuilder } from './layout.ts';

/** The elements of a set, by number. */
function elementsOf(set: Uint32Array): number[] {
  return Array.from(set).flatMap((word, at) =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => ((word >>> bit) & 1) === 1)
      .map((bit) => at * 32 + bit),
  );
}

function recorded() {
  const log = new AccessLog();
  const builder = new LayoutBuilder(log);
  const first = builder.field('first', 4, 3) as RecordedField;
  const map = builder.field('map', 1, 70) as RecordedField;
  const last = builder.field('last', 8) as RecordedField;
  const words = builder.build().zero();
  return { log, first, map, last, words };
}

describe('a log', () => {
  test('numbers the elements of all fields in the order of their declaration', () => {
    const { log, first, map, last } = recorded();
    expect([first, map, last].map(({ firstElement }) => firstElement)).toEqual([0, 3, 73]);
    expect([log.elements, log.uses.length, log.writes.length]).toEqual([74, 3, 3]);
    expect([first, map, last].every(({ isRecorded }) => isRecorded)).toBe(true);
  });

  test('knows what was read before it was written, and what was written', () => {
    const { log, first, map, last, words } = recorded();
    first.set(words, 1, 9);
    expect([first.get(words, 1), first.get(words, 2), map.get(words, 40)]).toEqual([9, 0, 0]);
    last.set(words, 0, 200);
    expect([elementsOf(log.uses), elementsOf(log.writes)]).toEqual([
      [2, 43],
      [1, 73],
    ]);
    expect([0, 1, 2, 43, 73].map((element) => log.hasWritten(element))).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    log.beginStep();
    expect([elementsOf(log.uses), elementsOf(log.writes)]).toEqual([[2, 43], []]);
    expect(first.get(words, 1)).toBe(9);
    expect(elementsOf(log.uses)).toEqual([1, 2, 43]);
    log.forget();
    expect([elementsOf(log.uses), elementsOf(log.writes)]).toEqual([[], []]);
  });

  test('takes what is read of the state before a step for read, written or not', () => {
    const { log, first, words } = recorded();
    const before = words.slice();
    log.before = before;
    first.set(words, 0, 1);
    first.get(words, 0);
    expect(elementsOf(log.uses)).toEqual([]);
    first.get(before, 0);
    expect(elementsOf(log.uses)).toEqual([0]);
  });

  test('takes everything for read where a field is read out of range', () => {
    for (const index of [-1, 3]) {
      const { log, first, words } = recorded();
      first.get(words, index);
      expect(elementsOf(log.uses)).toHaveLength(96);
    }
  });

  test('can take what was written for read', () => {
    const { log, first, map, words } = recorded();
    first.get(words, 0);
    map.set(words, 69, 1);
    log.useWrites();
    expect(elementsOf(log.uses)).toEqual([0, 72]);
  });

  test('is left alone by a write that is refused', () => {
    const { log, first, words } = recorded();
    expect(() => first.set(words, 3, 1)).toThrow(/out of range/);
    expect(elementsOf(log.writes)).toEqual([]);
  });
});

describe('operations on a recorded bitmap say what they do on another, and touch no more', () => {
  const map = (log?: AccessLog) => {
    const builder = new LayoutBuilder(log);
    const [source, target] = [builder.field('source', 1, 300), builder.field('target', 1, 300)];
    const words = builder.build().zero();
    for (let index = 0; index < 300; index += 7) source.set(words, index, 1);
    for (let index = 0; index < 300; index += 3) target.set(words, index, 1);
    log?.forget();
    return { source, target, words };
  };
  const operations: readonly [
    string,
    (given: ReturnType<typeof map>) => unknown,
    { readonly reads: number; readonly writes: number },
  ][] = [
    ['fillBits', ({ words, target }) => fillBits(words, target, 1), { reads: 0, writes: 300 }],
    [
      'copyBits',
      ({ words, source, target }) => copyBits(words, source, target),
      { reads: 300, writes: 300 },
    ],
    [
      'orBits',
      ({ words, source, target }) => orBits(words, source, target),
      { reads: 300, writes: 43 },
    ],
    ['nextSetBit', ({ words, source }) => nextSetBit(words, source, 8), { reads: 7, writes: 0 }],
    ['countBits', ({ words, source }) => countBits(words, source), { reads: 300, writes: 0 }],
    ['bitsAt, inside', ({ words, source }) => bitsAt(words, source, 31), { reads: 32, writes: 0 }],
    ['bitsAt, end', ({ words, source }) => bitsAt(words, source, 290), { reads: 10, writes: 0 }],
    ['bitsAt, beyond', ({ words, source }) => bitsAt(words, source, 300), { reads: 0, writes: 0 }],
    [
      'setBitsAt',
      ({ words, target }) => setBitsAt(words, target, { from: 60, mask: 0x8000_0005, value: 1 }),
      { reads: 0, writes: 3 },
    ],
    [
      'setBitsAt, cleared',
      ({ words, target }) => setBitsAt(words, target, { from: 60, mask: 0x8000_0009, value: 0 }),
      { reads: 0, writes: 3 },
    ],
  ];

  test.each(operations)('%s', (_what, act, { reads, writes }) => {
    const log = new AccessLog();
    const [plain, listened] = [map(), map(log)];
    expect(act(listened)).toEqual(act(plain));
    expect(listened.words).toEqual(plain.words);
    expect([elementsOf(log.uses).length, elementsOf(log.writes).length]).toEqual([reads, writes]);
  });
});
