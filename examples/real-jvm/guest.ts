import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestFolder } from './guest-folder.ts';
import { GuestMemory } from './guest-memory.ts';
import { parseSpaces, type HeapSpaces } from './heap-spaces.ts';
import { heapLowOf, JvmProcess, type JvmSettings, type VmStop } from './jvm-process.ts';
import type { NativeParts } from './native-parts.ts';
import { pageBytes, type Range } from './ranges.ts';
import { TenantProcess } from './tenant-process.ts';

/** A program that does not answer for so long counts as dead. */
const answerMs = 10_000;

/** A guest: a JVM and a second process, whose memory is one numbered set of frames. */
export class Guest {
  readonly memory: GuestMemory;
  readonly tenant: TenantProcess;
  /** Who handles the stops of the VM thread. Before a migration: nobody, it goes on at once. */
  onStop: ((stop: VmStop) => void) | undefined;
  readonly #folder: GuestFolder;
  readonly #heapLow: number;
  #jvm: JvmProcess | undefined;
  #spaces: HeapSpaces | undefined;
  /** Answers of the program that have not been read. */
  #unread = 0;

  private constructor(
    folder: GuestFolder,
    { memory, tenant, heapLow }: { memory: GuestMemory; tenant: TenantProcess; heapLow: number },
  ) {
    this.#folder = folder;
    this.memory = memory;
    this.tenant = tenant;
    this.#heapLow = heapLow;
  }

  static async start(native: NativeParts, settings: JvmSettings): Promise<Guest> {
    const folder = new GuestFolder(native.scratch);
    const heapLow = heapLowOf(settings.heapBytes);
    const otherFrames = (settings.otherBytes ?? 0) / pageBytes;
    const size = { pages: settings.heapBytes / pageBytes, otherFrames, heapLow };
    const memory = await GuestMemory.create(native.hypervisor, folder.path, size);
    const tenant = await TenantProcess.start(native.tenant, folder.path);
    const guest = new Guest(folder, { memory, tenant, heapLow });
    try {
      guest.#jvm = await JvmProcess.start(native, folder.path, {
        settings,
        onStop: (stop) => guest.#stop(stop),
      });
    } catch (error) {
      guest.close();
      throw error;
    }
    return guest;
  }

  get jvm(): JvmProcess {
    return this.#jvm!;
  }

  get heapLow(): number {
    return this.#heapLow;
  }

  /** Where the JVM's spaces lay at its last collection. */
  get spaces(): HeapSpaces {
    return this.#spaces!;
  }

  /** Reads where they lie now: regions of G1 change between collections. */
  async readSpaces(): Promise<HeapSpaces> {
    this.#spaces = parseSpaces(await this.jvm.readSpaces(), this.#heapLow);
    return this.#spaces;
  }

  #stop(stop: VmStop): void {
    const [name, ...rest] = stop.words;
    if (name === 'init' || name === 'gc-start' || name === 'gc-finish') {
      this.#spaces = parseSpaces(rest, this.#heapLow);
    }
    if (this.onStop === undefined) stop.goOn();
    else this.onStop(stop);
  }

  /** Sends the program a command and waits for its answer; `undefined` if the JVM has died. */
  async ask(command: string): Promise<string | undefined> {
    this.report(command);
    for (; this.#unread > 1; this.#unread--) await this.jvm.line(answerMs);
    this.#unread = 0;
    return this.jvm.line(answerMs);
  }

  /** Sends the program a command whose answer nobody waits for. */
  report(command: string): void {
    this.#unread++;
    this.jvm.command(command);
  }

  /** Divides the memory as the model's pages do: Old, Eden, the lower and the upper survivor space. */
  divide(): void {
    const { collector, young, eden, from, to } = this.spaces;
    const { frames } = this.memory;
    const youngStart = Math.min(...young.map((range) => range.from)) / pageBytes;
    const survivors =
      collector === 'g1' ? [] : [from[0]!.bottom, to[0]!.bottom].toSorted((a, b) => a - b);
    const edenStart = collector === 'g1' ? youngStart : eden[0]!.bottom / pageBytes;
    const [lower, upper] = survivors.map((bottom) => bottom / pageBytes);
    const ends = [edenStart, lower ?? frames, upper ?? frames, frames];
    this.memory.parts = ends.map((end, index): Range => ({ from: ends[index - 1] ?? 0, to: end }));
  }

  /** Stops every process of the guest, as a hypervisor stops a VM. */
  async pause(): Promise<void> {
    for (const pid of this.#pids()) process.kill(pid, 'SIGSTOP');
    while (this.#pids().some((pid) => !isStopped(pid))) await sleep(1);
  }

  goOn(): void {
    for (const pid of this.#pids()) process.kill(pid, 'SIGCONT');
  }

  #pids(): number[] {
    return [this.jvm.pid, this.tenant.pid];
  }

  close(): void {
    this.#jvm?.kill();
    this.tenant.kill();
    this.memory.close();
    this.#folder.remove();
  }
}

function isStopped(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return status.slice(status.lastIndexOf(')') + 2).startsWith('T');
}
