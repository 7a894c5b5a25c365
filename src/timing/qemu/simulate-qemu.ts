import type { qemuDaemon } from '../../../models/qemu.ts';
import type { ActionName, EventName, StateName } from '../../system/define-process.ts';
import { Random } from '../../foundation/random.ts';
import { invariant } from '../../foundation/invariant.ts';
import { countBits } from '../../layout/bitmap.ts';
import { qemuSystem, type QemuSystem } from '../../migration/qemu/system.ts';
import { Clock, PlainDriver, type Driver } from '../clock.ts';
import { OwnEvent } from '../own-event.ts';
import { StuckError } from '../stuck-error.ts';
import {
  PacedGuestDriver,
  SeenGuestDriver,
  seenLayout,
  type QemuGuestDriver,
} from './guest-drivers.ts';
import type { QemuOutcome, QemuPass, QemuRun } from './run.ts';

/** QEMU's numbers (`migration/ram.c`, `migration/migration.c`). */
const burstSeconds = 0.05;
const pagesPerTimeCheck = 64;
const measureSeconds = 0.1;
const pageBytes = 4096;
const headerBytes = 8;
/** A page of zeroes: its header and one byte. */
const zeroPageBytes = 9;
/** What QEMU's own limit does not hold back in the last pass: one core that copies. Assumed. */
const unlimitedBytesPerSecond = 2e9;
/** Whoever forces the end polls about ten times a second; on average half of that is lost. */
const forcingDelaySeconds = 0.055;
/** Devices are saved and the switch-over is made known. Assumed. */
const switchOverSeconds = 0.005;
/** A run that is not over by then is stuck. */
const secondsMax = 3600;
/** Nor is one that has taken so many steps: half a minute. The recorded runs take up to 6 million. */
const stepsMax = 2 ** 28;
const unbounded = 2 ** 31;

/** What a window of 100 ms measures lies so far from the link's rate, either way: QEMU counts what it has
 * put into buffers, which empty in jerks. Recorded: bytes between two polls of 110 ms. */
const bandwidthSpread = 0.1;
/** What it takes to see that a page is zero: its 4 KiB are read, nothing waits for the link. Inferred from the
 * second passes of the four recorded runs that send 70,000 such pages and more in 0.15 to 0.26 s. */
const zeroCheckSeconds = 1.6e-6;
/** What the sockets of both sides hold: zero pages are looked for while it drains. Assumed. */
const bufferBytes = 1.25e6;
/** QEMU's device takes a hint from the queue. Assumed. */
const hintSeconds = 1e-6;
/** Pages in the queue of hints at most. Assumed; the device is faster than the guest. */
const hintsInFlight = 16;

/** Simulates one recorded migration by QEMU's own loop, the executor's steps taken when they are due. The
 * seed decides what QEMU measures of the bandwidth. */
export function simulateQemu(run: QemuRun, seed: number): QemuOutcome {
  const random = new Random();
  random.start(seed, 0);
  const { qemu, guest } = guestOf(run);
  const loop = new LoopDriver(qemu, { run, guest, random });
  const clock: Clock = new Clock(qemu.system, {
    drivers: [loop, guest, deviceOf(qemu)],
    wakeSeconds: 0,
    loud: new Set(),
    secondsMax,
    stepsMax,
    watches: () => false,
    observe: () => {},
  });
  const isOver = clock.run(() => qemu.system.isTerminal(clock.words, 0));
  if (!isOver) {
    const at = `${clock.steps} steps, at ${clock.now.toFixed(1)} simulated seconds`;
    throw new StuckError(`${run.id}: the migration did not end; stuck after ${at}`);
  }
  return loop.outcome;
}

/** The machine and its guest. Hints only where the recorded guest gave some. */
function guestOf({ id, totalPages, zeroPages, guest, seen }: QemuRun): {
  readonly qemu: QemuSystem;
  readonly guest: QemuGuestDriver;
} {
  const size = {
    frames: totalPages,
    hintsInFlight,
    takes: unbounded,
    frees: unbounded,
    hints: unbounded,
    bursts: unbounded,
  };
  if (guest !== undefined) {
    const qemu = qemuSystem(size, { hints: 'off', window: 'drained' });
    return { qemu, guest: new PacedGuestDriver(qemu, guest, totalPages - zeroPages) };
  }
  invariant(seen !== undefined, `${id} cannot be simulated`);
  const { firstWritten, firstHinted, pageOf } = seenLayout(seen);
  const hints = seen.passes.some(({ zeroed }) => zeroed > 0) ? 'on' : 'off';
  const late = new Set(Array.from({ length: firstWritten }, (_, index) => pageOf(index)));
  const isFree = (page: number): boolean => page >= firstHinted || late.has(page);
  const qemu = qemuSystem(size, { hints, window: 'drained' }, isFree);
  return { qemu, guest: new SeenGuestDriver(qemu, seen) };
}

function deviceOf({ system }: QemuSystem): Driver {
  return new PlainDriver(
    system,
    'device',
    new Float64Array(system.transitions.length).fill(hintSeconds),
  );
}

/** Makes QEMU's chart go by the clock: bursts of 50 ms, bandwidth measured over at least 100 ms. */
class LoopDriver implements Driver {
  readonly process = 'qemu';
  choice = 0;
  readonly #qemu: QemuSystem;
  readonly #run: QemuRun;
  readonly #guest: QemuGuestDriver;
  readonly #random: Random;
  readonly #events: ReadonlyMap<string, OwnEvent>;
  readonly #states: readonly StateName<typeof qemuDaemon>[];
  readonly #perPass: QemuPass[] = [];
  #burstEnd = 0;
  #pagesInBurst = 0;
  #bytes = 0;
  #measuredAt = 0;
  #measuredBytes = 0;
  #thresholdPages = 0;
  #forcedAt: number;
  #stoppedAt = 0;
  /** For so long the link is busy with what is in its buffers, while no page is put there. */
  #buffered = 0;
  #now = 0;

  constructor(
    qemu: QemuSystem,
    given: { readonly run: QemuRun; readonly guest: QemuGuestDriver; readonly random: Random },
  ) {
    const { system } = qemu;
    this.#random = given.random;
    this.#qemu = qemu;
    this.#run = given.run;
    this.#guest = given.guest;
    this.#forcedAt = given.run.forcedAtSeconds ?? Infinity;
    const { states, events } = system.process('qemu').table;
    this.#states = states as readonly StateName<typeof qemuDaemon>[];
    this.#events = new Map(events.map((name) => [name, new OwnEvent(system, 'qemu', name)]));
  }

  get outcome(): QemuOutcome {
    return {
      passes: this.#perPass.length,
      bytes: this.#bytes,
      seconds: this.#now,
      downtimeSeconds: this.#now - this.#stoppedAt,
      perPass: this.#perPass,
    };
  }

  pick(words: Uint32Array, now: number): number {
    this.#now = now;
    this.choice = 0;
    const state = this.#states[this.#qemu.system.process('qemu').control.get(words, 0)]!;
    if (state === 'activating') this.#requireWhole(words);
    const event = eventOf[state] ?? 'send';
    const mayLook = this.#pagesInBurst % pagesPerTimeCheck === 0 && this.#pagesInBurst > 0;
    if (state === 'bursting' && mayLook && now >= this.#burstEnd) {
      this.#measure(now);
      this.choice = this.#thresholdPages;
      return this.#events.get('endBurst')!.enabled(words, this.choice);
    }
    return this.#events.get(event)!.enabled(words, 0);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    const { rule } = this.#qemu.system.transitions[transition]!;
    const actions = rule!.actions as readonly ActionName<typeof qemuDaemon>[];
    if (actions.includes('startBurst')) {
      this.#burstEnd = now + burstSeconds;
      this.#pagesInBurst = 0;
    }
    if (actions.includes('startLogging') || actions.includes('syncBitmap')) this.#begin(words, now);
    if (actions.includes('pauseVm')) this.#stoppedAt = now;
    if (!actions.includes('sendPage')) {
      return actions.includes('runAtDestination') ? now : now + this.#switchOver(actions);
    }
    this.#pagesInBurst++;
    const { cursor, frames } = this.#qemu.memory;
    const isZero = this.#guest.isZero((cursor.get(words, 0) + frames - 1) % frames);
    const bytes = isZero ? zeroPageBytes : pageBytes + headerBytes;
    this.#bytes += bytes;
    const isLifted = this.#run.limitIsLifted && this.#stoppedAt > 0;
    const onLink = bytes / (isLifted ? unlimitedBytesPerSecond : this.#run.linkBytesPerSecond);
    if (!isZero) {
      this.#buffered = Math.min(
        this.#buffered + onLink,
        bufferBytes / this.#run.linkBytesPerSecond,
      );
      return now + onLink;
    }
    const hidden = Math.min(this.#buffered, zeroCheckSeconds);
    this.#buffered -= hidden;
    return now + onLink + zeroCheckSeconds - hidden;
  }

  /** S1, at full size; the checker proves it of the same charts. */
  #requireWhole(words: Uint32Array): void {
    for (const { id, violation } of this.#qemu.system.properties) {
      const found = violation(words);
      invariant(found === undefined, `${this.#run.id}: ${id}: ${found?.detail}`);
    }
  }

  #switchOver(actions: readonly ActionName<typeof qemuDaemon>[]): number {
    return actions.includes('pauseVm') ? switchOverSeconds : 0;
  }

  #begin(words: Uint32Array, startSeconds: number): void {
    this.#perPass.push({ startSeconds, pages: countBits(words, this.#qemu.memory.bitmap) });
    if (this.#perPass.length === this.#run.forcedAtPass && this.#forcedAt === Infinity) {
      this.#forcedAt = startSeconds + forcingDelaySeconds;
    }
  }

  #measure(now: number): void {
    const seconds = now - this.#measuredAt;
    if (seconds < measureSeconds) return;
    const noise = 1 + bandwidthSpread * (2 * (this.#random.below(2 ** 16) / 2 ** 16) - 1);
    const bandwidth = (noise * (this.#bytes - this.#measuredBytes)) / seconds;
    this.#measuredAt = now;
    this.#measuredBytes = this.#bytes;
    const limit = now >= this.#forcedAt ? Infinity : this.#run.downtimeLimitSeconds;
    const pages = Math.ceil((bandwidth * limit) / pageBytes);
    this.#thresholdPages = Math.min(pages, this.#run.totalPages + 1);
  }
}

/** The event that is due in a state; `send` in all others. */
const eventOf: Readonly<
  Partial<Record<StateName<typeof qemuDaemon>, EventName<typeof qemuDaemon>>>
> = {
  idle: 'migrate',
  deciding: 'decide',
  draining: 'sync',
  stopping: 'stopVm',
  lastSync: 'sync',
  activating: 'activate',
};
