import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { workloadFromGcLog } from '../workload-from-log.ts';
import type { JvmWorkload } from '../workload.ts';
import type { GcLog } from './history.ts';
import { readGcLogFiles } from './read-files.ts';
import { readGcLog } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-redecorated-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`samples/${name}`, import.meta.url)), 'utf8');

const samples = [
  '10-parallel-Xlog-gcstar-info.log',
  '23-serial-unified.log',
  '28-jdk9-g1-initial-mark.log',
  '69-g1-humongous-allocation.log',
  '11-parallel-Xlog-gc-only.log',
  '01-jdk8-parallel-PrintReferenceGC.log',
  '02-jdk8-g1-concurrent-line-inside-pause.log',
  '03-jdk7-Full-GC-without-a-blank.log',
  '24-serial-jdk8.log',
  '26-jdk8-g1-verbose-gc.log',
].map(sample);

/** What others put before each line. A date in it is when the line was shipped. */
const prefixes: Readonly<Record<string, (line: string, index: number) => string>> = {
  none: (line) => line,
  compose: (line) => `my-app_1  | ${line}`,
  coloured: (line) => `\u001b[36mapp-1  |\u001b[0m ${line}`,
  kubernetes: (line, index) =>
    `2024-01-01T10:00:${String(index % 60).padStart(2, '0')}.123456789Z stdout F ${line}`,
  dated: (line) => `2024-01-01T10:00:00.123456789Z ${line}`,
  pod: (line) => `[pod/app-7d9f/app] ${line}`,
  journald: (line) => `Jan 01 10:00:00 host java[4711]: ${line}`,
  journaldIso: (line) => `2024-01-01T10:00:00+0100 host java[4711]: ${line}`,
  syslog: (line) => `<30>1 2024-01-01T10:00:00.000Z host java 4711 - - ${line}`,
  json: (line) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2024-01-01T10:00:00.1Z' }),
  wrapper: (line) => `INFO   | jvm 1    | 2024/01/01 10:00:00 | ${line}`,
};

/** Other sets of decorations with the same uptime; records of JDK 8 stay as they are. */
const decorations: Readonly<Record<string, (line: string) => string>> = {
  same: (line) => line,
  milliseconds: (line) =>
    line.replace(/^\[(\d+\.\d+)s\]/, (_, s: string) => `[${Math.round(Number(s) * 1e3)}ms]`),
  nanoseconds: (line) =>
    line.replace(/^\[(\d+\.\d+)s\]/, (_, s: string) => `[${Math.round(Number(s) * 1e9)}ns]`),
  all: (line) => line.replace(/^(\[\d+\.\d+s\])/, '[2024-01-01T10:00:00.000+0100]$1[host][42][7]'),
  fewer: (line) => line.replace(/^(\[\d+\.\d+s\])\[info\]/, '$1'),
  comma: (line) => line.replaceAll(/(\d)\.(\d)/g, '$1,$2'),
};

const lineEnds = ['\n', '\r\n', '\r'];
const noise = [
  'Hello there',
  '',
  '  at java.base/java.lang.Thread.run',
  '{"not": "a log"}',
  '\0\0\0',
];

const packings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  plain: (text) => strToU8(text, true),
  gzip: (text) => gzipSync(Buffer.from(text, 'latin1')),
  zip: (text) => zipSync({ 'gc.log': Buffer.from(text, 'latin1') }),
  utf16: (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
  bom: (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text, 'latin1')]),
};

const keyOf = <T>(record: Readonly<Record<string, T>>): fc.Arbitrary<T> =>
  fc.constantFrom(...Object.values(record));

/** Everything that is simulated, without where it was read from. */
function simulated(log: GcLog): Omit<JvmWorkload, 'name' | 'facts' | 'assumptions'> {
  const { name: _name, facts: _facts, assumptions: _assumptions, ...rest } = workloadFromGcLog(log);
  return rest;
}

describe('a log in other clothes is the same workload:', () => {
  test('decorations, prefixes, line ends, output of others, packing, parts', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.record({
          decorate: keyOf(decorations),
          prefix: keyOf(prefixes),
          pack: keyOf(packings),
          end: fc.constantFrom(...lineEnds),
          noise: fc.array(fc.constantFrom(...noise), { maxLength: 3 }),
          parts: fc.integer({ min: 1, max: 3 }),
        }),
        async (text, given) => {
          const { decorate, prefix, pack, end, parts } = given;
          const lines = text.trimEnd().split('\n');
          const dressed = lines.map((line, index) => prefix(decorate(line), index));
          // Others print between records, not inside of them.
          dressed.splice(0, 0, ...given.noise);
          dressed.push(...given.noise);
          const size = Math.ceil(dressed.length / parts);
          const paths: string[] = [];
          for (let from = 0; from < dressed.length; from += size) {
            const path = join(folder, `gc-${String(count++).padStart(6, '0')}.log`);
            const part = dressed.slice(from, from + size).map((line) => line + end);
            writeFileSync(path, pack(part.join('')));
            paths.push(path);
          }
          const log = await readGcLogFiles(paths);
          expect(simulated(log)).toEqual(simulated(readGcLog(text, 'x.log')));
        },
      ),
      { numRuns: 150, seed: 16 },
    );
  });
});

describe('a crafted line costs no more than a plain one of its length:', () => {
  const long = 60_000;
  test.each([
    ['brackets', '['.repeat(long)],
    ['decorations', '[1s]'.repeat(long / 4)],
    ['open decorations', `[${'1'.repeat(long)}`],
    ['digits', `[1.${'0'.repeat(long)}s][info][gc] GC(0) Pause Young (Normal) 1M->1M(1M) 1.0ms`],
    ['arrows', `1.0: [GC ${'1K->1K'.repeat(long / 6)}, 0.1 secs]`],
    ['numbers with arrows', `1.0: [GC ${'9'.repeat(30)}${'->'.repeat(long / 2)}(1K), 0.1 secs]`],
    ['seconds', `1.0: [GC ${', 0.1 sec'.repeat(long / 9)}`],
    ['stamps', '1.0: '.repeat(long / 5)],
    ['dates', '2024-01-01T10:00:00.000+0100: '.repeat(long / 30)],
    ['nested records', '1.0: [GC '.repeat(long / 9)],
    ['causes', `[1s][gc] GC(0) Pause Young ${'('.repeat(long)}${')'.repeat(9)}`],
    ['prefixes', 'a | '.repeat(long / 4)],
    ['json', `{"log":${'['.repeat(long)}`],
    ['colours', '\u001b['.repeat(long / 2)],
    ['addresses', `1.0: [GC ${'[0x'.repeat(long / 3)}`],
    ['blanks', `[1s][gc] GC(0) ${' '.repeat(long)}x`],
  ])('%s', (_, line) => {
    const text = `${line}\n`.repeat(40) + sample('10-parallel-Xlog-gcstar-info.log');
    const plain = `${'x'.repeat(line.length)}\n`.repeat(40);
    const read = (what: string): number => {
      const before = performance.now();
      try {
        readGcLog(what, 'x.log');
      } catch (error) {
        expect(String(error)).toMatch(/^InputError: x\.log:\d+: /);
      }
      return performance.now() - before;
    };
    read(plain);
    const seconds = read(text) / 1e3;
    // 2.4 MB: a reader that looked again at every character would take minutes.
    expect(seconds).toBeLessThan(8);
  });

  test.skipIf(!inject('thorough'))(
    '150,000 collections are read, and the last ones beyond a limit are kept',
    () => {
      const text = Array.from(
        { length: 150_000 },
        (_unused, index) =>
          `[${index}.000s][info][gc] GC(${index}) Pause Young (Normal) (G1 Evacuation Pause) 80M->30M(128M) 10.000ms\n`,
      ).join('');
      const log = readGcLog(text, 'x.log');
      expect(log.collections.length).toBe(150_000);
      const { collections, assumptions } = workloadFromGcLog(log);
      expect(collections.length).toBeGreaterThan(3000);
      expect(assumptions.join()).toContain('a typical moment');
      const limited = readGcLog(text, 'x.log', { limits: { collections: 1000 } });
      expect(limited.collections.length + limited.forgotten).toBe(150_000);
      expect(limited.collections.length).toBeLessThanOrEqual(1000);
      expect(limited.collections.at(limited.collections.length - 1).id).toBe(149_999);
    },
  );
});
