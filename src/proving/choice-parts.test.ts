import { expect, test } from 'vitest';
import { ChoiceParts } from './choice-parts.ts';

test('every combination of outcomes is one choice', () => {
  const choices = new ChoiceParts();
  const [first, second, third] = [choices.part(3), choices.part(2), choices.part(4)];
  expect([first, second, third].map((part) => part.choices)).toEqual([3, 6, 24]);
  const seen = new Set<string>();
  for (let choice = 0; choice < third.choices; choice++) {
    seen.add([first.of(choice), second.of(choice), third.of(choice)].join());
  }
  expect(seen.size).toBe(24);
  expect([...Array(6).keys()].map((choice) => third.of(choice))).toEqual(Array(6).fill(0));
});
