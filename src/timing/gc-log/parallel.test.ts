import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../foundation/input-error.ts';
import { readGcLogFile } from './file.ts';
import { readGcLog } from './read.ts';
import type { GcCollection } from './collection.ts';

// Every number below was taken from the recording with awk and a separate Python script.
const FIXTURE = fileURLToPath(new URL('../recordings/derby-parallel.gc.log.gz', import.meta.url));
const TEXT = gunzipSync(readFileSync(FIXTURE)).toString();
const LINES = TEXT.split('\n');
const LOG = readGcLog(TEXT, 'derby.log');
/** The lines of GC(0) to GC(2) and what comes before them. */
const SHORT = LINES.slice(0, 400).join('\n');

function collection(id: number, log = LOG): GcCollection {
  const found = log.collections.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no GC(${id})`);
  return found;
}

function sum(of: (collection: GcCollection) => number, log = LOG): number {
  return log.collections.reduce((total, each) => total + of(each), 0);
}

/** The message of the InputError that the text is refused with, or the number of its collections. */
function outcome(text: string): string | number {
  try {
    const log = readGcLog(text, 'x.log');
    // JSON writes NaN and infinity as null.
    expect(JSON.stringify(log)).not.toContain('null');
    return log.collections.length;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const line = Number(/^x\.log:(\d+): [^\n]+; expected [^\n]+$/.exec(error.message)?.[1]);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split('\n').length);
    expect(error.kind).toBe('data');
    return error.message;
  }
}

describe('the derby recording', () => {
  test('heap, end and totals', () => {
    expect(LOG).toMatchObject({ file: 'derby.log', collector: 'Parallel' });
    expect(LOG.heapBaseAddress).toBe(0xa0000000);
    expect(LOG.heapBytesMax).toBe(1536 * 1024 ** 2);
    expect(LOG.endSeconds).toBe(63.022270723);
    expect(LOG.collections.map(({ id }) => id)).toEqual([...Array(24).keys()]);
    expect(new Set(LOG.collections.map(({ kind }) => kind))).toEqual(new Set(['young']));
    expect(sum((each) => each.survivedBytes)).toBe(262970448);
    expect(sum((each) => each.promotedBytes)).toBe(167379704);
    expect(sum((each) => each.pauseSeconds)).toBeCloseTo(1.033311, 9);
    expect(sum((each) => each.reachingSafepointSeconds)).toBeCloseTo(0.034326527, 12);
  });

  test('GC(0) in full', () => {
    expect(collection(0)).toEqual({
      id: 0,
      line: 35,
      kind: 'young',
      cause: 'Allocation Failure',
      startSeconds: 1.161918772,
      endSeconds: 1.180593744,
      pauseSeconds: 0.018609,
      reachingSafepointSeconds: 0.000810252,
      before: {
        eden: { bottom: 0x20000000, top: 0x23000000, end: 0x23000000 },
        from: { bottom: 0x23800000, top: 0x23800000, end: 0x24000000 },
        to: { bottom: 0x23000000, top: 0x23000000, end: 0x23800000 },
        old: { bottom: 0, top: 0, end: 0xc000000 },
        youngStart: 0x20000000,
        youngCommittedEnd: 0x24000000,
        youngReservedEnd: 0x60000000,
      },
      after: {
        eden: { bottom: 0x20000000, top: 0x20000000, end: 0x23000000 },
        from: { bottom: 0x23000000, top: 0x237f9540, end: 0x23800000 },
        to: { bottom: 0x26800000, top: 0x26800000, end: 0x27000000 },
        old: { bottom: 0, top: 0x15d668, end: 0xc000000 },
        youngStart: 0x20000000,
        youngCommittedEnd: 0x27000000,
        youngReservedEnd: 0x60000000,
      },
      survivedBytes: 8361280,
      promotedBytes: 1431144,
    });
  });

  test('later collections: gaps, a shrunk Young, a slow safepoint', () => {
    expect(collection(5)).toMatchObject({ line: 651, survivedBytes: 9666560, promotedBytes: 0 });
    expect(collection(5).before.youngCommittedEnd).toBe(0x3b700000);
    expect(collection(5).after.youngCommittedEnd).toBe(0x3b600000);
    expect(collection(5).after.to.end).toBe(0x39b00000);
    expect(collection(5).after.from).toEqual({
      bottom: 0x39b80000,
      top: 0x3a4b8000,
      end: 0x3b600000,
    });
    expect(collection(21).reachingSafepointSeconds).toBe(0.012934389);
    expect(collection(23)).toMatchObject({ line: 3006, pauseSeconds: 0.032594 });
  });

  // By hand over all ten Parallel recordings (336 collections, 5 of them full): spaces never move
  // between two collections, survivors go to where To began, To is empty, in all of them. Not so
  // elsewhere: Eden after a full collection (not empty in 2 of 5), Eden full before (not in 75),
  // and an old generation that stays the same between two collections (it grew in 4).
  test('collections follow on from each other', () => {
    for (const [index, { before, after, startSeconds, endSeconds }] of LOG.collections.entries()) {
      expect(after.from.bottom).toBe(before.to.bottom);
      expect([before.to.top, after.to.top]).toEqual([before.to.bottom, after.to.bottom]);
      expect(after.eden.top).toBe(after.eden.bottom);
      expect(startSeconds).toBeLessThan(endSeconds);
      const next = LOG.collections[index + 1];
      if (next === undefined) continue;
      expect(endSeconds).toBeLessThan(next.startSeconds);
      expect(next.before).toEqual({ ...after, eden: next.before.eden });
      expect(next.before.eden).toEqual({ ...after.eden, top: after.eden.end });
    }
  });
});

describe('what may differ from log to log', () => {
  const strip = (pattern: RegExp) => LINES.filter((line) => !pattern.test(line)).join('\n');

  test('line ends, decorations, tags and lines of others change nothing', () => {
    const changes = [
      TEXT.replaceAll('\n', '\r\n'),
      TEXT.replaceAll(/\]\[(\d+)ns\]/g, '][1.162s][1763810481283ms][1763810481283000000ns][$1ns]'),
      TEXT.replaceAll(/^\[[^\]]*\](.*?)\[gc,heap +\]/gm, '$1[host][4711][gc,heap,extra]'),
      LINES.join('\nprogram output [1,2)\n[2026-11-22][info][jit] GC(99)  eden space\n'),
    ];
    for (const text of changes) {
      const { collections } = readGcLog(text, 'derby.log');
      expect(collections.map((each) => ({ ...each, line: 0 }))).toEqual(
        LOG.collections.map((each) => ({ ...each, line: 0 })),
      );
    }
  });

  test('uptime in seconds is read to the millisecond', () => {
    const coarse = TEXT.replaceAll(/\]\[(\d+)ns\]/g, (_, digits: string) => {
      return `][${(Number(digits) / 1e9).toFixed(3)}s]`;
    });
    expect(collection(0, readGcLog(coarse, 'x.log'))).toMatchObject({
      startSeconds: 1.162,
      endSeconds: 1.181,
      pauseSeconds: 0.018609,
    });
  });

  test('survived and promoted bytes follow from the geometry alone', () => {
    expect(readGcLog(strip(/update_averages/), 'derby.log').collections).toMatchObject(
      LOG.collections.map(({ survivedBytes, promotedBytes }) => ({ survivedBytes, promotedBytes })),
    );
  });

  test('without a safepoint line the threads were stopped at once', () => {
    const log = readGcLog(strip(/Safepoint "/), 'derby.log');
    expect(sum((each) => each.reachingSafepointSeconds, log)).toBe(0);
  });

  test('a full collection in the same VM operation is one of its own and did not wait again', () => {
    const between = LINES.findIndex((line) => line.includes('Safepoint "Parallel'));
    const lines = LINES.filter((_, index) => index !== between);
    const text = lines
      .join('\n')
      .replaceAll(/(GC\(1\) Pause) Young \([^)]*\)/g, '$1 Full (System.gc())');
    const log = readGcLog(text.replace(/.*GC\(1\).*update_averages.*\n/, ''), 'derby.log');
    expect(log.collections).toHaveLength(24);
    expect(collection(0, log)).toMatchObject({ kind: 'young', reachingSafepointSeconds: 5.315e-6 });
    expect(collection(1, log)).toMatchObject({ kind: 'full', cause: 'System.gc()' });
    expect(collection(1, log).reachingSafepointSeconds).toBe(0);
  });
});

const G1 = `[8254885ns][debug][gc,heap] Minimum heap 268435456  Initial heap 268435456
[8459570ns][info ][gc     ] Using G1
[988016142ns][info ][gc,start         ] GC(0) Pause Young (Normal) (G1 Evacuation Pause)
[991885669ns][debug][gc,heap          ] GC(0) Heap before GC invocations=0 (full 0):
[991891796ns][debug][gc,heap          ] GC(0)  garbage-first heap   total 264192K, used 12212K
`;

describe('what is refused, with the place and the remedy', () => {
  const edit = (line: number, from: string | RegExp, to: string) => {
    const edited = LINES.map((text, index) => (index === line - 1 ? text.replace(from, to) : text));
    expect(edited).not.toEqual(LINES);
    return edited.join('\n');
  };
  const without = (pattern: RegExp) => LINES.filter((line) => !pattern.test(line)).join('\n');
  const cutAfter = (end: string) => TEXT.slice(0, TEXT.indexOf(end) + end.length);

  test.each([
    ['no text', '', /^x.log:1: "" and no line of a HotSpot log/],
    ['a binary file', 'PK\0\u0001\u001b[2J\r\n\u2028', /^x.log:1: binary data/],
    ['another text', '# Read me\nGC(0)\n', /^x.log:1: "# Read me" and no line .* "\[7523841ns\]/],
    [
      'no uptime',
      TEXT.replaceAll(/\[\d+ns\]/g, ''),
      /^x.log:1: no uptime .*:uptimenanos,level,tags:filecount=0$/,
    ],
    ['G1, cut', G1, /^x.log:3: GC\(0\) starts here but the log ends before .* truncated$/],
    ['G1, head cut off, cut', G1.split('\n').slice(2).join('\n'), /^x.log:1: GC\(0\) starts/],
    ['Serial', '[0.01s][info][gc] Using Serial', /^x.log:1: a log of the Serial collector/],
    ['ZGC', '[0.01s][info][gc,init] Initializing The Z Garbage Collector', /:1: a log of the ZGC/],
    ['no collection', LINES.slice(0, 34).join('\n'), /^x.log:34: the log ends here without a coll/],
    ['too low a level', without(/\[debug|\[trace/), /^x.log:33: GC\(0\) is .* -Xlog:gc\*=debug/],
    ['head cut off inside GC(0)', LINES.slice(40).join('\n'), /^x.log:5: GC\(0\) .* is cut off/],
    ['cut in GC(17)', LINES.slice(0, 2300).join('\n'), /^x.log:2217: GC\(17\) .* its 'Heap after'/],
    [
      'cut in an address',
      cutAfter('eden space 49152K, 100% used [0x00000000c000'),
      /^x.log:37: a dam/,
    ],
    [
      'cut in a pause',
      cutAfter('(Allocation Failure) 48M->9M(248M) 18.6'),
      /^x.log:139: a damaged/,
    ],
    [
      'cut in a safepoint',
      cutAfter('Reaching safepoint: 8102'),
      /^x.log:152: a damaged line "Safe/,
    ],
    ['no pause line', without(/GC\(3\) Pause/), /^x.log:405: .* line 526 before its 'Pause/],
    ['a missing collection', without(/GC\(7\)/), /GC\(8\) follows GC\(6\); expected GC\(7\)/],
    ['glued', `${TEXT}${TEXT}`, /^x.log:3153: the uptime goes back from 63\.02\d+ s to 0\.007/],
    ['glued by id', `${SHORT}\n${LINES.slice(2870).join('\n')}`, /GC\(22\) follows GC\(2\)/],
    [
      'time back',
      edit(155, '[1505084103ns]', '[1160000000ns]'),
      /^x.log:155: the uptime goes back/,
    ],
    ['a long pause', edit(139, '18.609ms', '1860.9ms'), /GC\(0\) paused for 1\.8609 s in a time/],
    [
      'top below',
      edit(38, '[0x00000000c38', '[0x00000000c3f'),
      /^x.log:38: from space .* out of or/,
    ],
    [
      'top above',
      edit(38, ',0x00000000c38', ',0x00000000c48'),
      /^x.log:38: from space .* out of or/,
    ],
    [
      'another size',
      edit(38, '8192K', '8193K'),
      /^x.log:38: from space of 8193K has the addresses/,
    ],
    [
      'no address',
      edit(37, 'c3000000,', 'c30000,'),
      /^x.log:37: a damaged line "eden space 49152K/,
    ],
    ['an address above 2^53', edit(36, '0x00000001', '0x7fffffff'), /^x.log:36: .* below 2\^53$/],
    [
      'To above Young',
      edit(39, /c3([08])/g, 'c4$1'),
      /^x.log:35: .* To .* leaves the committed part/,
    ],
    [
      'From on Eden',
      edit(38, /c3800000/g, 'c2800000').replace('8192K, 0%', '24576K, 0%'),
      /overlaps/,
    ],
    ['Old in Young', edit(40, 'c0000000)', 'c8000000)'), /^x.log:35: .* ParOldGen reaches into/],
    [
      'a top',
      edit(37, ',0x00000000c3000000,', ',0x00000000c2fff000,'),
      /^x.log:35: .* 49152K used; expected the 49148K/,
    ],
    [
      'a moved heap',
      TEXT.replaceAll(/(GC\(9\) .*, 0x000000)0100/g, '$10110'),
      /^x.log:1148: the res/,
    ],
    [
      'survivors',
      edit(113, 'survived: 8361280', 'survived: 8361288'),
      /GC\(0\) logs survived 8361288/,
    ],
  ])('%s', (_, text, message) => {
    expect(outcome(text)).toMatch(message);
  });

  test('cut at any line, it has the collections that are complete or names the one that is not', () => {
    // Without the lines that the reader skips, so that all cuts take a second.
    const kept = LINES.filter((line) => !/gc,(?:phases|ref|age|task|cpu|ergo)|stats/.test(line));
    const starts = kept.flatMap((line, at) => (line.includes('Heap before') ? [at + 1] : []));
    const ends = kept.flatMap((line, at) => {
      return line.includes('object space') && kept[at - 6]?.includes('Heap after') ? [at + 1] : [];
    });
    expect([starts.length, ends.length]).toEqual([24, 24]);
    for (let length = 1; length <= kept.length; length++) {
      const finished = ends.filter((line) => line <= length).length;
      const started = starts.filter((line) => line <= length);
      const result = outcome(kept.slice(0, length).join('\n'));
      if (started.length > finished) {
        expect(result).toMatch(`x.log:${started.at(-1)}: GC(${finished}) starts here but`);
      } else if (finished === 0) {
        expect(result).toMatch('the log ends here without a collection');
      } else {
        expect(result).toBe(finished);
      }
    }
  }, 60_000);

  test('cut at any character or damaged anywhere, it is a log or an error of one line', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), (length) => {
        const result = outcome(TEXT.slice(0, length));
        if (typeof result === 'number') expect(result).toBeLessThanOrEqual(24);
      }),
    );
    const short = fc.nat(SHORT.length - 1);
    fc.assert(
      fc.property(short, fc.string({ maxLength: 3 }), fc.nat(9), (at, inserted, removed) => {
        outcome(SHORT.slice(0, at) + inserted + SHORT.slice(at + removed));
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});

describe('readGcLogFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('reads gzip and plain text, whatever their names', () => {
    const plain = join(folder, 'plain.gz');
    writeFileSync(plain, TEXT);
    expect(readGcLogFile(FIXTURE)).toEqual({ ...LOG, file: FIXTURE });
    expect(readGcLogFile(plain)).toEqual({ ...LOG, file: plain });
  });

  test.each([
    ['missing.log', undefined, /missing\.log: no such file; expected a HotSpot GC log$/],
    ['.', undefined, /: a directory; expected/],
    ['cut.gz', gzipSync(TEXT).subarray(0, 9999), /cut\.gz: a gzip file that is cut off; expected/],
    ['bad.gz', gzipSync(TEXT).fill(7, 500, 900), /bad\.gz: a damaged gzip file; expected/],
    ['empty', Buffer.alloc(0), /empty:1: "" and no line of a HotSpot log/],
  ])('%s', (name, bytes, message) => {
    const path = join(folder, name);
    if (bytes !== undefined) writeFileSync(path, bytes);
    expect(() => readGcLogFile(path)).toThrow(InputError);
    expect(() => readGcLogFile(path)).toThrow(message);
  });
});
