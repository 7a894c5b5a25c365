import { layOut, type CollectionCounts } from './counts.ts';
import { requireCollector } from './foreign.ts';
import type { GcLog } from './history.ts';
import { bytesOf } from './counts.ts';
import { dataError, excerpt, XLOG_FLAG, type LogLine } from './line.ts';
import { SafepointWaits } from './safepoint.ts';

const START = /^Pause (Young|Full)\b.*\)$/;
const END = /^Pause (Young|Full)\b(.*) \d+[KMG]->\d+[KMG]\(\d+[KMG]\) (\d+(?:[.,]\d+)?)ms$/;
const CAUSE = /\(([^()]*(?:\(\))?)\)\s*$/;
const REGION_SIZE = /^(?:Heap Region Size:|Heap region size:)\s*(\d+[KMG])$/;
const REGION_SIZE_IN_BLOCK = /^\s*region size (\d+K),/;
const REGIONS = /^(Eden|Survivor|Old|Humongous|Archive) regions: (\d+)->(\d+)/;

type SpaceName = 'Eden' | 'Survivor' | 'Old' | 'Humongous' | 'Archive';
type Change = readonly [before: number, after: number];

interface Open {
  readonly start: LogLine;
  readonly spaces: Map<SpaceName, Change>;
}

/** What is known of one collection before the size of a region is. */
interface Counted extends Omit<CollectionCounts, BytesOf> {
  readonly spaces: ReadonlyMap<SpaceName, Change>;
}
type BytesOf =
  | 'edenBefore'
  | 'edenAfter'
  | 'survivorsBefore'
  | 'survivorsAfter'
  | 'oldBefore'
  | 'oldAfter'
  | 'reachingSafepointSeconds';

/**
 * Reads a unified log of G1 (JDK 11 to 21): regions before and after each pause. Concurrent cycles,
 * remarks and cleanups are not collections. Refuses what {@link readGcLog} promises to refuse.
 */
export class G1Reader {
  readonly #file: string;
  readonly #counted: (Counted & { reachingSafepointSeconds: number })[] = [];
  readonly #waits = new SafepointWaits();
  #open: (Open & { readonly id: number }) | undefined;
  #regionBytes: number | undefined;
  #last: LogLine | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  read(line: LogLine): void {
    this.#last = line;
    requireCollector(line, 'G1');
    const size = REGION_SIZE.exec(line.message) ?? REGION_SIZE_IN_BLOCK.exec(line.message);
    if (size !== null) this.#regionBytes = bytesOf(size[1]!);
    if (line.gcId === undefined) this.#waits.read(line);
    else this.#readOf(line, line.gcId);
  }

  finish(): GcLog {
    const last = this.#last!;
    if (this.#open !== undefined) {
      throw dataError(
        this.#open.start,
        `GC(${this.#open.id}) starts here but the log ends before its 'Pause ... ms' line`,
        'a log that is complete or stops between two collections: this one is truncated',
      );
    }
    if (this.#counted.length === 0) {
      throw dataError(
        last,
        'the log ends here without a collection',
        `at least one: run for longer, record with ${XLOG_FLAG}`,
      );
    }
    const region = this.#regionBytes;
    if (region === undefined) {
      throw dataError(
        last,
        'no line tells the size of a region',
        `a log recorded with ${XLOG_FLAG}`,
      );
    }
    const { collections, heapBytesMax } = layOut(
      this.#counted.map(({ spaces, ...rest }) => inBytes(rest, spaces, region)),
    );
    return {
      file: this.#file,
      collector: 'G1',
      heapBaseAddress: 0,
      heapBytesMax,
      collections,
      endSeconds: last.uptimeSeconds,
      assumptions: [
        'the regions of Young are taken for one range, as large as Young ever was: G1 needs a list of ' +
          'ranges, and may give regions back after the end of a collection (VI)',
      ],
    };
  }

  #readOf(line: LogLine, id: number): void {
    const end = END.exec(line.message);
    if (end !== null) {
      this.#close(line, {
        id,
        kind: end[1] === 'Full' ? 'full' : 'young',
        rest: end[2]!,
        ms: end[3]!,
      });
      return;
    }
    if (START.test(line.message)) {
      this.#start(line, id);
      return;
    }
    const regions = REGIONS.exec(line.message);
    if (regions === null) return;
    if (this.#open?.id !== id) {
      // After the end of a pause some JDKs print the regions once more.
      if (this.#counted.some((each) => each.id === id)) return;
      this.#open = { id, start: line, spaces: new Map() };
    }
    const [, name, before, after] = regions;
    this.#open.spaces.set(name as SpaceName, [Number(before), Number(after)]);
  }

  #start(line: LogLine, id: number): void {
    if (this.#open !== undefined && this.#open.id !== id) {
      throw dataError(
        this.#open.start,
        `GC(${this.#open.id}) starts here but GC(${id}) starts in line ${line.line}` +
          ` before its 'Pause ... ms' line`,
        'each collection to end before the next: lines are missing',
      );
    }
    const previous = this.#counted.at(-1);
    if (previous !== undefined && id <= previous.id) {
      throw dataError(
        line,
        `GC(${id}) follows GC(${previous.id})`,
        'numbers that rise: two logs are in one file',
      );
    }
    this.#open = { id, start: line, spaces: new Map() };
  }

  #close(
    line: LogLine,
    { id, kind, rest, ms }: { id: number; kind: 'young' | 'full'; rest: string; ms: string },
  ): void {
    const pauseSeconds = Number(ms.replace(',', '.')) / 1e3;
    const spaces = this.#open?.id === id ? this.#open.spaces : new Map<SpaceName, Change>();
    if (!spaces.has('Eden') || !spaces.has('Survivor') || !spaces.has('Old')) {
      throw dataError(
        line,
        `GC(${id}) ends here: ${excerpt(line.message)}, without its 'Eden regions' lines`,
        `them above: the log's level is too low or lines are missing: record with ${XLOG_FLAG}`,
      );
    }
    const counted = {
      id,
      line: this.#open!.start.line,
      kind,
      cause: CAUSE.exec(rest)?.[1] ?? rest.trim(),
      startSeconds: Math.max(0, line.uptimeSeconds - pauseSeconds),
      pauseSeconds,
      reachingSafepointSeconds: 0,
      spaces,
    };
    this.#counted.push(counted);
    this.#waits.stoppedFor(counted);
    this.#open = undefined;
  }
}

function inBytes(
  counted: Omit<Counted, 'spaces'> & { reachingSafepointSeconds: number },
  spaces: ReadonlyMap<SpaceName, Change>,
  region: number,
): CollectionCounts {
  const of = (name: SpaceName, side: 0 | 1): number => (spaces.get(name)?.[side] ?? 0) * region;
  const old = (side: 0 | 1): number =>
    of('Old', side) + of('Humongous', side) + of('Archive', side);
  return {
    ...counted,
    edenBefore: of('Eden', 0),
    edenAfter: of('Eden', 1),
    survivorsBefore: of('Survivor', 0),
    survivorsAfter: of('Survivor', 1),
    oldBefore: old(0),
    oldAfter: old(1),
  };
}
