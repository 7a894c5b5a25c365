import { Cursor } from './cursor.ts';
import type { Change } from './cursor.ts';
import type { EventSink } from './events.ts';
import { foreignPartOf } from './foreign.ts';
import { HeapBlockReader } from './heap-block.ts';
import { readEdenLine, readRecord, type Jdk8Record } from './jdk8-record.ts';
import { readRecordLine } from './jdk8-line.ts';
import { isRecordStart, readStamps, recordInside, stampsBefore, type Stamp } from './jdk8-stamp.ts';
import { RecordScan } from './record-scan.ts';
import { readSafepoint } from './safepoint.ts';
import { WallClock } from './wall-clock.ts';

/** A record that was read and may get more lines: G1 prints its sizes below it. */
interface Waiting {
  readonly record: Jdk8Record;
  readonly text: string;
  readonly start: { readonly seconds: number; readonly line: number };
  readonly total: Change | undefined;
}

export interface Jdk8Options {
  readonly emit: EventSink;
  /** A record or a line begins at this time. Returns it in seconds of the log, and the line's number. */
  readonly onStamp: (stamp: Readonly<Stamp>) => { readonly seconds: number; readonly line: number };
  /** Characters of one record; a longer one is dropped. */
  readonly recordLength: number;
}

/**
 * Reads logs of JDK 8 and older (`-verbose:gc`, `-XX:+PrintGCDetails`) of the Parallel collector, Serial
 * and G1. Records may run over several lines and hold lines of the concurrent thread.
 */
export class Jdk8Dialect {
  readonly #options: Jdk8Options;
  readonly #clock = new WallClock();
  readonly #stamp: Stamp = { uptimeSeconds: Number.NaN, wallSeconds: Number.NaN };
  readonly #cursor = new Cursor('');
  #open: RecordScan | undefined;
  #firstText = '';
  #start = { seconds: Number.NaN, line: 0 };
  #waiting: Waiting | undefined;
  #block: { readonly reader: HeapBlockReader; readonly side: 'before' | 'after' } | undefined;
  #id = 0;

  constructor(options: Jdk8Options) {
    this.#options = options;
  }

  read(text: string): void {
    const cursor = this.#cursor;
    cursor.text = text;
    cursor.at = 0;
    readStamps(cursor, this.#clock, this.#stamp);
    const { at } = cursor;
    if (this.#readLine(text)) return;
    const isStart = isRecordStart(text, at) && !isConcurrent(text, at + 1);
    const inside = recordInside(text, isStart ? at + 1 : at);
    const start =
      inside < 0 ? (isStart ? at : -1) : this.#behindTorn(text, inside, isStart ? at : -1);
    if (start >= 0) this.#begin(text, start);
    else if (this.#open === undefined) this.#readBetween(text, at);
    else this.#continue(text, 0);
  }

  /** A record that is this line, of the form that most are: the cursor is behind its stamps. */
  #readLine(text: string): boolean {
    const cursor = this.#cursor;
    if (cursor.code !== 91 || text.length > this.#options.recordLength) return false;
    const record = readRecordLine(cursor);
    if (record === undefined) return false;
    this.#dropOpen();
    this.#flush();
    const start = this.#options.onStamp(this.#stamp);
    this.#waiting = { record, text, start, total: record.total };
    this.#id++;
    if (record.spaces.length > 0) this.#flush();
    return true;
  }

  /** Nothing follows: what waits is as complete as it gets. */
  finish(): void {
    this.#dropOpen();
    this.#flush();
  }

  /**
   * Two JVMs that write one file, or a rotation, leave a record at `inside`, behind a torn line or record. Only with a
   * date, or behind a blank, is it certain where its stamps begin. Returns where to go on: there, or at `own`.
   */
  #behindTorn(text: string, inside: number, own: number): number {
    const stamps = stampsBefore(text, inside);
    const isCertain = stamps < inside;
    if (own >= 0 || !isCertain) this.#options.emit({ type: 'damaged', text });
    if (!isCertain) return own;
    this.#cursor.at = stamps;
    readStamps(this.#cursor, this.#clock, this.#stamp);
    return inside;
  }

  #begin(text: string, at: number): void {
    this.#dropOpen();
    this.#flush();
    this.#start = this.#options.onStamp(this.#stamp);
    this.#open = new RecordScan();
    this.#firstText = text;
    this.#continue(text, at);
  }

  #continue(text: string, from: number): void {
    const scan = this.#open!;
    // Records that only a collector of ours writes need no search: most of a log is such.
    const isOwn = text.includes('[PSYoungGen') || text.startsWith('[GC pause', from);
    const name = isOwn ? undefined : foreignPartOf(text);
    if (name !== undefined) this.#options.emit({ type: 'foreign', name, text });
    const end = scan.add(text, from);
    if (scan.length > this.#options.recordLength) this.#dropOpen();
    else if (scan.isClosed) this.#close(scan, text, end);
  }

  #close(scan: RecordScan, text: string, end: number): void {
    this.#open = undefined;
    const record = readRecord(scan);
    if (record === undefined) return;
    if (record.isMark) {
      this.#options.emit({ type: 'foreign', name: 'CMS', text: this.#firstText });
      return;
    }
    if (!record.isCollection) {
      const { total } = record;
      if (total !== undefined && total.after < total.before) {
        this.#options.emit({ type: 'reclaimed', bytes: total.before - total.after });
      }
      return;
    }
    this.#waiting = { record, text: this.#firstText, start: this.#start, total: record.total };
    this.#id++;
    // JDK 7 and 8 print the spaces of a full collection of G1 behind the record, in the same line.
    if (end < text.length) this.#readDetail(text.slice(end));
    if (record.spaces.length > 0) this.#flush();
  }

  /** A record that was never closed: cut off, or broken by another program's output. */
  #dropOpen(): void {
    if (this.#open === undefined) return;
    this.#open = undefined;
    this.#options.emit({ type: 'damaged', text: this.#firstText });
  }

  #readBetween(text: string, at: number): void {
    const isStamped = at > 0;
    if (text.includes('[Eden: ')) {
      this.#readDetail(text);
      return;
    }
    if (text.startsWith('   [ ') && this.#readOldDetail(text)) return;
    const isDetail =
      (text.charCodeAt(0) === 32 && text.trimStart().startsWith('[')) ||
      (isStamped && text.startsWith('[Parallel Time', at));
    if (!isDetail && (isStamped || this.#isHeapLine(text))) this.#flush();
    if (isStamped) this.#options.onStamp(this.#stamp);
    if (isDetail && !text.includes('[CMS')) return;
    if (text.includes('threads were stopped: ')) {
      readSafepoint(text, this.#options.emit);
      // The concurrent thread of CMS may have begun the line.
      if (text.includes('[CMS')) this.#readMarks(text);
    } else if (!this.#readBlock(text)) this.#readMarks(text);
  }

  #readDetail(text: string): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    const total = readEdenLine(text, this.#id, this.#options.emit);
    if (total === undefined) {
      this.#waiting = waiting;
      return;
    }
    this.#options.emit({ type: 'collector', name: 'G1', isCertain: true });
    this.#emitEnd({ ...waiting, total });
  }

  /** `   [ 4096K->3936K(16M)]`: all that G1 of JDK 6 prints of sizes. */
  #readOldDetail(text: string): boolean {
    const total = new Cursor(text, 5).change();
    if (total === undefined || this.#waiting === undefined) return false;
    this.#emitEnd({ ...this.#waiting, total });
    this.#waiting = undefined;
    return true;
  }

  #isHeapLine(text: string): boolean {
    return text.startsWith('{Heap') || text.startsWith('Heap');
  }

  /** A block of `-XX:+PrintHeapAtGC`, whose lines may come before a record or behind it. */
  #readBlock(text: string): boolean {
    const at = text.charCodeAt(0) === 123 ? 1 : 0;
    if (text.startsWith('Heap before ', at) || text.startsWith('Heap after ', at)) {
      const side = text.startsWith('Heap before', at) ? 'before' : 'after';
      this.#block = { reader: new HeapBlockReader(), side };
      return true;
    }
    if (this.#block === undefined) return false;
    if (text.startsWith('}')) this.#block = undefined;
    const part = this.#block?.reader.read(text);
    if (part === undefined || part === 'foreign') return false;
    if (part === 'part') return true;
    const { side } = this.#block!;
    this.#block = undefined;
    const id = side === 'before' ? this.#id + 1 : this.#id;
    if (part === 'damaged') this.#options.emit({ type: 'damaged', text });
    else this.#options.emit({ type: 'geometry', id, side, heap: part });
    return true;
  }

  /** Headers and the heap at exit name the collector; full lines of foreign ones do too. */
  #readMarks(text: string): void {
    const { emit } = this.#options;
    const name = foreignPartOf(text);
    if (name !== undefined) emit({ type: 'foreign', name, text });
    if (text.includes('-XX:+UseParallel'))
      emit({ type: 'collector', name: 'Parallel', isCertain: true });
    else if (text.includes('-XX:+UseSerialGC')) {
      emit({ type: 'collector', name: 'Serial', isCertain: true });
    } else if (text.includes('-XX:+UseG1GC'))
      emit({ type: 'collector', name: 'G1', isCertain: true });
  }

  #flush(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#emitEnd(waiting);
  }

  #emitEnd({ record, text, start, total }: Waiting): void {
    const { emit } = this.#options;
    const { pause, pauseSeconds, spaces, collector, averages } = record;
    const id = this.#id;
    if (Number.isNaN(pauseSeconds)) {
      emit({ type: 'damaged', text });
      return;
    }
    if (collector === 'ParNew') emit({ type: 'parNew', text });
    else if (collector !== undefined) emit({ type: 'collector', name: collector, isCertain: true });
    if (collector === 'Serial' && spaces[0]?.space === 'young') emit({ type: 'defNew' });
    if (averages !== undefined) emit({ type: 'averages', id, ...averages });
    for (const { space, change } of spaces) {
      emit({ type: 'space', id, space, change, inRegions: false });
    }
    emit({ type: 'pauseEnd', id, pause, pauseSeconds, total, start });
  }
}

/** A line of G1's or CMS's concurrent thread, or of reference processing: no collection. */
function isConcurrent(text: string, at: number): boolean {
  return text.startsWith('GC concurrent', at) || text.startsWith('GC ref-proc', at);
}
