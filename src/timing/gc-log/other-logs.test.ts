import { describe, expect, test } from 'vitest';
import { workloadFromGcLog } from '../workload-from-log.ts';
import type { GcLog } from './history.ts';
import { readGcLog } from './read.ts';

const MiB = 2 ** 20;

/** JDK 8, Parallel: `-XX:+PrintGCDetails -XX:+PrintGCDateStamps -XX:+PrintGCTimeStamps`, with tenuring. */
const jdk8Parallel = `OpenJDK 64-Bit Server VM (25.402-b06) for linux-amd64 JRE (1.8.0_402-b06), built on Jan 1 2024
Memory: 4k page, physical 16316408k(12345678k free), swap 0k(0k free)
CommandLine flags: -XX:MaxHeapSize=536870912 -XX:+PrintGC -XX:+PrintGCDetails -XX:+UseParallelGC
2024-05-26T14:45:37.987+0200: 12.345: [GC (Allocation Failure) 
Desired survivor size 10485760 bytes, new threshold 7 (max 15)
[PSYoungGen: 65536K->10720K(76288K)] 65536K->10728K(251392K), 0.0123456 secs] [Times: user=0.02 sys=0.00, real=0.01 secs] 
2024-05-26T14:45:38.000+0200: 12.358: Total time for which application threads were stopped: 0.0130000 seconds, Stopping threads took: 0.0004000 seconds
2024-05-26T14:45:40.987+0200: 15.345: [GC (Allocation Failure) [PSYoungGen: 76256K->8192K(76288K)] 76264K->20000K(251392K), 0.0200000 secs] [Times: user=0.02 sys=0.00, real=0.01 secs] 
2024-05-26T14:45:42.987+0200: 17.345: [Full GC (Ergonomics) [PSYoungGen: 8192K->0K(76288K)] [ParOldGen: 11808K->15000K(175104K)] 20000K->15000K(251392K), [Metaspace: 2700K->2700K(1056768K)], 0.0345000 secs] [Times: user=0.05 sys=0.00, real=0.03 secs] 
Heap
 PSYoungGen      total 76288K, used 1966K [0x00000000eab00000, 0x00000000f0000000, 0x0000000100000000)
`;

const jdk8G1 = `0.522: [GC pause (G1 Evacuation Pause) (young), 0.0152000 secs]
   [Parallel Time: 11.3 ms, GC Workers: 4]
   [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->21.9M(256.0M)]
 [Times: user=0.04 sys=0.04, real=0.02 secs]
1.522: [GC pause (G1 Evacuation Pause) (young), 0.0100000 secs]
   [Eden: 13.0M(13.0M)->0.0B(14.0M) Survivors: 3072.0K->2048.0K Heap: 34.9M(256.0M)->23.0M(256.0M)]
 [Times: user=0.04 sys=0.04, real=0.02 secs]
`;

/** JDK 11, G1 at debug: the heap's first line stands behind the heading. */
const jdk11G1 = `[0.010s][info][gc,heap] Heap region size: 2M
[0.012s][info][gc     ] Using G1
[10.221s][info][gc,start     ] GC(0) Pause Young (Normal) (G1 Evacuation Pause)
[10.221s][debug][gc,heap     ] GC(0) Heap before GC invocations=0 (full 0): garbage-first heap   total 262144K, used 24576K [0x1, 0x2)
[10.229s][info ][gc,heap     ] GC(0) Eden regions: 12->0(20)
[10.229s][info ][gc,heap     ] GC(0) Survivor regions: 0->2(2)
[10.229s][info ][gc,heap     ] GC(0) Old regions: 0->1
[10.229s][info ][gc,heap     ] GC(0) Humongous regions: 3->3
[10.230s][info ][gc          ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 30M->12M(256M) 8.500ms
[10.231s][info ][safepoint   ] Total time for which application threads were stopped: 0.0089 seconds, Stopping threads took: 0.0002 seconds
[11.000s][info ][gc          ] GC(1) Concurrent Cycle
[11.100s][info ][gc,start     ] GC(1) Pause Remark
[11.101s][info ][gc          ] GC(1) Pause Remark 20M->20M(256M) 1.000ms
[12.221s][info][gc,start     ] GC(2) Pause Young (Mixed) (G1 Evacuation Pause)
[12.229s][info ][gc,heap     ] GC(2) Eden regions: 20->0(20)
[12.229s][info ][gc,heap     ] GC(2) Survivor regions: 2->1(2)
[12.229s][info ][gc,heap     ] GC(2) Old regions: 1->2
[12.229s][info ][gc,heap     ] GC(2) Humongous regions: 3->0
[12.230s][info ][gc          ] GC(2) Pause Young (Mixed) (G1 Evacuation Pause) 52M->6M(256M) 9.000ms
`;

/** JDK 11, Parallel: headings carry the first line of the block. */
const jdk11Parallel = `[0.010s][info][gc] Using Parallel
[10.000s][debug][gc,heap] GC(0) Heap before GC invocations=1 (full 0): PSYoungGen      total 76288K, used 65536K [0x00000000d5500000, 0x00000000daa00000, 0x0000000100000000)
[10.000s][debug][gc,heap] GC(0)   eden space 65536K, 100% used [0x00000000d5500000,0x00000000d9500000,0x00000000d9500000)
[10.000s][debug][gc,heap] GC(0)   from space 10752K, 0% used [0x00000000d9f80000,0x00000000d9f80000,0x00000000daa00000)
[10.000s][debug][gc,heap] GC(0)   to   space 10752K, 0% used [0x00000000d9500000,0x00000000d9500000,0x00000000d9f80000)
[10.000s][debug][gc,heap] GC(0)  ParOldGen       total 175104K, used 0K [0x0000000080000000, 0x000000008ab00000, 0x00000000d5500000)
[10.000s][debug][gc,heap] GC(0)   object space 175104K, 0% used [0x0000000080000000,0x0000000080000000,0x000000008ab00000)
[10.000s][info ][gc,start] GC(0) Pause Young (Allocation Failure)
[10.010s][info ][gc] GC(0) Pause Young (Allocation Failure) 64M->1M(245M) 9.000ms
[10.010s][debug][gc,heap] GC(0) Heap after GC invocations=1 (full 0): PSYoungGen      total 76288K, used 1024K [0x00000000d5500000, 0x00000000daa00000, 0x0000000100000000)
[10.010s][debug][gc,heap] GC(0)   eden space 65536K, 0% used [0x00000000d5500000,0x00000000d5500000,0x00000000d9500000)
[10.010s][debug][gc,heap] GC(0)   from space 10752K, 9% used [0x00000000d9500000,0x00000000d9600000,0x00000000d9f80000)
[10.010s][debug][gc,heap] GC(0)   to   space 10752K, 0% used [0x00000000d9f80000,0x00000000d9f80000,0x00000000daa00000)
[10.010s][debug][gc,heap] GC(0)  ParOldGen       total 175104K, used 0K [0x0000000080000000, 0x000000008ab00000, 0x00000000d5500000)
[10.010s][debug][gc,heap] GC(0)   object space 175104K, 0% used [0x0000000080000000,0x0000000080000000,0x000000008ab00000)
`;

const pick = (log: GcLog) =>
  Array.from({ length: log.collections.length }, (_, index) => log.collections.at(index)).map(
    ({
      kind,
      cause,
      startSeconds,
      pauseSeconds,
      reachingSafepointSeconds,
      edenBefore,
      survivorsAfter,
      promotedBytes,
    }) => ({
      kind,
      cause,
      startSeconds: Number(startSeconds.toFixed(4)),
      pauseSeconds,
      reachingSafepointSeconds,
      eden: edenBefore / MiB,
      survivors: survivorsAfter / MiB,
      promoted: promotedBytes / MiB,
    }),
  );

describe('reads', () => {
  test('JDK 8, Parallel: records over several lines, a full collection', () => {
    const log = readGcLog(jdk8Parallel, 'x.log');
    expect(log).toMatchObject({ collector: 'Parallel', endSeconds: 17.3795 });
    expect(pick(log)).toEqual([
      {
        kind: 'young',
        cause: 'Allocation Failure',
        startSeconds: 12.345,
        pauseSeconds: 0.0123456,
        reachingSafepointSeconds: 0.0004,
        eden: 64,
        survivors: 10720 / 1024,
        promoted: 8 / 1024,
      },
      {
        kind: 'young',
        cause: 'Allocation Failure',
        startSeconds: 15.345,
        pauseSeconds: 0.02,
        reachingSafepointSeconds: Number.NaN,
        eden: (76256 - 10720) / 1024,
        survivors: 8,
        promoted: (11808 - 8) / 1024,
      },
      {
        kind: 'full',
        cause: 'Ergonomics',
        startSeconds: 17.345,
        pauseSeconds: 0.0345,
        reachingSafepointSeconds: Number.NaN,
        eden: 0,
        survivors: 0,
        promoted: 3192 / 1024,
      },
    ]);
    expect(workloadFromGcLog(log).collections.map(({ kind }) => kind)).toEqual(['young', 'full']);
  });

  test('JDK 8, G1', () => {
    const log = readGcLog(jdk8G1, 'x.log');
    expect(log.collector).toBe('G1');
    expect(pick(log).map(({ eden, survivors }) => [eden, survivors])).toEqual([
      [24, 3],
      [13, 2],
    ]);
  });

  test('JDK 11, G1: remarks are no collections, humongous regions are counted apart', () => {
    const log = readGcLog(jdk11G1, 'x.log');
    expect(log.collector).toBe('G1');
    expect(pick(log)).toMatchObject([
      {
        startSeconds: 10.221,
        pauseSeconds: 0.0085,
        reachingSafepointSeconds: 0.0002,
        eden: 24,
        survivors: 4,
        promoted: 2,
      },
      { startSeconds: 12.221, eden: 40, survivors: 2, promoted: 2 },
    ]);
  });

  test('JDK 11, Parallel: headings with the first line of the block', () => {
    const later = jdk11Parallel
      .split('\n')
      .slice(1)
      .join('\n')
      .replaceAll('GC(0)', 'GC(1)')
      .replaceAll('[10.', '[12.');
    const log = readGcLog(jdk11Parallel + later, 'x.log');
    expect(pick(log)).toMatchObject([
      { eden: 64, survivors: 1, promoted: 0 },
      { eden: 64, survivors: 1, promoted: 0 },
    ]);
    expect(log.collections.at(1).detail).toBe('addresses');
  });
});
