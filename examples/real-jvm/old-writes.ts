import { setTimeout as sleep } from 'node:timers/promises';
import { occupied } from './heap-spaces.ts';
import type { Guest } from './guest.ts';
import type { VmStop } from './jvm-process.ts';
import { contains, outward } from './ranges.ts';

/** What a program writes of Old between two collections, as `simulate --old-writes` takes it. */
export interface OldWrites {
  readonly pages: number;
  readonly perSecond: number;
}

/** What the dirty log shows of a program before its migration. */
export interface SeenWrites {
  readonly old: OldWrites;
  /** Pages that a collection dirties, on average: copies, and forwarding pointers in what was copied. */
  readonly perCollection: number;
}

const windowMs = 100;

/** Reads the dirty log for a while, window by window. It forgets what it has read: not during a migration. */
export async function watchWrites(guest: Guest, forMs: number): Promise<SeenWrites> {
  let collections = 0;
  const byCollections: number[] = [];
  // One question after the other: a collection starts and ends at any moment of a window.
  let last = Promise.resolve<Uint32Array>(new Uint32Array());
  const clean = (): Promise<Uint32Array> => (last = last.then(() => guest.memory.clean()));
  /** Frames that the collection under way has dirtied: a window may end inside of it. */
  let dirtied: Set<number> | undefined;
  let isWatched = true;
  const stopped = async ({ words, goOn }: VmStop): Promise<void> => {
    const isEnd = words[0] === 'gc-finish';
    if (isWatched && (isEnd || words[0] === 'gc-start')) {
      collections++;
      const frames = await clean();
      // The frames after those of the heap are written by others.
      if (isEnd && dirtied !== undefined) {
        const all = [...new Set([...dirtied, ...frames])];
        byCollections.push(all.filter((frame) => frame < guest.memory.pages).length);
      }
      dirtied = isEnd ? undefined : new Set();
    }
    goOn();
  };
  guest.onStop = (stop) => void stopped(stop);
  await guest.readSpaces();
  await clean();
  const windows: (readonly number[] | undefined)[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const before = collections;
    const until = performance.now() + windowMs;
    await sleep(windowMs);
    const dirty = await clean();
    if (dirtied !== undefined) dirtied = new Set([...dirtied, ...dirty]);
    // A window that took much longer, or saw a collection, shows more than the program's own writes.
    const isPlain = collections === before && performance.now() - until < windowMs / 4;
    windows.push(isPlain ? inOld(guest, dirty) : undefined);
  }
  isWatched = false;
  await last;
  const total = byCollections.reduce((sum, pages) => sum + pages, 0);
  return {
    old: oldWritesOf(windows, windowMs / 1000),
    perCollection: Math.round(total / Math.max(1, byCollections.length)),
  };
}

function inOld(guest: Guest, dirty: Uint32Array): number[] {
  const old = occupied(guest.spaces.old).map(outward);
  const pageOf = new Map<number, number>();
  for (const [page, entry] of guest.memory.pageTable().entries()) pageOf.set(entry - 1, page);
  return [...dirty].filter((frame) => {
    const page = pageOf.get(frame);
    return page !== undefined && contains(old, page);
  });
}

/**
 * Pages and rate from the pages that were dirty in each window. Writes are spread evenly over `pages`: n writes dirty
 * `pages * (1 - exp(-n / pages))` of them. Windows that are `undefined` part the spans over which pages are counted.
 */
export function oldWritesOf(
  windows: readonly (readonly number[] | undefined)[],
  windowSeconds: number,
): OldWrites {
  let pages = 1;
  let span = new Set<number>();
  for (const dirty of windows) {
    span = dirty === undefined ? new Set() : new Set([...span, ...dirty]);
    pages = Math.max(pages, span.size);
  }
  const plain = windows.filter((dirty) => dirty !== undefined);
  const dirtied = plain.reduce((sum, dirty) => sum + dirty.length, 0) / Math.max(1, plain.length);
  // If every window has dirtied all of them, the rate is at least that of one write to each, and a few more.
  const share = Math.min(dirtied / pages, 1 - 1 / (2 * pages));
  return { pages, perSecond: Math.round((pages * Math.log(1 / (1 - share))) / windowSeconds) };
}
