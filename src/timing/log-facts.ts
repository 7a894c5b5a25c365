import type { GcCollection } from './gc-log/collection.ts';
import type { GcLog } from './gc-log/history.ts';
import { pageBytes } from './workload.ts';

/** What a log says of its JVM, one sentence each. `steady` are its collections after warm-up. */
export function factsOfLog(log: GcLog, steady: readonly GcCollection[]): string[] {
  const [first] = steady;
  const last = steady.at(-1)!;
  const span = last.startSeconds - first!.endSeconds;
  const counted = steady.slice(1);
  const count = (of: (each: GcCollection) => boolean): number => steady.filter(of).length;
  const mean = (of: (each: GcCollection) => number): number =>
    counted.reduce((sum, each) => sum + of(each), 0) / counted.length;
  const allocated = mean(({ before }) => before.eden.top - before.eden.bottom) * counted.length;
  const shrinks = count(({ before, after }) => after.youngCommittedEnd < before.youngCommittedEnd);
  const ragged = count(({ after }) => after.from.top % pageBytes !== 0);
  const full = count(({ kind }) => kind === 'full');
  const milliseconds = (seconds: number): string => `${(seconds * 1e3).toFixed(1)} ms`;
  const share = mean(survivedShare) * 100;
  return [
    `${log.collector} collector: ${log.collections.length} collections in ` +
      `${log.endSeconds.toFixed(1)} s, ${counted.length} of them in the steady part`,
    `${Math.round(allocated / span / 1e6)} MB/s allocated, ${share.toFixed(1)} % survive a collection`,
    `pauses of ${milliseconds(mean(({ pauseSeconds }) => pauseSeconds))} on average, ` +
      `${milliseconds(Math.max(...counted.map(({ pauseSeconds }) => pauseSeconds)))} at most; ` +
      `safepoints reached in ${milliseconds(mean((each) => each.reachingSafepointSeconds))}`,
    `Young shrank at ${shrinks}, survivors ended inside a page at ${ragged} of ${steady.length}`,
    ...(full === 0 ? [] : [`${full} of them were full collections`]),
  ];
}

/** What lived on of what stood in Young. */
function survivedShare({ before, survivedBytes, promotedBytes }: GcCollection): number {
  const young = before.eden.top - before.eden.bottom + before.from.top - before.from.bottom;
  return young === 0 ? 0 : Math.min(1, (survivedBytes + promotedBytes) / young);
}
