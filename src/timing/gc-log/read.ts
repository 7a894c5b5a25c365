import type { GcEvent } from './events.ts';
import { finishLog } from './finish-log.ts';
import type { GcLog } from './history.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { LogReader } from './log-reader.ts';
import { Tokenizer } from './tokenizer.ts';

export interface ReadingOptions {
  readonly limits?: Partial<ReadingLimits>;
  /** Receives every event of every program in the log, with its time; NaN on a line without one. */
  readonly onEvent?: (event: GcEvent, seconds: number) => void;
}

/**
 * Reads a log line by line: of HotSpot's Parallel collector, Serial or G1, of JDK 7 to 23, with whatever
 * others put before the lines. Lines about other things are skipped, damaged ones counted. One pass in
 * memory that depends on the number of collections only; the cost is linear in the text.
 */
export class GcLogReader {
  readonly #file: string;
  readonly #options: ReadingOptions;
  readonly #limits: ReadingLimits;
  readonly #tokenizer = new Tokenizer();
  readonly #readers = new Map<string, LogReader>();
  #last: LogReader | undefined;
  #lastSource = '';
  #firstLine = '';
  #lines = 0;
  /** Files that the log is in: the name of each, and the lines before it. */
  readonly #parts: { readonly name: string; readonly linesBefore: number }[] = [];

  constructor(file: string, options: ReadingOptions = {}) {
    this.#file = file;
    this.#options = options;
    this.#limits = { ...readingLimits(), ...options.limits };
  }

  /** What follows is in a file of this name; errors count lines from its start. */
  beginPart(name: string): void {
    this.#parts.push({ name, linesBefore: this.#lines });
  }

  /** A file or a member of an archive has ended; what follows may be any other part of the log. */
  endPart(): void {
    for (const reader of this.#readers.values()) reader.beginPart();
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Lines of a JVM among them. */
  get gcLines(): number {
    let sum = 0;
    for (const { gcLines } of this.#readers.values()) sum += gcLines;
    return sum;
  }

  /** Lines so far that are of a known form and damaged. */
  get damagedLines(): number {
    let sum = 0;
    for (const { runs } of this.#readers.values()) {
      for (const { builder } of runs) sum += builder.damaged;
    }
    return sum;
  }

  /** Takes one line in, without its end. */
  line(text: string): void {
    this.#lines++;
    if (this.#firstLine === '' && text !== '') this.#firstLine = text.slice(0, 200);
    const line = this.#tokenizer.read(text, this.#lines);
    if (line === undefined) return;
    const { source } = line;
    if (source !== this.#lastSource || this.#last === undefined) {
      const found = this.#readerOf(source);
      if (found === undefined) return;
      this.#last = found;
      this.#lastSource = source;
    }
    this.#last.read(line);
  }

  /**
   * The history of the JVM that ran for longest. `notes` say what happened to the bytes.
   * @throws InputError('data') with one line `file:line: found; expected`: no such log, one of a collector
   *   that the protocol does not fit, without times, or with less than two complete collections
   */
  finish(notes: readonly string[] = []): GcLog {
    const readers = [...this.#readers.values()];
    for (const reader of readers) reader.finish();
    return finishLog({
      file: this.#file,
      readers,
      lines: this.#lines,
      placeOf: (line) => {
        const part = this.#parts.findLast(({ linesBefore }) => linesBefore < line);
        return part === undefined
          ? { file: this.#file, line }
          : { file: part.name, line: line - part.linesBefore };
      },
      firstLine: this.#firstLine,
      limits: this.#limits,
      notes,
    });
  }

  #readerOf(source: string): LogReader | undefined {
    const found = this.#readers.get(source);
    if (found !== undefined) return found;
    if (this.#readers.size >= this.#limits.sources) return undefined;
    const reader = new LogReader(this.#limits, source, this.#options.onEvent);
    this.#readers.set(source, reader);
    return reader;
  }
}

/** Reads a log that is one string, as {@link GcLogReader} does. `file` is its name, for the errors. */
export function readGcLog(text: string, file: string, options: ReadingOptions = {}): GcLog {
  const reader = new GcLogReader(file, options);
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const until = end < 0 ? text.length : end;
    const last = text.charCodeAt(until - 1) === 13 && until > from ? until - 1 : until;
    reader.line(text.slice(from, last));
    from = until + 1;
  }
  return reader.finish();
}
