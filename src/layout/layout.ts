import { invariant } from '../foundation/invariant.ts';
import { RecordedField, type AccessLog } from './access-log.ts';
import { Field, type FieldBits } from './field.ts';

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
  readonly #log: AccessLog | undefined;
  #isBuilt = false;

  /** With a log, every access to a field is written down there. */
  constructor(log?: AccessLog) {
    this.#log = log;
  }

  /** Declares an array of `length` unsigned integers of `bits` bits each. */
  field(name: string, bits: FieldBits, length = 1): Field {
    invariant(!this.#isBuilt, `field ${name} comes after the layout was built`);
    invariant(length > 0, `field ${name} has no elements`);
    invariant(!this.#fields.some((field) => field.name === name), `field ${name} stands twice`);
    const field =
      this.#log === undefined
        ? new Field(name, bits, length)
        : new RecordedField(this.#log, { name, bits, length });
    this.#fields.push(field);
    return field;
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
