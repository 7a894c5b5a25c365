import { InputError } from '../../foundation/input-error.ts';
import { inputLimits } from '../../input/input-limits.ts';

/** Why the written pages were read out. */
const causes = ['tick', 'gcStart', 'gcEnd', 'init', 'holdStart', 'holdEnd'] as const;
export type TraceCause = (typeof causes)[number];

/** Where the spaces of the Parallel collector lie, in bytes from the heap's start. */
export interface TraceSpaces {
  readonly youngStart: number;
  readonly youngCommittedEnd: number;
  readonly eden: TraceSpace;
  readonly from: TraceSpace;
  readonly to: TraceSpace;
  readonly old: TraceSpace;
}
export interface TraceSpace {
  readonly bottom: number;
  readonly top: number;
  readonly end: number;
}

/** Pages written since the sample before, and how the heap looked then. */
export interface TraceSample {
  readonly seconds: number;
  readonly cause: TraceCause;
  /** Heap pages, rising. */
  readonly pages: Uint32Array;
  /** As of the `P` record that follows, where one does. */
  spaces: TraceSpaces | undefined;
}

/** A collection, by the sample that is the first after its beginning and its end. */
export interface TraceCollection {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly firstSample: number;
  readonly endSample: number;
}

/** Which heap pages a JVM wrote, and when (format PDT1). Times in seconds from the first record. */
export interface PageTrace {
  readonly file: string;
  readonly heapBytes: number;
  readonly samples: readonly TraceSample[];
  readonly collections: readonly TraceCollection[];
  readonly endSeconds: number;
  /** What was cut off or left out, one sentence each. */
  readonly warnings: readonly string[];
}

const magic = 'PDT1 ';
const pageBytes = 4096;
const wordBytes = 8;
const addressablePages = 2 ** 52;

export const magicBytes = magic.length;

export function isPageTrace(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, magic.length)) === magic;
}

/**
 * Reads a page trace. One that ends inside a record is read up to the last complete one, with a warning.
 *
 * @throws InputError('data') with the byte where a record makes no sense: nothing is guessed
 */
export function readPageTrace(
  bytes: Uint8Array,
  file: string,
  warnings: readonly string[],
): PageTrace {
  return new TraceReader(bytes, file, warnings).read();
}

/** The data ends before a record does. */
class CutOff extends Error {}

class TraceReader {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  readonly #warnings: string[];
  readonly #samples: TraceSample[] = [];
  readonly #collections: TraceCollection[] = [];
  #at = 0;
  #heapPages = 0;
  /** In all samples. */
  #pageCount = 0;
  readonly #limits = limitsOf();
  #microseconds = 0;
  #open: { startSeconds: number; firstSample: number } | undefined;

  constructor(bytes: Uint8Array, file: string, warnings: readonly string[]) {
    this.#bytes = bytes;
    this.#file = file;
    this.#warnings = [...warnings];
  }

  read(): PageTrace {
    const heapBytes = this.#header();
    this.#heapPages = heapBytes / pageBytes;
    while (this.#at < this.#bytes.length) {
      const recordStart = this.#at;
      try {
        this.#record();
      } catch (error) {
        if (!(error instanceof CutOff)) throw error;
        const left = this.#bytes.length - recordStart;
        this.#warnings.push(
          `${this.#file} ends inside a record: its last ${left} bytes are left out`,
        );
        break;
      }
    }
    if (this.#open !== undefined) {
      this.#warnings.push(`${this.#file} ends inside a collection, which is left out`);
      this.#samples.length = this.#open.firstSample;
    }
    if (this.#samples.length < 2)
      this.#refuse(this.#at, 'fewer than two samples', 'a longer trace');
    return {
      file: this.#file,
      heapBytes,
      samples: this.#samples,
      collections: this.#collections,
      endSeconds: this.#samples.at(-1)!.seconds,
      warnings: this.#warnings,
    };
  }

  #header(): number {
    const end = this.#bytes.indexOf(0x0a);
    const line = new TextDecoder().decode(
      this.#bytes.subarray(magic.length, Math.max(end, magic.length)),
    );
    let header: Record<string, unknown> = {};
    try {
      header = JSON.parse(line) as Record<string, unknown>;
    } catch {
      this.#refuse(0, 'a header that is no JSON', 'PDT1 {"page":4096,"heap_lo":"0x...",...}');
    }
    this.#at = end + 1;
    const { page, gc } = header;
    const [low, high] = [Number(header['heap_lo']), Number(header['heap_hi'])];
    if (page !== pageBytes)
      this.#refuse(0, `pages of ${JSON.stringify(page)} bytes`, 'pages of 4096');
    if (gc !== 'parallel') {
      this.#refuse(0, `a trace of the collector ${JSON.stringify(gc)}`, 'one of "parallel"');
    }
    const isHeap = Number.isSafeInteger(low) && Number.isSafeInteger(high) && high > low;
    if (!isHeap || (high - low) % pageBytes !== 0 || high - low > 2 ** 40) {
      this.#refuse(
        0,
        'heap_lo and heap_hi that make no heap',
        'two addresses, a whole number of pages apart',
      );
    }
    return high - low;
  }

  #record(): void {
    const start = this.#at;
    const tag = String.fromCharCode(this.#byte());
    if (tag === 'D') this.#sample(start);
    else if (tag === 'B') this.#begin(start);
    else if (tag === 'E') this.#end(start);
    else if (tag === 'P') this.#spaces(start);
    else this.#refuse(start, `a record "${tag}"`, 'D, B, E or P');
  }

  #sample(start: number): void {
    const elapsed = this.#varint();
    const cause = causes[this.#byte()];
    if (cause === undefined) this.#refuse(start, 'an unknown cause', '0 to 5');
    const pages = this.#pages(start);
    this.#varint();
    this.#microseconds += elapsed;
    const seconds = this.#microseconds / 1e6;
    this.#samples.push({
      seconds,
      cause,
      pages,
      spaces: undefined,
    });
    if (this.#samples.length > this.#limits.samples) {
      this.#refuse(start, 'one sample more', `at most ${this.#limits.samples} (--max-input)`);
    }
  }

  /** The pages of a sample. A few bytes can name all of a large heap: what they name is counted before it is made. */
  #pages(start: number): Uint32Array {
    const count = this.#varint();
    if (count > this.#limits.rangesPerSample) {
      this.#refuse(
        start,
        `${count} ranges in a sample`,
        `at most ${this.#limits.rangesPerSample} (--max-input)`,
      );
    }
    const ranges: PageRange[] = [];
    let end = 0;
    for (let range = 0; range < count; range++) {
      // A range may begin before the end of the one before it: gaps count modulo 2^64 bytes.
      const first = (end + this.#varint()) % addressablePages;
      end = first + this.#varint();
      if (end > this.#heapPages)
        this.#refuse(start, `page ${end}`, `pages below ${this.#heapPages}`);
      if (end > first) ranges.push({ first, end });
    }
    const apart = merged(ranges);
    this.#pageCount += apart.reduce((sum, each) => sum + each.end - each.first, 0);
    if (this.#pageCount > this.#limits.pages) {
      this.#refuse(
        start,
        `${this.#pageCount} pages in all samples`,
        `at most ${this.#limits.pages} (--max-input)`,
      );
    }
    return pagesOf(apart);
  }

  #begin(start: number): void {
    this.#microseconds += this.#varint();
    if (this.#open !== undefined)
      this.#refuse(start, 'a collection inside another', 'its end first');
    this.#open = { startSeconds: this.#microseconds / 1e6, firstSample: this.#samples.length };
  }

  #end(start: number): void {
    this.#microseconds += this.#varint();
    if (this.#open === undefined)
      this.#refuse(start, 'the end of no collection', 'its beginning first');
    const { startSeconds, firstSample } = this.#open;
    if (this.#collections.length === this.#limits.samples) {
      this.#refuse(start, 'one collection more', `at most ${this.#limits.samples} (--max-input)`);
    }
    this.#collections.push({
      startSeconds,
      endSeconds: this.#microseconds / 1e6,
      firstSample,
      endSample: this.#samples.length,
    });
    this.#open = undefined;
  }

  #spaces(start: number): void {
    const v = Array.from({ length: 16 }, () => this.#varint() * wordBytes);
    const space = (index: number): TraceSpace => ({
      bottom: v[index]!,
      top: v[index + 1]!,
      end: v[index + 2]!,
    });
    const [eden, from, to, old] = [space(4), space(7), space(10), space(13)];
    const [youngStart, youngCommittedEnd] = [v[0]!, v[1]!];
    for (const { bottom, top, end } of [eden, from, to, old]) {
      const isOrdered = bottom <= top && top <= end && end <= this.#heapPages * pageBytes;
      if (!isOrdered)
        this.#refuse(
          start,
          `a space from ${bottom} over ${top} to ${end}`,
          'bottom, top and end in order',
        );
    }
    const last = this.#samples.at(-1);
    if (last === undefined) return;
    const spaces = { youngStart, youngCommittedEnd, eden, from, to, old };
    this.#requireApart(start, spaces);
    last.spaces = spaces;
  }

  /** Old lies below Young, and Young's spaces inside it, none in another. */
  #requireApart(start: number, spaces: TraceSpaces): void {
    const { youngStart, youngCommittedEnd, eden, from, to, old } = spaces;
    const [low, high] = from.bottom < to.bottom ? [from, to] : [to, from];
    const ends = [old.top, youngStart, eden.bottom, eden.end, low.bottom, low.end, high.bottom];
    const rising = [...ends, high.end, youngCommittedEnd, this.#heapPages * pageBytes];
    if (rising.every((end, at) => at === 0 || rising[at - 1]! <= end)) return;
    this.#refuse(
      start,
      `spaces at ${rising.join(', ')}`,
      'Old, Eden and two survivor spaces apart',
    );
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new CutOff();
    this.#at++;
    return byte;
  }

  /** LEB128: seven bits a byte, the lowest first. */
  #varint(): number {
    const start = this.#at;
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER)
        this.#refuse(start, 'a number over 2^53', 'a smaller one');
      if (byte < 128) return value;
    }
  }

  #refuse(at: number, found: string, expected: string): never {
    throw new InputError('data', `${this.#file}: byte ${at}: ${found}; expected ${expected}`);
  }
}

interface PageRange {
  readonly first: number;
  readonly end: number;
}

/** The same pages in ranges that rise and do not meet. */
function merged(ranges: readonly PageRange[]): PageRange[] {
  const apart: PageRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = apart.at(-1);
    if (before === undefined || range.first > before.end) apart.push(range);
    else if (range.end > before.end)
      apart[apart.length - 1] = { first: before.first, end: range.end };
  }
  return apart;
}

/** Each page of ranges that rise and do not meet, once and in order. */
function pagesOf(ranges: readonly PageRange[]): Uint32Array {
  const pages = new Uint32Array(ranges.reduce((sum, { first, end }) => sum + end - first, 0));
  let at = 0;
  for (const { first, end } of ranges) {
    for (let page = first; page < end; page++) pages[at++] = page;
  }
  return pages;
}

/** What a trace may name, by the limits of all input: 64 million pages, a million samples. */
function limitsOf(): {
  readonly pages: number;
  readonly samples: number;
  readonly rangesPerSample: number;
} {
  const { bytes } = inputLimits();
  return {
    pages: Math.floor(bytes / 2 ** 2),
    samples: Math.floor(bytes / 2 ** 8),
    rangesPerSample: Math.floor(bytes / 2 ** 7),
  };
}
