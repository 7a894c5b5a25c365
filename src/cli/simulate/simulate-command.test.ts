import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { meanText, repeatedMeasures } from '../../report/repeated.ts';
import type { MigrationResults } from '../../report/results.ts';
import { type Ended, runProgram } from '../program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run extends Ended {
  readonly out: string;
}

function simulate(...args: string[]): Run {
  const out = mkdtempSync(join(folder, 'out-'));
  return { ...runProgram(folder, ['simulate', '--out', out, ...args]), out };
}

function filesUnder(place: string): string[] {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** What a run left in `results/`, once it is seen to be what the schema says. */
function resultsOf({ out }: Run): MigrationResults {
  const [name, ...others] = readdirSync(join(out, 'results'));
  expect(others).toEqual([]);
  const content: unknown = JSON.parse(readFileSync(join(out, 'results', name!), 'utf8'));
  const schemas = new Ajv2020({ allErrors: true, strictTypes: true });
  for (const kind of ['trace', 'simulate']) {
    const file = new URL(`../../../schemas/${kind}.schema.json`, import.meta.url);
    schemas.addSchema(JSON.parse(readFileSync(file, 'utf8')) as Schema);
  }
  const validate = schemas.getSchema('urn:skipover:simulate:1')!;
  expect([validate(content), validate.errors]).toEqual([true, null]);
  return content as MigrationResults;
}

const recording = readFileSync(
  new URL('../../timing/recordings/derby-parallel.gc.log.gz', import.meta.url),
);
const log = gunzipSync(recording).toString();

describe('a migration', () => {
  let packed: MigrationResults;
  test('without a loss: 0', () => {
    const run = simulate('--design', 'hardened');
    expect([run.code, run.stderr]).toEqual([0, '']);
    packed = resultsOf(run);
    const [metrics] = packed.results;
    expect([metrics!.design, metrics!.lost]).toEqual(['hardened', { count: 0, first: [] }]);
    const parts = Object.values(metrics!.downtime).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(metrics!.downtimeSeconds, 6);
    expect(filesUnder(run.out)).toContain('index.html');
  });

  test('that loses a page: 12', () => {
    mkdirSync(join(folder, 'new'));
    const json = join(folder, 'new', 'results.json');
    const run = simulate('--design', 'published', '--json', json);
    expect([run.code, run.stderr]).toEqual([12, '']);
    const results = resultsOf(run);
    expect(results.results[0]!.lost.count).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(results);
  });

  test('of a preset, repeated, on a small VM', () => {
    const args = ['--workload', 'crypto', '--vm', '512MiB', '--young', '64MiB', '--repeat', '2'];
    const more = ['--design', 'hardened', '--seed', '7', '--link', '10Gbit', '--at', '3s'];
    const run = simulate(...args, ...more);
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

  test('of a plain log is that of the packed one, but for name and time', () => {
    writeFileSync(join(folder, 'plain.log'), log);
    const plain = resultsOf(simulate('--design', 'hardened', '--workload', 'plain.log'));
    expect(plain.workload.name).toBe('plain.log');
    expect(plain.workload.facts).toEqual(packed.workload.facts);
    expect(plain.results).toEqual(packed.results);
  });

  test('of a log whose writes to Old are known: more of them, more traffic', () => {
    const given = [
      '--design',
      'hardened',
      '--workload',
      'plain.log',
      '--old-writes',
      '20000,90000',
    ];
    const { workload, results } = resultsOf(simulate(...given));
    expect(workload.assumptions[0]).toBe(
      '20000 Old pages are hot and take 90000 page writes per second (given)',
    );
    expect(results[0]!.bytesSent).toBeGreaterThan(1.2 * packed.results[0]!.bytesSent);
  });
});

/** The code 65, and one line that names the file: no result, no file. */
function expectRefusal(file: string, says: string): void {
  const { out, ...run } = simulate('--design', 'hardened', '--workload', file);
  expect(run).toEqual({ code: 65, stdout: '', stderr: run.stderr });
  expect(run.stderr).toMatch(/^\P{Cc}+\n$/u);
  expect(run.stderr).toContain(`skipover: ${file}:`);
  expect(run.stderr).toContain(says);
  expect(filesUnder(out)).toEqual([]);
}

/** The log of a JVM whose Old generation may grow larger, so that Young lies higher. */
function withYoungHigher(bytes: bigint): string {
  const spaces = /^.*(?:PSYoungGen|ParOldGen|(?:eden|from|to|object) +space) .*$/gm;
  const address = /0x[0-9a-f]{16}/g;
  return log.replaceAll(spaces, (line) =>
    line.replaceAll(address, (digits) => {
      const value = BigInt(digits);
      const higher = value >= 0xc0000000n ? value + bytes : value;
      return `0x${higher.toString(16).padStart(16, '0')}`;
    }),
  );
}

describe('the advice on a log', () => {
  const sample = fileURLToPath(
    new URL('../../timing/gc-log/samples/13-g1-no-region-size-rotated-part.log', import.meta.url),
  );
  const args = ['--workload', sample, '--vm', '512MiB', '--link', '10Gbit'];
  const pair = [...args, '--design', 'xen', '--design', 'hardened'];

  test('is a range, in lines that fit 80 columns', () => {
    const run = simulate(...pair);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const { cases, breakEven } = resultsOf(run).advice!.range!;
    const count = (varies: string): number => cases.filter((each) => each.varies === varies).length;
    expect(['oldWrites', 'start', 'link'].map(count)).toEqual([3, 6, 2]);
    expect(breakEven).toHaveLength(3);
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(breakEven[0]);
    const lines = run.stdout.split('\n').filter((line) => !line.startsWith('Report: '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('is of one case if the sweep is declined, and says so', () => {
    const { advice } = resultsOf(simulate(...pair, '--no-sweep'));
    expect(advice!.range).toBeUndefined();
    expect(advice!.reasons.join()).toContain('--sweep');
  });

  test('--max-input is the limit of a log too', () => {
    const { code, stderr } = simulate(...args, '--design', 'xen', '--max-input', '1KiB');
    expect([code, stderr]).toEqual([65, expect.stringContaining('over the limit of 1 KiB')]);
  });
});

test('a policy is one more migration of each design, as the schema has it', () => {
  const args = ['--workload', 'crypto', '--vm', '512MiB', '--young', '64MiB', '--link', '10Gbit'];
  const run = simulate(...args, '--design', 'xen', '--policy', 'compressHeap');
  expect(run.code).toBe(0);
  const { results, workload } = resultsOf(run);
  expect(results.map(({ design }) => design)).toEqual(['xen', 'xen+compressHeap']);
  expect(workload.assumptions.join()).toContain('compressHeap: heap pages to a third');
  const unknown = simulate('--policy', 'teleport');
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
  ])('%s %j', (name, args) => {
    const { code, stdout, stderr, out } = simulate(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(name);
    expect(filesUnder(out)).toEqual([]);
  });
});

describe('a workload that is none, 65:', () => {
  test('missing', () => {
    expectRefusal('missing.log', 'no such file');
  });

  test('a folder without a file', () => {
    mkdirSync(join(folder, 'place'));
    expectRefusal('place', 'a folder without a file');
  });

  const inside = log.indexOf('GC(7) Scavenge');
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
  ])('%s', (_what, says, content) => {
    writeFileSync(join(folder, 'foreign.log'), content);
    expectRefusal('foreign.log', says);
  });

  test('of a heap that does not fit into the VM that was asked for', () => {
    writeFileSync(join(folder, 'large.log'), withYoungHigher(0x20000000n));
    const { out, ...run } = simulate('--workload', 'large.log', '--vm', '2GiB');
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toContain('2 GiB');
    expect(filesUnder(out)).toEqual([]);
  });

  test.each<[string, string, () => string | Uint8Array]>([
    [
      'a heap of more than 2 GiB gets a VM that it fits into',
      'the VM has 4 GiB',
      () => withYoungHigher(0x20000000n),
    ],
    ['without its beginning', '1 collection left out', () => log.slice(inside)],
    ['gzip, cut', 'the gzip file is cut off', () => recording.subarray(0, -1)],
  ])('but not %s: accepted, and it says so', (_what, says, content) => {
    writeFileSync(join(folder, 'accepted.log'), content());
    const run = simulate('--design', 'xen', '--link', '10Gbit', '--workload', 'accepted.log');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const { facts, assumptions } = resultsOf(run).workload;
    const texts = [...facts.map(({ text }) => text), ...assumptions].join('\n');
    expect(texts).toContain(says);
  });
});
