import type { GcCollection } from './collection.ts';
import type { HeapGeometry } from './heap-block.ts';

/** One collection of which the log tells sizes but no addresses. Bytes and seconds. */
export interface CollectionCounts {
  readonly id: number;
  readonly line: number;
  readonly kind: 'young' | 'full';
  readonly cause: string;
  readonly startSeconds: number;
  readonly pauseSeconds: number;
  reachingSafepointSeconds: number;
  readonly edenBefore: number;
  readonly edenAfter: number;
  readonly survivorsBefore: number;
  readonly survivorsAfter: number;
  readonly oldBefore: number;
  readonly oldAfter: number;
}

const alignment = 2 ** 20;
const alignUp = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/**
 * Lays spaces of known sizes out one after the other: Old, Eden, From, To, each as large as it ever was.
 * Nothing is resized: a log without addresses does not tell which memory went back to the kernel.
 */
export function layOut(counts: readonly CollectionCounts[]): {
  readonly collections: readonly GcCollection[];
  readonly heapBytesMax: number;
} {
  const most = (of: (each: CollectionCounts) => number): number =>
    counts.reduce((max, each) => Math.max(max, of(each)), 0);
  const old = alignUp(most(({ oldBefore, oldAfter }) => Math.max(oldBefore, oldAfter)));
  const eden = Math.max(
    alignment,
    alignUp(most((each) => Math.max(each.edenBefore, each.edenAfter))),
  );
  const survivor = Math.max(
    alignment,
    alignUp(most((each) => Math.max(each.survivorsBefore, each.survivorsAfter))),
  );
  const youngStart = old;
  const fromStart = youngStart + eden;
  const toStart = fromStart + survivor;
  const end = toStart + survivor;
  const geometry = (oldUsed: number, edenUsed: number, survivors: number): HeapGeometry => ({
    old: { bottom: 0, top: oldUsed, end: old },
    eden: { bottom: youngStart, top: youngStart + edenUsed, end: fromStart },
    from: { bottom: fromStart, top: fromStart + survivors, end: toStart },
    to: { bottom: toStart, top: toStart, end },
    youngStart,
    youngCommittedEnd: end,
    youngReservedEnd: end,
  });
  const collections = counts.map(
    ({ edenBefore, edenAfter, survivorsBefore, survivorsAfter, oldBefore, oldAfter, ...rest }) => ({
      ...rest,
      endSeconds: rest.startSeconds + rest.pauseSeconds,
      before: geometry(oldBefore, edenBefore, survivorsBefore),
      after: geometry(oldAfter, edenAfter, survivorsAfter),
      survivedBytes: survivorsAfter,
      promotedBytes: Math.max(0, oldAfter - oldBefore),
    }),
  );
  return { collections, heapBytesMax: end };
}

const units: Readonly<Record<string, number>> = { B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `24.0M` and the like, in bytes; HotSpot prints 1.5 as "1.5" or, in some countries, as "1,5". */
export function bytesOf(text: string): number {
  const unit = units[text.slice(-1)];
  const digits = unit === undefined ? text : text.slice(0, -1);
  return Number(digits.replace(',', '.')) * (unit ?? 1);
}
