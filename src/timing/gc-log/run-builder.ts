import { CollectionTable } from './collection-table.ts';
import type { GcCollection } from './collection.ts';
import type { Change } from './cursor.ts';
import type { CollectorName, ForeignName, GcEvent, Pause, PlacedHeap } from './events.ts';
import { noSpaces, resolveSizes, type HeapAfter, type LoggedSpaces } from './sizes.ts';

/** A line that says something that is kept for a message. */
export interface Mark {
  readonly line: number;
  readonly text: string;
}

/** One collection of which some lines have been read. */
interface Open {
  readonly id: number;
  readonly line: number;
  readonly startSeconds: number;
  pause: Pause;
  readonly spaces: LoggedSpaces;
  inRegions: boolean;
  total: Change | undefined;
  before: PlacedHeap | undefined;
  after: PlacedHeap | undefined;
  averages: { readonly survived: number; readonly promoted: number } | undefined;
  /** NaN until the pause has ended. */
  pauseSeconds: number;
  endSeconds: number;
  /** Of the last line that is printed while the threads stand; NaN without one. */
  lastSeconds: number;
  isStampedAtStart: boolean;
}

/** The line of a safepoint comes at most so long after its collection. */
const safepointLineSeconds = 1;
/** Collections of one VM operation follow on each other at once. */
const sameOperationSeconds = 0.5;

const unknown: HeapAfter = {
  eden: Number.NaN,
  survivors: Number.NaN,
  total: Number.NaN,
  edenMax: 0,
};

/**
 * Makes collections of the events of one JVM. A collection is closed when something comes that cannot
 * belong to it: parts of some JDKs follow the end of the pause.
 */
export class RunBuilder {
  readonly table: CollectionTable;
  collector: CollectorName | undefined;
  /** A line that only this collector prints was found. */
  isCollectorCertain = false;
  foreign: (Mark & { readonly name: ForeignName }) | undefined;
  parNew: Mark | undefined;
  hasTenured = false;
  hasDefNew = false;
  /** Bytes, or NaN until a line has given it. */
  regionBytes = Number.NaN;
  /** Regions were counted before their size was known: the table holds numbers of regions. */
  isInRegions = false;
  /** Largest ratio of the heap's used bytes to its regions. */
  bytesPerRegion = 0;
  baseAddress = 0;
  heapBytesMax = 0;
  /** Seconds of the first and the last line. */
  firstSeconds = Number.NaN;
  lastSeconds = Number.NaN;
  hasJvmStart = false;
  damaged = 0;
  firstDamaged: Mark | undefined;
  /** Collections that were cut off or lack numbers. */
  incomplete = 0;
  humongousRequests = 0;
  /** Young collections that failed, each one pause with the full one behind it. */
  failedYoung = 0;
  /** Collections without any time, as of a log recorded without stamps. */
  timeless: Mark | undefined;
  lastId = -1;
  #open: Open | undefined;
  /** A young collection that has turned into the full one under way: Serial prints its end last. */
  #outer: Open | undefined;
  #pendingBefore: PlacedHeap | undefined;
  #previous = unknown;
  #stoppedFor = -1;

  constructor(limit: number) {
    this.table = new CollectionTable(limit);
  }

  /** Takes one event in, read from line `line` at `now`, NaN on a line without time. */
  read(event: GcEvent, now: number, line: number): void {
    switch (event.type) {
      case 'collector':
        if (event.isCertain || this.collector === undefined) this.collector = event.name;
        this.isCollectorCertain ||= event.isCertain;
        break;
      case 'foreign':
        this.foreign ??= { line, text: event.text, name: event.name };
        break;
      case 'parNew':
        this.parNew ??= { line, text: event.text };
        break;
      case 'defNew':
        this.hasDefNew = true;
        break;
      case 'jvmStart':
        this.hasJvmStart = true;
        break;
      case 'pauseStart':
        this.#begin(event.id, event.pause, { seconds: now, line });
        break;
      case 'pauseEnd':
        this.#end(event, now, line);
        break;
      case 'stillStopped':
        if (this.#open?.id === event.id) this.#open.lastSeconds = now;
        break;
      case 'space':
        this.#readSpace(event, now, line);
        break;
      case 'geometry':
        this.#readGeometry(event);
        break;
      case 'averages':
        this.#openOf(event.id, now, line).averages ??= event;
        break;
      case 'reclaimed':
        this.#reclaim(event.bytes);
        break;
      case 'safepoint':
        this.#readSafepoint(event.reachingSeconds, now);
        break;
      case 'regionSize':
        this.regionBytes = event.bytes;
        break;
      case 'humongousAllocation':
        this.humongousRequests++;
        break;
      case 'region':
        break;
      case 'damaged':
        this.damaged++;
        this.firstDamaged ??= { line, text: event.text };
        break;
    }
  }

  /** The time of a line, whatever it says: the log lasts at least up to here. */
  passed(seconds: number): void {
    if (Number.isNaN(this.firstSeconds)) this.firstSeconds = seconds;
    if (!(seconds < this.lastSeconds)) this.lastSeconds = seconds;
  }

  /** Nothing follows. */
  finish(): void {
    this.#close();
  }

  #begin(id: number, pause: Pause, at: { readonly seconds: number; readonly line: number }): void {
    if (this.#open?.id === id && Number.isNaN(this.#open.pauseSeconds)) {
      this.#open.pause = pause;
      return;
    }
    const outer = this.#open !== undefined && pause.kind === 'full' ? this.#open : undefined;
    const isNested = outer !== undefined && Number.isNaN(outer.pauseSeconds) && outer.id === id - 1;
    if (isNested) this.#open = undefined;
    this.#close();
    this.#outer = isNested ? outer : undefined;
    this.lastId = Math.max(this.lastId, id);
    this.#open = {
      id,
      line: at.line,
      startSeconds: at.seconds,
      pause,
      spaces: noSpaces(),
      inRegions: false,
      total: undefined,
      before: this.#pendingBefore,
      after: undefined,
      averages: undefined,
      pauseSeconds: Number.NaN,
      endSeconds: Number.NaN,
      lastSeconds: Number.NaN,
      isStampedAtStart: false,
    };
    this.#pendingBefore = undefined;
  }

  /** The collection under way, or a new one whose first lines are missing. */
  #openOf(id: number, now: number, line: number): Open {
    if (this.#outer?.id === id) {
      // Both are one pause; the lines of the outer one have the sizes before and after it all.
      this.#outer.pause = { kind: 'full', cause: this.#open?.pause.cause ?? '' };
      this.#open = this.#outer;
      this.#outer = undefined;
    }
    if (this.#open?.id !== id) {
      this.#begin(id, { kind: 'young', cause: '' }, { seconds: Number.NaN, line });
      if (!Number.isNaN(now)) this.passed(now);
    }
    return this.#open!;
  }

  #end(event: Extract<GcEvent, { type: 'pauseEnd' }>, now: number, line: number): void {
    const place = event.start?.line ?? line;
    if (this.#open?.id === event.id && !Number.isNaN(this.#open.pauseSeconds)) return;
    const open = this.#openOf(event.id, now, place);
    if (open.pause.kind !== 'full') open.pause = event.pause;
    open.total = event.total;
    open.pauseSeconds = event.pauseSeconds;
    open.isStampedAtStart = event.start !== undefined;
    const start = event.start?.seconds ?? now - event.pauseSeconds;
    open.endSeconds = event.start === undefined ? now : start + event.pauseSeconds;
    if (Number.isNaN(start)) this.timeless ??= { line: place, text: '' };
    else this.passed(open.endSeconds);
  }

  #readSpace(event: Extract<GcEvent, { type: 'space' }>, now: number, line: number): void {
    const { id, space, change, inRegions } = event;
    // After the end of a pause some JDKs print the regions once more.
    if (this.#open === undefined && this.table.length > 0 && id <= this.lastId) return;
    const open = this.#openOf(id, now, line);
    open.spaces[space] ??= change;
    open.inRegions ||= inRegions;
    if (space === 'old' && !inRegions && this.collector === 'Serial') this.hasTenured = true;
  }

  #readGeometry(event: Extract<GcEvent, { type: 'geometry' }>): void {
    const { id, side, heap } = event;
    if (side === 'before') {
      if (this.#open?.id === id) this.#open.before ??= heap;
      else this.#pendingBefore = heap;
    } else if (this.#open?.id === id) this.#open.after ??= heap;
  }

  /** The first collection since the last such line is the one that the threads stopped for. */
  #readSafepoint(seconds: number, now: number): void {
    this.#close();
    // A safepoint of another kind, long after: that of the collection is not logged.
    const isLate = now - this.table.lastEnd > safepointLineSeconds;
    if (this.#stoppedFor >= 0 && !Number.isNaN(seconds) && !isLate) {
      this.table.setReachingSafepoint(this.#stoppedFor, seconds);
      // The threads had stopped already for further collections of the same VM operation.
      for (let index = this.#stoppedFor + 1; index < this.table.length; index++) {
        this.table.setReachingSafepoint(index, 0);
      }
    }
    this.#stoppedFor = -1;
  }

  #reclaim(bytes: number): void {
    this.#close();
    const { total } = this.#previous;
    this.#previous = { ...this.#previous, total: Math.max(0, total - bytes) };
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const { pauseSeconds, lastSeconds } = open;
    const lastEnd = lastSeconds > open.endSeconds ? lastSeconds : open.endSeconds;
    const isStarted = !open.isStampedAtStart && !Number.isNaN(open.startSeconds);
    const ownStart = isStarted ? open.startSeconds : lastEnd - pauseSeconds;
    // Clocks of decorations may be coarse: a pause is not shorter than it says.
    const endSeconds = Math.max(lastEnd, ownStart + pauseSeconds);
    const sizes = Number.isNaN(pauseSeconds) ? undefined : resolveSizes(open, this.#previous);
    const isMixed = open.inRegions ? sizes?.detail !== 'spaces' : this.isInRegions;
    if (sizes === undefined || Number.isNaN(endSeconds) || isMixed) {
      this.incomplete++;
      this.#previous = { ...unknown, edenMax: this.#previous.edenMax };
      return;
    }
    const { before } = open;
    if (sizes.detail === 'addresses' && before !== undefined) {
      this.baseAddress = before.baseAddress;
      this.heapBytesMax = Math.max(this.heapBytesMax, before.bytesMax);
    }
    if (open.inRegions) this.#countRegions(open);
    const failed = sizes.detail === 'totals' ? undefined : this.#failedBefore(open, ownStart);
    const startSeconds = failed?.startSeconds ?? ownStart;
    const unit = open.inRegions && !Number.isNaN(this.regionBytes) ? this.regionBytes : 1;
    if (open.inRegions && unit === 1) this.isInRegions = true;
    const gap = startSeconds - this.table.lastEnd;
    if (!(gap < sameOperationSeconds)) this.#stoppedFor = -1;
    this.table.push(
      {
        id: open.id,
        line: failed?.line ?? open.line,
        kind: open.pause.kind,
        cause: open.pause.cause,
        startSeconds: Math.max(0, startSeconds),
        endSeconds,
        pauseSeconds: pauseSeconds + (failed?.pauseSeconds ?? 0),
        reachingSafepointSeconds: Number.NaN,
      },
      sizes,
      unit,
    );
    if (this.#stoppedFor < 0) this.#stoppedFor = this.table.length - 1;
    this.#previous = {
      eden: sizes.edenAfter,
      survivors: sizes.survivorsAfter,
      total: open.total?.after ?? Number.NaN,
      edenMax: Math.max(this.#previous.edenMax, sizes.edenBefore),
    };
  }

  /**
   * A young collection of Serial (JDK 17 and later) that failed, and that the full one at hand follows at once. Sizes
   * are printed for the second only, from before the first: both are one pause. It is taken out of the table.
   */
  #failedBefore({ id, pause }: Open, startSeconds: number): GcCollection | undefined {
    const { table } = this;
    if (this.collector !== 'Serial' || pause.kind !== 'full' || table.length === 0)
      return undefined;
    if (startSeconds - table.lastEnd > sameOperationSeconds) return undefined;
    const last = table.at(table.length - 1);
    if (last.kind !== 'young' || last.detail !== 'totals' || last.id !== id - 1) return undefined;
    table.removeLast();
    this.failedYoung++;
    return last;
  }

  /** A region is as large as the heap's used bytes need: a power of two. */
  #countRegions({ spaces, total }: Open): void {
    if (total === undefined) return;
    let regions = 0;
    for (const name of ['eden', 'survivor', 'old', 'humongous', 'archive'] as const) {
      regions += spaces[name]?.before ?? 0;
    }
    if (regions > 0) this.bytesPerRegion = Math.max(this.bytesPerRegion, total.before / regions);
  }
}
