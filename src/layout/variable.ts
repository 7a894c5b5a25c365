import type { Field, FieldBits } from './field.ts';
import type { LayoutBuilder } from './layout.ts';

/**
 * One number of a state. A variable that a configuration has no use for takes no room: it reads as 0, and
 * what is written to it is dropped. So a binding need not ask whether it exists.
 */
export class Variable {
  readonly name: string;
  readonly #field: Field | undefined;

  /** Declares the variable in `layout` where `exists` says so. */
  constructor(
    layout: LayoutBuilder,
    name: string,
    { bits = 1, exists = true }: { readonly bits?: FieldBits; readonly exists?: boolean } = {},
  ) {
    this.name = name;
    this.#field = exists ? layout.field(name, bits) : undefined;
  }

  /** Whether it is part of the state. */
  get exists(): boolean {
    return this.#field !== undefined;
  }

  get(words: Uint32Array): number {
    return this.#field === undefined ? 0 : this.#field.get(words, 0);
  }

  /** Whether the bit is set; for variables of one bit. */
  is(words: Uint32Array): boolean {
    return this.get(words) === 1;
  }

  set(words: Uint32Array, value: number): void {
    this.#field?.set(words, 0, value);
  }

  /** Writes a bit. */
  put(words: Uint32Array, value: boolean): void {
    this.#field?.set(words, 0, value ? 1 : 0);
  }
}
