import { invariant } from '../foundation/invariant.ts';
import { ModelError } from '../foundation/model-error.ts';
import { RecordedField, type AccessLog } from './access-log.ts';
import { CheckedField } from './checked-field.ts';
import { bitsFor, Field, type FieldBits } from './field.ts';
import { Bits, Enum, Scalar } from './views.ts';

/** Arrays from this size on start at a word of their own, so that bitmap work goes word by word. */
export const wordAlignedBitsMin = 256;

/** One element that differs between two states. */
export interface FieldChange {
  readonly field: string;
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Declares the fields of a state and packs them into 32-bit words.
 * Declare with {@link LayoutBuilder.field}, then {@link LayoutBuilder.build} once; a field can be
 * read and written only after that.
 */
export class LayoutBuilder {
  readonly #fields: Field[] = [];
  readonly #log: AccessLog | 'checked' | undefined;
  #isBuilt = false;

  /** With a log, every access to a field is written down there; `checked`, every read has its index checked. */
  constructor(log?: AccessLog | 'checked') {
    this.#log = log;
  }

  /** Whether reads are checked: slow, for the first states of a search. */
  get isChecked(): boolean {
    return this.#log === 'checked';
  }

  /** One number from 0 to `max`; 0 in the initial state, unless `initialize` writes another. */
  scalar(name: string, { max }: { readonly max: number }): Scalar {
    return new Scalar(this.field(name, bitsFor(max)), max);
  }

  /** A set over the numbers 0 to `length - 1`; empty in the initial state. */
  bits(name: string, length: number): Bits {
    return new Bits(this.field(name, 1, length));
  }

  /** One of several values with names; the first of them in the initial state. */
  enum<const Value extends string>(name: string, values: readonly Value[]): Enum<Value> {
    return new Enum(this.field(name, bitsFor(Math.max(1, values.length - 1))), values);
  }

  /** Declares an array of `length` unsigned integers of `bits` bits each. */
  field(name: string, bits: FieldBits, length = 1): Field {
    invariant(!this.#isBuilt, `field ${name} comes after the layout was built`);
    if (this.#fields.some((field) => field.name === name)) {
      throw new ModelError(
        `field ${name} stands twice: names of fields, queues and processes differ`,
      );
    }
    const field = this.#make(name, bits, length);
    this.#fields.push(field);
    return field;
  }

  #make(name: string, bits: FieldBits, length: number): Field {
    if (this.#log === undefined) return new Field(name, bits, length);
    if (this.#log === 'checked') return new CheckedField(name, bits, length);
    return new RecordedField(this.#log, { name, bits, length });
  }

  /** Places every field. Wide ones first: then each is aligned to its width and nothing is lost. */
  build(): Layout {
    this.#isBuilt = true;
    const large = this.#fields.filter((field) => field.bits * field.length >= wordAlignedBitsMin);
    const small = this.#fields.filter((field) => field.bits * field.length < wordAlignedBitsMin);
    small.sort((a, b) => b.bits - a.bits);
    let word = 0;
    for (const field of large) {
      field.wordStart = word;
      field.elementStart = 0;
      word += Math.ceil((field.bits * field.length) / 32);
    }
    let bit = 0;
    for (const field of small) {
      field.wordStart = word + Math.floor(bit / 32);
      field.elementStart = (bit % 32) / field.bits;
      bit += field.bits * field.length;
    }
    return new Layout(this.#fields, word + Math.ceil(bit / 32));
  }
}

/** A packed state: which field lies where in how many 32-bit words. */
export class Layout {
  readonly fields: readonly Field[];
  readonly wordsPerState: number;

  constructor(fields: readonly Field[], wordsPerState: number) {
    this.fields = fields;
    this.wordsPerState = wordsPerState;
  }

  /** A state with every element 0. */
  zero(): Uint32Array {
    return new Uint32Array(this.wordsPerState);
  }

  /** Every element that differs, in order of declaration. Linear in the number of elements. */
  changes(before: Uint32Array, after: Uint32Array): FieldChange[] {
    const changes: FieldChange[] = [];
    for (const field of this.fields) {
      for (let index = 0; index < field.length; index++) {
        const from = field.get(before, index);
        const to = field.get(after, index);
        if (from !== to) changes.push({ field: field.name, index, from, to });
      }
    }
    return changes;
  }

  /** All values by field name, for printing and for tests. */
  read(words: Uint32Array): Record<string, number[]> {
    const values: Record<string, number[]> = {};
    for (const field of this.fields) {
      values[field.name] = Array.from({ length: field.length }, (_, index) =>
        field.get(words, index),
      );
    }
    return values;
  }
}
