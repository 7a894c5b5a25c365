import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireWritableFolder } from './files.ts';

test('a folder is tried without a trace, also of a process that was killed while it tried', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skipover-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, '.skipover-probe-of-another'), '');
  writeFileSync(join(folder, 'kept'), '');
  requireWritableFolder(folder);
  expect(readdirSync(folder)).toEqual(['kept']);
});
