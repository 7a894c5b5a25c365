import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from '../program-run.ts';
import { checkIn, resultsOf, violatedIn, written, type CheckRun } from './check-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...args: string[]): Promise<CheckRun> => checkIn(folder, ...args);

describe('a verdict and its exit code', () => {
  test('deadlock alone: 11', async () => {
    const run = await check('--design', 'hardened:firstUpdate=concurrent');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([11, '', ['D']]);
  });

  test('with --liveness, the same run for ever is reported, and is the deadlock: 11', async () => {
    const run = await check('--design', 'hardened:firstUpdate=concurrent', '--liveness');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([11, '', ['D', 'L1']]);
    const trace = resultsOf(run).results[0]!.properties.find(({ id }) => id === 'L1')!.trace!;
    expect(trace.loopStart).toBe(trace.steps.length);
  });

  test('the failure of a known race, and its repair: 0', async () => {
    const run = await check('--scenario', '1');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([0, '', ['S1', 'S3']]);
    expect(
      resultsOf(run).results.map(({ scenario, expected }) => [scenario.number, expected]),
    ).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  test('the known race in another design is no longer foreseen: 12', async () => {
    const run = await check('--scenario', '1', '--design', 'published');
    expect(run.code).toBe(12);
    expect(resultsOf(run).results[0]).not.toHaveProperty('expected');
  });
});

describe('a hazard that adds nothing', () => {
  test('is vacuous where the bounds leave it no occasion', async () => {
    const run = await check('--design', 'hardened', '--hazard', 'remap', '--scope', 'small');
    expect(run.code).toBe(16);
    expect(run.stdout).toContain('remap has no occasion within these bounds');
  });

  test('is reported if it has no effect in the design', async () => {
    const run = await check('--design', 'hardened', '--hazard', 'lossyNetlink', '--scope', 'small');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('lossyNetlink has nothing to strike at in this design');
  });
});

test('without --out, all goes to reports in the working directory', () => {
  const cwd = mkdtempSync(join(folder, 'cwd-'));
  const { status } = spawnSync(process.execPath, [program, 'check', '--design', 'xen'], { cwd });
  expect(status).toBe(0);
  expect(readdirSync(cwd)).toEqual(['reports']);
  expect(readdirSync(join(cwd, 'reports')).toSorted()).toEqual(written);
});

test('reductions by recorded accesses: the same verdict, and said which were in force', async () => {
  const run = await check('--design', 'hardened', '--scope', 'bare', '--reduce', 'dead,order');
  expect(run.code).toBe(0);
  const [result] = resultsOf(run).results;
  expect(result!.reductions).toEqual(['dead', 'order']);
  expect(result!.properties.some(({ verdict }) => verdict === 'violated')).toBe(false);
});

test('the same again, byte for byte, but for times', async () => {
  const first = await check('--design', 'published');
  const second = await check('--design', 'published');
  const [name] = readdirSync(join(first.out, 'results'));
  const [one, two] = [first, second].map(({ out }) =>
    readFileSync(join(out, 'results', name!), 'utf8')
      .replace(/"startedAt": "[^"]+"/, '')
      .replace(/"seconds": [\d.]+/, ''),
  );
  expect(two === one).toBe(true);
  const traces = readdirSync(join(first.out, 'traces'));
  for (const trace of traces) {
    const [here, there] = [first, second].map(({ out }) =>
      readFileSync(join(out, 'traces', trace)),
    );
    expect(there!.equals(here!)).toBe(true);
  }
  expect(readdirSync(join(second.out, 'traces'))).toEqual(traces);
});
