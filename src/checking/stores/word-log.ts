import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { InputError } from '../../foundation/input-error.ts';

const bufferWords = 1 << 17;

/**
 * 32-bit words that are written once, in order, and seldom read back. What does not fit half a mebibyte
 * goes to a file in the folder for temporary files (`TMPDIR`), 4 bytes a word. The file has no name once it is
 * open (but for Windows): it is gone with the process, however that ends.
 *
 * Throws `InputError('usage')` where the file cannot be written.
 */
export class WordLog {
  /** Words from `#filed` on. */
  readonly #buffer = new Uint32Array(bufferWords);
  #buffered = 0;
  /** Words in the file. */
  #filed = 0;
  #file: number | undefined;

  /** Words appended. */
  get length(): number {
    return this.#filed + this.#buffered;
  }

  /** Of memory; the file is not counted. */
  get bytes(): number {
    return this.#buffered * 4;
  }

  /** What `bytes` may grow to while so many words are appended, at most. */
  bytesWith(count: number): number {
    return Math.min(bufferWords, this.#buffered + count) * 4;
  }

  append(word: number): void {
    if (this.#buffered === bufferWords) this.#flush();
    this.#buffer[this.#buffered++] = word;
  }

  get(at: number): number {
    if (at >= this.#filed) return this.#buffer[at - this.#filed]!;
    const word = new Uint32Array(1);
    readSync(this.#file!, word, 0, 4, at * 4);
    return word[0]!;
  }

  /** All words in order, piece by piece. A piece is good until the next is asked for. */
  *pieces(): Iterable<Uint32Array> {
    const piece = new Uint32Array(bufferWords);
    for (let at = 0; at < this.#filed; at += bufferWords) {
      readSync(this.#file!, piece, 0, piece.byteLength, at * 4);
      yield piece;
    }
    yield this.#buffer.subarray(0, this.#buffered);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    try {
      this.#file ??= openNameless();
      const bytes = this.#buffer.byteLength;
      for (let done = 0; done < bytes;) {
        done += writeSync(this.#file, this.#buffer, done, bytes - done, this.#filed * 4 + done);
      }
    } catch (error) {
      const why = (error as Error).message;
      throw new InputError('usage', `cannot keep the way to each state in ${tmpdir()}: ${why}`);
    }
    this.#filed += this.#buffered;
    this.#buffered = 0;
  }
}

function openNameless(): number {
  const path = join(tmpdir(), `skipover-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
  } catch {
    // Windows removes no open file: it stays until the folder is cleaned up.
  }
  return file;
}
