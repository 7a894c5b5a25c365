import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { InputError } from '../../foundation/input-error.ts';
import { simulate } from '../simulate.ts';
import { InputFile } from '../../input/input-file.ts';
import { readPageTraceFile } from './file.ts';
import { readPageTrace, type PageTrace } from './read.ts';
import { workloadFromPageTrace } from './workload.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

const header = '{"page":4096,"heap_lo":"0x80000000","heap_hi":"0x81000000","gc":"parallel"}';
const pageWords = 512;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

type Range = readonly [gap: number, length: number];

const sample = (ms: number, cause: number, ranges: readonly Range[]): number[] => [
  0x44,
  ...varint(ms * 1000),
  cause,
  ...varint(ranges.length),
  ...ranges.flatMap(([gap, length]) => [...varint(gap), ...varint(length)]),
  0,
];
const mark = (tag: 'B' | 'E', ms: number): number[] => [tag.charCodeAt(0), ...varint(ms * 1000)];
/** A heap of 4096 pages: Old 0 to 2048 with 100 used; Young from there. */
const spaces = (edenTop: number, from: number, fromTop: number, to: number): number[] => [
  0x50,
  ...[
    2048,
    3072,
    0,
    2048,
    2048,
    edenTop,
    2816,
    from,
    fromTop,
    from + 128,
    to,
    to,
    to + 128,
    0,
    100,
    2048,
  ]
    .map((pages) => pages * pageWords)
    .flatMap(varint),
];

/** 100 ms of writes to Eden and Old, ten times, then a collection that keeps 10 pages. */
function records(): number[] {
  const all = [...sample(0, 3, []), ...spaces(2048, 2816, 2820, 2944)];
  for (let tick = 0; tick < 10; tick++) {
    all.push(
      ...sample(100, 0, [
        [20, 10],
        [2018 + tick * 50, 50],
      ]),
    );
    all.push(...spaces(2048 + (tick + 1) * 50, 2816, 2820, 2944));
  }
  all.push(...sample(1, 1, []), ...mark('B', 1));
  all.push(...spaces(2548, 2816, 2820, 2944));
  all.push(
    ...sample(5, 2, [
      [2060, 12],
      [872, 10],
    ]),
    ...mark('E', 1),
  );
  return [...all, ...spaces(2048, 2944, 2954, 2816), ...sample(100, 0, [[30, 5]])];
}

const complete = (body: readonly number[]): Uint8Array =>
  Uint8Array.from([...Buffer.from(`PDT1 ${header}\n`), ...body]);
const read = (bytes: Uint8Array): PageTrace => readPageTrace(bytes, 'x.pdt', []);

describe('a page trace', () => {
  it('is read: times, pages, spaces, collections', () => {
    const { samples, collections, endSeconds, warnings } = read(complete(records()));
    expect(samples).toHaveLength(14);
    expect(Array.from(samples[1]!.pages.slice(8, 12))).toEqual([28, 29, 2048, 2049]);
    expect(samples[1]!.spaces!.eden.top).toBe(2098 * 4096);
    expect(collections).toMatchObject([
      { startSeconds: 1.002, endSeconds: 1.008, firstSample: 12, endSample: 13 },
    ]);
    expect([endSeconds, warnings]).toEqual([1.108, []]);
  });

  it('reports what of Old the mutators wrote, which a log does not', () => {
    const { facts } = workloadFromPageTrace(read(complete(records())), 0);
    // Ten pages in each of ten samples, and five in the last, in 1.108 s.
    expect(facts.map(({ text }) => text).join()).toContain('--old-writes 15,95');
  });

  it('takes ranges that begin before the end of the one before them', () => {
    const body = [
      ...sample(1, 0, [
        [10, 5],
        [2 ** 52 - 3, 2],
      ]),
      ...sample(1, 0, []),
    ];
    expect(Array.from(read(complete(body)).samples[0]!.pages)).toEqual([10, 11, 12, 13, 14]);
  });

  it('cut anywhere is read up to its last complete record, or refused, never misread', () => {
    const bytes = complete(records());
    const all = read(bytes);
    for (let length = 0; length < bytes.length; length++) {
      let found: PageTrace | undefined;
      try {
        found = read(bytes.slice(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
      if (found === undefined) continue;
      found.samples.forEach(({ seconds, pages }, index) => {
        expect([seconds, pages]).toEqual([all.samples[index]!.seconds, all.samples[index]!.pages]);
      });
    }
    expect(read(bytes.slice(0, -1)).warnings.join()).toContain('ends inside a record');
  });

  it('of a gzip that is cut is read as far as it goes', () => {
    const path = join(folder, 'cut.pdt.gz');
    const packed = gzipSync(complete(records()));
    writeFileSync(path, packed.subarray(0, -6));
    const readFile = (): PageTrace | undefined =>
      readPageTraceFile(new InputFile(path, { expected: 'a page trace' }));
    expect(readFile()!.warnings.join()).toContain('cut off');
    writeFileSync(path, 'GC log');
    expect(readFile()).toBeUndefined();
  });

  test.each<[string, Uint8Array, string]>([
    ['an unknown record', complete([...records(), 0x58]), 'a record "X"'],
    ['an unknown cause', complete(sample(1, 9, [])), 'an unknown cause'],
    ['a page outside the heap', complete(sample(1, 0, [[5000, 1]])), 'pages below 4096'],
    ['an end without a beginning', complete(mark('E', 1)), 'the end of no collection'],
    [
      'spaces out of order',
      complete([...sample(1, 0, []), ...spaces(3000, 2816, 2820, 2944)]),
      'in order',
    ],
    [
      'another collector',
      Uint8Array.from(Buffer.from('PDT1 {"page":4096,"gc":"g1"}\n')),
      '"parallel"',
    ],
    ['a header that is none', Uint8Array.from(Buffer.from('PDT1 {"page\n')), 'no JSON'],
    ['nothing', complete([]), 'fewer than two samples'],
  ])('is refused with the byte: %s', (_what, bytes, says) => {
    expect(() => read(bytes)).toThrow(InputError);
    expect(() => read(bytes)).toThrow(says);
    expect(() => read(bytes)).toThrow(/^x\.pdt: byte \d+: /);
  });
});

describe('a replay', () => {
  const workload = workloadFromPageTrace(read(complete(records())), 0);
  const vmBytes = 2 ** 29;

  it.each(['xen', 'hardened'] as const)(
    'arrives complete under %s, and is the same twice',
    (name) => {
      const run = () => simulate({ designName: name, design: designs[name], workload, vmBytes });
      const metrics = run();
      expect([metrics.lost.count, metrics.violations]).toEqual([0, []]);
      expect(run()).toEqual(metrics);
      const allocated = metrics.application.allocatedBytes.slice(0, -1);
      // 500 pages a trace of 1.1 s, again and again.
      const perSecond = allocated.reduce((sum, bytes) => sum + bytes, 0) / allocated.length / 4096;
      expect(perSecond).toBeGreaterThan(350);
      expect(perSecond).toBeLessThan(550);
    },
  );
});
