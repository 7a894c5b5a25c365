import type { Driver } from './clock.ts';
import type { ApplicationProgress } from './metrics.ts';
import { pageBytes } from './workload.ts';

/** A driver of the JVM chart, and what it remembers of the application. */
export interface JvmDriving extends Driver {
  /** When the Java threads were stopped, in seconds; the last may be open (Infinity). */
  readonly stops: readonly Interval[];
  /** Heap pages allocated in each second. */
  readonly allocatedPages: readonly number[];
  /** In each second, for how long its threads waited for frames that were to follow. */
  readonly stalled?: readonly number[];
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** When the VM was suspended, when it ran again, and when the migration was over: seconds from its start. */
export interface Suspension extends Interval {
  readonly end: number;
}

/**
 * What the application got done, second by second, from the start of the migration until its end. `stops`
 * overlap the suspension where a collection was enforced.
 */
export function progressOf(
  jvm: Pick<JvmDriving, 'stops' | 'allocatedPages' | 'stalled'>,
  suspension: Suspension,
): ApplicationProgress {
  const { end } = suspension;
  const seconds = Math.ceil(end);
  const stopped = new Float64Array(seconds);
  const stop = (from: number, to: number): void => {
    for (let second = Math.floor(from); second < Math.min(seconds, to); second++) {
      stopped[second]! += Math.max(0, Math.min(to, second + 1) - Math.max(from, second));
    }
  };
  for (const { from, to } of jvm.stops) {
    // What lies in the suspension is counted there.
    stop(from, Math.min(to, suspension.from));
    stop(Math.max(from, suspension.to), Math.min(to, end));
  }
  stop(suspension.from, suspension.to);
  jvm.stalled?.slice(0, seconds).forEach((time, second) => (stopped[second]! += time));
  const length = (second: number): number => Math.min(1, end - second);
  return {
    runningShare: Array.from(stopped, (time, second) => Math.max(0, 1 - time / length(second))),
    allocatedBytes: Array.from(
      stopped,
      (_, second) => (jvm.allocatedPages[second] ?? 0) * pageBytes,
    ),
  };
}
