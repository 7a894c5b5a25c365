import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import type { GcCollection } from './collection.ts';
import type { GcLog } from './history.ts';
import { readGcLogFiles } from './read-files.ts';
import { readGcLog } from './read.ts';

/** Each of these kinds was read wrongly or refused in logs of public repositories (docs/gc-logs.md). */

const folder = mkdtempSync(join(tmpdir(), 'skipover-public-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KiB = 1024;

function listOf({ collections }: GcLog): GcCollection[] {
  return Array.from({ length: collections.length }, (_, index) => collections.at(index));
}

const g1 = (id: number, seconds: number): string =>
  [
    `[${seconds.toFixed(3)}s][info][gc,start] GC(${id}) Pause Young (Normal) (G1 Evacuation Pause)`,
    `[${seconds.toFixed(3)}s][info][gc,heap ] GC(${id}) Eden regions: 20->0(20)`,
    `[${seconds.toFixed(3)}s][info][gc,heap ] GC(${id}) Survivor regions: 2->2(3)`,
    `[${seconds.toFixed(3)}s][info][gc,heap ] GC(${id}) Old regions: 10->10`,
    `[${seconds.toFixed(3)}s][info][gc      ] GC(${id}) Pause Young (Normal) (G1 Evacuation Pause) 32M->12M(64M) 5.000ms`,
    '',
  ].join('\n');

const jdk8 = (date: string, uptime: string): string =>
  `${date}${uptime}: [GC (Allocation Failure) [PSYoungGen: 65536K->4096K(76288K)] 65536K->4200K(251392K), 0.0100000 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] `;

test('G1 cleans cards before its remark ("Concurrent Preclean"): it is not CMS', () => {
  const log = readGcLog(
    `${g1(0, 1)}[1.500s][info][gc,marking] GC(1) Concurrent Preclean 0.050ms\n${g1(2, 2)}`,
    'x.log',
  );
  expect([log.collector, log.collections.length]).toEqual(['G1', 2]);
});

test.each([
  [
    'CMS',
    '1.0: [CMS-concurrent-preclean: 0.1/0.1 secs]Total time for which application threads were stopped: 0.01 seconds',
  ],
  [
    'CMS',
    '1.0: [GC[YG occupancy: 299022 K (2035520 K)]1.0: [Rescan (parallel) , 0.4 secs] 12K(34K), 0.5 secs]',
  ],
  ['Shenandoah', '[0.003s] Min heap equals to max heap, disabling ShenandoahUncommit'],
  ['Shenandoah', '[9.590s][info][gc,stats] GC STATISTICS:'],
  ['ZGC', '[9.267s][info][gc,stats    ] === Garbage Collection Statistics ==='],
  ['Shenandoah', 'GC STATISTICS:'],
  [
    'Shenandoah',
    'Total Pauses (G)            =     1.81 s (a =      934 us) (n =  1941) (lvls, us =      254,      385,      592)',
  ],
  ['ZGC', '=== Garbage Collection Statistics ====='],
])('%s is named from any part of its log: %s', (name, line) => {
  expect(() => readGcLog(`${line}\n`, 'x.log')).toThrow(`a log of ${name} `);
});

describe('a page with pieces of several logs, CMS among them, is no log', () => {
  const serial = [
    '2.5: [GC (Allocation Failure) 2.5: [DefNew: 69440K->8640K(78080K), 0.09 secs] 69440K->46942K(251648K), 0.09 secs]',
    '4.5: [Full GC (Allocation Failure) 4.5: [Tenured: 38302K->30000K(173568K), 0.09 secs] 47000K->30000K(251648K), [Metaspace: 2700K->2700K(1056768K)], 0.09 secs]',
  ];
  const young =
    '64.3: [GC (Allocation Failure) 64.3: [ParNew: 613404K->68068K(613440K), 0.1 secs] 10885349K->10880154K(12514816K), 0.1 secs]';
  const mark =
    '64.4: [GC (CMS Initial Mark) [1 CMS-initial-mark: 10812086K(11901376K)] 10887844K(12514816K), 0.001 secs]';
  const earlier = (line: string): string => line.replaceAll('64.', '1.');
  const page = (...pieces: readonly (readonly string[])[]): string =>
    pieces.map((piece) => `# A heading\n\n${piece.join('\n')}\n\nWhat it shows.\n`).join('\n');

  test.each([
    ['after', page(serial, [earlier(young), earlier(mark)])],
    ['after, young only', page(serial, [earlier(young)])],
    ['before', page([young, mark], serial)],
    ['before, young only', page([young], serial)],
    ['at once', page([earlier(young)], serial)],
  ])('%s', (_, text) => {
    expect(() => readGcLog(text, 'page.md')).toThrow(/^page\.md:\d+: a log of CMS /);
  });

  test('but a JVM that was started again with another collector has a header', () => {
    const header = 'OpenJDK 64-Bit Server VM (25.402-b06) for linux-amd64 JRE (1.8.0_402-b06)';
    const log = readGcLog([header, young, mark, header, ...serial].join('\n'), 'x.log');
    expect([log.collector, log.collections.length]).toEqual(['Serial', 2]);
  });

  test('and ParNew with Tenured, which no CMS has, is Serial', () => {
    const log = readGcLog([earlier(young), serial[1]].join('\n'), 'x.log');
    expect([log.collector, log.collections.length]).toEqual(['Serial', 2]);
  });
});

describe('a young collection of Serial that turns full is one pause, and no heap is counted twice', () => {
  test('JDK 8: Old is printed with what was promoted in between', () => {
    const log = readGcLog(
      [
        '0.133: [GC0.133: [DefNew: 69440K->8640K(78080K), 0.0909376 secs] 69440K->46942K(251648K), 0.0910944 secs]',
        '0.552: [GC0.552: [DefNew: 78080K->8640K(78080K), 0.13 secs]0.684: [Tenured: 207957K->165851K(209624K), 0.41 secs] 216597K->165851K(287704K), [Perm : 2665K->2665K(21248K)], 0.5513922 secs]',
      ].join('\n'),
      'x.log',
    );
    const {
      kind,
      edenBefore,
      survivorsBefore,
      oldBefore,
      edenAfter,
      survivorsAfter,
      oldAfter,
      pauseSeconds,
    } = listOf(log)[1]!;
    expect([kind, pauseSeconds]).toEqual(['full', 0.5513922]);
    expect(edenBefore + survivorsBefore + oldBefore).toBe(216597 * KiB);
    expect(edenAfter + survivorsAfter + oldAfter).toBe(165851 * KiB);
  });

  test('JDK 17: sizes are printed for the second only', () => {
    const young = (id: number, at: number): string =>
      `[${at}s][info][gc,start] GC(${id}) Pause Young (Allocation Failure)`;
    const sizes = (
      id: number,
      at: number,
      [before, after, oldBefore, oldAfter]: readonly number[],
    ): string[] => [
      `[${at}s][info][gc,heap ] GC(${id}) DefNew: ${before}K(270144K)->${after}K(270144K) Eden: ${before}K(240192K)->0K(240192K) From: 0K(29952K)->${after}K(29952K)`,
      `[${at}s][info][gc,heap ] GC(${id}) Tenured: ${oldBefore}K(600044K)->${oldAfter}K(600044K)`,
    ];
    const log = readGcLog(
      [
        '[0.001s][info][gc] Using Serial',
        young(0, 1),
        ...sizes(0, 1.02, [230000, 20000, 0, 100000]),
        '[1.02s][info][gc] GC(0) Pause Young (Allocation Failure) 224M->117M(849M) 20.000ms',
        young(1, 2),
        '[2.022s][info][gc] GC(1) Pause Young (Allocation Failure) 341M->300M(849M) 22.000ms',
        '[2.023s][info][gc,start] GC(2) Pause Full (Allocation Failure)',
        ...sizes(2, 2.083, [230000, 0, 100000, 90000]),
        '[2.083s][info][gc] GC(2) Pause Full (Allocation Failure) 300M->88M(849M) 60.000ms',
      ].join('\n'),
      'x.log',
    );
    const [, second] = listOf(log);
    expect(log.collections.length).toBe(2);
    expect(second).toMatchObject({
      kind: 'full',
      startSeconds: 2,
      edenBefore: 230000 * KiB,
      oldAfter: 90000 * KiB,
    });
    expect(second!.pauseSeconds).toBeCloseTo(0.082, 9);
    expect(log.notes.join()).toContain('1 young collection failed');
  });
});

describe('a record behind something else in its line', () => {
  const records = ['5.000', '6.000', '7.000'].map((uptime) =>
    jdk8('2024-05-26T14:45:37.987+0200: ', uptime),
  );

  test.each([
    ['a blank', ' '],
    ['a torn line', ' [Times: user=0.04 sys=0.02, real=0.012021-05-'],
    ['a torn record', '2024-05-26T14:45:36.987+0200: 4.000: [GC (Allocation Fai'],
  ])('with a date, behind %s, is read', (_, before) => {
    const log = readGcLog([records[0], before + records[1], records[2]].join('\n'), 'x.log');
    expect(listOf(log).map(({ startSeconds }) => startSeconds)).toEqual([5, 6, 7]);
  });

  test('without a date, behind digits, is counted as damaged', () => {
    const [a, b, c] = ['5.000', '6.000', '7.000'].map((uptime) => jdk8('', uptime));
    const log = readGcLog([a, `real=0.01${b}`, c].join('\n'), 'x.log');
    expect(listOf(log).map(({ startSeconds }) => startSeconds)).toEqual([5, 7]);
    expect(log.notes.join()).toContain('1 damaged line skipped');
  });
});

test('two JVMs that write one file at once are refused', () => {
  const dated = (id: number, second: number): string =>
    g1(id, second).replaceAll(
      /^\[[\d.]+s\]/gm,
      `[2024-05-26T14:45:${String(second).padStart(2, '0')}.000+0000]`,
    );
  const numbers = [10, 8, 11, 9, 12, 10, 13, 11];
  const text = numbers.map((id, index) => dated(id, index)).join('');
  expect(() => readGcLog(text, 'x.log')).toThrow(
    /a second JVM writes to the same file .*gc-%p\.log/,
  );
});

test('parts in an archive, in the order of a ring, are put in the order of their times', async () => {
  const part = (from: number): Uint8Array =>
    strToU8([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => g1(from + index, from + index)).join(''));
  const path = join(folder, 'ring.zip');
  writeFileSync(
    path,
    zipSync({
      'gc.log': part(30),
      'gc.log.0': part(10),
      'gc.log.1': part(40),
      'gc.log.2': part(20),
    }),
  );
  const log = await readGcLogFiles([path]);
  expect(listOf(log).map(({ id }) => id)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 10),
  );
});

test('of the folder of a server, only its GC logs are read', async () => {
  writeFileSync(join(folder, 'gc.log'), g1(1, 1) + g1(2, 2));
  writeFileSync(
    join(folder, 'server.log'),
    `[2024-05-26T14:45:37,987][INFO ][o.e.n.Node ] started\n${g1(1, 100)}`,
  );
  const log = await readGcLogFiles([folder]);
  expect([log.collections.length, log.endSeconds]).toEqual([2, 2]);
});
