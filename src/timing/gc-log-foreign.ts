import type { InputError } from '../foundation/input-error.ts';
import { dataError, excerpt, XLOG_FLAG } from './gc-log-line.ts';
import type { LinePlace, LogLine } from './gc-log-line.ts';

/** Lines that no Parallel log has, for telling which collector wrote the file. */
const FOREIGN_COLLECTORS: readonly (readonly [name: string, line: RegExp])[] = [
  ['G1', /^Using G1|^\s*garbage-first heap|\(G1 /],
  ['Serial', /^Using Serial|^\s*def new generation/],
  ['ZGC', /^(?:Using|Initializing) The Z Garbage Collector|^\s*ZHeap/],
  ['Shenandoah', /^Using Shenandoah|^\s*Shenandoah Heap/],
  ['Epsilon', /^Using Epsilon/],
  ['CMS', /^Using Concurrent Mark Sweep/],
];

/** @throws InputError('data') a line that only another collector writes; the error names it */
export function requireParallel(line: LogLine): void {
  for (const [name, pattern] of FOREIGN_COLLECTORS) {
    if (!pattern.test(line.message)) continue;
    throw dataError(
      line,
      `a log of the ${name} collector: ${excerpt(line.message)}`,
      'one of the Parallel collector, the only one read so far: record with -XX:+UseParallelGC',
    );
  }
}

/** The error for a file without one decorated line; `firstLine` is what it begins with. */
export function notALog(file: string, firstLine: string): InputError {
  const found = firstLine.includes('\0') ? 'binary data' : excerpt(firstLine);
  return dataError(
    { file, line: 1 },
    `${found} and no line of a HotSpot log below`,
    `lines such as "[7523841ns][info][gc] Using Parallel", recorded with ${XLOG_FLAG}`,
  );
}

/** The error for a log without one uptime decoration; `place` is its first decorated line. */
export function noUptime(place: LinePlace): InputError {
  return dataError(
    place,
    'no uptime among the decorations, in this line or any other',
    `a HotSpot log recorded with ${XLOG_FLAG}`,
  );
}
