import { InputError } from '../foundation/input-error.ts';
import type { HeapPositions } from '../migration/initial-heap.ts';
import type { GcCollection } from './gc-log/collection.ts';
import type { HeapGeometry } from './gc-log/heap-block.ts';
import type { GcLog } from './gc-log/history.ts';
import { defaultOtherProcesses } from './kernel-driver.ts';
import { factsOfLog } from './log-facts.ts';
import {
  pageBytes,
  type JvmWorkload,
  type LoggedCollection,
  type StartOfMigration,
} from './workload.ts';
import type { WriteClass } from './write-stream.ts';

export interface WorkloadOptions {
  /** Collections that end before this uptime are left out: the JVM is still growing. Default: 10. */
  readonly warmUpSeconds?: number;
  /** Uptime at which the migration begins. Default: right after the first collection after warm-up. */
  readonly atSeconds?: number;
  /** What the mutators write of Old, where it is known. Default: what was traced on Derby. */
  readonly oldWrites?: WriteClass;
}

const defaultWarmUpSeconds = 10;
/** A log that ends in a stretch without a collection this many times longer than any other is of a JVM
 * that has stopped to collect. */
const quietFactor = 3;
/** Recorded on Derby with a write-protecting tracer: 2,016 Old pages per 100 ms, 4,578 per second. */
const assumedOldWrites: WriteClass = { pages: 5000, perSecond: 25_000 };

/**
 * Turns a GC log into a workload: each logged collection is an event with its own sizes, pause and
 * resize, and when the log ends its steady part repeats.
 *
 * Throws `InputError('data')` where the log has fewer than two collections, and `InputError('usage')`
 * where the migration would begin after its end, or the warm-up that was asked for is longer than it.
 */
export function workloadFromGcLog(log: GcLog, options: WorkloadOptions = {}): JvmWorkload {
  requireWarmUp(log, options.warmUpSeconds);
  const { steady, skippedSeconds } = steadyPart(log, options.warmUpSeconds ?? defaultWarmUpSeconds);
  const tail = quietTail(log, steady);
  const events = tail === undefined ? eventsOf(steady) : [tail];
  const at = startAt(log, tail === undefined ? steady : steady.slice(-1), options.atSeconds);
  const first = tail === undefined ? steady[at.index]! : steady.at(-1)!;
  const oldWrites = options.oldWrites ?? assumedOldWrites;
  const collections = [...events.slice(at.index), ...events.slice(0, at.index)];
  return {
    name: log.file,
    heapPages: Math.ceil(log.heapBytesMax / pageBytes),
    initial: toPages(first.after),
    start: startIn(collections[0]!, at.elapsedSeconds),
    collections,
    oldWrites: [oldWrites],
    others: defaultOtherProcesses,
    facts: factsOfLog(log, steady),
    assumptions: [
      `${oldWrites.pages} Old pages are hot and take ${oldWrites.perSecond} page writes per second ` +
        (options.oldWrites === undefined
          ? '(traced on Derby; a log does not tell, --old-writes does)'
          : '(given)'),
      'the enforced collection is the next logged one, come early: its survivors, pause and resize',
      'survivors of one page of To come from one page of Eden or From',
      'heap pages lie in runs of 2 MiB, the runs anywhere in the VM',
      ...(skippedSeconds < (options.warmUpSeconds ?? defaultWarmUpSeconds)
        ? [
            `the log is too short for a warm-up: its first ${skippedSeconds.toFixed(1)} s are left out`,
          ]
        : []),
      ...quietNote(log, tail),
      ...fullCollectionNote(steady),
      ...log.assumptions,
    ],
  };
}

function requireWarmUp({ file, endSeconds }: GcLog, warmUpSeconds: number | undefined): void {
  if (warmUpSeconds === undefined || warmUpSeconds < endSeconds) return;
  throw new InputError(
    'usage',
    `--warm-up ${warmUpSeconds}s: ${file} ends after ${endSeconds.toFixed(1)} s`,
  );
}

/** The collections after warm-up; the first of them only says where the heap stands. */
function steadyPart(
  log: GcLog,
  warmUpSeconds: number,
): { readonly steady: readonly GcCollection[]; readonly skippedSeconds: number } {
  const { collections } = log;
  if (collections.length < 2) {
    throw new InputError(
      'data',
      `${log.file}:${collections[0]!.line}: ${collections.length} collection in the whole log; ` +
        'expected at least 2: run for longer, or with a smaller Young generation (-Xmn)',
    );
  }
  const after = collections.findIndex(({ endSeconds }) => endSeconds >= warmUpSeconds);
  const isEnough = after >= 0 && collections.length - after >= 2;
  if (isEnough) return { steady: collections.slice(after), skippedSeconds: warmUpSeconds };
  const first = Math.max(0, Math.floor((collections.length - 2) / 2));
  return { steady: collections.slice(first), skippedSeconds: collections[first]!.endSeconds };
}

/** What a JVM does that has stopped to collect: the event that did not come before the log ended. */
function quietTail(log: GcLog, steady: readonly GcCollection[]): LoggedCollection | undefined {
  const last = steady.at(-1)!;
  const tailSeconds = log.endSeconds - last.endSeconds;
  const longest = steady
    .slice(1)
    .reduce((max, each, index) => Math.max(max, each.startSeconds - steady[index]!.endSeconds), 0);
  if (tailSeconds < defaultWarmUpSeconds || tailSeconds < quietFactor * longest) return undefined;
  const { before, after } = last;
  const eden = Math.floor((after.eden.end - after.eden.bottom) / pageBytes);
  const collected = before.eden.top - before.eden.bottom + before.from.top - before.from.bottom;
  const share = Math.min(1, (last.survivedBytes + last.promotedBytes) / Math.max(1, collected));
  const live = Math.round(eden * share);
  const room = Math.floor((after.to.end - after.to.bottom) / pageBytes);
  const event = toEvent(last, last);
  return {
    ...event,
    mutatorSeconds: 2 * tailSeconds,
    allocatedPages: eden,
    survivorPages: Math.min(live, room),
    promotedPages: live - Math.min(live, room),
  };
}

function eventsOf(steady: readonly GcCollection[]): LoggedCollection[] {
  return steady.slice(1).map((collection, index) => toEvent(steady[index]!, collection));
}

/** Which collection precedes the migration, and by how much. */
function startAt(
  log: GcLog,
  steady: readonly GcCollection[],
  atSeconds: number | undefined,
): { readonly index: number; readonly elapsedSeconds: number } {
  if (atSeconds === undefined) return { index: 0, elapsedSeconds: 0 };
  const first = steady[0]!.endSeconds;
  if (atSeconds > log.endSeconds || atSeconds < first) {
    throw new InputError(
      'usage',
      `--at ${atSeconds}s: ${log.file} can be migrated from ${first.toFixed(1)} s, after warm-up, ` +
        `to ${log.endSeconds.toFixed(1)} s`,
    );
  }
  const found = steady.findLastIndex(({ endSeconds }) => endSeconds <= atSeconds);
  const index = Math.min(found, Math.max(0, steady.length - 2));
  return { index, elapsedSeconds: atSeconds - steady[index]!.endSeconds };
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

function toEvent(previous: GcCollection, collection: GcCollection): LoggedCollection {
  const { before, after } = collection;
  const isFull = collection.kind === 'full';
  const inEden = after.eden.top - after.eden.bottom;
  const inFrom = after.from.top - after.from.bottom;
  const room = after.to.end - after.to.bottom;
  const stayed = Math.min(isFull ? inEden + inFrom : inFrom, Math.max(room, inFrom));
  const left = previous.after.eden.top - previous.after.eden.bottom;
  return {
    kind: collection.kind,
    uptimeSeconds: collection.startSeconds,
    mutatorSeconds: Math.max(0, collection.startSeconds - previous.endSeconds),
    allocatedPages: Math.ceil((before.eden.top - before.eden.bottom - left) / pageBytes),
    survivorPages: Math.ceil(stayed / pageBytes),
    promotedPages: Math.floor(collection.promotedBytes / pageBytes),
    rewrittenOldPages: isFull ? Math.floor(before.old.top / 2 / pageBytes) : 0,
    survivorsEndInsidePage: after.from.top % pageBytes !== 0,
    reachingSafepointSeconds: collection.reachingSafepointSeconds,
    pauseSeconds: collection.pauseSeconds,
    after: toPages(after),
  };
}

function quietNote(log: GcLog, tail: LoggedCollection | undefined): string[] {
  if (tail === undefined) return [];
  const seconds = (tail.mutatorSeconds / 2).toFixed(0);
  return [
    `nothing was collected in the last ${seconds} s of ${log.endSeconds.toFixed(0)}: half of Eden was ` +
      'filled meanwhile, and of what is there as much survives as in the last collection',
  ];
}

function fullCollectionNote(steady: readonly GcCollection[]): string[] {
  const full = steady.filter(({ kind }) => kind === 'full').length;
  if (full === 0) return [];
  return [
    `each of ${full} full collections rewrites half of Old, copies what it leaves in Eden to To and ` +
      'keeps Old as large as it was',
  ];
}
