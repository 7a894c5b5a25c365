import { belongsInsideCollection, OpenCollection, startsCollection } from './collection.ts';
import type { FinishedCollection } from './collection.ts';
import { notALog, noUptime, requireCollector } from './foreign.ts';
import type { GcLog } from './history.ts';
import { dataError, goesBack, readLogLine, swappedLinesSeconds, XLOG_FLAG } from './line.ts';
import type { LinePlace, LogLine } from './line.ts';
import { SafepointWaits } from './safepoint.ts';

/**
 * Reads a HotSpot unified log of the Parallel collector, as JDK 17 writes it.
 *
 * Needs the addresses of every space before and after each collection (`gc+heap` at debug) and an
 * uptime decoration; lines about other things, foreign or undecorated ones are skipped. A log may
 * begin and stop anywhere between two collections. One pass; the cost is linear in the text.
 *
 * @param file the log's name, for the errors
 * @throws InputError('data') with one line `file:line: found; expected`: not such a log, a log of
 *   another collector or at too low a level, one that is cut inside a collection, damaged, made of
 *   two logs, or without a collection
 */
export function readParallelLog(lines: readonly string[], file: string): GcLog {
  const reader = new GcLogReader(file);
  for (const [index, line] of lines.entries()) reader.read(line, index + 1);
  return reader.finish(lines[0] ?? '');
}

class GcLogReader {
  private readonly file: string;
  private readonly finished: FinishedCollection[] = [];
  private open: OpenCollection | undefined;
  private last: LogLine | undefined;
  private firstWithoutUptime: LinePlace | undefined;
  private readonly waits = new SafepointWaits();

  constructor(file: string) {
    this.file = file;
  }

  read(text: string, lineNumber: number): void {
    const place = { file: this.file, line: lineNumber };
    const line = readLogLine(text, place);
    if (line === 'undecorated') return;
    if (line === 'no uptime') {
      this.firstWithoutUptime ??= place;
      return;
    }
    this.requireForwards(line);
    this.last = line;
    requireCollector(line, 'Parallel');
    if (line.gcId === undefined) this.waits.read(line);
    else this.readCollectionLine(line, line.gcId);
  }

  finish(firstLine: string): GcLog {
    if (this.last === undefined) {
      throw this.firstWithoutUptime === undefined
        ? notALog(this.file, firstLine)
        : noUptime(this.firstWithoutUptime);
    }
    if (this.open !== undefined) {
      throw dataError(
        this.open.start,
        `GC(${this.open.id}) starts here but the log ends before ${this.open.missing}`,
        'a log that is complete or stops between two collections: this one is truncated',
      );
    }
    const [first] = this.finished;
    if (first === undefined) {
      throw dataError(
        this.last,
        'the log ends here without a collection',
        `at least one: run for longer, record with ${XLOG_FLAG}`,
      );
    }
    return {
      file: this.file,
      collector: 'Parallel',
      heapBytesMax: first.heapBytesMax,
      heapBaseAddress: first.heapBaseAddress,
      collections: this.finished.map(({ collection }) => collection),
      endSeconds: this.last.uptimeSeconds,
      assumptions: [],
    };
  }

  private readCollectionLine(line: LogLine, id: number): void {
    if (startsCollection(line)) {
      this.startCollection(line, id);
    } else if (this.open?.id === id) {
      const finished = this.open.read(line);
      if (finished !== undefined) this.closeCollection(finished);
    } else if (belongsInsideCollection(line)) {
      throw dataError(
        line,
        `GC(${id}) is under way here without 'Heap before' lines`,
        `them above: the log's beginning is cut off or its level too low: record with ${XLOG_FLAG}`,
      );
    }
  }

  private startCollection(line: LogLine, id: number): void {
    if (this.open !== undefined) {
      throw dataError(
        this.open.start,
        `GC(${this.open.id}) starts here but GC(${id}) starts in line ${line.line}` +
          ` before ${this.open.missing}`,
        'each collection to end before the next: lines are missing',
      );
    }
    const previous = this.finished.at(-1)?.collection;
    if (previous !== undefined && id !== previous.id + 1) {
      throw dataError(
        line,
        `GC(${id}) follows GC(${previous.id})`,
        `GC(${previous.id + 1}): lines are missing, or two logs are in one file`,
      );
    }
    if (previous !== undefined && line.uptimeSeconds < previous.endSeconds) {
      throw goesBack(line, previous.endSeconds);
    }
    this.open = new OpenCollection(id, line);
  }

  private closeCollection(finished: FinishedCollection): void {
    const [first = finished] = this.finished;
    if (
      finished.heapBaseAddress !== first.heapBaseAddress ||
      finished.heapBytesMax !== first.heapBytesMax
    ) {
      throw dataError(
        { file: this.file, line: finished.collection.line },
        'the reserved heap is not where it was in the first collection',
        'the same range: two logs are in one file',
      );
    }
    this.finished.push(finished);
    this.waits.stoppedFor(finished.collection);
    this.open = undefined;
  }

  private requireForwards(line: LogLine): void {
    const lastSeconds = this.last?.uptimeSeconds ?? 0;
    if (line.uptimeSeconds < lastSeconds - swappedLinesSeconds) throw goesBack(line, lastSeconds);
  }
}
