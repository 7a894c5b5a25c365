import type { GcCollection } from './collection.ts';
import type { HeapGeometry } from './heap-geometry.ts';

/** Where the spaces of a heap lie over a stretch of its collections. */
export interface Layout {
  /** Both generations at their largest. */
  readonly heapBytes: number;
  /** How a collection leaves the heap. */
  readonly after: (collection: GcCollection) => HeapGeometry;
  /** The addresses are those of the log. */
  readonly isLogged: boolean;
}

const alignment = 2 ** 20;
const alignUp = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/**
 * The addresses of the log; without them, Old, Eden, From and To one after the other, each as large as it is
 * at most in `collections`. Nothing is resized then: sizes do not show which memory went back to the kernel.
 *
 * @param heapBytesReserved of the log; NaN without addresses
 */
export function layoutOf(collections: readonly GcCollection[], heapBytesReserved: number): Layout {
  const isLogged = collections.every(({ after }) => after !== undefined);
  if (isLogged && !Number.isNaN(heapBytesReserved)) {
    return { heapBytes: heapBytesReserved, after: ({ after }) => after!, isLogged };
  }
  return { ...laidOut(collections), isLogged: false };
}

function laidOut(collections: readonly GcCollection[]): Omit<Layout, 'isLogged'> {
  const most = (of: (each: GcCollection) => number): number =>
    collections.reduce((max, each) => Math.max(max, of(each)), 0);
  // Humongous regions are written like Old, and there are as many as there ever were.
  const humongous = most((each) => Math.max(each.humongousBefore, each.humongousAfter));
  const old = alignUp(most(({ oldBefore, oldAfter }) => Math.max(oldBefore, oldAfter)) + humongous);
  const edenUsed = most((each) => Math.max(each.edenBefore, each.edenAfter));
  const eden = Math.max(alignment, alignUp(edenUsed));
  const survivorsUsed = most((each) => Math.max(each.survivorsBefore, each.survivorsAfter));
  const capacity = most(({ detail, youngCapacity }) =>
    detail === 'generations' && youngCapacity > 0 ? youngCapacity : 0,
  );
  const survivor = Math.max(alignment, alignUp(survivorsUsed), alignUp(capacity - edenUsed));
  const fromStart = old + eden;
  const toStart = fromStart + survivor;
  const end = toStart + survivor;
  return {
    heapBytes: end,
    after: ({ oldAfter, edenAfter, survivorsAfter }) => ({
      old: { bottom: 0, top: Math.min(old, oldAfter + humongous), end: old },
      eden: { bottom: old, top: old + edenAfter, end: fromStart },
      from: { bottom: fromStart, top: fromStart + survivorsAfter, end: toStart },
      to: { bottom: toStart, top: toStart, end },
      youngStart: old,
      youngCommittedEnd: end,
      youngReservedEnd: end,
    }),
  };
}
