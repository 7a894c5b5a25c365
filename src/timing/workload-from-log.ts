import { InputError } from '../foundation/input-error.ts';
import type { HeapPositions } from '../migration/initial-heap.ts';
import type { GcCollection } from './gc-log-collection.ts';
import type { HeapGeometry } from './gc-log-heap.ts';
import type { GcLog } from './gc-log.ts';
import { defaultOtherProcesses } from './kernel-driver.ts';
import { pageBytes, type JvmWorkload, type LoggedCollection } from './workload.ts';

export interface WorkloadOptions {
  /** Collections that end before this uptime are left out: the JVM is still growing. */
  readonly warmUpSeconds?: number;
}

const defaultWarmUpSeconds = 10;
/** Recorded on Derby with a write-protecting tracer: 2,016 Old pages per 100 ms, 4,578 per second. */
const oldHotPages = 5000;
const oldWritesPerSecond = 25_000;

/**
 * Turns a GC log into a workload: each logged collection is an event with its own sizes, pause and
 * resize, and when the log ends its steady part repeats. Throws `InputError('data')` where fewer than
 * two collections are left after warm-up.
 */
export function workloadFromGcLog(log: GcLog, options: WorkloadOptions = {}): JvmWorkload {
  const warmUpSeconds = options.warmUpSeconds ?? defaultWarmUpSeconds;
  const first = log.collections.findIndex(({ endSeconds }) => endSeconds >= warmUpSeconds);
  const steady = (first < 0 ? [] : log.collections.slice(first)).filter(
    ({ kind }) => kind === 'young',
  );
  if (steady.length < 2) {
    throw new InputError(
      'data',
      `${log.file}: ${steady.length} young collections after ${warmUpSeconds} s of warm-up; ` +
        'a workload needs at least 2',
    );
  }
  const collections = steady
    .slice(1)
    .map((collection, index) => toEvent(steady[index]!, collection));
  return {
    name: log.file,
    heapPages: Math.ceil(log.heapBytesMax / pageBytes),
    initial: toPages(steady[0]!.after),
    collections,
    start: { elapsedSeconds: 0, allocatedPages: 0 },
    oldWrites: [{ pages: oldHotPages, perSecond: oldWritesPerSecond }],
    others: defaultOtherProcesses,
    facts: factsOf(log, steady),
    assumptions: [
      `${oldHotPages} Old pages are hot and take ${oldWritesPerSecond} page writes per second ` +
        '(traced on Derby; a log does not tell)',
      'the enforced collection is the next logged one, come early: its survivors, pause and resize',
      'survivors of one page of To come from one page of Eden or From',
      ...fullCollectionNote(log),
    ],
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
  return {
    mutatorSeconds: Math.max(0, collection.startSeconds - previous.endSeconds),
    allocatedPages: Math.ceil((before.eden.top - before.eden.bottom) / pageBytes),
    survivorPages: Math.ceil((after.from.top - after.from.bottom) / pageBytes),
    promotedPages: Math.floor(collection.promotedBytes / pageBytes),
    survivorsEndInsidePage: after.from.top % pageBytes !== 0,
    reachingSafepointSeconds: collection.reachingSafepointSeconds,
    pauseSeconds: collection.pauseSeconds,
    after: toPages(after),
  };
}

function factsOf(log: GcLog, steady: readonly GcCollection[]): string[] {
  const [first] = steady;
  const last = steady.at(-1);
  const span = (last?.startSeconds ?? 0) - (first?.endSeconds ?? 0);
  const allocated = steady
    .slice(1)
    .reduce((sum, { before }) => sum + before.eden.top - before.eden.bottom, 0);
  const shrinks = steady.filter(
    ({ before, after }) => after.youngCommittedEnd < before.youngCommittedEnd,
  ).length;
  const ragged = steady.filter(({ after }) => after.from.top % pageBytes !== 0).length;
  return [
    `${log.collections.length} collections in ${log.endSeconds.toFixed(1)} s, ` +
      `${steady.length - 1} of them in the steady part`,
    `${Math.round(allocated / span / 1e6)} MB/s allocated`,
    `Young shrank at ${shrinks}, survivors ended inside a page at ${ragged} of ${steady.length}`,
  ];
}

function fullCollectionNote(log: GcLog): string[] {
  const full = log.collections.filter(({ kind }) => kind === 'full').length;
  return full === 0 ? [] : [`${full} full collections are left out: the model has none`];
}
