import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MigrationResults } from '../../report/results.ts';
import {
  log,
  recording,
  resultsOf,
  simulateIn,
  withYoungHigher,
  type SimulateRun,
} from './simulate-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const simulate = (...args: string[]): Promise<SimulateRun> => simulateIn(folder, ...args);

describe('a migration', () => {
  let packed: MigrationResults;
  beforeAll(async () => {
    packed = resultsOf(await simulate('--design', 'hardened'));
    writeFileSync(join(folder, 'plain.log'), log);
  });

  test('of a plain log is that of the packed one, but for name and time', async () => {
    const plain = resultsOf(await simulate('--design', 'hardened', '--workload', 'plain.log'));
    expect(plain.workload.name).toBe('plain.log');
    expect(plain.workload.facts).toEqual(packed.workload.facts);
    expect(plain.results).toEqual(packed.results);
  });

  test('of a log whose writes to Old are known: more of them, more traffic', async () => {
    const given = [
      '--design',
      'hardened',
      '--workload',
      'plain.log',
      '--old-writes',
      '20000,90000',
    ];
    const { workload, results } = resultsOf(await simulate(...given));
    expect(workload.assumptions[0]).toBe(
      '20000 Old pages are hot and take 90000 page writes per second (given)',
    );
    expect(results[0]!.bytesSent).toBeGreaterThan(1.2 * packed.results[0]!.bytesSent);
  });
});

test('the advice on a log is a range, in lines that fit 80 columns', async () => {
  const sample = fileURLToPath(
    new URL('../../timing/gc-log/samples/13-g1-no-region-size-rotated-part.log', import.meta.url),
  );
  const args = ['--workload', sample, '--vm', '512MiB', '--link', '10Gbit'];
  const run = await simulate(...args, '--design', 'xen', '--design', 'hardened');
  expect([run.code, run.stderr]).toEqual([0, '']);
  const { cases, breakEven } = resultsOf(run).advice!.range!;
  const count = (varies: string): number => cases.filter((each) => each.varies === varies).length;
  expect(['oldWrites', 'start', 'link'].map(count)).toEqual([3, 6, 2]);
  expect(breakEven).toHaveLength(3);
  expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(breakEven[0]);
  const lines = run.stdout.split('\n').filter((line) => !line.startsWith('Report: '));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each<[string, string, () => string | Uint8Array]>([
  [
    'a heap of more than 2 GiB gets a VM that it fits into',
    'the VM has 4 GiB',
    () => withYoungHigher(0x20000000n),
  ],
  [
    'without its beginning',
    '1 collection left out',
    () => log.slice(log.indexOf('GC(7) Scavenge')),
  ],
  ['gzip, cut', 'the gzip file is cut off', () => recording.subarray(0, -1)],
])('a workload is accepted: %s; and it says so', async (_what, says, content) => {
  writeFileSync(join(folder, 'accepted.log'), content());
  const run = await simulate('--design', 'xen', '--link', '10Gbit', '--workload', 'accepted.log');
  expect([run.code, run.stderr]).toEqual([0, '']);
  const { facts, assumptions } = resultsOf(run).workload;
  const texts = [...facts.map(({ text }) => text), ...assumptions].join('\n');
  expect(texts).toContain(says);
});
