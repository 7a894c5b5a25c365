import type { FieldBits } from './field.ts';
import { Field } from './field.ts';

/**
 * What the accessors of a layout were asked for: sets of elements, one bit each, in the order in which the
 * fields were declared. Whoever records begins a step, has it taken, and reads the sets.
 */
export class AccessLog {
  /** Elements that were read before the step itself had written them. */
  uses: Uint32Array = new Uint32Array(0);
  /** Elements that were written since the step began. */
  writes: Uint32Array = new Uint32Array(0);
  /** The state before the step, where somebody compares it with the one after: what is read there was never
   * written by the step. */
  before: Uint32Array | undefined;
  #elements = 0;

  /** Elements of all fields. */
  get elements(): number {
    return this.#elements;
  }

  /** Makes room for the elements of one more field; returns the number of its first. */
  declare(length: number): number {
    const first = this.#elements;
    this.#elements += length;
    const words = Math.ceil(this.#elements / 32);
    this.uses = new Uint32Array(words);
    this.writes = new Uint32Array(words);
    return first;
  }

  /** A new step begins: nothing is written yet. What was used stays. */
  beginStep(): void {
    this.writes.fill(0);
  }

  /** Nothing was used, and nothing written. */
  forget(): void {
    this.uses.fill(0);
    this.writes.fill(0);
  }

  /** As if everything had been read: out of range, a field reads some neighbour. */
  useAll(): void {
    this.uses.fill(0xffff_ffff);
  }

  /** As if all that was written had been read. */
  useWrites(): void {
    for (let word = 0; word < this.uses.length; word++) this.uses[word]! |= this.writes[word]!;
  }

  read(element: number, words: Uint32Array): void {
    const word = element >>> 5;
    const bit = 1 << (element & 31);
    if (words === this.before || (this.writes[word]! & bit) === 0) this.uses[word]! |= bit;
  }

  hasWritten(element: number): boolean {
    return ((this.writes[element >>> 5]! >>> (element & 31)) & 1) === 1;
  }

  write(element: number): void {
    this.writes[element >>> 5]! |= 1 << (element & 31);
  }
}

/** A field whose accessors are recorded in a log. Recording costs about as much as the access. */
export class RecordedField extends Field {
  readonly #log: AccessLog;
  readonly #first: number;

  constructor(log: AccessLog, { name, bits, length }: RecordedFieldShape) {
    super(name, bits, length);
    this.#log = log;
    this.#first = log.declare(length);
  }

  override get isRecorded(): boolean {
    return true;
  }

  /** Number of element 0 in the log. */
  get firstElement(): number {
    return this.#first;
  }

  override get(words: Uint32Array, index: number): number {
    if (index >= 0 && index < this.length) this.#log.read(this.#first + index, words);
    else this.#log.useAll();
    return super.get(words, index);
  }

  override set(words: Uint32Array, index: number, value: number): void {
    super.set(words, index, value);
    this.#log.write(this.#first + index);
  }
}

interface RecordedFieldShape {
  readonly name: string;
  readonly bits: FieldBits;
  readonly length: number;
}
