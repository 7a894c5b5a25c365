import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runHere } from '../../src/cli/program-run.ts';

/** The three adapters, run as docs/conformance.md says: each with a right lock and with a careless one. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-adapters-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compile(name: string): string {
  const { code } = transformSync(readFileSync(join(here, `${name}.ts`), 'utf8'), { loader: 'ts' });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  return file;
}

let model: string;
beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'skipover'));
  symlinkSync(join(root, 'node_modules', 'xstate'), join(folder, 'node_modules', 'xstate'));
  model = compile('lock-model');
});

function isThere(command: string): boolean {
  const { status } = spawnSync(command, ['--version'], { stdio: 'ignore' });
  if (status !== 0) console.log(`skipped: ${command} is not installed`);
  return status === 0;
}

const adapters = [
  {
    language: 'TypeScript',
    needs: process.execPath,
    command: () => [process.execPath, compile('lock-adapter')],
  },
  {
    language: 'Python',
    needs: 'python3',
    command: () => ['python3', join(here, 'lock-adapter.py')],
  },
  {
    language: 'C',
    needs: 'gcc',
    command: () => {
      const binary = join(folder, 'lock-adapter');
      const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-o', binary];
      const { stderr, status } = spawnSync('gcc', [...flags, join(here, 'lock-adapter.c')]);
      expect(status, String(stderr)).toBe(0);
      return [binary];
    },
  },
];

/** One of them in the standard tier. */
const tried = inject('thorough') ? adapters : adapters.slice(0, 1);

describe.each(tried)('the adapter in $language', ({ language, needs, command }) => {
  test.skipIf(!isThere(needs))('follows the model; a careless lock does not', async () => {
    const drive = (...given: string[]) =>
      runHere(folder, [
        'drive',
        '--system',
        model,
        '--paths',
        'transitions',
        '--runs',
        '20',
        '--',
        ...command(),
        ...given,
      ]);
    const right = await drive();
    expect(right.stdout).toContain('conforms: every step was as the model has it');
    expect(right.code).toBe(0);
    const careless = await drive('bug');
    expect(careless.stdout).toMatch(
      new RegExp(`lock in ${language} diverges at step \\d: after client[01] request granted is`),
    );
    expect(careless.code).toBe(14);
    const token = /--token (\S+) --/.exec(careless.stdout)![1]!;
    const again = await runHere(folder, [
      'drive',
      '--system',
      model,
      '--token',
      token,
      '--',
      ...command(),
      'bug',
    ]);
    expect(again.stdout).toContain('1 schedule,');
    expect(again.code).toBe(14);
  });

  test('is at most 50 lines', () => {
    const ending = { TypeScript: 'ts', Python: 'py', C: 'c' }[language]!;
    const text = readFileSync(join(here, `lock-adapter.${ending}`), 'utf8');
    expect(text.split('\n').length).toBeLessThan(51);
  });
});
