import type { Design } from '../../models/design.ts';
import type { Gates, Offer } from './gates.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { GuestModule } from './guest-module.ts';
import { pagesIn, type Range } from './ranges.ts';

/** When the daemon stops iterating: the numbers of Xen 4.1 (30, 50, 3), or those of a scope. */
export interface DaemonNumbers {
  readonly maxIterations: number;
  readonly fewFrames: number;
  readonly trafficFactor: number;
}

export const xenNumbers: DaemonNumbers = { maxIterations: 30, fewFrames: 50, trafficFactor: 3 };

/** Frames of one PEEK, as in Xen 4.1. */
const batchFrames = 1024;

export interface DaemonParts {
  readonly gates: Gates;
  readonly memory: GuestMemory;
  readonly module: GuestModule;
  readonly design: Design;
  readonly numbers: DaemonNumbers;
  /** Stops and continues every process of the guest. */
  readonly pause: () => Promise<void>;
  readonly goOn: () => void;
  /** Whether the JVM still holds, if it takes part. */
  readonly isHeld: () => boolean;
  readonly link: FrameLink;
}

/** Where frames go. */
export interface FrameLink {
  /** Resolves when there is room for these frames, and they are on their way. */
  readonly take: (frames: number) => Promise<void>;
  /** Resolves when all of them have arrived. */
  readonly drained: () => Promise<void>;
}

export interface IterationCount {
  readonly startMs: number;
  sent: number;
  skipped: number;
  /** Dirty again at the PEEK: they come once more. */
  passedOver: number;
}

/** The migration daemon: pre-copy by iterations as in Xen 4.1, each frame tested by its bit first. */
export class Daemon {
  readonly iterations: IterationCount[] = [];
  /** Frames whose content at the destination is not that of the source. */
  differing: Uint32Array = new Uint32Array();
  /** The transfer bits of the last iteration. */
  bitsAtEnd = new Uint8Array();
  pausedMs = 0;
  /** When the last frame had arrived at the destination. */
  arrivedMs = 0;
  readonly #parts: DaemonParts;
  readonly #deferred: Uint8Array;
  #send: Uint8Array;
  #sent = 0;
  #announced = false;

  constructor(parts: DaemonParts) {
    this.#parts = parts;
    const { frames } = parts.memory;
    this.#send = new Uint8Array(frames);
    this.#deferred = new Uint8Array(frames);
  }

  /** Migrates the guest. Resolves when it runs again, on the image. */
  async run(): Promise<void> {
    const { gates, memory, module, design } = this.#parts;
    await this.#pass('migrate');
    await memory.clean();
    this.#send.fill(1);
    gates.note(`starts: ${memory.frames} frames in the send set, the log is on`);
    await this.#pass('announce');
    if (design.assistance !== 'none') {
      module.fromDaemon.notify('begin');
      if (design.firstUpdate === 'handshake') await this.#hear('begun');
    }
    await this.#iterate();
    while (!(await this.#isToStop())) await this.#iterate();
    await this.#prepareGuest();
    await this.#stopAndCopy();
    await this.#activate();
  }

  async #pass(event: string, more: Partial<Offer> = {}): Promise<void> {
    await this.#parts.gates.pass({ process: 'daemon', event, ...more });
  }

  async #hear(message: 'begun' | 'ready'): Promise<void> {
    const { gates, module } = this.#parts;
    const event = message === 'ready' ? 'guestReady' : message;
    await gates.choose('daemon', () =>
      module.toDaemon.pending === message ? [{ process: 'daemon', event }] : [],
    );
    module.toDaemon.take();
    gates.note(message === 'ready' ? 'hears that the guest is ready' : 'hears from the module');
  }

  async #iterate(isLast = false): Promise<void> {
    const { gates, memory, link } = this.#parts;
    const count = { startMs: performance.now(), sent: 0, skipped: 0, passedOver: 0 };
    this.iterations.push(count);
    for (const [index, part] of memory.parts.entries()) {
      await this.#pass('scan', { part: index });
      const before = { ...count };
      await this.#scan(part, { isLast, count });
      const sent = count.sent - before.sent;
      const skipped = count.skipped - before.skipped;
      gates.note(`iteration ${this.iterations.length}: sends ${sent}, skips ${skipped} frames`);
    }
    await link.drained();
    await this.#pass('scan', { part: 'end' });
  }

  /** The transfer bit is tested first, then the PEEK: as in section 3.3.3. */
  async #scan(
    { from, to }: Range,
    { isLast, count }: { readonly isLast: boolean; readonly count: IterationCount },
  ): Promise<void> {
    const { memory, link } = this.#parts;
    for (let start = from; start < to; start += batchFrames) {
      const end = Math.min(start + batchFrames, to);
      const next = this.#send.indexOf(1, start);
      if (next < 0 || next >= end) continue;
      const range = { from: start, to: end };
      const dirtyAgain = isLast ? undefined : new Set(await memory.peek(range));
      const ranges: Range[] = [];
      let first = start;
      for (let frame = start; frame <= end; frame++) {
        if (frame < end && this.#isToSend(frame, { dirtyAgain, count })) continue;
        if (frame > first) ranges.push({ from: first, to: frame });
        first = frame + 1;
      }
      if (ranges.length === 0) continue;
      await memory.copy(ranges);
      await link.take(pagesIn(ranges));
    }
  }

  #isToSend(
    frame: number,
    {
      dirtyAgain,
      count,
    }: {
      readonly dirtyAgain: ReadonlySet<number> | undefined;
      readonly count: IterationCount;
    },
  ): boolean {
    const { module, design } = this.#parts;
    if (this.#send[frame] === 0) return false;
    this.#send[frame] = 0;
    if (module.transfer[frame] === 0) {
      if (design.skippedFrames === 'defer') this.#deferred[frame] = 1;
      count.skipped++;
      return false;
    }
    if (dirtyAgain?.has(frame) === true) {
      count.passedOver++;
      return false;
    }
    this.#deferred[frame] = 0;
    count.sent++;
    this.#sent++;
    return true;
  }

  /** The stop tests of Xen 4.1, in its order; if none fires, the CLEAN for another iteration. */
  async #isToStop(): Promise<boolean> {
    const { gates, memory, numbers, design } = this.#parts;
    await this.#pass('decide');
    const last = this.iterations.at(-1)!;
    const counted = design.skipsInStopTest === 'counted' ? last.skipped : 0;
    // The iteration that runs while the guest prepares is one of them.
    const reserved = design.assistance === 'none' || design.whilePreparing === 'idle' ? 1 : 2;
    const reason =
      this.iterations.length >= numbers.maxIterations - reserved
        ? 'iterations'
        : last.sent + last.passedOver + counted < numbers.fewFrames
          ? 'few frames'
          : this.#sent > numbers.trafficFactor * memory.frames
            ? 'traffic'
            : undefined;
    gates.note(reason === undefined ? 'goes on: CLEAN' : `stops: ${reason}`);
    if (reason === undefined) await this.#clean();
    return reason !== undefined;
  }

  /** CLEAN into the send set, with the deferred frames whose bit has been set since. */
  async #clean(): Promise<number> {
    const { memory, module } = this.#parts;
    const dirty = await memory.clean();
    for (const frame of dirty) this.#send[frame] = 1;
    this.#deferred.forEach((isDeferred, frame) => {
      if (isDeferred === 1 && module.transfer[frame] === 1) this.#send[frame] = 1;
    });
    return dirty.length;
  }

  async #prepareGuest(): Promise<void> {
    const { gates, module, design } = this.#parts;
    if (design.assistance === 'none') return;
    const cleansFirst = design.whilePreparing === 'oneMoreIteration';
    if (cleansFirst) await this.#clean();
    await this.#pass('enterLast');
    this.#announced = true;
    gates.note('announces the last iteration');
    module.fromDaemon.notify('enterLast');
    if (design.whilePreparing !== 'idle') {
      if (!cleansFirst) {
        await this.#pass('clean');
        gates.note(`CLEANs ${await this.#clean()} frames while the guest prepares`);
      }
      await this.#iterate();
      await this.#pass('decide');
      gates.note('waits for the guest');
    }
    await this.#hear('ready');
  }

  async #stopAndCopy(): Promise<void> {
    const { gates, memory, design } = this.#parts;
    await this.#pass('suspendVm');
    if (design.suspendGate === 'recheck' && this.#announced && !this.#parts.isHeld()) {
      throw new Error('the JVM was ready and does not hold any more');
    }
    this.pausedMs = performance.now();
    await this.#parts.pause();
    gates.note('suspends the VM');
    await this.#pass('clean');
    const dirty = await memory.clean();
    for (const frame of dirty) this.#send[frame] = 1;
    if (design.skippedFrames === 'defer') {
      this.#deferred.forEach((isDeferred, frame) => {
        if (isDeferred === 1) this.#send[frame] = 1;
      });
    }
    gates.note(`the last CLEAN: ${dirty.length} frames`);
    await this.#iterate(true);
    this.arrivedMs = performance.now();
    this.bitsAtEnd = this.#parts.module.transfer.slice();
  }

  /** The image becomes the memory of the VM, which goes on. */
  async #activate(): Promise<void> {
    const { gates, memory, module, design } = this.#parts;
    await this.#pass('activate');
    this.differing = await memory.restore();
    gates.note("writes the destination's image over the memory");
    this.#parts.goOn();
    await this.#pass('running');
    gates.note('hears that the VM runs');
    await this.#pass('notify');
    if (design.assistance !== 'none') module.fromDaemon.notify('vmResumed');
    gates.rest('daemon');
  }
}
