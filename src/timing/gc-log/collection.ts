import type { HeapGeometry } from './heap-geometry.ts';

/** How much of a collection's sizes the log has. */
export type Detail =
  /** The addresses of every space. */
  | 'addresses'
  /** The sizes of Eden, of the survivors and of the rest. */
  | 'spaces'
  /** The sizes of Young and Old; how Young divides follows from the collection before. */
  | 'generations'
  /** The heap's size only: Young is estimated. */
  | 'totals';

/** One stop-the-world collection. Times are JVM uptime in seconds, sizes are bytes. */
export interface GcCollection {
  /** The number in `GC(17)`; counted in logs of JDK 8. */
  readonly id: number;
  /** 1-based number of the line that it begins in. */
  readonly line: number;
  readonly kind: 'young' | 'full';
  /** HotSpot's words, such as `Allocation Failure`, `Ergonomics` or `System.gc()`. */
  readonly cause: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly pauseSeconds: number;
  /**
   * How long the threads took to reach the safepoint; NaN if the log does not have it. 0 for the second and
   * later collections of one VM operation, whose threads had stopped for the first.
   */
  readonly reachingSafepointSeconds: number;
  readonly detail: Detail;
  readonly edenBefore: number;
  readonly edenAfter: number;
  readonly survivorsBefore: number;
  readonly survivorsAfter: number;
  /** Old, with archived and without humongous regions. */
  readonly oldBefore: number;
  readonly oldAfter: number;
  readonly humongousBefore: number;
  readonly humongousAfter: number;
  /** Eden and one survivor space afterwards; NaN if the log does not have it. */
  readonly youngCapacity: number;
  /** The committed heap afterwards; NaN if the log does not have it. */
  readonly heapCapacity: number;
  /** What From holds afterwards. A full collection may leave live data in **Eden** instead. */
  readonly survivedBytes: number;
  /** By how much a collection grew Old, at least 0. */
  readonly promotedBytes: number;
  /** Only with {@link Detail} `addresses`. */
  readonly before?: HeapGeometry | undefined;
  readonly after?: HeapGeometry | undefined;
}
