import { InputError } from '../../foundation/input-error.ts';
import type { HeapPositions } from '../../migration/initial-heap.ts';
import { factsOf } from '../fact.ts';
import { defaultOtherProcesses } from '../kernel-driver.ts';
import { PageSet } from '../page-set.ts';
import { pageBytes, type JvmWorkload, type LoggedCollection, type TraceStep } from '../workload.ts';
import type { PageTrace, TraceCollection, TraceSample, TraceSpaces } from './read.ts';

/** A trace does not show how long threads take to a safepoint. */
const safepointSeconds = 1e-3;
const defaultWarmUpSeconds = 10;

/**
 * Turns a page trace into a workload that is replayed page for page. It begins at the first sample after
 * `atSeconds` (default: the warm-up of 10 s, or a third of a shorter trace) and when the trace ends it
 * goes on from there again. Throws `InputError('usage')` where that is not within the trace.
 */
export function workloadFromPageTrace(trace: PageTrace, atSeconds?: number): JvmWorkload {
  const at = atSeconds ?? Math.min(defaultWarmUpSeconds, trace.endSeconds / 3);
  const first = firstSampleAt(trace, at);
  if (first < 0) {
    throw atSeconds === undefined
      ? new InputError('data', `${trace.file}: no sample after ${at} s shows how the heap looks`)
      : new InputError(
          'usage',
          `--at ${at}s: ${trace.file} can be migrated from 0 to ${trace.endSeconds.toFixed(1)} s`,
        );
  }
  const initial = trace.samples[first]!.spaces!;
  const positions = toPositions(initial);
  const later = trace.collections.filter(({ firstSample }) => firstSample > first);
  const steps = stepsFrom(trace, first, later);
  const spaces = spacesBySample(trace);
  const collections = later.map((each) => toCollection(each, spaces));
  return {
    name: trace.file,
    heapPages: trace.heapBytes / pageBytes,
    initial: positions,
    start: {
      elapsedSeconds: 0,
      allocatedPages: pagesUp(initial.eden.top) - positions.youngBegin,
    },
    // With no collection in sight the enforced one is guessed from the heap as it is.
    collections: collections.length > 0 ? collections : [guessed(trace, initial)],
    trace: steps,
    oldWrites: [],
    others: defaultOtherProcesses,
    facts: factsOf('logged', [
      ...traceFacts(trace, steps),
      ...oldFacts(steps, positions.youngBegin),
    ]),
    assumptions: [
      'the rest of the VM: 256 MiB of other processes, 1000 of their frames hot with 2000 writes/s',
      'heap pages lie in runs of 2 MiB, the runs anywhere in the VM',
      `threads reach a safepoint in ${safepointSeconds * 1e3} ms; a trace does not show it`,
      'the enforced collection is the next recorded one, come early',
      ...(collections.length > 0
        ? []
        : ['no collection follows: everything in Eden survives the enforced one']),
      ...trace.warnings,
    ],
  };
}

/** The first sample from then on, outside collections, that shows how the heap looks; or -1. */
function firstSampleAt({ samples, collections }: PageTrace, atSeconds: number): number {
  let next = 0;
  return samples.findIndex(({ seconds, spaces }, index) => {
    while (next < collections.length && collections[next]!.endSample <= index) next++;
    const isCollecting = next < collections.length && collections[next]!.firstSample <= index;
    return seconds >= atSeconds && spaces !== undefined && !isCollecting;
  });
}

const pagesUp = (bytes: number): number => Math.ceil(bytes / pageBytes);

function toPositions({
  youngStart,
  youngCommittedEnd,
  eden,
  from,
  to,
  old,
}: TraceSpaces): HeapPositions {
  return {
    oldTop: pagesUp(old.top),
    youngBegin: pagesUp(youngStart),
    edenEnd: pagesUp(eden.end),
    fromBottom: pagesUp(from.bottom),
    fromTop: pagesUp(from.top),
    fromEnd: pagesUp(from.end),
    toBottom: pagesUp(to.bottom),
    toEnd: pagesUp(to.end),
    youngEnd: pagesUp(youngCommittedEnd),
  };
}

/** Samples of the mutators as writes spread over their interval; collections where they stand. */
function stepsFrom(
  trace: PageTrace,
  first: number,
  later: readonly TraceCollection[],
): TraceStep[] {
  const start = trace.samples[first]!.seconds;
  const steps: TraceStep[] = [];
  let from = 0;
  let index = first + 1;
  for (const collection of [...later, undefined]) {
    const end = collection?.firstSample ?? trace.samples.length;
    for (; index < end; index++) {
      const { seconds, pages } = trace.samples[index]!;
      steps.push({ fromSeconds: from, toSeconds: seconds - start, pages, collects: false });
      from = seconds - start;
    }
    if (collection === undefined) break;
    const written = trace.samples.slice(collection.firstSample, collection.endSample);
    steps.push({
      fromSeconds: collection.startSeconds - start,
      toSeconds: collection.endSeconds - start,
      pages: pagesOf(written),
      collects: true,
    });
    from = collection.endSeconds - start;
    index = collection.endSample;
  }
  return steps;
}

/** The pages of some samples, each once and rising. */
function pagesOf(samples: readonly TraceSample[]): Uint32Array {
  const all = new Uint32Array(samples.reduce((sum, { pages }) => sum + pages.length, 0));
  let length = 0;
  for (const { pages } of samples) {
    all.set(pages, length);
    length += pages.length;
  }
  all.sort();
  return all.filter((page, at) => at === 0 || page !== all[at - 1]);
}

/** For each sample the spaces as they were last seen at or before it. */
function spacesBySample({ samples }: PageTrace): (TraceSpaces | undefined)[] {
  let last: TraceSpaces | undefined;
  return samples.map(({ spaces }) => (last = spaces ?? last));
}

function toCollection(
  collection: TraceCollection,
  spaces: readonly (TraceSpaces | undefined)[],
): LoggedCollection {
  const before = spaces[collection.firstSample - 1]!;
  const after = spaces[collection.endSample - 1]!;
  return {
    kind: 'young',
    uptimeSeconds: collection.startSeconds,
    mutatorSeconds: 0,
    allocatedPages: pagesUp(before.eden.top) - pagesUp(before.youngStart),
    survivorPages: pagesUp(after.from.top) - pagesUp(after.from.bottom),
    promotedPages: Math.max(0, pagesUp(after.old.top) - pagesUp(before.old.top)),
    rewrittenOldPages: 0,
    survivorsEndInsidePage: after.from.top % pageBytes !== 0,
    reachingSafepointSeconds: safepointSeconds,
    pauseSeconds: collection.endSeconds - collection.startSeconds,
    after: toPositions(after),
  };
}

/** What a collection would do of which nothing was recorded: all of Eden and From lives on. */
function guessed(trace: PageTrace, spaces: TraceSpaces): LoggedCollection {
  const pages = ({ bottom, top }: { bottom: number; top: number }): number =>
    pagesUp(top) - pagesUp(bottom);
  const live = pages(spaces.eden) + pages(spaces.from);
  const room = pagesUp(spaces.to.end) - pagesUp(spaces.to.bottom);
  const longest = trace.collections.reduce(
    (max, { startSeconds, endSeconds }) => Math.max(max, endSeconds - startSeconds),
    0.01,
  );
  return {
    kind: 'young',
    mutatorSeconds: Infinity,
    allocatedPages: pagesUp(spaces.eden.end) - pagesUp(spaces.youngStart),
    survivorPages: Math.min(live, room),
    promotedPages: Math.max(0, live - room),
    rewrittenOldPages: 0,
    survivorsEndInsidePage: spaces.from.top % pageBytes !== 0,
    reachingSafepointSeconds: safepointSeconds,
    pauseSeconds: longest,
    after: toPositions(spaces),
  };
}

function traceFacts(trace: PageTrace, steps: readonly TraceStep[]): string[] {
  const written = steps.reduce((sum, { pages }) => sum + pages.length, 0);
  const seconds = steps.at(-1)?.toSeconds ?? 0;
  return [
    `page trace of ${trace.endSeconds.toFixed(1)} s with ${trace.collections.length} collections; ` +
      `${seconds.toFixed(1)} s are replayed page for page, again and again`,
    `${Math.round(written / Math.max(seconds, 1e-9))} different pages written per second of samples`,
  ];
}

/** What a log does not show and `--old-writes` takes: the pages of Old that the mutators wrote. */
function oldFacts(steps: readonly TraceStep[], youngBegin: number): string[] {
  const different = new PageSet(youngBegin);
  let written = 0;
  for (const { pages, collects } of steps) {
    if (collects) continue;
    for (const page of pages) {
      if (page >= youngBegin) break;
      different.add(page);
      written++;
    }
  }
  const seconds = steps.at(-1)?.toSeconds ?? 0;
  if (written === 0 || seconds === 0) return ['no page of Old is written but by collections'];
  return [
    `of Old ${different.size} different pages, ${Math.round(written / seconds)} a second by samples: ` +
      `for the model of its log, --old-writes ${different.size},${Math.round(written / seconds)}`,
  ];
}
