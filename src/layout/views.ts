import { ModelError } from '../foundation/model-error.ts';
import type { Field } from './field.ts';

/**
 * Views of fields by what they mean: a number, a set, a value with a name. Each takes the words of a state and no
 * index. Made by `layout.scalar`, `layout.bits` and `layout.enum`; each has its `field` for what asks for one.
 */

/** One number from 0 to `max`. */
export class Scalar {
  readonly field: Field;
  readonly max: number;

  constructor(field: Field, max: number) {
    this.field = field;
    this.max = max;
  }

  get(words: Uint32Array): number {
    return this.field.get(words, 0);
  }

  /** Whether it is `value`. */
  is(words: Uint32Array, value: number): boolean {
    return this.field.get(words, 0) === value;
  }

  /** Throws `ModelError`, naming the field, for what is no whole number from 0 to `max`. */
  set(words: Uint32Array, value: number): void {
    if (value > this.max) {
      throw new ModelError(
        `field ${this.field.name} = ${value} is out of range: value 0..${this.max}`,
      );
    }
    this.field.set(words, 0, value);
  }

  /** Adds `amount`, which may be negative; the result must be in range. */
  add(words: Uint32Array, amount = 1): void {
    this.set(words, this.get(words) + amount);
  }
}

/** A set over the numbers 0 to `length - 1`. */
export class Bits {
  readonly field: Field;

  constructor(field: Field) {
    this.field = field;
  }

  get length(): number {
    return this.field.length;
  }

  has(words: Uint32Array, element: number): boolean {
    return this.field.get(words, element) === 1;
  }

  /** Throws `ModelError`, naming the field, for an element that it does not have; so does `delete`. */
  add(words: Uint32Array, element: number): void {
    this.field.set(words, element, 1);
  }

  delete(words: Uint32Array, element: number): void {
    this.field.set(words, element, 0);
  }

  /** How many elements are in the set. Linear in `length`, like `isEmpty` and `isFull`. */
  count(words: Uint32Array): number {
    let count = 0;
    for (let element = 0; element < this.length; element++) count += this.field.get(words, element);
    return count;
  }

  isEmpty(words: Uint32Array): boolean {
    return this.count(words) === 0;
  }

  isFull(words: Uint32Array): boolean {
    return this.count(words) === this.length;
  }
}

/** One of several values with names. */
export class Enum<Value extends string = string> {
  readonly field: Field;
  readonly values: readonly Value[];

  /** Throws `ModelError` for no value, or one that stands twice. */
  constructor(field: Field, values: readonly Value[]) {
    if (values.length === 0) throw new ModelError(`field ${field.name} has no values`);
    const twice = values.find((value, at) => values.indexOf(value) !== at);
    if (twice !== undefined)
      throw new ModelError(`field ${field.name} has the value ${twice} twice`);
    this.field = field;
    this.values = values;
  }

  get(words: Uint32Array): Value {
    return this.values[this.field.get(words, 0)]!;
  }

  /** Whether it is `value`. Throws `ModelError`, naming the field, for a value that it does not have. */
  is(words: Uint32Array, value: Value): boolean {
    return this.field.get(words, 0) === this.#placeOf(value);
  }

  /** Throws `ModelError`, naming the field, for a value that it does not have. */
  set(words: Uint32Array, value: Value): void {
    this.field.set(words, 0, this.#placeOf(value));
  }

  #placeOf(value: Value): number {
    const place = this.values.indexOf(value);
    if (place >= 0) return place;
    throw new ModelError(
      `field ${this.field.name} has no value ${value}: ${this.values.join(', ')}`,
    );
  }
}
