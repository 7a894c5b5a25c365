import { expect, test } from 'vitest';
import { slug, slugs } from './text.ts';

test('a slug has letters, digits and dashes, and is not longer than 80', () => {
  expect(slug('S1: lost page!')).toBe('s1-lost-page');
  const [first, second] = [slug(`${'x'.repeat(100)}1`), slug(`${'x'.repeat(100)}2`)];
  expect(first).toHaveLength(80);
  expect(first).not.toBe(second);
});

test('slugs of one file fit a file system, and differ where a part differs', () => {
  expect(slugs(['hardened', 'no hazard', 'S1'])).toBe('hardened.no-hazard.s1');
  const long = Array.from({ length: 5 }, (_, part) => `${part}${'a long part '.repeat(20)}`);
  expect(slugs(long).length).toBeLessThanOrEqual(230);
  expect(slugs(long)).not.toBe(slugs([...long.slice(0, 4), `${long[4]}?b`]));
});
