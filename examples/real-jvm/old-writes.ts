import { setTimeout as sleep } from 'node:timers/promises';
import { occupied } from './heap-spaces.ts';
import type { Guest } from './guest.ts';
import { contains, outward } from './ranges.ts';

/** What a program writes of Old between two collections, as `simulate --old-writes` takes it. */
export interface OldWrites {
  readonly pages: number;
  readonly perSecond: number;
}

const windowMs = 100;

/** Reads the dirty log for a while, window by window. It forgets what it has read: not during a migration. */
export async function measureOldWrites(guest: Guest, forMs: number): Promise<OldWrites> {
  let collections = 0;
  guest.onStop = ({ words, goOn }) => {
    if (words[0] === 'gc-start' || words[0] === 'gc-finish') collections++;
    goOn();
  };
  await guest.readSpaces();
  await guest.memory.clean();
  const windows: (readonly number[] | undefined)[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const before = collections;
    const until = performance.now() + windowMs;
    await sleep(windowMs);
    const dirty = await guest.memory.clean();
    // A window that took much longer, or saw a collection, says nothing of the program's own writes.
    const isPlain = collections === before && performance.now() - until < windowMs / 4;
    windows.push(isPlain ? inOld(guest, dirty) : undefined);
  }
  guest.onStop = undefined;
  return oldWritesOf(windows, windowMs / 1000);
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
