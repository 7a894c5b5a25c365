import { contiguousHeap } from '../migration/initial-heap.ts';
import type { OtherProcesses } from './kernel-driver.ts';
import { Random } from '../foundation/random.ts';
import { pageBytes, type JvmWorkload, type LoggedCollection } from './workload.ts';
import type { WriteClass } from './write-stream.ts';

/** A JVM in a steady state, in a few numbers: what is known of one that left no log. */
export interface JvmModel {
  readonly name: string;
  readonly youngBytes: number;
  /** Of Young; each of the two survivor spaces. */
  readonly survivorSpaceShare: number;
  /** Used by the Old generation when the migration begins. */
  readonly oldBytes: number;
  /** From the start of a collection to the start of the next, in seconds. */
  readonly periodSeconds: number;
  readonly pauseSeconds: number;
  readonly reachingSafepointSeconds: number;
  /** What a collection leaves in From, and what it promotes. */
  readonly survivorBytes: number;
  readonly promotedBytes: number;
  readonly oldWrites: readonly WriteClass[];
  readonly others: OtherProcesses;
}

const collectionsDrawn = 64;
/** Period, pause and survivors differ by so much, either way, from one collection to the next. */
const spread = 0.1;

/**
 * Draws a life of the JVM: collections that differ a little from one another, and a migration that begins
 * anywhere between two of them, or so long after the start of a collection as `atSeconds` says. Heap and other processes share `frames` frames.
 */
export function workloadOfModel(
  model: JvmModel,
  frames: number,
  { seed, atSeconds }: { readonly seed: number; readonly atSeconds?: number },
): JvmWorkload {
  const random = new Random();
  random.start(seed, 0);
  const share = (): number => random.below(2 ** 24) / 2 ** 24;
  const pages = (bytes: number): number => Math.round(bytes / pageBytes);
  const young = pages(model.youngBytes);
  const survivor = Math.max(1, Math.round(young * model.survivorSpaceShare));
  // A large VM is not all heap: Old may grow to twice what it has, and 2 GiB.
  const oldMax = 2 * pages(model.oldBytes) + 2 ** 19;
  const heapPages = Math.min(frames - model.others.frames, young + oldMax);
  const youngBegin = heapPages - young;
  const about = (value: number): number => value * (1 + spread * (2 * share() - 1));
  const survivors = (): number => Math.min(survivor, pages(about(model.survivorBytes)));
  const eden = young - 2 * survivor;
  const spaces = contiguousHeap({ old: youngBegin, eden, survivor });
  const initial = {
    ...spaces,
    oldTop: Math.min(pages(model.oldBytes), youngBegin),
    fromTop: spaces.fromBottom + survivors(),
  };
  const collections = Array.from({ length: collectionsDrawn }, (): LoggedCollection => {
    const pauseSeconds = about(model.pauseSeconds);
    return {
      kind: 'young',
      rewrittenOldPages: 0,
      mutatorSeconds: Math.max(0.01, about(model.periodSeconds) - pauseSeconds),
      allocatedPages: eden,
      survivorPages: survivors(),
      promotedPages: pages(about(model.promotedBytes)),
      survivorsEndInsidePage: true,
      reachingSafepointSeconds: about(model.reachingSafepointSeconds),
      pauseSeconds,
      after: initial,
    };
  });
  const drawn = share();
  const phase = atSeconds === undefined ? drawn : (atSeconds / model.periodSeconds) % 1;
  return {
    name: model.name,
    heapPages,
    initial,
    start: {
      elapsedSeconds: phase * collections[0]!.mutatorSeconds,
      allocatedPages: Math.floor(phase * eden),
    },
    collections,
    oldWrites: model.oldWrites,
    others: model.others,
    facts: [],
    assumptions: [],
  };
}
