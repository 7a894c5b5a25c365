import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/** Ranges of pages, [begin, end), one per `owner`, as two fields of the state. Empty where both are 0. */
export class PageRange {
  readonly begin: Field;
  readonly end: Field;

  /** Declares `nameBegin` and `nameEnd`; pages are numbered up to `pages`. */
  constructor(
    layout: LayoutBuilder,
    name: string,
    { pages, owners = 1 }: { pages: number; owners?: number },
  ) {
    this.begin = layout.field(`${name}Begin`, bitsFor(pages), owners);
    this.end = layout.field(`${name}End`, bitsFor(pages), owners);
  }

  contains(words: Uint32Array, page: number, owner = 0): boolean {
    return page >= this.begin.get(words, owner) && page < this.end.get(words, owner);
  }

  set(words: Uint32Array, [begin, end]: readonly [number, number], owner = 0): void {
    this.begin.set(words, owner, begin);
    this.end.set(words, owner, end);
  }

  clear(words: Uint32Array, owner = 0): void {
    this.set(words, [0, 0], owner);
  }

  /** Takes [from, to) away, which lies at one end of the range or outside it. */
  cut(words: Uint32Array, [from, to]: readonly [number, number], owner = 0): void {
    const begin = this.begin.get(words, owner);
    const end = this.end.get(words, owner);
    if (from <= begin) this.begin.set(words, owner, Math.max(begin, Math.min(to, end)));
    else if (from < end) this.end.set(words, owner, from);
  }
}
