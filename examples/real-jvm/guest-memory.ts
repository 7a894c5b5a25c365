import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, readSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { ByteReader } from './byte-reader.ts';
import type { Range } from './ranges.ts';

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
  readonly #hypervisor: ChildProcess;
  readonly #answers: ByteReader;
  readonly #state: number;
  /** Frames that the module has marked as written. */
  readonly #marked = new Set<number>();

  private constructor(
    { pages, otherFrames }: GuestSize,
    {
      hypervisor,
      folder,
      answers,
    }: {
      readonly hypervisor: ChildProcess;
      readonly folder: string;
      readonly answers: ByteReader;
    },
  ) {
    this.pages = pages;
    this.frames = pages + otherFrames;
    this.parts = [{ from: 0, to: this.frames }];
    this.#hypervisor = hypervisor;
    this.#answers = answers;
    this.#state = openSync(join(folder, 'state'), 'r');
  }

  /** Makes the guest's memory in `folder`, which should be a tmpfs. */
  static async create(program: string, folder: string, size: GuestSize): Promise<GuestMemory> {
    const { pages, otherFrames, heapLow } = size;
    const hypervisor = spawn(
      program,
      [folder, `${pages}`, `${pages + otherFrames}`, heapLow.toString(16)],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const answers = new ByteReader(hypervisor.stdout, 'the hypervisor');
    await answers.read('ready\n'.length);
    return new GuestMemory(size, { hypervisor, folder, answers });
  }

  /** The frames written since the last CLEAN, which forgets them. One step. */
  async clean(): Promise<Uint32Array> {
    const found = await this.#ask('clean\n');
    if (this.#marked.size === 0) return found;
    const all = new Set([...found, ...this.#marked]);
    this.#marked.clear();
    return Uint32Array.from(all).toSorted();
  }

  /** The same of a range of frames, forgetting nothing. */
  async peek({ from, to }: Range): Promise<Uint32Array> {
    return this.#ask(`peek ${from} ${to}\n`);
  }

  /** Copies frames to the destination's image. */
  async copy(ranges: readonly Range[]): Promise<void> {
    const pairs = Uint32Array.from(ranges.flatMap(({ from, to }) => [from, to]));
    await this.#ask(`copy ${ranges.length}\n`, new Uint8Array(pairs.buffer));
  }

  /** The destination's image becomes the memory: what never came is zero. Returns the frames that this changes. */
  async restore(): Promise<Uint32Array> {
    return this.#ask('restore\n');
  }

  async #ask(question: string, more?: Uint8Array): Promise<Uint32Array> {
    this.#hypervisor.stdin!.write(question);
    if (more !== undefined) this.#hypervisor.stdin!.write(more);
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

  close(): void {
    closeSync(this.#state);
    this.#hypervisor.kill();
  }
}
