import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../foundation/input-error.ts';
import { GunzipStream, isGzip } from './gunzip-stream.ts';
import { inputLimits, sizeText } from './input-limits.ts';

export interface InputOptions {
  /** What the file should be, for the errors: `a HotSpot GC log`. */
  readonly expected: string;
  /** Bytes of content at most, in place of `inputLimits().bytes`. */
  readonly bytesMax?: number;
  /** What to do about a damaged gzip file, for the error. */
  readonly whenDamaged?: string;
}

/** Bytes read at once; of gzip fewer, because they unpack to a thousand times as many. */
const plainPiece = 2 ** 16;
const gzipPiece = 2 ** 14;
/** A log packs to a tenth or a thirtieth of its size; what unpacks to far more was made to fill a machine. */
const unpackedPerByte = 100;
const headBytesMax = 2 ** 12;

/** `O_NONBLOCK`: opening a pipe that nobody writes into must not wait. Windows has neither. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * A file from outside, plain or gzip, read once from start to end and in pieces. The one door: every reader of
 * logs, traces, scenarios, results and checkpoints comes through here.
 *
 * Opens regular files only (a pipe, a device or a folder is refused without reading from it), and the standard
 * input where the path is `-`. All errors are `InputError('data')`: `path: what is wrong; expected ...`.
 */
export class InputFile {
  /** The path, for messages. */
  readonly name: string;
  readonly #options: InputOptions;
  readonly #file: number;
  readonly #isStandardInput: boolean;
  #mayBeCut = false;
  readonly #pieces: Iterator<Uint8Array>;
  /** Content that `head` has read ahead. */
  readonly #ahead: Uint8Array[] = [];
  #isOpen = false;
  #isCut = false;

  constructor(path: string, options: InputOptions) {
    this.name = path === '-' ? 'standard input' : path;
    this.#options = options;
    this.#isStandardInput = path === '-';
    this.#file = this.#isStandardInput ? 0 : this.#open(path);
    this.#isOpen = true;
    this.#pieces = this.#content();
  }

  /** Bytes that a packed file may unpack to: the limit of a file, or more if the packed file is large itself. */
  get unpackedMax(): number {
    return Math.max(inputLimits().bytes, unpackedPerByte * this.#size());
  }

  /** Whether a gzip file turned out to be cut off; known when all is read. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** The first bytes of the content, `count` or all there are; at most 4096. They are still to be read. */
  head(count: number): Uint8Array {
    let known = this.#ahead.reduce((sum, piece) => sum + piece.length, 0);
    while (known < Math.min(count, headBytesMax)) {
      const next = this.#pieces.next();
      if (next.done === true) break;
      this.#ahead.push(next.value);
      known += next.value.length;
    }
    return Buffer.concat(this.#ahead).subarray(0, count);
  }

  /**
   * The content, in pieces that stay as they are. Closes the file when it is left. With `mayBeCut` a gzip file that is
   * cut off is read as far as it goes; `isCut` says so afterwards.
   */
  *pieces({ mayBeCut = false } = {}): Generator<Uint8Array, void> {
    this.#mayBeCut = mayBeCut;
    try {
      for (;;) {
        const ahead = this.#ahead.shift();
        const next = ahead === undefined ? this.#pieces.next() : { done: false, value: ahead };
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#isOpen && !this.#isStandardInput) closeSync(this.#file);
    this.#isOpen = false;
  }

  /** Throws what is wrong with this file. */
  refuse(reason: string): never {
    this.close();
    throw new InputError('data', `${this.name}: ${reason}; expected ${this.#options.expected}`);
  }

  /** Refuses what is larger than a limit, and says how to raise it. */
  refuseSize(what: string, limit: string): never {
    this.refuse(`${what} over the limit of ${limit} (--max-input raises it)`);
  }

  /** Refuses an archive whose content cannot be trusted. */
  refuseDamaged(format: string): never {
    const { whenDamaged } = this.#options;
    this.refuse(`a damaged ${format} file${whenDamaged === undefined ? '' : `: ${whenDamaged}`}`);
  }

  /** Bytes of the file as it is; 0 of the standard input. */
  #size(): number {
    return this.#isStandardInput ? 0 : fstatSync(this.#file).size;
  }

  #open(path: string): number {
    let file: number;
    try {
      file = openSync(path, openFlags);
    } catch (error) {
      return this.#fail(error);
    }
    const stat = fstatSync(file);
    if (stat.isFile()) return file;
    closeSync(file);
    const [kind = 'no regular file'] = [
      stat.isDirectory() ? 'a directory' : undefined,
      stat.isFIFO() ? 'a pipe: give - and its content on standard input' : undefined,
      stat.isCharacterDevice() || stat.isBlockDevice() ? 'a device' : undefined,
    ].filter((each) => each !== undefined);
    return this.refuse(kind);
  }

  *#content(): Generator<Uint8Array, void> {
    const limit = this.#options.bytesMax ?? inputLimits().bytes;
    const first = this.#read(gzipPiece);
    if (first === undefined) return;
    const size = this.#size();
    if (size > limit) this.refuseSize(sizeText(size), sizeText(limit));
    const isPacked = isGzip(first);
    const contentMax = isPacked ? Math.min(limit, this.unpackedMax) : limit;
    let total = 0;
    for (const piece of isPacked ? this.#unpacked(first) : this.#plain(first)) {
      total += piece.length;
      if (total > contentMax) this.refuseSize('content', sizeText(contentMax));
      yield piece;
    }
  }

  *#plain(first: Uint8Array): Generator<Uint8Array, void> {
    for (let piece: Uint8Array | undefined = first; piece !== undefined;) {
      yield piece;
      piece = this.#read(plainPiece);
    }
  }

  *#unpacked(first: Uint8Array): Generator<Uint8Array, void> {
    const stream = new GunzipStream();
    for (let piece: Uint8Array | undefined = first; piece !== undefined;) {
      const content = stream.push(piece);
      if (content === undefined) this.refuseDamaged('gzip');
      yield* content;
      piece = this.#read(gzipPiece);
    }
    if (stream.isWhole) return;
    if (!this.#mayBeCut) this.refuse('a gzip file that is cut off');
    this.#isCut = true;
  }

  /** The next bytes of the file itself; `undefined` at its end. */
  #read(size: number): Uint8Array | undefined {
    const bytes = new Uint8Array(size);
    for (;;) {
      try {
        const count = readSync(this.#file, bytes, 0, size, null);
        return count === 0 ? undefined : bytes.subarray(0, count);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EOF') return undefined;
        if (code !== 'EAGAIN' || !this.#isStandardInput) return this.#fail(error);
        // The standard input has nothing yet: it may be somebody who types.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
  }

  #fail(error: unknown): never {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return this.refuse(reasons[code] ?? message);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a directory',
  EACCES: 'no permission to read it',
  ENXIO: 'a device or a socket',
  ELOOP: 'links that lead to one another',
  ENAMETOOLONG: 'a name that is too long',
  EIO: 'it cannot be read',
  EAGAIN: 'no regular file',
};
