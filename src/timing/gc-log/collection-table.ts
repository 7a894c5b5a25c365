import { invariant } from '../../foundation/invariant.ts';
import type { Detail, GcCollection } from './collection.ts';
import type { HeapGeometry, SpaceBytes } from './heap-geometry.ts';

/** What a collection has beside sizes. */
export type CollectionHead = Pick<
  GcCollection,
  | 'id'
  | 'line'
  | 'kind'
  | 'cause'
  | 'startSeconds'
  | 'endSeconds'
  | 'pauseSeconds'
  | 'reachingSafepointSeconds'
>;
/** The sizes of a collection, and its geometry if the log prints addresses. */
export type CollectionSizes = Omit<GcCollection, keyof CollectionHead>;

/** Columns of a row. Those from `eden` to `promoted` are sizes that grow with the size of a region. */
const column = {
  id: 0,
  line: 1,
  kind: 2,
  cause: 3,
  start: 4,
  end: 5,
  pause: 6,
  reaching: 7,
  detail: 8,
  heapCapacity: 9,
  eden: 10,
  promoted: 20,
} as const;
const width = 21;
const details: readonly Detail[] = ['addresses', 'spaces', 'generations', 'totals'];

const spaces = ['eden', 'from', 'to', 'old'] as const;
const ends = ['youngStart', 'youngCommittedEnd', 'youngReservedEnd'] as const;
const geometryWidth = 2 * (spaces.length * 3 + ends.length);

/**
 * The collections of one log in typed arrays: 168 bytes each, and 240 more if the log has addresses.
 * Beyond its limit it keeps the last ones and forgets the first.
 */
export class CollectionTable {
  readonly #limit: number;
  #values = new Float64Array(width * 64);
  #geometry: Float64Array | undefined;
  readonly #causes: string[] = [];
  #count = 0;
  /** Collections that were forgotten. */
  forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#count;
  }

  /** Adds a collection whose sizes are in `unit` bytes, but for the capacity of the heap. */
  push(head: CollectionHead, sizes: CollectionSizes, unit = 1): void {
    if (this.#count === this.#limit) this.#forget(Math.max(1, this.#limit >> 1));
    this.#grow();
    const values = this.#values;
    let at = this.#count * width;
    values[at++] = head.id;
    values[at++] = head.line;
    values[at++] = head.kind === 'full' ? 1 : 0;
    values[at++] = this.#causeIndex(head.cause);
    values[at++] = head.startSeconds;
    values[at++] = head.endSeconds;
    values[at++] = head.pauseSeconds;
    values[at++] = head.reachingSafepointSeconds;
    values[at++] = details.indexOf(sizes.detail);
    values[at++] = sizes.heapCapacity;
    values[at++] = sizes.edenBefore * unit;
    values[at++] = sizes.edenAfter * unit;
    values[at++] = sizes.survivorsBefore * unit;
    values[at++] = sizes.survivorsAfter * unit;
    values[at++] = sizes.oldBefore * unit;
    values[at++] = sizes.oldAfter * unit;
    values[at++] = sizes.humongousBefore * unit;
    values[at++] = sizes.humongousAfter * unit;
    values[at++] = sizes.youngCapacity * unit;
    values[at++] = sizes.survivedBytes * unit;
    values[at] = sizes.promotedBytes * unit;
    const { before, after } = sizes;
    if (before !== undefined && after !== undefined) this.#putGeometry(before, after);
    this.#count++;
  }

  at(index: number): GcCollection {
    invariant(index >= 0 && index < this.#count, `no collection ${index} of ${this.#count}`);
    const values = this.#values;
    const at = index * width;
    const isPlaced = this.isPlaced(index) && this.#geometry !== undefined;
    return {
      id: values[at]!,
      line: values[at + column.line]!,
      kind: values[at + column.kind] === 1 ? 'full' : 'young',
      cause: this.#causes[values[at + column.cause]!]!,
      startSeconds: values[at + column.start]!,
      endSeconds: values[at + column.end]!,
      pauseSeconds: values[at + column.pause]!,
      reachingSafepointSeconds: values[at + column.reaching]!,
      detail: details[values[at + column.detail]!]!,
      heapCapacity: values[at + column.heapCapacity]!,
      edenBefore: values[at + column.eden]!,
      edenAfter: values[at + column.eden + 1]!,
      survivorsBefore: values[at + column.eden + 2]!,
      survivorsAfter: values[at + column.eden + 3]!,
      oldBefore: values[at + column.eden + 4]!,
      oldAfter: values[at + column.eden + 5]!,
      humongousBefore: values[at + column.eden + 6]!,
      humongousAfter: values[at + column.eden + 7]!,
      youngCapacity: values[at + column.eden + 8]!,
      survivedBytes: values[at + column.eden + 9]!,
      promotedBytes: values[at + column.promoted]!,
      before: isPlaced ? this.#geometryAt(index, 0) : undefined,
      after: isPlaced ? this.#geometryAt(index, 1) : undefined,
    };
  }

  /** Whether the addresses of a collection's spaces are known. */
  isPlaced(index: number): boolean {
    return this.#values[index * width + column.detail] === 0;
  }

  /** When the last collection ended; NaN without one. */
  get lastEnd(): number {
    return this.#count === 0 ? Number.NaN : this.#values[(this.#count - 1) * width + column.end]!;
  }

  /** The line that reports the wait for a safepoint comes after the collection. */
  setReachingSafepoint(index: number, seconds: number): void {
    if (index < 0) return;
    this.#values[index * width + column.reaching] = seconds;
  }

  /** Takes the last collection out again. */
  removeLast(): void {
    invariant(this.#count > 0, 'no collection to take out');
    this.#count--;
  }

  /** Multiplies all sizes: the size of a region became known behind the regions. */
  scaleSizes(factor: number): void {
    for (let row = 0; row < this.#count; row++) {
      for (let each = column.eden; each <= column.promoted; each++) {
        this.#values[row * width + each]! *= factor;
      }
    }
  }

  #forget(count: number): void {
    this.#values.copyWithin(0, count * width, this.#count * width);
    this.#geometry?.copyWithin(0, count * geometryWidth, this.#count * geometryWidth);
    this.#count -= count;
    this.forgotten += count;
  }

  #grow(): void {
    if ((this.#count + 1) * width <= this.#values.length) return;
    const grown = new Float64Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }

  #causeIndex(cause: string): number {
    // Most collections have the cause of the first.
    if (this.#causes[0] === cause) return 0;
    const found = this.#causes.indexOf(cause);
    if (found >= 0) return found;
    // Damaged lines must not fill the memory with words that no JVM has.
    if (this.#causes.length >= 200) return 0;
    return this.#causes.push(cause) - 1;
  }

  #putGeometry(before: HeapGeometry, after: HeapGeometry): void {
    const needed = (this.#count + 1) * geometryWidth;
    if (this.#geometry === undefined || this.#geometry.length < needed) {
      const grown = new Float64Array(Math.max(needed, (this.#geometry?.length ?? 0) * 2));
      if (this.#geometry !== undefined) grown.set(this.#geometry);
      this.#geometry = grown;
    }
    let at = this.#count * geometryWidth;
    for (const geometry of [before, after]) {
      for (const name of spaces) {
        const { bottom, top, end } = geometry[name];
        this.#geometry.set([bottom, top, end], at);
        at += 3;
      }
      for (const name of ends) this.#geometry[at++] = geometry[name];
    }
  }

  #geometryAt(index: number, side: 0 | 1): HeapGeometry {
    let at = index * geometryWidth + (side * geometryWidth) / 2;
    const next = (): number => this.#geometry![at++]!;
    const space = (): SpaceBytes => ({ bottom: next(), top: next(), end: next() });
    return {
      eden: space(),
      from: space(),
      to: space(),
      old: space(),
      youngStart: next(),
      youngCommittedEnd: next(),
      youngReservedEnd: next(),
    };
  }
}
