import type { GcCollection } from './collection.ts';

/** What one JVM's log tells of its heap and collections. Times are JVM uptime in seconds. */
export interface GcLog {
  /** The name that the log was read under. */
  readonly file: string;
  readonly collector: 'Parallel' | 'G1';
  /** Length of the heap's reserved address range: both generations at their largest. */
  readonly heapBytesMax: number;
  /** Lowest address of the heap, below 2^53; 0 where the log has no addresses. All geometries count from
   * it. */
  readonly heapBaseAddress: number;
  /** In the order in which they ran; at least one. */
  readonly collections: readonly GcCollection[];
  /** Uptime of the last line. */
  readonly endSeconds: number;
  /** What the log does not tell and the reader had to assume, one sentence each. */
  readonly assumptions: readonly string[];
}
