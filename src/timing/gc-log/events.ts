import type { Change } from './cursor.ts';
import type { HeapGeometry } from './heap-geometry.ts';

/** The collectors whose logs are read. */
export type CollectorName = 'Parallel' | 'Serial' | 'G1';

/** Collectors and virtual machines that are recognized in order to be refused by name. */
export type ForeignName =
  | 'CMS'
  | 'ZGC'
  | 'Shenandoah'
  | 'Epsilon'
  | 'C4'
  | 'OpenJ9'
  | 'JRockit'
  | 'Native Image';

/** A part of the heap. `young` is Eden and both survivor spaces, where a log has only the sum. */
export type SpaceName = 'eden' | 'survivor' | 'young' | 'old' | 'humongous' | 'archive';

/**
 * What the lines of a log say, one event a fact, in the order of the lines. Every dialect yields these and
 * the builder knows no other. Times are seconds, sizes are bytes unless a member says otherwise.
 */
export type GcEvent =
  /** The collector, as a line names it or as only its lines look. */
  | { readonly type: 'collector'; readonly name: CollectorName; readonly isCertain: boolean }
  | { readonly type: 'foreign'; readonly name: ForeignName; readonly text: string }
  /** A record of ParNew: CMS, or Serial if its Old generation is Tenured. */
  | { readonly type: 'parNew'; readonly text: string }
  /** A record of Serial's own young collection, which no log with ParNew has. */
  | { readonly type: 'defNew' }
  /** Lines that only the start of a JVM prints. */
  | { readonly type: 'jvmStart' }
  /** A stop-the-world collection begins. */
  | { readonly type: 'pauseStart'; readonly id: number; readonly pause: Pause }
  /** A line that is printed while the threads stand for this collection. */
  | { readonly type: 'stillStopped'; readonly id: number }
  /** It ends: now, or, where the log stamps the start (JDK 8), after `pauseSeconds`. */
  | {
      readonly type: 'pauseEnd';
      readonly id: number;
      readonly pause: Pause;
      readonly pauseSeconds: number;
      readonly total: Change | undefined;
      /** When it began, and in which line, where the log stamps the start; NaN for a record without time. */
      readonly start?: { readonly seconds: number; readonly line: number };
    }
  /** A space before and after the collection. */
  | {
      readonly type: 'space';
      readonly id: number;
      readonly space: SpaceName;
      readonly change: Change;
      /** The change counts regions of G1. */
      readonly inRegions: boolean;
    }
  /** All spaces with their addresses. */
  | {
      readonly type: 'geometry';
      readonly id: number;
      readonly side: 'before' | 'after';
      readonly heap: PlacedHeap;
    }
  /** What the Parallel collector counted, in bytes. */
  | {
      readonly type: 'averages';
      readonly id: number;
      readonly survived: number;
      readonly promoted: number;
    }
  /** Memory that a pause without evacuation gave back: a remark or a cleanup of G1. */
  | { readonly type: 'reclaimed'; readonly bytes: number }
  /** How long the threads took to the safepoint before this line; NaN if only the stop is logged. */
  | { readonly type: 'safepoint'; readonly reachingSeconds: number }
  | { readonly type: 'regionSize'; readonly bytes: number }
  /** One region of G1 changes its state (`gc+region=trace`). Addresses below 2^53. */
  | {
      readonly type: 'region';
      readonly id: number;
      /** HotSpot's word: ALLOC, RETIRE, REUSE, CSET, CLEANUP, COMMIT, UNCOMMIT ... */
      readonly action: string;
      /** HotSpot's word: EDEN, SURV, OLD, HUMS, HUMC, FREE ... */
      readonly kind: string;
      readonly bottom: number;
      readonly top: number;
      readonly end: number;
    }
  /** G1 asks for room for an object of half a region or more (`gc+ergo`). */
  | { readonly type: 'humongousAllocation'; readonly bytes: number }
  /** A line of a known form that is damaged: it is left out and counted. */
  | { readonly type: 'damaged'; readonly text: string };

/** Receives each event with the line that it was read from. */
export type EventSink = (event: GcEvent) => void;

/** What a pause line says before its numbers. */
export interface Pause {
  readonly kind: 'young' | 'full';
  /** HotSpot's words, such as `Allocation Failure`, `Ergonomics` or `System.gc()`. */
  readonly cause: string;
}

/** Where a heap is and how its spaces lie in it. */
export interface PlacedHeap {
  readonly geometry: HeapGeometry;
  readonly baseAddress: number;
  readonly bytesMax: number;
}
