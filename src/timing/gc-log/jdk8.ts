import { bytesOf, layOut, type CollectionCounts } from './counts.ts';
import type { GcLog } from './history.ts';
import { dataError, excerpt, type LinePlace } from './line.ts';

/** What JDK 8 has to be told so that its log is enough. */
const JDK8_FLAGS =
  '-XX:+PrintGCDetails -XX:+PrintGCTimeStamps -XX:+PrintGCApplicationStoppedTime -Xloggc:gc.log';

const DATE = String.raw`(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}): )?`;
const STAMP = String.raw`(?:(\d+[.,]\d+): )?`;
const RECORD = new RegExp(String.raw`^${DATE}${STAMP}(\[(?:Full )?GC\b.*)$`);
const SIZE = String.raw`\d+(?:[.,]\d+)?[BKMG]`;
const YOUNG = new RegExp(String.raw`\[PSYoungGen: (${SIZE})->(${SIZE})\((${SIZE})\)\]`);
const HEAP = new RegExp(String.raw`\] (${SIZE})->(${SIZE})\((${SIZE})\)`);
const SECONDS = /, (\d+[.,]\d+) secs\]/;
const G1_SIZES = new RegExp(
  String.raw`\[Eden: (${SIZE})\(${SIZE}\)->(${SIZE})\(${SIZE}\) Survivors: (${SIZE})->(${SIZE}) Heap: (${SIZE})\(${SIZE}\)->(${SIZE})\(${SIZE}\)\]`,
);
const CAUSE = /^\[(?:Full )?GC (?:pause )?\(([^()]*(?:\(\))?)\)/;
const STOPPED = /Stopping threads took: (\d+[.,]\d+) seconds/;
const FOREIGN: readonly (readonly [string, RegExp])[] = [
  ['CMS', /\[ParNew|CMS-initial-mark|concurrent-mark-sweep/],
  ['Serial', /\[DefNew|\[Tenured:/],
];

/** Whether a line begins a record of JDK 8's log. */
export function isJdk8Line(text: string): boolean {
  return (
    RECORD.test(text) ||
    /^(?:CommandLine flags|\S+ HotSpot\(TM\)|OpenJDK .* Server VM \(25\.)/.test(text)
  );
}

interface Open {
  readonly place: LinePlace;
  readonly date: string | undefined;
  readonly stamp: string | undefined;
  text: string;
}

const number = (text: string): number => Number(text.replace(',', '.'));

/**
 * Reads the log of JDK 8 (`-XX:+PrintGCDetails`), of the Parallel collector or G1. Records may run over
 * several lines. Sizes only: spaces are laid out one after the other.
 *
 * @throws InputError('data') another collector, a record that is cut or tells too little, no time stamps
 */
export function readJdk8Log(lines: readonly string[], file: string): GcLog {
  const reader = new Jdk8Reader(file);
  lines.forEach((line, index) => reader.read(line, { file, line: index + 1 }));
  return reader.finish({ file, line: Math.max(1, lines.length) });
}

class Jdk8Reader {
  readonly #file: string;
  readonly #counts: CollectionCounts[] = [];
  #collector: GcLog['collector'] | undefined;
  #open: Open | undefined;
  #firstDateMs: number | undefined;
  #endSeconds = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string, place: LinePlace): void {
    for (const [name, pattern] of FOREIGN) {
      if (!pattern.test(text)) continue;
      throw dataError(
        place,
        `a log of the ${name} collector: ${excerpt(text)}`,
        'one of the Parallel collector or G1: record with -XX:+UseParallelGC',
      );
    }
    const record = RECORD.exec(text);
    // A remark or cleanup of G1 is no collection.
    if (record !== null && !/^\[GC (?:remark|cleanup|concurrent)/.test(record[3]!)) {
      this.#requireClosed(place);
      this.#open = { place, date: record[1], stamp: record[2], text: record[3]! };
    } else if (this.#open !== undefined) this.#open.text += `\n${text}`;
    else this.#readStopped(text);
    this.#closeIfWhole();
  }

  finish(end: LinePlace): GcLog {
    this.#requireClosed(end);
    if (this.#counts.length === 0) {
      throw dataError(
        end,
        'the log ends here without a collection',
        `at least one: run for longer, record with ${JDK8_FLAGS}`,
      );
    }
    const { collections, heapBytesMax } = layOut(this.#counts);
    return {
      file: this.#file,
      collector: this.#collector ?? 'Parallel',
      heapBaseAddress: 0,
      heapBytesMax,
      collections,
      endSeconds: this.#endSeconds,
      assumptions: [
        'a log of JDK 8 has no addresses: Old, Eden, From and To are laid out one after the other, each ' +
          'as large as it ever was, and nothing is resized',
      ],
    };
  }

  #readStopped(text: string): void {
    const seconds = STOPPED.exec(text)?.[1];
    const last = this.#counts.at(-1);
    if (seconds === undefined || last === undefined) return;
    if (last.reachingSafepointSeconds === 0) last.reachingSafepointSeconds = number(seconds);
  }

  #requireClosed(next: LinePlace): void {
    if (this.#open === undefined) return;
    const { place, text } = this.#open;
    if (!SECONDS.test(text)) {
      throw dataError(
        place,
        `a collection starts here but line ${next.line} comes before its end: ${excerpt(text)}`,
        'its duration, as in ", 0.0123 secs]": the log is truncated or lines are missing',
      );
    }
    throw dataError(
      place,
      `a collection that does not tell the sizes of its generations: ${excerpt(text)}`,
      `[PSYoungGen: ...] or [Eden: ...]: record with ${JDK8_FLAGS}`,
    );
  }

  #closeIfWhole(): void {
    const open = this.#open;
    const seconds = open === undefined ? null : SECONDS.exec(open.text);
    if (open === undefined || seconds === null) return;
    const sizes = G1_SIZES.exec(open.text);
    const young = YOUNG.exec(open.text);
    const heap = young === null ? null : HEAP.exec(open.text);
    if (sizes === null && heap === null) return;
    const collector = sizes === null ? 'Parallel' : 'G1';
    if (this.#collector !== undefined && this.#collector !== collector) {
      throw dataError(
        open.place,
        `a collection of ${collector} in a log of ${this.#collector}`,
        'the log of one JVM: two logs are in one file',
      );
    }
    this.#collector = collector;
    const spaces =
      sizes === null ? this.#parallelSpaces(young!, heap!) : g1Spaces(sizes.slice(1).map(bytesOf));
    this.#add(open, number(seconds[1]!), spaces);
    this.#open = undefined;
  }

  #add(open: Open, pauseSeconds: number, spaces: Spaces): void {
    const startSeconds = this.#startOf(open);
    const previous = this.#counts.at(-1);
    if (previous !== undefined && startSeconds < previous.startSeconds) {
      throw dataError(
        open.place,
        `the uptime goes back from ${previous.startSeconds} s to ${startSeconds} s`,
        'the log of one JVM: two logs are in one file',
      );
    }
    this.#endSeconds = startSeconds + pauseSeconds;
    this.#counts.push({
      id: this.#counts.length,
      line: open.place.line,
      kind: open.text.startsWith('[Full') ? 'full' : 'young',
      cause: CAUSE.exec(open.text)?.[1] ?? 'unknown',
      startSeconds,
      pauseSeconds,
      reachingSafepointSeconds: 0,
      ...spaces,
    });
  }

  /** JDK 8 stamps a record at the start of the collection. */
  #startOf({ place, date, stamp }: Open): number {
    if (stamp !== undefined) return number(stamp);
    if (date === undefined) {
      throw dataError(place, 'a collection without a time stamp', `one: record with ${JDK8_FLAGS}`);
    }
    // eslint-disable-next-line no-restricted-globals -- parses a text; no clock is read
    const ms = Date.parse(date.replace(',', '.').replace(/(\d\d)$/, ':$1'));
    this.#firstDateMs ??= ms;
    return (ms - this.#firstDateMs) / 1e3;
  }

  /** Young as a whole is told; what stood in From is what the collection before left there. */
  #parallelSpaces(young: RegExpExecArray, heap: RegExpExecArray): Spaces {
    const [youngBefore, youngAfter] = young.slice(1, 3).map(bytesOf) as [number, number];
    const [heapBefore, heapAfter] = heap.slice(1, 3).map(bytesOf) as [number, number];
    const survivorsBefore = Math.min(youngBefore, this.#counts.at(-1)?.survivorsAfter ?? 0);
    return {
      edenBefore: youngBefore - survivorsBefore,
      edenAfter: 0,
      survivorsBefore,
      survivorsAfter: youngAfter,
      oldBefore: Math.max(0, heapBefore - youngBefore),
      oldAfter: Math.max(0, heapAfter - youngAfter),
    };
  }
}

type Spaces = Pick<
  CollectionCounts,
  'edenBefore' | 'edenAfter' | 'survivorsBefore' | 'survivorsAfter' | 'oldBefore' | 'oldAfter'
>;

function g1Spaces(sizes: readonly number[]): Spaces {
  const [edenBefore, edenAfter, survivorsBefore, survivorsAfter, heapBefore, heapAfter] = sizes as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    edenBefore,
    edenAfter,
    survivorsBefore,
    survivorsAfter,
    oldBefore: Math.max(0, heapBefore - edenBefore - survivorsBefore),
    oldAfter: Math.max(0, heapAfter - edenAfter - survivorsAfter),
  };
}
