import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, readSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { ByteReader } from './byte-reader.ts';
import { pageBytes, type Range } from './ranges.ts';

/** Bytes of `struct guest_state` before the page table (guest.h). */
const stateHeaderBytes = 40;

export interface GuestSize {
  /** Pages of the reserved heap. The guest has a frame for each, and further ones. */
  readonly pages: number;
  readonly otherFrames: number;
  /** The address of the heap. */
  readonly heapLow: number;
}

/** The guest's frames as the hypervisor sees them: contents, page table and dirty log. */
export class GuestMemory {
  readonly pages: number;
  readonly frames: number;
  /** The memory in the order of the model's pages: Old, Eden and the two survivor spaces. */
  parts: readonly Range[];
  readonly #log: ChildProcess;
  readonly #answers: ByteReader;
  readonly #memory: number;
  readonly #state: number;
  /** Frames that the module has marked as written. */
  readonly #marked = new Set<number>();

  private constructor(
    { pages, otherFrames }: GuestSize,
    files: { readonly log: ChildProcess; readonly folder: string; readonly answers: ByteReader },
  ) {
    this.pages = pages;
    this.frames = pages + otherFrames;
    this.parts = [{ from: 0, to: this.frames }];
    this.#log = files.log;
    this.#answers = files.answers;
    this.#memory = openSync(join(files.folder, 'memory'), 'r+');
    this.#state = openSync(join(files.folder, 'state'), 'r');
  }

  /** Makes the guest's memory in `folder`, which should be a tmpfs. */
  static async create(program: string, folder: string, size: GuestSize): Promise<GuestMemory> {
    const { pages, otherFrames, heapLow } = size;
    const log = spawn(
      program,
      [folder, `${pages}`, `${pages + otherFrames}`, heapLow.toString(16)],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const answers = new ByteReader(log.stdout, 'the dirty log');
    await answers.read('ready\n'.length);
    return new GuestMemory(size, { log, folder, answers });
  }

  /** The frames written since the last CLEAN, which forgets them. One step. */
  async clean(): Promise<Uint32Array> {
    const found = await this.#ask('clean\n');
    if (this.#marked.size === 0) return found;
    const all = new Set([...found, ...this.#marked]);
    this.#marked.clear();
    return Uint32Array.from(all).toSorted();
  }

  /** The same, forgetting nothing. */
  async peek(): Promise<Uint32Array> {
    return this.#ask('peek\n');
  }

  async #ask(question: string): Promise<Uint32Array> {
    this.#log.stdin!.write(question);
    const count = (await this.#answers.read(4)).readUInt32LE(0);
    const bytes = await this.#answers.read(4 * count);
    return Uint32Array.from({ length: count }, (_, index) => bytes.readUInt32LE(4 * index));
  }

  markDirty(frame: number): void {
    this.#marked.add(frame);
  }

  /** Per page its frame and 1, or 0. */
  pageTable(): Uint32Array {
    const table = new Uint32Array(this.pages);
    readSync(this.#state, table, 0, table.byteLength, stateHeaderBytes);
    return table;
  }

  /** Copies frames into the same place of an image. */
  read(image: Uint8Array, { from, to }: Range): void {
    const at = from * pageBytes;
    readSync(this.#memory, image, at, (to - from) * pageBytes, at);
  }

  /** Writes an image over the memory. */
  overwrite(image: Uint8Array): void {
    for (let at = 0; at < image.length;)
      at += writeSync(this.#memory, image, at, image.length - at, at);
  }

  close(): void {
    closeSync(this.#memory);
    closeSync(this.#state);
    this.#log.kill();
  }
}
