/** What every command prints at 60, 80 and 120 columns, as it is on a terminal. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programWith } from '../program.ts';
import { runHere } from '../program-run.ts';
import { fitted } from './fitted-lines.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-widths-'));
const runs = join(folder, 'runs.json');

/** Commands that print tables or long lines, each in a small case. What they print does not depend on the width. */
const commands: readonly (readonly string[])[] = [
  ['check', '--design', 'published', '--scope', 'bare', '--liveness'],
  [
    'check',
    '--design',
    'xen',
    '--design',
    'hardened',
    '--hazard',
    'lateSuspend',
    '--scope',
    'bare',
  ],
  ['check', '--scope', 'bare', '--max-states', '200'],
  ['cost-bounds', '--design', 'hardened', '--scope', 'bare'],
  ['mutants', '--only', 'begin-not-awaited,walk-forgotten'],
  ['assumptions', '--design', 'hardened', '--hazard', 'unalignedSurvivors', '--scope', 'bare'],
  ['fuzz', '--runs', '20', '--seed', '1', '--scope', 'quick', '--design', 'published'],
  ['paths', '--scope', 'bare'],
  ['witnesses', '--design', 'hardened', '--scope', 'bare'],
  ['harden', '--max-seconds', '1'],
  ['qemu', '--runs', runs, '--seeds', '1'],
  ['prove', '--design', 'xen'],
  ['report'],
];

beforeAll(() => {
  const recorded = readFileSync(join(root, 'src/timing/recordings/qemu-runs.json.gz'));
  const all = JSON.parse(gunzipSync(recorded).toString()) as {
    readonly runs: readonly { readonly id: string }[];
  };
  const chosen = all.runs
    .filter(({ id }) => ['Ka3', 'jvm-crypto'].includes(id))
    .map((run) => (run.id === 'jvm-crypto' ? { ...run, poll: [] } : run));
  writeFileSync(runs, JSON.stringify({ runs: chosen }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Commands, tokens and files are copied, and stay in one line. */
const copied = /skipover |v1:[0-9a-f]{16}:|\S+\.(?:json|html|log)\b/;

/** Lines in a row of one short word each: a sentence that was laid into a column too narrow for it. */
function stacked(lines: readonly string[]): number {
  const isWord = (line: string | undefined): boolean => /^ {8,}\S{1,14}$/.test(line ?? '');
  return lines.filter((_, at) => [0, 1, 2, 3].every((more) => isWord(lines[at + more]))).length;
}

test.each([60, 80, 120])('%i columns', async (columns) => {
  for (const command of commands) {
    const out = ['--out', mkdtempSync(join(folder, 'out-'))];
    const env = { COLUMNS: String(columns) };
    const { stdout, stderr } = await runHere(folder, [...command, ...out], env);
    const before = process.env['COLUMNS'];
    process.env['COLUMNS'] = String(columns);
    const lines = fitted(`${stdout}${stderr}`).split('\n');
    if (before === undefined) delete process.env['COLUMNS'];
    else process.env['COLUMNS'] = before;
    expect(lines.length, command.join(' ')).toBeGreaterThan(1);
    const wide = lines.filter((line) => line.length > columns && !copied.test(line));
    expect([command.join(' '), wide, stacked(lines)]).toEqual([command.join(' '), [], 0]);
  }
});

test('the help of every command fits 60 and 80 columns', () => {
  for (const columns of [60, 80]) {
    const help = programWith(() => {});
    help.configureOutput({ getOutHelpWidth: () => columns });
    for (const command of help.commands) {
      command.configureOutput({ getOutHelpWidth: () => columns });
      const lines = fitted(command.helpInformation()).split('\n');
      const wide = lines.filter((line) => line.length > columns && !copied.test(line));
      expect([command.name(), wide]).toEqual([command.name(), []]);
    }
  }
});
