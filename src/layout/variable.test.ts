import { expect, test } from 'vitest';
import { LayoutBuilder } from './layout.ts';
import { Variable } from './variable.ts';

test('a variable is one number of the state', () => {
  const builder = new LayoutBuilder();
  const before = builder.field('before', 8);
  const [flag, number] = [new Variable(builder, 'flag'), new Variable(builder, 'n', { bits: 8 })];
  const layout = builder.build();
  const words = layout.zero();
  expect([flag.name, flag.exists, number.exists]).toEqual(['flag', true, true]);
  expect(layout.fields.map(({ name, bits, length }) => [name, bits, length])).toEqual([
    ['before', 8, 1],
    ['flag', 1, 1],
    ['n', 8, 1],
  ]);
  expect([flag.is(words), flag.get(words), number.get(words)]).toEqual([false, 0, 0]);
  flag.put(words, true);
  number.set(words, 200);
  expect([flag.is(words), flag.get(words), number.get(words)]).toEqual([true, 1, 200]);
  expect(number.is(words)).toBe(false);
  flag.put(words, false);
  expect([flag.is(words), number.get(words), before.get(words, 0)]).toEqual([false, 200, 0]);
});

test('one that does not exist takes no room, reads as 0 and drops what is written', () => {
  const builder = new LayoutBuilder();
  builder.field('other', 32);
  const absent = new Variable(builder, 'absent', { bits: 32, exists: false });
  const layout = builder.build();
  const words = layout.zero();
  absent.set(words, 7);
  absent.put(words, true);
  expect([layout.wordsPerState, absent.exists, absent.get(words), absent.is(words)]).toEqual([
    1,
    false,
    0,
    false,
  ]);
  expect(words).toEqual(layout.zero());
});
