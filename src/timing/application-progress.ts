import type { Driver } from './clock.ts';
import type { ApplicationProgress } from './metrics.ts';
import { pageBytes } from './workload.ts';

/** A driver of the JVM chart, and what it remembers of the application. */
export interface JvmDriving extends Driver {
  /** When the Java threads were stopped, in seconds; the last may be open (Infinity). */
  readonly stops: readonly Interval[];
  /** Heap pages allocated in each second. */
  readonly allocatedPages: readonly number[];
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * What the application got done, second by second, from the start of the migration until it runs at the
 * destination. `stops` overlap the suspension where a collection was enforced.
 */
export function progressOf(
  jvm: Pick<JvmDriving, 'stops' | 'allocatedPages'>,
  suspension: Interval,
  resumptionSeconds: number,
): ApplicationProgress {
  const end = suspension.to + resumptionSeconds;
  const seconds = Math.ceil(end);
  const stopped = new Float64Array(seconds);
  const suspended = { from: suspension.from, to: end };
  for (const stop of [...jvm.stops, suspended]) {
    // What lies in the suspension is counted there.
    const to = stop === suspended ? end : Math.min(stop.to, suspension.from);
    for (let second = Math.floor(stop.from); second < Math.min(seconds, to); second++) {
      stopped[second]! += Math.max(0, Math.min(to, second + 1) - Math.max(stop.from, second));
    }
  }
  const length = (second: number): number => Math.min(1, end - second);
  return {
    runningShare: Array.from(stopped, (time, second) => Math.max(0, 1 - time / length(second))),
    allocatedBytes: Array.from(
      stopped,
      (_, second) => (jvm.allocatedPages[second] ?? 0) * pageBytes,
    ),
  };
}
