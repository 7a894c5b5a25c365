import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../foundation/input-error.ts';
import { readGcLog } from './read.ts';
import type { GcCollection } from './collection.ts';
import type { GcLog } from './history.ts';

// Every number below was taken from the recording with awk and a separate Python script.
const FIXTURE = fileURLToPath(new URL('../recordings/derby-parallel.gc.log.gz', import.meta.url));
const TEXT = gunzipSync(readFileSync(FIXTURE)).toString();
const LINES = TEXT.split('\n');
const LOG = readGcLog(TEXT, 'derby.log');
/** The lines of GC(0) to GC(2) and what comes before them. */
const SHORT = LINES.slice(0, 400).join('\n');

function listOf({ collections }: GcLog): GcCollection[] {
  return Array.from({ length: collections.length }, (_, index) => collections.at(index));
}

function collection(id: number, log = LOG): GcCollection {
  const found = listOf(log).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no GC(${id})`);
  return found;
}

function sum(of: (collection: GcCollection) => number, log = LOG): number {
  return listOf(log).reduce((total, each) => total + of(each), 0);
}

/** The message of the InputError that the text is refused with, or the number of its collections. */
function outcome(text: string): string | number {
  try {
    const log = readGcLog(text, 'x.log');
    for (const { startSeconds, pauseSeconds, edenBefore, oldAfter } of listOf(log)) {
      expect([startSeconds, pauseSeconds, edenBefore, oldAfter].every(Number.isFinite)).toBe(true);
    }
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
    expect(LOG.heapBytesReserved).toBe(1536 * 1024 ** 2);
    expect(LOG.endSeconds).toBe(63.022270723);
    expect(listOf(LOG).map(({ id }) => id)).toEqual([...Array(24).keys()]);
    expect(new Set(listOf(LOG).map(({ kind }) => kind))).toEqual(new Set(['young']));
    expect(sum((each) => each.survivedBytes)).toBe(262970448);
    expect(sum((each) => each.promotedBytes)).toBe(167379704);
    expect(sum((each) => each.pauseSeconds)).toBeCloseTo(1.033311, 9);
    expect(sum((each) => each.reachingSafepointSeconds)).toBeCloseTo(0.034326527, 12);
  });

  test('GC(0) in full', () => {
    expect(collection(0)).toMatchObject({
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
    expect(collection(5).before!.youngCommittedEnd).toBe(0x3b700000);
    expect(collection(5).after!.youngCommittedEnd).toBe(0x3b600000);
    expect(collection(5).after!.to.end).toBe(0x39b00000);
    expect(collection(5).after!.from).toEqual({
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
    for (const [index, each] of listOf(LOG).entries()) {
      const { startSeconds, endSeconds } = each;
      const [before, after] = [each.before!, each.after!];
      expect(after.from.bottom).toBe(before.to.bottom);
      expect([before.to.top, after.to.top]).toEqual([before.to.bottom, after.to.bottom]);
      expect(after.eden.top).toBe(after.eden.bottom);
      expect(startSeconds).toBeLessThan(endSeconds);
      const next = listOf(LOG)[index + 1];
      if (next === undefined) continue;
      expect(endSeconds).toBeLessThan(next.startSeconds);
      expect(next.before).toEqual({ ...after, eden: next.before!.eden });
      expect(next.before!.eden).toEqual({ ...after.eden, top: after.eden.end });
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
      expect(listOf(readGcLog(text, 'derby.log')).map((each) => ({ ...each, line: 0 }))).toEqual(
        listOf(LOG).map((each) => ({ ...each, line: 0 })),
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
    expect(listOf(readGcLog(strip(/update_averages/), 'derby.log'))).toMatchObject(
      listOf(LOG).map(({ survivedBytes, promotedBytes }) => ({ survivedBytes, promotedBytes })),
    );
  });

  test('without a safepoint line the wait is not known', () => {
    const log = readGcLog(strip(/Safepoint "/), 'derby.log');
    expect(listOf(log).every((each) => Number.isNaN(each.reachingSafepointSeconds))).toBe(true);
  });

  test('a full collection in the same VM operation is one of its own and did not wait again', () => {
    const between = LINES.findIndex((line) => line.includes('Safepoint "Parallel'));
    const lines = LINES.filter((_, index) => index !== between);
    const text = lines
      .join('\n')
      .replaceAll(/(GC\(1\) Pause) Young \([^)]*\)/g, '$1 Full (System.gc())');
    const log = readGcLog(text.replace(/.*GC\(1\).*update_averages.*\n/, ''), 'derby.log');
    expect(log.collections.length).toBe(24);
    expect(collection(0, log)).toMatchObject({ kind: 'young', reachingSafepointSeconds: 5.315e-6 });
    expect(collection(1, log)).toMatchObject({ kind: 'full', cause: 'System.gc()' });
    expect(collection(1, log).reachingSafepointSeconds).toBe(0);
  });
});

describe('what is cut or damaged', () => {
  const edit = (line: number, from: string | RegExp, to: string) => {
    const edited = LINES.map((text, index) => (index === line - 1 ? text.replace(from, to) : text));
    expect(edited).not.toEqual(LINES);
    return edited.join('\n');
  };
  const without = (pattern: RegExp) => LINES.filter((line) => !pattern.test(line)).join('\n');

  // Each of these spoils one collection, which is left out; the others are as they were.
  test.each([
    ['no pause line', without(/GC\(3\) Pause/), 3],
    ['a missing collection', without(/GC\(7\)/), 7],
    ['an address that is out of order', edit(38, '[0x00000000c38', '[0x00000000c3f'), 0],
    ['another size', edit(38, '8192K', '8193K'), 0],
    ['no address', edit(37, 'c3000000,', 'c30000,'), 0],
    ['an address above 2^53', edit(36, '0x00000001', '0x7fffffff'), 0],
    ['To above Young', edit(39, /c3([08])/g, 'c4$1'), 0],
    ['Old in Young', edit(40, 'c0000000)', 'c8000000)'), 0],
    ['a top', edit(37, ',0x00000000c3000000,', ',0x00000000c2fff000,'), 0],
    ['survivors', edit(113, 'survived: 8361280', 'survived: 8361288'), 0],
  ])('%s: that collection is left out', (_, text, id) => {
    const log = readGcLog(text, 'x.log');
    expect(listOf(log).map((each) => ({ ...each, line: 0 }))).toEqual(
      listOf(LOG)
        .filter((each) => each.id !== id)
        .map((each) => ({ ...each, line: 0 })),
    );
    expect(_ === 'a missing collection' || log.notes.join().includes('left out')).toBe(true);
  });

  test('two JVMs in one file: the one that ran for longer', () => {
    const log = readGcLog(`${SHORT}\n${TEXT}`, 'x.log');
    expect(listOf(log).map(({ id }) => id)).toEqual(listOf(LOG).map(({ id }) => id));
    expect(log.notes.join()).toContain('2 runs of a JVM');
  });

  test('cut at any line, it has the collections that are complete', () => {
    // Without the lines that the reader skips, so that all cuts take a second.
    const kept = LINES.filter((line) => !/gc,(?:phases|ref|age|task|cpu|ergo)|stats/.test(line));
    const ends = kept.flatMap((line, at) => {
      return line.includes('object space') && kept[at - 6]?.includes('Heap after') ? [at + 1] : [];
    });
    expect(ends).toHaveLength(24);
    for (let length = 1; length <= kept.length; length += 3) {
      const finished = ends.filter((line) => line <= length).length;
      const result = outcome(kept.slice(0, length).join('\n'));
      // Of the last one the totals may be there already.
      if (finished < 2) expect(result).toEqual(expect.anything());
      else expect([finished, finished + 1]).toContain(result);
    }
  }, 60_000);

  test('cut at any character or damaged anywhere, it is a log or an error of one line', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), (length) => {
        const result = outcome(TEXT.slice(0, length));
        if (typeof result === 'number') expect(result).toBeLessThanOrEqual(24);
      }),
      { numRuns: 30 },
    );
    const short = fc.nat(SHORT.length - 1);
    fc.assert(
      fc.property(short, fc.string({ maxLength: 3 }), fc.nat(9), (at, inserted, removed) => {
        outcome(SHORT.slice(0, at) + inserted + SHORT.slice(at + removed));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
