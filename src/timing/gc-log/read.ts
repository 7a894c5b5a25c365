import { collectorOf, notALog } from './foreign.ts';
import { G1Reader } from './g1.ts';
import type { GcLog } from './history.ts';
import { isJdk8Line, readJdk8Log } from './jdk8.ts';
import { goesBack, readLogLine, swappedLinesSeconds } from './line.ts';
import { readParallelLog } from './parallel.ts';

/**
 * Reads a HotSpot log: a unified one of the Parallel collector or G1 (JDK 11 to 21), or one of JDK 8
 * (`-XX:+PrintGCDetails`). Which of them, its lines tell. Lines about other things are skipped. One
 * pass; the cost is linear in the text.
 *
 * @param file the log's name, for the errors
 * @throws InputError('data') with one line `file:line: found; expected`: not such a log, a log of
 *   another collector or at too low a level (the flag to add is named), one that is cut inside a
 *   collection, damaged, made of two logs, or without a collection
 */
export function readGcLog(text: string, file: string): GcLog {
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const read = readLogLine(line, { file, line: index + 1 });
    if (read === 'undecorated') {
      if (isJdk8Line(line)) return readJdk8Log(lines, file);
      continue;
    }
    if (read === 'no uptime') continue;
    const collector = collectorOf(read);
    if (collector === 'G1') return readG1Log(lines, file);
    if (collector !== undefined) break;
  }
  if (lines.length < 2 && lines[0] === '') throw notALog(file, '');
  return readParallelLog(lines, file);
}

function readG1Log(lines: readonly string[], file: string): GcLog {
  const reader = new G1Reader(file);
  let lastSeconds = 0;
  lines.forEach((text, index) => {
    const line = readLogLine(text, { file, line: index + 1 });
    if (typeof line === 'string') return;
    if (line.uptimeSeconds < lastSeconds - swappedLinesSeconds) throw goesBack(line, lastSeconds);
    lastSeconds = line.uptimeSeconds;
    reader.read(line);
  });
  return reader.finish();
}
