import type { Basis } from '../fact.ts';
import type { GcCollection } from './collection.ts';
import type { CollectorName } from './events.ts';
import type { TimeSource } from './timeline.ts';

/** The collections of a log in the order in which they ran. */
export interface Collections {
  readonly length: number;
  at(index: number): GcCollection;
}

/** What one JVM's log says of its heap and collections. Times are JVM uptime in seconds. */
export interface GcLog {
  /** The name that the log was read under. */
  readonly file: string;
  readonly collector: CollectorName;
  readonly collectorBasis: Basis;
  /** Where the times come from; `uptime` is the JVM's own. */
  readonly timeSource: TimeSource;
  /** At least two; the last ones of a longer log. */
  readonly collections: Collections;
  /** Collections that were read and not kept, because there are more than the limit. */
  readonly forgotten: number;
  /** Lowest address of the heap, below 2^53; 0 where the log has no addresses. */
  readonly heapBaseAddress: number;
  /** Length of the heap's reserved address range; NaN where the log has no addresses. */
  readonly heapBytesReserved: number;
  /** Of G1: bytes of a region, and whether a line says so. NaN where regions are not counted. */
  readonly regionBytes: number;
  readonly regionBasis: Basis;
  /** Seconds of the first and of the last line. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** What the reader left out or chose, one sentence each, without those that are of no interest. */
  readonly notes: readonly string[];
}
