import type { Readable } from 'node:stream';

/** Reads exact numbers of bytes, or lines, from a stream. One reader at a time. */
export class ByteReader {
  readonly #what: string;
  #bytes: Buffer = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => {};

  constructor(stream: Readable, what: string) {
    this.#what = what;
    stream.on('data', (chunk: Buffer) => {
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    const end = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    stream.on('close', end);
    stream.on('error', end);
  }

  /** @throws Error if the stream ends before */
  async read(count: number): Promise<Buffer> {
    return this.#take(() => (this.#bytes.length >= count ? count : -1));
  }

  /** The next line without its end; `undefined` at the end of the stream. */
  async line(): Promise<string | undefined> {
    const length = (): number => this.#bytes.indexOf(0x0a) + 1 || -1;
    const found = await this.#wait(length);
    return found < 0 ? undefined : this.#cut(found).toString('utf8', 0, found - 1);
  }

  async #take(length: () => number): Promise<Buffer> {
    const found = await this.#wait(length);
    if (found < 0) throw new Error(`${this.#what} has ended`);
    return this.#cut(found);
  }

  #cut(length: number): Buffer {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  async #wait(length: () => number): Promise<number> {
    while (length() < 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return length();
  }
}
