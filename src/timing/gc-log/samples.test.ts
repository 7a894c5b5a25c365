import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../foundation/input-error.ts';
import { pageBytes } from '../workload.ts';
import { workloadFromGcLog } from '../workload-from-log.ts';
import type { GcCollection } from './collection.ts';
import type { GcLog } from './history.ts';
import { readGcLogFiles } from './read-files.ts';

const folder = fileURLToPath(new URL('samples/', import.meta.url));
const MiB = 2 ** 20;

const read = (...names: string[]): Promise<GcLog> =>
  readGcLogFiles(names.map((name) => folder + name));

function listOf({ collections }: GcLog): GcCollection[] {
  return Array.from({ length: collections.length }, (_, index) => collections.at(index));
}

/** What was read, in the order of the table below. */
function summary(log: GcLog): (string | number)[] {
  const all = listOf(log);
  const last = all.at(-1)!;
  const mebibytes = (bytes: number): number => Number((bytes / MiB).toFixed(1));
  return [
    log.collector,
    all.length,
    all.filter(({ kind }) => kind === 'full').length,
    Number(last.startSeconds.toFixed(3)),
    Number(last.pauseSeconds.toFixed(4)),
    mebibytes(last.edenBefore),
    mebibytes(last.survivorsAfter),
    mebibytes(last.oldAfter),
  ];
}

describe('accepts, with the numbers of the text', () => {
  // Collector, collections, full ones; of the last: start and pause in s; Eden before, survivors after, Old after
  // in MiB.
  test.each<[string, (string | number)[]]>([
    ['01-jdk8-parallel-PrintReferenceGC.log', ['Parallel', 3, 0, 16, 0.5, 64, 4, 0]],
    ['02-jdk8-g1-concurrent-line-inside-pause.log', ['G1', 3, 0, 16, 0.5, 50, 2, 28]],
    ['03-jdk7-Full-GC-without-a-blank.log', ['G1', 4, 1, 19, 0.01, 50, 2, 20]],
    ['04-jdk8-parallel-full-leaves-data-in-eden.log', ['Parallel', 3, 3, 16, 0.5, 585.9, 0, 195.3]],
    ['05-jdk8-parallel-idle-after-last-gc.log', ['Parallel', 3, 0, 3, 0.01, 64, 4, 0]],
    ['10-parallel-Xlog-gcstar-info.log', ['Parallel', 3, 0, 16, 0.01, 64, 4, 0]],
    ['12-g1-no-uptime-elasticsearch.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['13-g1-no-region-size-rotated-part.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['14-g1-truncated-tail.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['15-g1-head-cut-inside-a-collection.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['16-jdk8-truncated-tail.log', ['Parallel', 3, 0, 16, 0.01, 60, 4, 0]],
    ['17-two-jvm-starts.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['19-docker-compose-prefix.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['20-kubernetes-cri-prefix.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['23-serial-unified.log', ['Serial', 3, 0, 16, 0.01, 64, 4, 0]],
    ['24-serial-jdk8.log', ['Serial', 3, 0, 16, 0.0101, 60, 4, 0]],
    ['27-g1-comma-decimals.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['28-jdk9-g1-initial-mark.log', ['G1', 4, 0, 18, 0.01, 50, 2, 28]],
    ['29-g1-heap-larger-than-2GiB.log', ['G1', 3, 0, 16, 0.01, 1600, 64, 896]],
    ['30-copytruncate-nul-bytes.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['32-utf16-powershell.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['34-crlf.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['35-utf8-bom.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['43-unified-uptime-only-app-output-mixed.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['47-jdk8-dates-only.log', ['Parallel', 3, 0, 4, 0.01, 60, 4, 0]],
    ['52-cut-gzip.log.gz', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['53-zip.log', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['54-zstd.log.zst', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['55-xz.log.xz', ['G1', 3, 0, 16, 0.01, 50, 2, 28]],
    ['61-jdk8-GCTimeLimit.log', ['Parallel', 3, 3, 16, 0.5, 64, 0, 171]],
    ['64-jdk8-heap-at-gc.log', ['Parallel', 3, 0, 16, 0.01, 60, 4, 0]],
    ['65-jdk8-young-shrinks.log', ['Parallel', 4, 0, 18, 0.01, 34.7, 4, 0]],
    ['69-g1-humongous-allocation.log', ['G1', 3, 0, 16, 0.01, 1, 0, 8]],
  ])('%s', async (name, expected) => {
    expect(summary(await read(name))).toEqual(expected);
  });

  test.each([
    '11-parallel-Xlog-gc-only.log',
    '25-jdk8-verbose-gc.log',
    '26-jdk8-g1-verbose-gc.log',
  ])('%s: Young is estimated from the totals, and it says so', async (name) => {
    const log = await read(name);
    const last = listOf(log).at(-1)!;
    const [before, after] = name.startsWith('26') ? [80, 30] : [64, 4];
    expect(last.detail).toBe('totals');
    expect(Math.round((last.edenBefore + last.survivorsBefore + last.oldBefore) / MiB)).toBe(
      before,
    );
    expect(Math.round((last.survivorsAfter + last.oldAfter) / MiB)).toBe(after);
    expect(Math.round(last.edenBefore / MiB)).toBe(before - after);
    const { facts, assumptions } = workloadFromGcLog(log);
    expect(facts.find(({ text }) => text.includes('allocated in Young'))!.basis).toBe('assumed');
    expect(assumptions.join()).toContain('log the size of the heap only');
  });
});

describe('says of a log', () => {
  const textOf = async (name: string): Promise<string> => {
    const { facts, assumptions } = workloadFromGcLog(await read(name));
    return [...facts.map(({ text, basis }) => `${basis}: ${text}`), ...assumptions].join('\n');
  };

  test.each([
    ['01-jdk8-parallel-PrintReferenceGC.log', 'pauses of 500.0 ms on average, 500.0 ms at most'],
    ['01-jdk8-parallel-PrintReferenceGC.log', 'the time to reach a safepoint is not logged'],
    ['05-jdk8-parallel-idle-after-last-gc.log', 'nothing was collected in the last 3597 s of 3600'],
    ['70-unified-idle-after-last-gc-for-comparison-with-05.log', 'in the last 3597 s of 3600'],
    ['65-jdk8-young-shrinks.log', 'derived: Young shrank at 3 of 3'],
    ['69-g1-humongous-allocation.log', 'derived: 53 MB/s of humongous objects allocated'],
    ['12-g1-no-uptime-elasticsearch.log', 'seconds are those of the wall clock'],
    ['13-g1-no-region-size-rotated-part.log', 'regions of 1 MiB: the smallest power of two'],
    ['14-g1-truncated-tail.log', '1 collection left out: cut off'],
    ['15-g1-head-cut-inside-a-collection.log', '1 collection left out: cut off'],
    ['16-jdk8-truncated-tail.log', '1 damaged line skipped'],
    ['17-two-jvm-starts.log', 'the log has 2 runs of a JVM'],
    ['25-jdk8-verbose-gc.log', 'no line names the collector'],
    ['52-cut-gzip.log.gz', 'the gzip file is cut off'],
  ])('%s: %s', async (name, expected) => {
    expect(await textOf(name)).toContain(expected);
  });

  test('an idle JVM, that it is idle: both dialects alike', async () => {
    const names = [
      '05-jdk8-parallel-idle-after-last-gc.log',
      '70-unified-idle-after-last-gc-for-comparison-with-05.log',
    ];
    for (const name of names) {
      const { collections } = workloadFromGcLog(await read(name));
      expect(collections).toHaveLength(1);
      expect(collections[0]!.mutatorSeconds).toBeGreaterThan(7000);
    }
  });

  test('no heap is counted twice', async () => {
    const heapOf = async (name: string): Promise<number> =>
      (workloadFromGcLog(await read(name)).heapPages * pageBytes) / MiB;
    // 586 MiB of Eden, 195 of Old and two survivor spaces of what is left of Young's 684.
    expect(await heapOf('04-jdk8-parallel-full-leaves-data-in-eden.log')).toBe(586 + 196 + 2 * 98);
    expect(await heapOf('61-jdk8-GCTimeLimit.log')).toBeLessThan(251 + 12);
    expect(await heapOf('29-g1-heap-larger-than-2GiB.log')).toBe(1600 + 896 + 2 * 64);
  });

  test('humongous objects, that they dirty Old', async () => {
    const { oldWrites } = workloadFromGcLog(await read('69-g1-humongous-allocation.log'));
    expect(oldWrites[1]!.pages).toBe((100 * MiB) / pageBytes);
    expect(oldWrites[1]!.perSecond).toBeGreaterThan(12_000);
  });
});

test('a time of day in the output of the application is no stamp', async () => {
  const { readGcLog } = await import('./read.ts');
  const records = [0, 1, 2].map(
    (index) =>
      `${100 + index}.000: [GC (Allocation Failure) [PSYoungGen: 69632K->4096K(76288K)] 69640K->4112K(251392K), 0.0100000 secs]`,
  );
  const log = readGcLog(records.join('\n20:40:55,453 INFO ready\n12: done\n'), 'x.log');
  expect([log.collections.length, log.startSeconds, log.notes]).toEqual([3, 100, []]);
});

describe('refuses, with the reason and what to do', () => {
  test.each([
    ['38-cms-jdk8-first-a-full-gc.log', /:1: a log of CMS .* sweeps Old while .* free lists/],
    ['39-none-decorations.log', /:8: no line has a time, .*:uptimenanos/],
    ['40-jdk8-no-time-stamps.log', /:1: no line has a time, .*-XX:\+PrintGCTimeStamps/],
    ['41-empty.log', /:1: nothing and no line of a HotSpot log .* recorded with -Xlog/],
    [
      '42-header-only.log',
      /:2: the log ends here without a complete collection; .* run for longer/,
    ],
    ['51-one-collection.log', /: 1 complete collection in the longest run .* at least 2/],
    ['67-serial-part-without-header.log', /: 1 complete collection .* at least 2/],
  ])('%s', async (name, message) => {
    const refused = await read(name).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).kind).toBe('data');
    expect((refused as InputError).message).toMatch(message);
    expect((refused as InputError).message).toMatch(/^\P{Cc}+$/u);
    expect((refused as InputError).message).not.toContain('UseParallelGC');
  });
});
