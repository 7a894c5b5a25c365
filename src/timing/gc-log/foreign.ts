import type { InputError } from '../../foundation/input-error.ts';
import { dataError, excerpt, XLOG_FLAG } from './line.ts';
import type { LinePlace, LogLine } from './line.ts';

/** Lines that tell which collector wrote the file. */
const COLLECTORS: readonly (readonly [name: string, line: RegExp])[] = [
  ['Parallel', /^Using Parallel|^\s*PSYoungGen\b|^PSYoungGen:/],
  ['G1', /^Using G1|^\s*garbage-first heap|\(G1 /],
  ['Serial', /^Using Serial|^\s*def new generation|^DefNew:/],
  ['ZGC', /^(?:Using|Initializing) The Z Garbage Collector|^\s*ZHeap/],
  ['Shenandoah', /^Using Shenandoah|^\s*Shenandoah Heap/],
  ['Epsilon', /^Using Epsilon/],
  ['CMS', /^Using Concurrent Mark Sweep|^\s*par new generation/],
];

/** The collector that a line names, if any does. */
export function collectorOf(line: LogLine): string | undefined {
  return COLLECTORS.find(([, pattern]) => pattern.test(line.message))?.[0];
}

/** @throws InputError('data') a line that only another collector writes; the error names it */
export function requireCollector(line: LogLine, expected: 'Parallel' | 'G1'): void {
  const found = collectorOf(line);
  if (found === undefined || found === expected) return;
  if (found === 'Parallel' || found === 'G1') {
    throw dataError(
      line,
      `a line of the ${found} collector in a log of ${expected}: ${excerpt(line.message)}`,
      'the log of one JVM: two logs are in one file',
    );
  }
  throw dataError(
    line,
    `a log of the ${found} collector: ${excerpt(line.message)}`,
    'one of the Parallel collector or G1: record with -XX:+UseParallelGC',
  );
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
