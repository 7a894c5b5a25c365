import type { GcCollection } from './gc-log/collection.ts';
import type { GcLog } from './gc-log/history.ts';
import { pageBytes } from './workload.ts';
import type { WriteClass } from './write-stream.ts';

/** Sums over the steady part of a log, of all collections but the first of it. */
export interface LogStatistics {
  readonly count: number;
  /** From the end of the first to the start of the last. */
  readonly seconds: number;
  /** Of these, with the threads running. */
  readonly mutatorSeconds: number;
  readonly allocatedBytes: number;
  /** Allocated outside Young: humongous objects of G1. */
  readonly humongousBytes: number;
  /** Mean of the share of Young that lived on. */
  readonly survivedShare: number;
  readonly pauseSeconds: number;
  readonly longestPauseSeconds: number;
  /** Collections whose wait for the safepoint is logged, and the sum of these waits. */
  readonly waits: number;
  readonly waitSeconds: number;
  /** Collections with the size of Young, and how many of them shrank it. */
  readonly sized: number;
  readonly shrinks: number;
  /** Collections with sizes to the kilobyte, and how many left survivors that end inside a page. */
  readonly fine: number;
  readonly ragged: number;
  readonly full: number;
  readonly estimated: number;
  /** The largest heap that was committed, and the largest Young; NaN if no line says. */
  readonly heapCapacity: number;
  readonly youngCapacity: number;
}

/** Goes once over the steady part, which begins with collection `first`. */
export function statisticsOf({ collections, collector }: GcLog, first: number): LogStatistics {
  const sums = {
    mutatorSeconds: 0,
    allocatedBytes: 0,
    humongousBytes: 0,
    survivedShare: 0,
    pauseSeconds: 0,
    longestPauseSeconds: 0,
    waits: 0,
    waitSeconds: 0,
    sized: 0,
    shrinks: 0,
    fine: 0,
    ragged: 0,
    full: 0,
    estimated: 0,
    heapCapacity: Number.NaN,
    youngCapacity: Number.NaN,
  };
  const begin = collections.at(first);
  let previous = begin;
  let last = begin;
  for (let index = first + 1; index < collections.length; index++) {
    const each = collections.at(index);
    last = each;
    sums.mutatorSeconds += Math.max(0, each.startSeconds - previous.endSeconds);
    sums.allocatedBytes += Math.max(0, each.edenBefore - previous.edenAfter);
    sums.humongousBytes += humongousBetween(previous, each, collector);
    sums.survivedShare += survivedShare(each);
    sums.pauseSeconds += each.pauseSeconds;
    sums.longestPauseSeconds = Math.max(sums.longestPauseSeconds, each.pauseSeconds);
    if (!Number.isNaN(each.reachingSafepointSeconds)) {
      sums.waits++;
      sums.waitSeconds += each.reachingSafepointSeconds;
    }
    countYoung(sums, { previous, each, collector });
    if (each.kind === 'full') sums.full++;
    if (each.detail === 'totals') sums.estimated++;
    sums.heapCapacity = larger(sums.heapCapacity, each.heapCapacity);
    sums.youngCapacity = larger(sums.youngCapacity, each.youngCapacity);
    previous = each;
  }
  const count = collections.length - first - 1;
  return {
    ...sums,
    count,
    seconds: last.startSeconds - begin.endSeconds,
    survivedShare: sums.survivedShare / Math.max(1, count),
  };
}

function countYoung(
  sums: { sized: number; shrinks: number; fine: number; ragged: number },
  {
    previous,
    each,
    collector,
  }: {
    readonly previous: GcCollection;
    readonly each: GcCollection;
    readonly collector: GcLog['collector'];
  },
): void {
  if (each.before !== undefined && each.after !== undefined) {
    sums.sized++;
    if (each.after.youngCommittedEnd < each.before.youngCommittedEnd) sums.shrinks++;
  } else if (!Number.isNaN(each.youngCapacity)) {
    sums.sized++;
    if (each.youngCapacity < previous.youngCapacity) sums.shrinks++;
  }
  // Full regions say nothing of where the last one ends.
  if (each.detail === 'totals' || collector === 'G1') return;
  const top = each.after?.from.top ?? each.survivorsAfter;
  sums.fine++;
  if (top % pageBytes !== 0) sums.ragged++;
}

function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}

/** What went into regions of its own between two collections. Without a count of them, Old itself grew. */
function humongousBetween(
  previous: GcCollection,
  next: GcCollection,
  collector: GcLog['collector'],
): number {
  if (collector !== 'G1' || next.detail === 'totals') return 0;
  const counted = next.humongousBefore - previous.humongousAfter;
  if (next.humongousBefore + previous.humongousAfter > 0) return Math.max(0, counted);
  return previous.detail === 'totals' ? 0 : Math.max(0, next.oldBefore - previous.oldAfter);
}

/** What lived on of what was in Young. */
function survivedShare(each: GcCollection): number {
  const young = each.edenBefore + each.survivorsBefore;
  return young === 0 ? 0 : Math.min(1, (each.survivedBytes + each.promotedBytes) / young);
}

/** Humongous objects dirty Old as they are filled; undefined if there are next to none. */
export function humongousWrites({
  humongousBytes,
  mutatorSeconds,
  count,
}: LogStatistics): WriteClass | undefined {
  const perSecond = humongousBytes / pageBytes / Math.max(mutatorSeconds, 1e-3);
  if (perSecond < 1) return undefined;
  const pages = Math.max(1, Math.round(humongousBytes / pageBytes / Math.max(1, count)));
  return { pages, perSecond: Math.round(perSecond) };
}
