import { bitsAt, fillBits, setBitsAt } from '../layout/bitmap.ts';
import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Design } from '../../models/design.ts';

type Encoding = Pick<Design, 'pageEncoding' | 'zeroPages'>;

/** Whether it matters what a frame holds, and what of it was sent before. */
export function asksContent({ pageEncoding, zeroPages }: Encoding): boolean {
  return pageEncoding === 'delta' || zeroPages !== 'asOthers';
}

/** Where the daemon sends differences (QEMU xbzrle): the copy that it keeps of what it sent of a frame. */
interface KeptCopies {
  /** The daemon keeps a copy of the frame. There is room for every frame. */
  readonly kept: Field;
  /** The copy is not what the destination has. */
  readonly differs: Field;
  /** The destination applied a difference to something else than it was made from. */
  readonly garbled: Field;
}

/**
 * What is sent of a frame. Contents are not modelled, only whether they are zeros, and whether the copy that the
 * daemon keeps is what the destination has: a difference is right only then.
 */
export class PageContent {
  readonly copies: KeptCopies | undefined;
  /** The frame holds zeros. Only where that is looked at. */
  readonly zeros: Field | undefined;
  readonly #zeroPages: Design['zeroPages'];

  constructor(layout: LayoutBuilder, frames: number, { pageEncoding, zeroPages }: Encoding) {
    const bits = (name: string): Field => layout.field(name, 1, frames);
    this.copies =
      pageEncoding === 'delta'
        ? { kept: bits('copyKept'), differs: bits('copyDiffers'), garbled: bits('garbled') }
        : undefined;
    this.zeros = zeroPages === 'asOthers' ? undefined : bits('zeros');
    this.#zeroPages = zeroPages;
  }

  isGarbled(words: Uint32Array, frame: number): boolean {
    return this.copies?.garbled.get(words, frame) === 1;
  }

  /** Something is written to a frame. */
  fill(words: Uint32Array, frame: number): void {
    this.zeros?.set(words, frame, 0);
  }

  /** A frame is zeroed. */
  zero(words: Uint32Array, frame: number): void {
    this.zeros?.set(words, frame, 1);
  }

  /**
   * Up to 32 frames from one on are sent: zeros as a mark, others as a difference if a copy is kept, else as they
   * are. Returns those that the destination then has as they are here.
   */
  send(words: Uint32Array, { from, mask, isFirst }: SentFrames): number {
    const marked = this.zeros === undefined ? 0 : mask & bitsAt(words, this.zeros, from);
    const arrived = isFirst && this.#zeroPages === 'leftOutAtFirst' ? mask & ~marked : mask;
    const { copies } = this;
    if (copies === undefined) return arrived;
    const { kept, differs, garbled } = copies;
    const set = (field: Field, bits: number, value: 0 | 1): void =>
      setBitsAt(words, field, { from, mask: bits, value });
    const copied = mask & bitsAt(words, kept, from);
    const wrong = copied & ~marked & bitsAt(words, differs, from);
    set(garbled, arrived & ~wrong, 0);
    set(garbled, wrong, 1);
    // The copy of a frame that is sent as it is, or as a difference, is what is sent.
    set(kept, mask & ~marked, 1);
    set(differs, copied & marked, this.#zeroPages === 'marked' ? 0 : 1);
    return arrived & ~wrong;
  }

  /** No copy is kept, and no difference will come. What frames hold stays as it is. */
  forget(words: Uint32Array): void {
    if (this.copies === undefined) return;
    const { kept, differs, garbled } = this.copies;
    for (const field of [kept, differs, garbled]) fillBits(words, field, 0);
  }
}

interface SentFrames {
  readonly from: number;
  /** Bit 0 is `from`. */
  readonly mask: number;
  /** In iteration 1. */
  readonly isFirst: boolean;
}
