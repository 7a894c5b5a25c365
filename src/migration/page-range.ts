import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/** A range of heap pages, [begin, end), as two fields of the state. Empty where both are 0. */
export class PageRange {
  readonly begin: Field;
  readonly end: Field;

  /** Declares `nameBegin` and `nameEnd`. */
  constructor(layout: LayoutBuilder, name: string, heapPages: number) {
    this.begin = layout.field(`${name}Begin`, bitsFor(heapPages));
    this.end = layout.field(`${name}End`, bitsFor(heapPages));
  }

  contains(words: Uint32Array, page: number): boolean {
    return page >= this.begin.get(words, 0) && page < this.end.get(words, 0);
  }

  set(words: Uint32Array, begin: number, end: number): void {
    this.begin.set(words, 0, begin);
    this.end.set(words, 0, end);
  }

  clear(words: Uint32Array): void {
    this.set(words, 0, 0);
  }

  /** Takes [from, to) away, which lies at one end of the range or outside it. */
  cut(words: Uint32Array, from: number, to: number): void {
    const begin = this.begin.get(words, 0);
    const end = this.end.get(words, 0);
    if (from <= begin) this.begin.set(words, 0, Math.max(begin, Math.min(to, end)));
    else if (from < end) this.end.set(words, 0, from);
  }
}
