/** A set of page numbers below a bound: a bit each, where `Set` ends at 16.7 million members. */
export class PageSet {
  readonly #words: Uint32Array;
  #size = 0;

  /** `end`: all members are below. */
  constructor(end: number) {
    this.#words = new Uint32Array(Math.ceil(end / 32));
  }

  get size(): number {
    return this.#size;
  }

  has(page: number): boolean {
    return ((this.#words[page >>> 5] ?? 0) & (1 << (page & 31))) !== 0;
  }

  add(page: number): void {
    if (this.has(page)) return;
    this.#words[page >>> 5]! |= 1 << (page & 31);
    this.#size++;
  }
}
