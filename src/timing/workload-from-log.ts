import type { HeapPositions } from '../migration/initial-heap.ts';
import type { GcCollection } from './gc-log/collection.ts';
import type { HeapGeometry } from './gc-log/heap-geometry.ts';
import type { GcLog } from './gc-log/history.ts';
import { layoutOf, type Layout } from './gc-log/layout.ts';
import { defaultOtherProcesses } from './kernel-driver.ts';
import { assumptionsOfLog, factsOfLog } from './log-facts.ts';
import { humongousWrites, statisticsOf } from './log-statistics.ts';
import { steadyPart, type SteadyOptions, type SteadyPart } from './steady-part.ts';
import {
  pageBytes,
  type JvmWorkload,
  type LoggedCollection,
  type StartOfMigration,
} from './workload.ts';
import type { WriteClass } from './write-stream.ts';

export interface WorkloadOptions extends SteadyOptions {
  /** What the mutators write of Old, where it is known. Default: what was traced on Derby. */
  readonly oldWrites?: WriteClass;
}

/** Recorded on Derby with a write-protecting tracer: 2,016 Old pages per 100 ms, 4,578 per second. */
export const assumedOldWrites: WriteClass = { pages: 5000, perSecond: 25_000 };
/** No log reports how long threads take to a safepoint unless asked to: traced on Derby, rounded up. */
const assumedSafepointSeconds = 1e-3;
/** A simulated migration lasts an hour at most: what comes later in a log is not replayed. */
const replayedSeconds = 4000;
const replayedCollections = 20_000;

/**
 * Turns a GC log into a workload: each logged collection is an event with its own sizes, pause and
 * resize, and when the log ends its steady part repeats.
 *
 * Throws `InputError('usage')` where the migration would begin after its end, or the warm-up that was asked for is
 * longer than it.
 */
export function workloadFromGcLog(log: GcLog, options: WorkloadOptions = {}): JvmWorkload {
  const part = steadyPart(log, options);
  const oldWrites = options.oldWrites ?? assumedOldWrites;
  const statistics = statisticsOf(log, part.first);
  const replayed = part.isIdle
    ? [log.collections.at(log.collections.length - 1)]
    : replayedFrom(log, part);
  const layout = layoutOf(replayed, log.heapBytesReserved);
  const collections = part.isIdle
    ? [idleEvent(log, replayed[0]!, layout)]
    : eventsOf(replayed, layout);
  const humongous = humongousWrites(statistics);
  return {
    name: log.file,
    heapPages: Math.ceil(layout.heapBytes / pageBytes),
    initial: toPages(layout.after(replayed[0]!)),
    start: startIn(collections[0]!, part.elapsedSeconds),
    collections,
    oldWrites: humongous === undefined ? [oldWrites] : [oldWrites, humongous],
    others: defaultOtherProcesses,
    facts: factsOfLog(log, statistics),
    assumptions: assumptionsOfLog(log, {
      statistics,
      part,
      layout,
      oldWrites,
      areOldWritesGiven: options.oldWrites !== undefined,
    }),
  };
}

/** The collection before the migration, those after it, and, of a short log, those before that again. */
function replayedFrom({ collections }: GcLog, { first, start }: SteadyPart): GcCollection[] {
  const found = [collections.at(start)];
  const until = found[0]!.endSeconds + replayedSeconds;
  let index = start + 1;
  while (index < collections.length && found.length < replayedCollections) {
    const next = collections.at(index++);
    found.push(next);
    if (next.startSeconds > until) return found;
  }
  const rest = Math.min(start - first, replayedCollections - found.length);
  for (let again = first; again < first + rest; again++) {
    found.push(collections.at(again + 1));
  }
  return found;
}

function eventsOf(replayed: readonly GcCollection[], layout: Layout): LoggedCollection[] {
  return replayed
    .slice(1)
    .map((collection, index) => toEvent(replayed[index]!, collection, layout));
}

function startIn(next: LoggedCollection, elapsedSeconds: number): StartOfMigration {
  const share = Math.min(0.999, elapsedSeconds / Math.max(next.mutatorSeconds, 1e-9));
  return {
    elapsedSeconds: share * next.mutatorSeconds,
    allocatedPages: Math.floor(share * next.allocatedPages),
  };
}

function toPages(geometry: HeapGeometry): HeapPositions {
  const pages = (bytes: number): number => Math.ceil(bytes / pageBytes);
  const { eden, from, to, old } = geometry;
  return {
    oldTop: pages(old.top),
    youngBegin: pages(geometry.youngStart),
    edenEnd: pages(eden.end),
    fromBottom: pages(from.bottom),
    fromTop: pages(from.top),
    fromEnd: pages(from.end),
    toBottom: pages(to.bottom),
    toEnd: pages(to.end),
    youngEnd: pages(geometry.youngCommittedEnd),
  };
}

function toEvent(
  previous: GcCollection,
  collection: GcCollection,
  layout: Layout,
): LoggedCollection {
  const after = layout.after(collection);
  const isFull = collection.kind === 'full';
  const { edenAfter, survivorsAfter } = collection;
  const room = after.to.end - after.to.bottom;
  const stayed = Math.min(edenAfter + survivorsAfter, Math.max(room, survivorsAfter));
  const { reachingSafepointSeconds } = collection;
  return {
    kind: collection.kind,
    uptimeSeconds: collection.startSeconds,
    mutatorSeconds: Math.max(0, collection.startSeconds - previous.endSeconds),
    allocatedPages: Math.max(
      0,
      Math.ceil((collection.edenBefore - previous.edenAfter) / pageBytes),
    ),
    survivorPages: Math.ceil(stayed / pageBytes),
    promotedPages: Math.floor(collection.promotedBytes / pageBytes),
    rewrittenOldPages: isFull ? Math.floor(collection.oldBefore / 2 / pageBytes) : 0,
    survivorsEndInsidePage: after.from.top % pageBytes !== 0,
    reachingSafepointSeconds: Number.isNaN(reachingSafepointSeconds)
      ? assumedSafepointSeconds
      : reachingSafepointSeconds,
    pauseSeconds: collection.pauseSeconds,
    after: toPages(after),
  };
}

/** What a JVM does that has stopped to collect: the event that did not come before the log ended. */
function idleEvent(log: GcLog, last: GcCollection, layout: Layout): LoggedCollection {
  const after = layout.after(last);
  const eden = Math.floor((after.eden.end - after.eden.bottom) / pageBytes);
  const collected = last.edenBefore + last.survivorsBefore;
  const share = Math.min(1, (last.survivedBytes + last.promotedBytes) / Math.max(1, collected));
  const live = Math.round(eden * share);
  const room = Math.floor((after.to.end - after.to.bottom) / pageBytes);
  return {
    ...toEvent(last, last, layout),
    mutatorSeconds: 2 * (log.endSeconds - last.endSeconds),
    allocatedPages: eden,
    survivorPages: Math.min(live, room),
    promotedPages: live - Math.min(live, room),
  };
}
