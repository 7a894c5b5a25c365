import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killAndResume } from './killed-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-killed-often-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('killed at thirty moments, a search ends with the identical verdict, counts and counterexamples', async () => {
  const { codes, unbroken, ended, reported } = await killAndResume(
    folder,
    join(folder, 'checkpoint'),
    30,
  );
  expect(codes).toEqual(Array.from({ length: 30 }, () => null));
  expect(ended).toEqual(unbroken);
  expect(reported[1]).toEqual(reported[0]);
});
