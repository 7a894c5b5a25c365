import { describe, expect, test } from 'vitest';
import { LayoutBuilder } from './layout.ts';

describe('views of a state', () => {
  const layout = new LayoutBuilder();
  const retries = layout.scalar('retries', { max: 5 });
  const seen = layout.bits('seen', 3);
  const lock = layout.enum('lock', ['free', 'taken', 'broken']);
  const state = layout.build();

  test('a number', () => {
    const words = state.zero();
    retries.set(words, 4);
    retries.add(words);
    expect([retries.get(words), retries.is(words, 5), retries.is(words, 4)]).toEqual([
      5,
      true,
      false,
    ]);
    expect(() => retries.add(words)).toThrow('field retries = 6 is out of range: value 0..5');
    expect(() => retries.set(words, -1)).toThrow('field retries[0] = -1 is out of range');
    expect(retries.get(words)).toBe(5);
  });

  test('a set', () => {
    const words = state.zero();
    expect([seen.isEmpty(words), seen.isFull(words)]).toEqual([true, false]);
    seen.add(words, 0);
    seen.add(words, 2);
    seen.delete(words, 0);
    expect([seen.has(words, 0), seen.has(words, 2), seen.count(words)]).toEqual([false, true, 1]);
    seen.add(words, 0);
    seen.add(words, 1);
    expect(seen.isFull(words)).toBe(true);
    expect(() => seen.add(words, 3)).toThrow('field seen[3] = 1 is out of range');
  });

  test('a value with a name', () => {
    const words = state.zero();
    expect(lock.get(words)).toBe('free');
    lock.set(words, 'broken');
    expect([lock.get(words), lock.is(words, 'broken'), lock.is(words, 'free')]).toEqual([
      'broken',
      true,
      false,
    ]);
    expect(() => lock.set(words, 'opne' as 'free')).toThrow(
      'field lock has no value opne: free, taken, broken',
    );
  });

  test('none changes another', () => {
    const words = state.zero();
    retries.set(words, 5);
    lock.set(words, 'taken');
    seen.add(words, 1);
    expect(state.read(words)).toEqual({ retries: [5], seen: [0, 1, 0], lock: [1] });
  });
});

test('values that stand twice, and none at all', () => {
  expect(() => new LayoutBuilder().enum('lock', ['a', 'a'])).toThrow(
    'field lock has the value a twice',
  );
  expect(() => new LayoutBuilder().enum('lock', [])).toThrow('field lock has no values');
});
