import { InputError } from '../foundation/input-error.ts';
import type { HeapPositions } from '../migration/initial-heap.ts';
import type { Fact } from './fact.ts';
import type { OtherProcesses } from './kernel-driver.ts';
import type { WriteClass } from './write-stream.ts';

/** Bytes of a heap page and of a frame. */
export const pageBytes = 4096;

/** One collection as an event: what led to it, what it did, how it left the heap. Heap pages. */
export interface LoggedCollection {
  readonly kind: 'young' | 'full';
  /** JVM uptime at its start, where it was recorded. */
  readonly uptimeSeconds?: number;
  /** From the end of the collection before to the start of this one. */
  readonly mutatorSeconds: number;
  readonly allocatedPages: number;
  readonly survivorPages: number;
  readonly promotedPages: number;
  /** Old pages that a full collection writes when it compacts. */
  readonly rewrittenOldPages: number;
  readonly survivorsEndInsidePage: boolean;
  readonly reachingSafepointSeconds: number;
  readonly pauseSeconds: number;
  readonly after: HeapPositions;
}

/** Where in the life of the JVM the migration begins: so long after a collection, with so much of Eden
 * filled. */
export interface StartOfMigration {
  readonly elapsedSeconds: number;
  readonly allocatedPages: number;
}

/** Pages that were written in a stretch of time, by the mutators or by one collection. Seconds from the
 * start of the replay. */
export interface TraceStep {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Heap pages, rising. */
  readonly pages: Uint32Array;
  readonly collects: boolean;
}

/** What a JVM and the rest of its guest do: measured, or assumed where nothing is known. */
export interface JvmWorkload {
  readonly name: string;
  /** Virtual pages of the heap, both generations at their largest. */
  readonly heapPages: number;
  /** The heap right after the collection that precedes the migration, Eden empty. */
  readonly initial: HeapPositions;
  readonly start: StartOfMigration;
  /** In order; when the last has run, the first follows. */
  readonly collections: readonly LoggedCollection[];
  /** Recorded writes, replayed page for page instead of what the other members say of them. */
  readonly trace?: readonly TraceStep[];
  /** Writes to Old; the pages of a class are those promoted last. */
  readonly oldWrites: readonly WriteClass[];
  readonly others: OtherProcesses;
  readonly facts: readonly Fact[];
  readonly assumptions: readonly string[];
}

/** Throws `InputError('data')` where heap and the rest of the guest do not fit into `frames` frames. */
export function requireFits({ name, heapPages, others }: JvmWorkload, frames: number): void {
  if (heapPages + others.frames <= frames) return;
  const mebibytes = (pages: number): string => `${Math.round((pages * pageBytes) / 2 ** 20)} MiB`;
  const vm = frames === 2 ** 19 ? '2 GiB' : mebibytes(frames);
  throw new InputError(
    'data',
    `${name}: a heap of ${mebibytes(heapPages)} and ${mebibytes(others.frames)} of ` +
      `other memory do not fit into a VM of ${vm}`,
  );
}
