import { ModelError } from '../foundation/model-error.ts';

/** Widths that never straddle a 32-bit word. */
export type FieldBits = 1 | 2 | 4 | 8 | 16 | 32;

const widths: readonly FieldBits[] = [1, 2, 4, 8, 16, 32];

/** The smallest field width, in bits, that holds every integer from 0 to `valueMax`. Throws `ModelError` for what is
 * no whole number from 0 to 2^32 - 1. */
export function bitsFor(valueMax: number): FieldBits {
  const bits =
    Number.isInteger(valueMax) && valueMax >= 0
      ? widths.find((each) => valueMax < 2 ** each)
      : undefined;
  if (bits === undefined)
    throw new ModelError(`no field holds values up to ${String(valueMax)}: 0 to 4294967295`);
  return bits;
}

/**
 * A named array of unsigned integers of one power-of-two width inside a run of 32-bit words.
 * A bitmap is a field of width 1; a scalar is a field of length 1, addressed at index 0.
 *
 * Elements are addressed by word index and shift, never by a global bit offset: that would overflow
 * 2^32 at 1 TiB of guest memory. The same accessors serve 4 frames and 64 million.
 */
export class Field {
  readonly name: string;
  readonly bits: FieldBits;
  /** Number of elements. */
  readonly length: number;
  readonly valueMax: number;
  /**
   * Word that holds element 0. Like `elementStart` it is written once, when the layout is built, and has no
   * value before: so the compiler of V8 knows that it never changes, and makes it part of the code.
   */
  declare wordStart: number;
  /** Elements of this width that lie before element 0 in that word. */
  declare elementStart: number;
  readonly #perWordShift: number;
  readonly #elementMask: number;
  readonly #bitsShift: number;

  /** Throws `ModelError` for another width, and for a length that is no whole number from 1 on. */
  constructor(name: string, bits: FieldBits, length: number) {
    if (!widths.includes(bits)) {
      throw new ModelError(
        `field ${name} has ${String(bits)} bits: ${widths.join(', ')} are possible`,
      );
    }
    if (length === 0) throw new ModelError(`field ${name} has no elements`);
    if (!Number.isInteger(length) || length < 0) {
      throw new ModelError(
        `field ${name} has ${String(length)} elements: a whole number from 1 on`,
      );
    }
    this.name = name;
    this.bits = bits;
    this.length = length;
    this.valueMax = bits === 32 ? 0xffff_ffff : 2 ** bits - 1;
    this.#bitsShift = Math.log2(bits);
    this.#perWordShift = 5 - this.#bitsShift;
    this.#elementMask = 2 ** this.#perWordShift - 1;
  }

  /** Whether a log records every access: then operations on bitmaps go element by element. */
  get isRecorded(): boolean {
    return false;
  }

  /** The value of one element. `index` must be in range; out of range reads a neighbour. */
  get(words: Uint32Array, index: number): number {
    const element = index + this.elementStart;
    const word = words[this.wordStart + (element >>> this.#perWordShift)]!;
    const value = (word >>> ((element & this.#elementMask) << this.#bitsShift)) & this.valueMax;
    return value >>> 0;
  }

  /** Writes one element. Throws, naming the field, where index or value is out of range. */
  set(words: Uint32Array, index: number, value: number): void {
    // `x >>> 0` is x exactly for whole numbers from 0 to 2^32 - 1: nothing wraps, nothing is cut off.
    const isIndex = index >>> 0 === index && index < this.length;
    if (!isIndex || value >>> 0 !== value || value > this.valueMax) this.#refuse(index, value);
    const element = index + this.elementStart;
    const at = this.wordStart + (element >>> this.#perWordShift);
    const shift = (element & this.#elementMask) << this.#bitsShift;
    words[at] = (words[at]! & ~(this.valueMax << shift)) | (value << shift);
  }

  /** JavaScript that says what {@link Field.get} says of element 0 of the array called `words`. */
  sourceOfGet(words: string): string {
    return `(((${words}[${this.wordStart}] >>> ${this.#shiftOfFirst}) & ${this.valueMax}) >>> 0)`;
  }

  /** JavaScript that does what {@link Field.set} does to element 0 of the array called `words`. */
  sourceOfSet(words: string, value: number): string {
    const word = `${words}[${this.wordStart}]`;
    const others = ~(this.valueMax << this.#shiftOfFirst);
    return `${word} = (${word} & ${others}) | ${value << this.#shiftOfFirst};`;
  }

  get #shiftOfFirst(): number {
    return this.elementStart * this.bits;
  }

  /** Adds `amount` (may be negative) to one element; the result must be in range. */
  add(words: Uint32Array, index: number, amount: number): void {
    this.set(words, index, this.get(words, index) + amount);
  }

  #refuse(index: number, value: number): never {
    throw new ModelError(
      `field ${this.name}[${index}] = ${value} is out of range: ` +
        `index 0..${this.length - 1}, value 0..${this.valueMax}`,
    );
  }
}
