import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGcLogFiles } from '../timing/gc-log/read-files.ts';
import { runApart } from './fresh-process.ts';

/**
 * `npm run bench:gc-logs [-- MEGABYTES]`: megabytes of a GC log that are read per second of CPU, and collections. Each
 * log has the lines below again and again, with stamps and numbers that grow, and is read in a process of its own.
 */
const megabytesDefault = 200;
const times = ' [Times: user=0.02 sys=0.00, real=0.01 secs] ';

/** `@` is the time in seconds, `#` the number of the collection, `~` a number of five digits. */
const logs: Readonly<Record<string, readonly string[]>> = {
  'Parallel, JDK 11, gc*': [
    '[@s][info][gc,start    ] GC(#) Pause Young (Allocation Failure)',
    '[@s][info][gc,heap     ] GC(#) PSYoungGen: ~K(76288K)->4096K(76288K) Eden: ~K(65536K)->0K(65536K) From: 0K(10752K)->4096K(10752K)',
    '[@s][info][gc,heap     ] GC(#) ParOldGen: ~K(175104K)->~K(175104K)',
    '[@s][info][gc,metaspace] GC(#) Metaspace: 1040K(1216K)->1040K(1216K) NonClass: 943K(1024K)->943K(1024K) Class: 97K(192K)->97K(192K)',
    '[@s][info][gc          ] GC(#) Pause Young (Allocation Failure) 64M->4M(245M) 10.~ms',
    '[@s][info][gc,cpu      ] GC(#) User=0.01s Sys=0.00s Real=0.01s',
  ],
  'G1, JDK 11, gc*': [
    '[@s][info][gc,start    ] GC(#) Pause Young (Normal) (G1 Evacuation Pause)',
    '[@s][info][gc,task     ] GC(#) Using 2 workers of 2 for evacuation',
    '[@s][info][gc,phases   ] GC(#)   Pre Evacuate Collection Set: 0.1ms',
    '[@s][info][gc,phases   ] GC(#)   Evacuate Collection Set: 7.1ms',
    '[@s][info][gc,phases   ] GC(#)   Post Evacuate Collection Set: 0.5ms',
    '[@s][info][gc,phases   ] GC(#)   Other: 0.4ms',
    '[@s][info][gc,heap     ] GC(#) Eden regions: 50->0(50)',
    '[@s][info][gc,heap     ] GC(#) Survivor regions: 0->7(7)',
    '[@s][info][gc,heap     ] GC(#) Old regions: 8->8',
    '[@s][info][gc,heap     ] GC(#) Humongous regions: 0->0',
    '[@s][info][gc,metaspace] GC(#) Metaspace: 1040K->1040K(1056768K)',
    '[@s][info][gc          ] GC(#) Pause Young (Normal) (G1 Evacuation Pause) 58M->15M(128M) 10.~ms',
    '[@s][info][gc,cpu      ] GC(#) User=0.01s Sys=0.00s Real=0.01s',
  ],
  'G1, JDK 8, details': [
    '@: [GC pause (G1 Evacuation Pause) (young), 0.0~ secs]',
    '   [Parallel Time: 11.3 ms, GC Workers: 4]',
    '      [GC Worker Start (ms): Min: 100.1, Avg: 100.2, Max: 100.2, Diff: 0.1]',
    '      [Ext Root Scanning (ms): Min: 0.2, Avg: 0.3, Max: 0.4, Diff: 0.2, Sum: 1.1]',
    '      [Object Copy (ms): Min: 10.7, Avg: 10.8, Max: 10.9, Diff: 0.2, Sum: 43.3]',
    '      [GC Worker Total (ms): Min: 11.1, Avg: 11.2, Max: 11.3, Diff: 0.1, Sum: 44.7]',
    '   [Code Root Fixup: 0.0 ms]',
    '   [Other: 3.8 ms]',
    '   [Eden: 50.0M(50.0M)->0.0B(50.0M) Survivors: 2048.0K->2048.0K Heap: 80.0M(128.0M)->30.0M(128.0M)]',
    ' [Times: user=0.04 sys=0.04, real=0.02 secs] ',
  ],
  'Parallel, JDK 8, details': [
    `@: [GC (Allocation Failure) [PSYoungGen: 1~K->2048K(176288K)] 1~K->~K(251392K), 0.0~ secs]${times}`,
  ],
  'Parallel, JDK 8, details, dates': [
    `2024-05-26T14:45:37.987+0200: @: [GC (Allocation Failure) [PSYoungGen: 1~K->2048K(176288K)] 1~K->~K(251392K), 0.0~ secs]${times}`,
  ],
  'JDK 8, -verbose:gc': ['@: [GC (Allocation Failure)  1~K->~K(251392K), 0.0~ secs]'],
  'JDK 7, -verbose:gc': ['@: [GC 1~K->~K(251392K), 0.0~ secs]'],
};

function write(path: string, lines: readonly string[], bytesMin: number): void {
  const file = openSync(path, 'w');
  const parts = `${lines.join('\n')}\n`.split(/([@#~])/);
  let bytes = 0;
  for (let index = 0; bytes < bytesMin;) {
    let text = '';
    for (const end = index + 1000; index < end; index++) {
      for (const [place, part] of parts.entries()) {
        if (part === '@') text += (index * 0.5).toFixed(3);
        else if (part === '#') text += index;
        else if (part === '~') text += 10_000 + ((index * 7919 + place * 104_729) % 90_000);
        else text += part;
      }
    }
    bytes += writeSync(file, text);
  }
  closeSync(file);
}

async function measure(name: string, path: string): Promise<void> {
  const start = process.cpuUsage();
  const { collections, forgotten } = await readGcLogFiles([path]);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const { size } = statSync(path);
  const count = collections.length + forgotten;
  console.log(
    JSON.stringify({
      log: name,
      bytesPerCollection: Math.round(size / count),
      megabytesPerCpuSecond: Math.round(size / 1e6 / seconds),
      collectionsPerCpuSecond: Math.round(count / seconds),
    }),
  );
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--child') await measure(rest[0]!, rest[1]!);
else {
  const megabytes = Number(first ?? megabytesDefault);
  const folder = mkdtempSync(join(tmpdir(), 'skipover-bench-'));
  const path = join(folder, 'gc.log');
  try {
    for (const [name, lines] of Object.entries(logs)) {
      write(path, lines, megabytes * 1e6);
      process.stdout.write(runApart(new URL(import.meta.url), ['--child', name, path]));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
