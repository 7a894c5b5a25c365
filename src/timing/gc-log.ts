import { belongsInsideCollection, OpenCollection, startsCollection } from './gc-log-collection.ts';
import type { FinishedCollection, GcCollection } from './gc-log-collection.ts';
import { notALog, noUptime, requireParallel } from './gc-log-foreign.ts';
import { dataError, excerpt, readLogLine, XLOG_FLAG } from './gc-log-line.ts';
import type { LinePlace, LogLine } from './gc-log-line.ts';

/** What one JVM's log tells of its heap and collections. Times are JVM uptime in seconds. */
export interface GcLog {
  /** The name that the log was read under. */
  readonly file: string;
  readonly collector: 'Parallel';
  /** Length of the heap's reserved address range: both generations at their largest. */
  readonly heapBytesMax: number;
  /** Lowest address of the heap, below 2^53. All geometries count from it. */
  readonly heapBaseAddress: number;
  /** In the order in which they ran; at least one, their ids without gaps. */
  readonly collections: readonly GcCollection[];
  /** Uptime of the last line. */
  readonly endSeconds: number;
}

const SAFEPOINT = /^Safepoint "/;
const REACHING_SAFEPOINT = /^Safepoint "[^"]*",.* Reaching safepoint: (\d{1,15}) ns,/;

/** Threads stamp a line before they write it: neighbours may swap. A second JVM goes back more. */
const SWAPPED_LINES_SECONDS = 1;

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
export function readGcLog(text: string, file: string): GcLog {
  const reader = new GcLogReader(file);
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) reader.read(line, index + 1);
  return reader.finish(lines[0] ?? '');
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

class GcLogReader {
  private readonly file: string;
  private readonly finished: FinishedCollection[] = [];
  private open: OpenCollection | undefined;
  private last: LogLine | undefined;
  private firstWithoutUptime: LinePlace | undefined;
  /**
   * The first collection since the last Safepoint line: the one that the threads stopped for. The
   * line comes after the collection is finished, so this one field is filled in late.
   */
  private stoppedFor: Writable<GcCollection> | undefined;

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
    requireParallel(line);
    if (line.gcId === undefined) this.readSafepoint(line);
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
    };
  }

  private readSafepoint(line: LogLine): void {
    if (!SAFEPOINT.test(line.message)) return;
    const nanoseconds = REACHING_SAFEPOINT.exec(line.message)?.[1];
    if (nanoseconds === undefined) {
      throw dataError(
        line,
        `a damaged line ${excerpt(line.message)}`,
        'Safepoint "...", ..., Reaching safepoint: 810252 ns, ...',
      );
    }
    if (this.stoppedFor !== undefined) {
      this.stoppedFor.reachingSafepointSeconds = Number(nanoseconds) / 1e9;
    }
    this.stoppedFor = undefined;
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
    this.stoppedFor ??= finished.collection;
    this.open = undefined;
  }

  private requireForwards(line: LogLine): void {
    const lastSeconds = this.last?.uptimeSeconds ?? 0;
    if (line.uptimeSeconds < lastSeconds - SWAPPED_LINES_SECONDS) throw goesBack(line, lastSeconds);
  }
}

function goesBack(line: LogLine, fromSeconds: number): Error {
  return dataError(
    line,
    `the uptime goes back from ${fromSeconds} s to ${line.uptimeSeconds} s`,
    'the log of one JVM: two logs are in one file',
  );
}
