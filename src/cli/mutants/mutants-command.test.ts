import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { MutantsResults } from '../../report/results.ts';
import { codeOf } from './run-mutants.ts';
import { runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-mutants-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function skipover(...args: string[]) {
  const out = mkdtempSync(join(folder, 'out-'));
  return { ...(await runHere(folder, [...args, '--out', out])), out };
}

function resultsOf(file: string): MutantsResults {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(departure('mutants', content)).toBeUndefined();
  return content as MutantsResults;
}

describe('skipover mutants', () => {
  test('names who noticed, and saves a run that can be repeated', async () => {
    const json = join(folder, 'some.json');
    const only = ['begin-not-awaited', 'break-before-send', 'walk-forgotten'];
    const flags = only.flatMap((name) => ['--only', name]);
    const { code, stdout, stderr, out } = await skipover('mutants', ...flags, '--json', json);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^begin-not-awaited +killed +D deadlock +\d+ +no hazard, small/m);
    expect(stdout).toMatch(
      /^walk-forgotten +killed +P2 skipped too little +\d+ +no hazard, small/m,
    );
    expect(stdout).toContain('3 of 3 mutants killed (100 %); 0 equivalent');
    const { score, results, bases } = resultsOf(json);
    expect(score).toEqual({ killed: 3, equivalent: 0, survived: 0, inconclusive: 0 });
    expect(results.map(({ name }) => name)).toEqual(only);
    expect(bases.map(({ holds, verdict }) => [holds, verdict])).toEqual([[true, 'verified']]);
    const traces = readdirSync(join(out, 'traces'));
    expect(traces).toEqual(only.map((name) => `mutant.${name}.json`));
    const token = results[0]!.kill!.token!;
    expect(await runHere(folder, ['replay', '--token', token])).toMatchObject({
      code: 0,
      stderr: '',
    });
    for (const trace of traces) {
      const again = await runHere(folder, ['replay', join(out, 'traces', trace)]);
      expect(again).toMatchObject({ code: 0, stderr: '' });
    }
  }, 180_000);

  test('does not call a search that a budget ended a kill', async () => {
    const { code, stdout, out } = await skipover(
      'mutants',
      '--only',
      'reset-skipped',
      '--max-states',
      '99',
    );
    expect(code).toBe(20);
    expect(stdout).toContain('0 of 1 mutants killed (0 %); 1 inconclusive');
    const [name] = readdirSync(join(out, 'results'));
    expect(resultsOf(join(out, 'results', name!)).results).toMatchObject([
      { outcome: 'inconclusive', reason: 'a budget ended the search' },
    ]);
  });

  test.each([
    ['an unknown name', ['--only', 'nobody'], 10, /^skipover: unknown mutant 'nobody'; allowed: /],
    ['no budget', ['--max-states', '0'], 64, /expected a whole number above 0/],
    ['a folder for a file', ['--json', folder], 64, /something that is not a file is there/],
  ])('refuses %s in one line, and writes nothing', async (_what, args, code, line) => {
    const ended = await skipover('mutants', ...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    const results = join(ended.out, 'results');
    expect(existsSync(results) ? readdirSync(results) : []).toEqual([]);
  });

  test('fails for a survivor', () => {
    const entry = { name: 'a', title: 'b', places: ['c'], tried: [] };
    const outcomes = ['killed', 'equivalent', 'survived', 'inconclusive'] as const;
    expect(outcomes.map((outcome) => codeOf({ ...entry, outcome }))).toEqual([0, 0, 15, 20]);
  });
});
