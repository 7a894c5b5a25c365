/** The examples in the docstrings of the main exports, compiled and run as they are. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Ten exports that people begin with, and where they are. */
const main = {
  defineSystem: 'src/system/define-system.ts',
  defineProcess: 'src/system/define-process.ts',
  defineActors: 'src/actors/define-actors.ts',
  check: 'src/checking/check.ts',
  checkLiveness: 'src/checking/liveness/liveness.ts',
  coveringPaths: 'src/checking/coverage/covering-paths.ts',
  fuzz: 'src/fuzzing/fuzz.ts',
  assertVerified: 'src/testing/assert-verified.ts',
  formatTrace: 'src/replay/format-trace.ts',
  writeReport: 'src/cli/report/write-report.ts',
} as const;

const names = Object.keys(main) as (keyof typeof main)[];

/** The code below `@example` in the docstring right before an export. */
function exampleOf(name: keyof typeof main): string {
  const text = readFileSync(join(root, main[name]), 'utf8');
  const at = text.search(new RegExp(`^export (?:async )?function ${name}\\b`, 'm'));
  const doc = text.slice(text.lastIndexOf('/**', at), at);
  const [, code] = /@example\n \* ```ts\n([^]*?)\n \* ```/.exec(doc) ?? [];
  if (code === undefined) return expect.fail(`${name} in ${main[name]} has no @example`);
  return code.replaceAll(/^ \* ?/gm, '');
}

/** The system of README.md as a module, without its test. */
function twoWorkers(): string {
  const text = readFileSync(join(root, 'examples/lock/lock.test.ts'), 'utf8');
  return text
    .slice(0, text.indexOf("\nit('"))
    .replace(/^import .* from 'vitest';\n/m, '')
    .replace('import { always, check, ', 'import { always, ')
    .replace('const twoWorkers', 'export const twoWorkers');
}

/** What the comments behind `console.log(...)` say that it prints; `...` ends a beginning. */
function promised(code: string): string[] {
  return Array.from(code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), ([, text]) => text!);
}

// In the repository, where the name of the package means its sources.
mkdirSync(join(root, 'reports'), { recursive: true });
const folder = mkdtempSync(join(root, 'reports/doc-examples-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'skipover-doc-examples-'));
const before = process.cwd();

beforeAll(() => {
  writeFileSync(join(folder, 'two-workers.ts'), twoWorkers());
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), `${exampleOf(name)}\n`);
  const types = { types: ['node'], noUnusedLocals: false };
  const config = { extends: '../../tsconfig.json', compilerOptions: types, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  process.chdir(elsewhere);
});

afterAll(() => {
  process.chdir(before);
  for (const place of [folder, elsewhere]) rmSync(place, { recursive: true });
});

test('all of them compile', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});

test.each(names)('%s prints what its example says', async (name) => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  const printed = log.mock.calls.map((words) => words.join(' '));
  log.mockRestore();
  const expected = promised(exampleOf(name));
  expect(expected).not.toEqual([]);
  expect(printed).toHaveLength(expected.length);
  expected.forEach((text, at) => {
    if (text.endsWith('...')) expect(printed[at]).toContain(text.slice(0, -'...'.length).trim());
    else expect(printed[at]).toBe(text);
  });
});
