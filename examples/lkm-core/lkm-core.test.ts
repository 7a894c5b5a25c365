import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { runHere, type Ended } from '../../src/cli/program-run.ts';
import { bugs } from './bugs.ts';

/** The C module against the model, as README.md of this folder says; all of its faults are in lkm-core.long.test.ts. */
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-lkm-core-'));
afterAll(() => rmSync(folder, { recursive: true }));

const isBuildable = ['gcc', 'make'].every(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (!isBuildable) console.log('skipped: gcc or make is not installed (apt-get install gcc make)');

function build(bug: number): string {
  const { status, stderr } = spawnSync('make', ['-s', '-C', here, `BUILD=${folder}`, `BUG=${bug}`]);
  expect(status, String(stderr)).toBe(0);
  return join(folder, `lkm-adapter-${bug}`);
}

function drive(bug: number, ...flags: string[]): Promise<Ended> {
  return runHere(folder, ['drive', '--design', 'hardened', ...flags, '--', build(bug)]);
}

describe.skipIf(!isBuildable)('the C module', () => {
  test('follows paths that cover the transitions of the LKM', async () => {
    const { code, stdout } = await drive(
      0,
      '--scope',
      'quick',
      '--paths',
      'transitions',
      '--process',
      'lkm',
      '--process',
      'procCall',
    );
    expect(stdout).toContain('conforms: every step was as the model has it');
    expect(code).toBe(0);
  });

  test('follows random schedules under six hazards', async () => {
    const hazards = ['remap', 'swap', 'appExit', 'suspendRefused', 'lateReady', 'secondMigration'];
    const named = hazards.flatMap((hazard) => ['--hazard', hazard]);
    const { code, stdout } = await drive(
      0,
      '--scope',
      'ci',
      ...named,
      '--runs',
      inject('thorough') ? '200' : '60',
    );
    expect(stdout).toContain('conforms: every step was as the model has it');
    expect(code).toBe(0);
  });

  test.each(bugs.filter(({ bug }) => bug === 10 || (inject('thorough') && [9, 28].includes(bug))))(
    'is found out: $title',
    async ({ bug }) => {
      const { code, stdout } = await drive(bug, '--scope', 'small', '--runs', '100');
      expect(stdout).toMatch(/minimized to \d+\./);
      expect(code).toBe(14);
    },
  );
});

test('every seeded fault of the module has a row, and every row a fault', () => {
  const source = readFileSync(join(here, 'lkm_core.c'), 'utf8');
  const seeded = new Set(
    Array.from(source.matchAll(/SEEDED\((\d+)\)/g), ([, number]) => Number(number)),
  );
  expect([...seeded].toSorted((a, b) => a - b)).toEqual(bugs.map(({ bug }) => bug));
  expect(bugs.length).toBeGreaterThanOrEqual(25);
});
