import { HeapBlockReader } from './heap-block.ts';
import type { HeapBlock, HeapGeometry } from './heap-block.ts';
import { dataError, excerpt } from './line.ts';
import type { LinePlace, LogLine } from './line.ts';

/** One collection by the Parallel collector. Times are JVM uptime in seconds. */
export interface GcCollection {
  /** The number in `GC(17)`. */
  readonly id: number;
  /** 1-based number of its 'Heap before' line. */
  readonly line: number;
  readonly kind: 'young' | 'full';
  /** HotSpot's words, such as `Allocation Failure`, `Ergonomics` or `System.gc()`. */
  readonly cause: string;
  /** When 'Heap before' was printed: the threads stand at the safepoint already. */
  readonly startSeconds: number;
  /** When 'Heap after' was printed: the threads have not yet been released. */
  readonly endSeconds: number;
  readonly pauseSeconds: number;
  /**
   * How long the threads took to reach the safepoint, from the Safepoint line that follows.
   * 0 if the log has none, and for the second and later collections of one VM operation, whose
   * threads had stopped for the first: a sum over collections counts each wait once.
   */
  readonly reachingSafepointSeconds: number;
  readonly before: HeapGeometry;
  readonly after: HeapGeometry;
  /** What stands in From afterwards. A full collection may leave live data in **Eden** instead. */
  readonly survivedBytes: number;
  /** By how much the old generation's used part grew, at least 0. */
  readonly promotedBytes: number;
}

/** A collection and the heap that it ran in. */
export interface FinishedCollection {
  readonly collection: GcCollection;
  readonly heapBaseAddress: number;
  readonly heapBytesMax: number;
}

type Pause = Pick<GcCollection, 'kind' | 'cause' | 'pauseSeconds'>;
type Averages = Pick<GcCollection, 'survivedBytes' | 'promotedBytes'>;

const HEADING = /^\{?Heap (before|after) GC/i;
const WHOLE_HEADING = /^\{?Heap (?:before|after) GC invocations=\d+ \(full \d+\):\s*/i;
const PAUSE = /^Pause (?:Young|Full) \(/;
const PAUSE_START = /^Pause (?:Young|Full) \(.+\)$/;
const PAUSE_END = /^Pause (Young|Full) \((.+)\) \d+[KMG]->\d+[KMG]\(\d+[KMG]\) (\d+(?:\.\d+)?)ms$/;
const AVERAGES =
  /^AdaptiveSizePolicy::update_averages:\s+survived: (\d+)\s+promoted: (\d+)\s+overflow/;

/** The pause lies inside [start, end]; the slack is for decorations of coarse clocks. */
const CLOCK_SLACK_SECONDS = 0.1;

/** Whether the line can only stand inside a collection: a pause or a heap heading. */
export function belongsInsideCollection(line: LogLine): boolean {
  return PAUSE.test(line.message) || HEADING.test(line.message);
}

/** Whether the line opens a collection. */
export function startsCollection(line: LogLine): boolean {
  return HEADING.exec(line.message)?.[1]?.toLowerCase() === 'before';
}

/** A collection of which some lines have been read. */
export class OpenCollection {
  readonly id: number;
  readonly start: LogLine;
  private block: HeapBlockReader | undefined;
  private side: 'before' | 'after' = 'before';
  private before: HeapBlock | undefined;
  private after: HeapBlock | undefined;
  private afterLine: LogLine | undefined;
  private pause: Pause | undefined;
  private averages: Averages | undefined;

  constructor(id: number, start: LogLine) {
    this.id = id;
    this.start = start;
    this.block = new HeapBlockReader(start);
    this.readRestOfHeading(start);
  }

  /** Before JDK 14 the first line of the block stands behind the heading. */
  private readRestOfHeading(heading: LogLine): void {
    const rest = heading.message.replace(WHOLE_HEADING, '');
    if (rest !== '' && rest !== heading.message) this.block?.read({ ...heading, message: rest });
  }

  /** The first thing that is still to come, for an error message. */
  get missing(): string {
    if (this.before === undefined) return `the lines of its 'Heap before' block`;
    if (this.after !== undefined) return `its 'Pause ... ms' line`;
    return `its 'Heap after' lines`;
  }

  /**
   * Takes one line of this collection in. Returns the collection with its last line, whichever of
   * the end of the pause and the 'Heap after' block comes last.
   * @throws InputError('data') a damaged line, or sizes or times that contradict each other
   */
  read(line: LogLine): FinishedCollection | undefined {
    if (HEADING.test(line.message)) {
      this.side = 'after';
      this.afterLine = line;
      this.block = new HeapBlockReader(line);
      this.readRestOfHeading(line);
    } else if (PAUSE.test(line.message)) {
      this.pause = readPause(line) ?? this.pause;
    } else if (AVERAGES.test(line.message)) {
      const [survivedBytes, promotedBytes] =
        AVERAGES.exec(line.message)?.slice(1).map(Number) ?? [];
      this.averages = { survivedBytes: survivedBytes ?? 0, promotedBytes: promotedBytes ?? 0 };
    } else {
      const block = this.block?.read(line);
      if (block === undefined) return undefined;
      this[this.side] = block;
      this.block = undefined;
    }
    return this.finished();
  }

  private finished(): FinishedCollection | undefined {
    const { before, after, afterLine, pause, start } = this;
    if (!before || !after || !afterLine || !pause) return undefined;
    if (before.baseAddress !== after.baseAddress || before.bytesMax !== after.bytesMax) {
      throw dataError(afterLine, 'the reserved heap has moved', 'the range of the block before');
    }
    const durationSeconds = afterLine.uptimeSeconds - start.uptimeSeconds;
    if (durationSeconds < 0 || pause.pauseSeconds > durationSeconds + CLOCK_SLACK_SECONDS) {
      throw dataError(
        afterLine,
        `GC(${this.id}) paused for ${pause.pauseSeconds} s in a time of ${durationSeconds} s`,
        'a pause within that time',
      );
    }
    return {
      collection: {
        id: this.id,
        line: start.line,
        ...pause,
        startSeconds: start.uptimeSeconds,
        endSeconds: afterLine.uptimeSeconds,
        reachingSafepointSeconds: 0,
        before: before.geometry,
        after: after.geometry,
        ...this.survivedAndPromoted(before.geometry, after.geometry, afterLine),
      },
      heapBaseAddress: before.baseAddress,
      heapBytesMax: before.bytesMax,
    };
  }

  /** HotSpot takes its averages from the same pointers as the two blocks, so both must agree. */
  private survivedAndPromoted(
    before: HeapGeometry,
    after: HeapGeometry,
    place: LinePlace,
  ): Averages {
    const survivedBytes = after.from.top - after.from.bottom;
    const promotedBytes = Math.max(0, after.old.top - before.old.top);
    const logged = this.averages ?? { survivedBytes, promotedBytes };
    if (logged.survivedBytes !== survivedBytes || logged.promotedBytes !== promotedBytes) {
      throw dataError(
        place,
        `GC(${this.id}) logs survived ${logged.survivedBytes}, promoted ${logged.promotedBytes}`,
        `what From and the old space show: ${survivedBytes} and ${promotedBytes} bytes`,
      );
    }
    return logged;
  }
}

/** `undefined` for the line at the start of a pause, which has no duration yet. */
function readPause(line: LogLine): Pause | undefined {
  const [, generation, cause, milliseconds] = PAUSE_END.exec(line.message) ?? [];
  if (generation !== undefined && cause !== undefined) {
    const kind = generation === 'Full' ? 'full' : 'young';
    return { kind, cause, pauseSeconds: Number(milliseconds) / 1e3 };
  }
  if (PAUSE_START.test(line.message)) return undefined;
  throw dataError(
    line,
    `a damaged line ${excerpt(line.message)}`,
    'a pause as in "Pause Young (Allocation Failure) 238M->48M(602M) 12.266ms"',
  );
}
