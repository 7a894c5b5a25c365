import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { meanText, repeatedMeasures } from '../../report/repeated.ts';
import {
  filesUnder,
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
  test('without a loss: 0', async () => {
    const run = await simulate('--design', 'hardened');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [metrics] = resultsOf(run).results;
    expect([metrics!.design, metrics!.lost]).toEqual(['hardened', { count: 0, first: [] }]);
    const parts = Object.values(metrics!.downtime).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(metrics!.downtimeSeconds, 6);
    expect(filesUnder(run.out)).toContain('index.html');
  });

  test('that loses a page: 12', async () => {
    mkdirSync(join(folder, 'new'));
    const json = join(folder, 'new', 'results.json');
    const run = await simulate('--design', 'published', '--json', json);
    expect([run.code, run.stderr]).toEqual([12, '']);
    const results = resultsOf(run);
    expect(results.results[0]!.lost.count).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(results);
  });

  test('of a preset, repeated, on a small VM', async () => {
    const args = ['--workload', 'crypto', '--vm', '512MiB', '--young', '64MiB', '--repeat', '2'];
    const more = ['--design', 'hardened', '--seed', '7', '--link', '10Gbit', '--at', '3s'];
    const run = await simulate(...args, ...more);
    const { results, advice } = resultsOf(run);
    expect(run.stdout).toContain(
      `downtime               ${meanText(results, repeatedMeasures.downtime)}`,
    );
    expect(run.stdout).toContain('hardened, seed 8  ');
    expect(results.map(({ seed, vmBytes }) => [seed, vmBytes])).toEqual([
      [7, 2 ** 29],
      [8, 2 ** 29],
    ]);
    expect(results[0]!.linkBytesPerSecond).toBe(1.25e9);
    expect(advice).toBeUndefined();
  });
});

/** The code 65, and one line that names the file: no result, no file. */
async function expectRefusal(file: string, says: string): Promise<void> {
  const { out, ...run } = await simulate('--design', 'hardened', '--workload', file);
  expect(run).toEqual({ code: 65, stdout: '', stderr: run.stderr });
  expect(run.stderr).toMatch(/^\P{Cc}+\n$/u);
  expect(run.stderr).toContain(`skipover: ${file}:`);
  expect(run.stderr).toContain(says);
  expect(filesUnder(out)).toEqual([]);
}

describe('the advice on a log', () => {
  const sample = fileURLToPath(
    new URL('../../timing/gc-log/samples/13-g1-no-region-size-rotated-part.log', import.meta.url),
  );
  const args = ['--workload', sample, '--vm', '512MiB', '--link', '10Gbit'];
  const pair = [...args, '--design', 'xen', '--design', 'hardened'];

  test('is of one case if the sweep is declined, and says so', async () => {
    const { advice } = resultsOf(await simulate(...pair, '--no-sweep'));
    expect(advice!.range).toBeUndefined();
    expect(advice!.reasons.join()).toContain('--sweep');
  });

  test('--max-input is the limit of a log too', async () => {
    const { code, stderr } = await simulate(...args, '--design', 'xen', '--max-input', '1KiB');
    expect([code, stderr]).toEqual([65, expect.stringContaining('over the limit of 1 KiB')]);
  });
});

test('a policy is one more migration of each design, as the schema has it', async () => {
  const args = ['--workload', 'crypto', '--vm', '512MiB', '--young', '64MiB', '--link', '10Gbit'];
  const run = await simulate(...args, '--design', 'xen', '--policy', 'compressHeap');
  expect(run.code).toBe(0);
  const { results, workload } = resultsOf(run);
  expect(results.map(({ design }) => design)).toEqual(['xen', 'xen+compressHeap']);
  expect(workload.assumptions.join()).toContain('compressHeap: heap pages to a third');
  const unknown = await simulate('--policy', 'teleport');
  expect([unknown.code, unknown.stderr]).toEqual([10, expect.stringContaining('freePages')]);
});

describe('arguments that make no sense, 64, refused by name:', () => {
  test.each([
    ['--young', ['--workload', 'derby', '--young', '3GiB']],
    ['a larger --vm', ['--workload', 'derby', '--vm', '1GiB']],
    ['--young goes with a preset', ['--young', '1GiB']],
    ['--link', ['--link', '0Gbit']],
    ['--vm', ['--vm', '2']],
    ['--vm', ['--vm', '4TiB']],
    ['--at', ['--at', '9000s']],
    ['--old-writes', ['--old-writes', '5000']],
    ['--old-writes', ['--old-writes', '0,5']],
    ['--old-writes goes with a GC log', ['--workload', 'derby', '--old-writes', '5,5']],
    ['--warm-up', ['--warm-up', '9000s']],
    ['--seed', ['--seed', '-1']],
    ['--repeat', ['--repeat', '0']],
  ])('%s %j', async (name, args) => {
    const { code, stdout, stderr, out } = await simulate(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(name);
    expect(filesUnder(out)).toEqual([]);
  });
});

describe('a workload that is none, 65:', () => {
  test('missing', async () => {
    await expectRefusal('missing.log', 'no such file');
  });

  test('a folder without a file', async () => {
    mkdirSync(join(folder, 'place'));
    await expectRefusal('place', 'a folder without a file');
  });

  test.each<[string, string, string | Uint8Array]>([
    ['empty', 'HotSpot', ''],
    [
      'binary',
      'no line of a HotSpot log',
      Uint8Array.from({ length: 999 }, (_, index) => (index * 7919) % 256),
    ],
    ['cut before a collection', 'without a complete collection', log.slice(0, 2000)],
    ['of too short a run', 'at least 2', log.slice(0, log.indexOf('GC(1) Heap before'))],
    ['of another collector', 'ZGC', '[0.005s][info][gc] Using The Z Garbage Collector\n'],
    ['gzip, damaged', 'damaged', recording.with(5000, recording[5000]! ^ 255)],
    ['gzip, twice', 'no line of a HotSpot log', gzipSync(recording)],
  ])('%s', async (_what, says, content) => {
    writeFileSync(join(folder, 'foreign.log'), content);
    await expectRefusal('foreign.log', says);
  });

  test('of a heap that does not fit into the VM that was asked for', async () => {
    writeFileSync(join(folder, 'large.log'), withYoungHigher(0x20000000n));
    const { out, ...run } = await simulate('--workload', 'large.log', '--vm', '2GiB');
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toContain('2 GiB');
    expect(filesUnder(out)).toEqual([]);
  });
});
