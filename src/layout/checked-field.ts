import { ModelError } from '../foundation/model-error.ts';
import { Field } from './field.ts';

/** A field that checks the index of every read, too. About half as fast: for the first states of a search. */
export class CheckedField extends Field {
  /** Throws `ModelError`, naming the field, for an index that it does not have. */
  override get(words: Uint32Array, index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new ModelError(
        `field ${this.name} is read at ${String(index)}, which is out of range: index 0..${this.length - 1}`,
      );
    }
    return super.get(words, index);
  }
}
