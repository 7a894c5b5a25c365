import { describe, expect, test } from 'vitest';
import { GrowingWords } from './growing-words.ts';
import { WordLog } from './word-log.ts';

const valueAt = (at: number): number => Math.imul(at, 0x9e37_79b9) >>> 0;

test('a list that grows keeps what it was given, and counts the room it has', () => {
  const list = new GrowingWords();
  for (let at = 0; at < 4_096; at++) list.push(valueAt(at));
  expect([list.length, list.bytes]).toEqual([4_096, 4_096 * 4]);
  for (let at = 4_096; at < 10_000; at++) list.push(valueAt(at));
  expect([list.length, list.bytes]).toEqual([10_000, 16_384 * 4]);
  const words = list.trimmed();
  expect([words.length, words.every((word, at) => word === valueAt(at))]).toEqual([10_000, true]);
  expect([list.at(0), list.at(9_999)]).toEqual([0, valueAt(9_999)]);
});

describe('a log of words', () => {
  const half = 1 << 17;

  test.each([0, 1, half - 1, half, half + 1, 2 * half, 2 * half + 7])(
    'gives %d words back in order, one by one and in pieces',
    (count) => {
      const log = new WordLog();
      for (let at = 0; at < count; at++) log.append(valueAt(at));
      expect(log.length).toBe(count);
      const buffered = count === 0 ? 0 : ((count - 1) % half) + 1;
      expect(log.bytes).toBe(buffered * 4);
      expect(log.bytesWith(3)).toBe(Math.min(half, buffered + 3) * 4);
      let at = 0;
      for (const piece of log.pieces()) {
        const start = at;
        expect(piece.every((word, inside) => word === valueAt(start + inside))).toBe(true);
        at += piece.length;
      }
      expect(at).toBe(count);
      const asked = [0, half - 1, half, count - 1].filter((each) => each >= 0 && each < count);
      expect(asked.map((each) => log.get(each))).toEqual(asked.map(valueAt));
      log.close();
      log.close();
    },
  );

  test('names the folder where it cannot write', () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = '/nowhere at all';
    try {
      const log = new WordLog();
      const fill = (): void => {
        for (let at = 0; at <= half; at++) log.append(at);
      };
      expect(fill).toThrow(/^cannot keep the way to each state in \/nowhere at all: ENOENT/);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});
