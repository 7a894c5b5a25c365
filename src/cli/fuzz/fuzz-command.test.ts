import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FuzzEntry } from '../../analysis/fuzzing/fuzz-entry.ts';
import { type Ended, runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runHere(folder, args, env);

function entryOf(file: string): FuzzEntry {
  const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { results: FuzzEntry[] };
  expect(departure('fuzz', content)).toBeUndefined();
  return content.results[0]!;
}

const published = ['fuzz', '--design', 'published', '--scope', 'bare', '--seed', '1'];
const tokenLine = /^skipover replay --token (v1:[0-9a-f]+:[\w-]+)$/m;

describe('a design that fails', () => {
  const out = ['--out', 'failing'];
  let first: Ended;
  beforeAll(async () => {
    first = await run([...published, '--runs', '200', '--json', 'first.json', ...out]);
  });

  test('12, and on a line of its own what repeats the failure: 0', async () => {
    expect([first.code, first.stderr]).toEqual([12, '']);
    const [, token] = tokenLine.exec(first.stdout)!;
    const replayed = await run(['replay', '--token', token!]);
    expect([replayed.code, replayed.stderr]).toEqual([0, '']);
    expect(replayed.stdout).toMatch(/Repeated in \d+ steps, .*as recorded/);
  });

  test('is written to a file that fits its schema, minimized', () => {
    const { verdict, failures, runs, distribution } = entryOf('first.json');
    expect([verdict, runs]).toEqual(['violated', 200]);
    expect(failures.map(({ property }) => property)).toEqual(expect.arrayContaining(['D', 'S1']));
    for (const { minimized, found, trace } of failures) {
      expect(minimized.steps).toBeLessThanOrEqual(found.steps);
      expect(trace.steps).toHaveLength(minimized.steps);
    }
    const { ends } = distribution;
    expect(ends.isTerminal + ends.stuck + ends.cut).toBe(200);
    expect(ends.stuck).toBeGreaterThan(0);
  });

  test('is remembered, tried first, and forgotten when it is fixed', async () => {
    const again = await run([...published, '--runs', '1', '--json', 'again.json', ...out]);
    const count = entryOf('first.json').failures.length;
    expect(again.stdout).toContain(`${count} still fail, 0 are fixed and forgotten`);
    expect(again.code).toBe(12);
    expect(entryOf('again.json').failures.map(({ firstRun }) => firstRun)).toContain(0);
    // In a repaired model the same steps do not fail.
    const file = join(folder, 'failing', 'failures.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"published"', '"hardened"'));
    const fixed = await run(['fuzz', '--scope', 'bare', '--runs', '1', ...out]);
    expect(fixed.stdout).toContain(`0 still fail, ${count} are fixed and forgotten`);
    expect(existsSync(file)).toBe(false);
  });

  test('flags have environment variables, and threads change nothing', async () => {
    const variables = { SKIPOVER_SEED: '1', SKIPOVER_RUNS: '200', SKIPOVER_WORKERS: '1' };
    const flags = ['fuzz', '--design', 'published', '--scope', 'bare', '--out', 'other'];
    await run([...flags, '--json', 'other.json'], variables);
    const comparable = ({ seconds: _, workers: _1, ...rest }: FuzzEntry): unknown => rest;
    expect(comparable(entryOf('other.json'))).toEqual(comparable(entryOf('first.json')));
    expect(entryOf('other.json').workers).toBe(1);
  });
});

describe('a design that holds', () => {
  test('0, and no verdict: a budget of seconds, sizes of every kind', async () => {
    const args = ['fuzz', '--max-seconds', '1', '--json', 'holds.json', '--out', 'holds'];
    const { stdout, stderr } = await run([...args, '--seed', '3']);
    expect(stderr).toBe('');
    expect(stdout).toContain('that is no proof');
    const { verdict, ended, distribution, scenario } = entryOf('holds.json');
    expect([verdict, ended, scenario.scope]).toEqual(['inconclusive', 'maxSeconds', 'generated']);
    expect(distribution.frames.at(-1)!.to).toBeGreaterThan(8);
  });

  test('15 where a hazard or a kind of step never happened', async () => {
    const args = ['fuzz', '--hazard', 'ignoredGc', '--scope', 'bare', '--seed', '1'];
    const { code, stdout } = await run([...args, '--runs', '1', '--out', 'gates']);
    expect(code).toBe(15);
    expect(stdout).toMatch(/^GATE FAILED: the .* never .*: more runs are due$/m);
    const more = await run([...args, '--runs', '2000', '--json', 'more.json', '--out', 'gates']);
    expect([more.code, more.stderr]).toEqual([0, '']);
    const { gates } = entryOf('more.json');
    expect(gates).toContainEqual({ gate: 'hazard', name: 'ignoredGc', passed: true });
    expect(gates.length).toBeGreaterThan(20);
  });
});

describe('refused', () => {
  test.each([
    [64, 'SKIPOVER_RUNS', ['fuzz'], { SKIPOVER_RUNS: 'many' }],
    [64, '--seed', ['fuzz', '--seed', '-1'], {}],
    [10, 'unknown strategy', ['fuzz', '--strategy', 'luck'], {}],
    [10, "unknown scope 'huge'", ['fuzz', '--scope', 'huge'], {}],
    [10, "unknown bound 'size'", ['fuzz', '--scope', 'quick:size=4'], {}],
    [10, 'frames must be at least', ['fuzz', '--scope', 'quick:frames=3'], {}],
    [10, "bound 'frames' is a number", ['check', '--scope', 'quick:frames=-3'], {}],
    [10, 'two values', ['check', '--scope', 'quick:frames=5,frames=6'], {}],
    [64, 'one of the two', ['replay'], {}],
    [64, 'one of the two', ['replay', 'file.json', '--token', 'v1:0:A'], {}],
    [65, 'cannot replay this token', ['replay', '--token', 'v1:0:A'], {}],
  ])('%i, %s', async (code, says, args, env) => {
    const { stderr, ...rest } = await run(args, env);
    expect(rest).toEqual({ code, stdout: '' });
    expect(stderr).toMatch(/^\P{Cc}+\n$/u);
    expect(stderr).toContain(says);
  });

  test.each(['', '{}', '[1', '{"schema":"skipover-failures/1","failures":[{"steps":[[1]]}]}'])(
    '65, a store that says %j',
    async (content) => {
      const out = mkdtempSync(join(folder, 'store-'));
      writeFileSync(join(out, 'failures.json'), content);
      const { code, stderr } = await run(['fuzz', '--runs', '1', '--out', out]);
      expect(code).toBe(65);
      expect(stderr).toMatch(/^skipover: \P{Cc}+failures\.json: \P{Cc}+\n$/u);
      expect(readFileSync(join(out, 'failures.json'), 'utf8')).toBe(content);
    },
  );
});
