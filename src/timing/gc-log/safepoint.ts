import { Cursor } from './cursor.ts';
import type { EventSink } from './events.ts';

/**
 * Reads how long threads took to reach a safepoint: `Safepoint "...", ... Reaching safepoint: 810252 ns, ...`
 * (JDK 13 and later), or `Total time for which application threads were stopped: 0.0101 seconds, Stopping
 * threads took: 0.0000100 seconds` (JDK 8 to 12). Before JDK 8u40 the second half is not printed.
 */
export function readSafepoint(message: string, emit: EventSink): void {
  const cursor = new Cursor(message);
  if (cursor.accept('Safepoint "')) {
    const isFound = cursor.skipPast('Reaching safepoint: ');
    const nanoseconds = isFound ? cursor.integer() : Number.NaN;
    const isWhole = cursor.accept(' ns');
    if (isFound && isWhole) emit({ type: 'safepoint', reachingSeconds: nanoseconds / 1e9 });
    else emit({ type: 'damaged', text: message });
    return;
  }
  if (!cursor.skipPast('threads were stopped: ')) return;
  if (Number.isNaN(cursor.number()) || !cursor.accept(' seconds')) {
    emit({ type: 'damaged', text: message });
    return;
  }
  const hasWait = cursor.accept(', Stopping threads took: ');
  const reachingSeconds = hasWait ? cursor.number() : Number.NaN;
  if (hasWait && Number.isNaN(reachingSeconds)) emit({ type: 'damaged', text: message });
  else emit({ type: 'safepoint', reachingSeconds });
}
