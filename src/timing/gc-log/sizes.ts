import type { GcCollection } from './collection.ts';
import type { Change } from './cursor.ts';
import type { Pause, PlacedHeap, SpaceName } from './events.ts';
import { usedBytes } from './heap-geometry.ts';

/** What was logged of each space. */
export type LoggedSpaces = Record<SpaceName, Change | undefined>;

/** Of a collection that begins. An object of one shape costs less than a map. */
export function noSpaces(): LoggedSpaces {
  return {
    eden: undefined,
    survivor: undefined,
    young: undefined,
    old: undefined,
    humongous: undefined,
    archive: undefined,
  };
}

/** What the lines of one collection say of sizes, as far as they were read. */
export interface LoggedSizes {
  readonly pause: Pause;
  readonly spaces: Readonly<LoggedSpaces>;
  readonly total: Change | undefined;
  readonly before: PlacedHeap | undefined;
  readonly after: PlacedHeap | undefined;
  readonly averages: { readonly survived: number; readonly promoted: number } | undefined;
}

/** How the collection before left the heap; NaN where nothing is known, as before the first. */
export interface HeapAfter {
  readonly eden: number;
  readonly survivors: number;
  readonly total: number;
  /** The largest Eden seen so far. */
  readonly edenMax: number;
}

/** The members of a collection that are sizes. */
export type ResolvedSizes = Pick<
  GcCollection,
  | 'detail'
  | 'edenBefore'
  | 'edenAfter'
  | 'survivorsBefore'
  | 'survivorsAfter'
  | 'oldBefore'
  | 'oldAfter'
  | 'humongousBefore'
  | 'humongousAfter'
  | 'youngCapacity'
  | 'heapCapacity'
  | 'survivedBytes'
  | 'promotedBytes'
  | 'before'
  | 'after'
>;

/** Of a heap without sizes of generations: this share of what was in Eden is taken to survive. */
export const assumedSurvivorShare = 0.1;

const none: Change = {
  before: 0,
  after: 0,
  capacityBefore: Number.NaN,
  capacityAfter: Number.NaN,
};

/** The sizes of all spaces from what was logged; undefined if that is too little or contradicts itself. */
export function resolveSizes(logged: LoggedSizes, previous: HeapAfter): ResolvedSizes | undefined {
  const { spaces, total } = logged;
  const found =
    ofAddresses(logged) ??
    (spaces.eden && spaces.survivor ? ofSpaces(logged) : undefined) ??
    (spaces.young || spaces.old ? ofGenerations(logged, previous) : undefined) ??
    (total === undefined ? undefined : ofTotals(logged, { total, previous }));
  if (found === undefined) return undefined;
  const change = spaces.humongous ?? none;
  const { detail, survivorsAfter, oldBefore, oldAfter } = found;
  const survived = logged.averages?.survived ?? survivorsAfter;
  return {
    detail,
    edenBefore: found.edenBefore,
    edenAfter: found.edenAfter,
    survivorsBefore: found.survivorsBefore,
    survivorsAfter,
    oldBefore,
    oldAfter,
    humongousBefore: change.before,
    humongousAfter: change.after,
    youngCapacity: found.youngCapacity,
    heapCapacity: total?.capacityAfter ?? Number.NaN,
    survivedBytes: detail === 'addresses' ? survivorsAfter : survived,
    promotedBytes: logged.averages?.promoted ?? Math.max(0, oldAfter - oldBefore),
    before: found.before,
    after: found.after,
  };
}

type Found = Omit<
  ResolvedSizes,
  'humongousBefore' | 'humongousAfter' | 'heapCapacity' | 'survivedBytes' | 'promotedBytes'
>;

function ofAddresses({ before, after, averages }: LoggedSizes): Found | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.baseAddress !== after.baseAddress || before.bytesMax !== after.bytesMax) {
    return undefined;
  }
  const [b, a] = [before.geometry, after.geometry];
  const survived = usedBytes(a.from);
  // HotSpot takes its averages from the same pointers as the two blocks, so both must agree.
  if (averages !== undefined && averages.survived !== survived) return undefined;
  return {
    detail: 'addresses',
    edenBefore: usedBytes(b.eden),
    edenAfter: usedBytes(a.eden),
    survivorsBefore: usedBytes(b.from),
    survivorsAfter: survived,
    oldBefore: usedBytes(b.old),
    oldAfter: usedBytes(a.old),
    youngCapacity: a.eden.end - a.eden.bottom + a.from.end - a.from.bottom,
    before: b,
    after: a,
  };
}

function ofSpaces({ spaces, total, pause }: LoggedSizes): Found | undefined {
  const eden = spaces.eden!;
  const survivor = spaces.survivor!;
  const young = spaces.young;
  const archive = spaces.archive ?? none;
  const old = spaces.old ?? oldOf(total, eden, survivor);
  if (old === undefined) return undefined;
  // `From` of Parallel and Serial is what is there afterwards; a full collection may fill Eden.
  const edenAfter =
    young === undefined ? eden.after : Math.max(eden.after, young.after - survivor.after);
  const capacity = eden.capacityAfter + survivor.capacityAfter;
  return {
    detail: 'spaces',
    edenBefore: eden.before,
    edenAfter: pause.kind === 'full' ? edenAfter : eden.after,
    survivorsBefore: survivor.before,
    survivorsAfter: survivor.after,
    oldBefore: old.before + archive.before,
    oldAfter: old.after + archive.after,
    youngCapacity: young?.capacityAfter ?? (Number.isNaN(capacity) ? eden.capacityAfter : capacity),
  };
}

function oldOf(total: Change | undefined, eden: Change, survivor: Change): Change | undefined {
  if (total === undefined) return undefined;
  return {
    ...none,
    before: Math.max(0, total.before - eden.before - survivor.before),
    after: Math.max(0, total.after - eden.after - survivor.after),
  };
}

/** What was in From is what the collection before left there; the rest of Young is Eden. */
function ofGenerations(logged: LoggedSizes, previous: HeapAfter): Found | undefined {
  const { spaces, total, pause, averages } = logged;
  const found = spaces.young ?? oldOf(total, spaces.old ?? none, none);
  const before = spaces.old ?? (found && oldOf(total, found, none));
  if (found === undefined || before === undefined) return undefined;
  const { young, old } = asOnePause(found, before, total);
  // A full collection moves what lives on in Young to the bottom of Eden, and a young one that has failed
  // leaves it where it was. A survivor space is never as large as Eden.
  const isInEden = pause.kind === 'full' || young.after > young.capacityAfter / 2;
  // Of the first collection of a log nothing is known: all of Young counts as Eden.
  const known = Number.isNaN(previous.survivors) ? 0 : previous.survivors;
  const survivorsBefore = Math.min(young.before, known);
  const survived = Math.min(young.after, averages?.survived ?? young.after);
  const survivorsAfter = isInEden ? 0 : survived;
  return {
    detail: 'generations',
    edenBefore: young.before - survivorsBefore,
    edenAfter: young.after - survivorsAfter,
    survivorsBefore,
    survivorsAfter,
    oldBefore: old.before,
    oldAfter: old.after,
    youngCapacity: young.capacityAfter,
  };
}

/**
 * A young collection of Serial (JDK 8) that turns into a full one prints Young as the first left it, and Old as the
 * second found it, with what had been promoted in between. The heap's size is right for both.
 */
function asOnePause(
  young: Change,
  old: Change,
  total: Change | undefined,
): { readonly young: Change; readonly old: Change } {
  if (total === undefined || young.before + old.before <= total.before * 1.02) {
    return { young, old };
  }
  return {
    young: { ...young, after: Math.max(0, total.after - old.after) },
    old: { ...old, before: Math.max(0, total.before - young.before) },
  };
}

/**
 * From the heap's size alone: what was allocated since the collection before was in Eden, a tenth of it
 * survives, and all else is Old.
 */
function ofTotals(
  { pause }: LoggedSizes,
  { total, previous }: { readonly total: Change; readonly previous: HeapAfter },
): Found {
  const left = Number.isNaN(previous.total) ? total.after : previous.total;
  const allocated = Math.max(0, total.before - left);
  const survivorsBefore = Number.isNaN(previous.survivors) ? 0 : Math.min(previous.survivors, left);
  const edenBefore = Math.min(total.before, allocated + (previous.eden > 0 ? previous.eden : 0));
  const live = Math.round(edenBefore * assumedSurvivorShare);
  const survivorsAfter = pause.kind === 'full' ? 0 : Math.min(total.after, live);
  return {
    detail: 'totals',
    edenBefore,
    edenAfter: 0,
    survivorsBefore: Math.min(survivorsBefore, total.before - edenBefore),
    survivorsAfter,
    oldBefore: Math.max(0, total.before - edenBefore - survivorsBefore),
    oldAfter: Math.max(0, total.after - survivorsAfter),
    youngCapacity: Number.NaN,
  };
}
