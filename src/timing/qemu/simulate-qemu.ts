import { Random } from '../../foundation/random.ts';
import { invariant } from '../../foundation/invariant.ts';
import { countBits } from '../../layout/bitmap.ts';
import { qemuSystem, type QemuSystem } from '../../migration/qemu/system.ts';
import { Clock, type Driver } from '../clock.ts';
import { OwnEvent } from '../own-event.ts';
import type { PacedGuest, QemuOutcome, QemuPass, QemuRun } from './run.ts';

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
const unbounded = 2 ** 31;

/** What a window of 100 ms measures lies so far from the link's rate, either way: QEMU counts what it has
 * put into buffers, which empty in jerks. Recorded: bytes between two polls of 110 ms. */
const bandwidthSpread = 0.1;
/** For so long the guest had written when the migration began. Not recorded: the one value that brings the
 * eight sequential runs that depend on it together (root mean square of the traffic's error 2 %). */
const headStartSeconds = 1.64;

/** Simulates one recorded migration by QEMU's own loop, the executor's steps taken when they are due. The
 * seed decides what QEMU measures of the bandwidth. */
export function simulateQemu(run: QemuRun, seed: number): QemuOutcome {
  const random = new Random();
  random.start(seed, 0);
  const { guest } = run;
  invariant(guest !== undefined, `${run.id} cannot be simulated`);
  const frames = run.totalPages;
  const size = { frames, hintsInFlight: 1, takes: 0, frees: 0, hints: 0, bursts: unbounded };
  const qemu = qemuSystem(size, { hints: 'off', window: 'drained' });
  const loop = new LoopDriver(qemu, run, random);
  const clock: Clock = new Clock(qemu.system, {
    drivers: [loop, new GuestDriver(qemu, guest)],
    wakeSeconds: 0,
    loud: new Set(),
    secondsMax,
    watches: () => false,
    observe: () => {},
  });
  const isOver = clock.run(() => qemu.system.atRest(clock.words, 0));
  invariant(isOver, `${run.id}: the migration did not end`);
  return loop.outcome;
}

/** Makes QEMU's chart go by the clock: bursts of 50 ms, bandwidth measured over at least 100 ms. */
class LoopDriver implements Driver {
  readonly process = 'qemu';
  choice = 0;
  readonly #qemu: QemuSystem;
  readonly #run: QemuRun;
  readonly #random: Random;
  readonly #events: ReadonlyMap<string, OwnEvent>;
  readonly #states: readonly string[];
  readonly #perPass: QemuPass[] = [];
  #burstEnd = 0;
  #pagesInBurst = 0;
  #bytes = 0;
  #measuredAt = 0;
  #measuredBytes = 0;
  #thresholdPages = 0;
  #forcedAt = Infinity;
  #stoppedAt = 0;
  #now = 0;

  constructor(qemu: QemuSystem, run: QemuRun, random: Random) {
    const { system } = qemu;
    this.#random = random;
    this.#qemu = qemu;
    this.#run = run;
    const { states, events } = system.process('qemu').table;
    this.#states = states;
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
    const actions = rule!.actions;
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
    const page = this.#qemu.memory.cursor.get(words, 0) - 1;
    const isZero = page >= this.#run.totalPages - this.#run.zeroPages;
    const bytes = isZero ? zeroPageBytes : pageBytes + headerBytes;
    this.#bytes += bytes;
    const isLifted = this.#run.limitIsLifted && this.#stoppedAt > 0;
    return now + bytes / (isLifted ? unlimitedBytesPerSecond : this.#run.linkBytesPerSecond);
  }

  #switchOver(actions: readonly string[]): number {
    return actions.includes('pauseVm') ? switchOverSeconds : 0;
  }

  #begin(words: Uint32Array, startSeconds: number): void {
    this.#perPass.push({ startSeconds, pages: countBits(words, this.#qemu.memory.bitmap) });
    if (this.#perPass.length === this.#run.forcedAtPass) {
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
const eventOf: Readonly<Record<string, string>> = {
  idle: 'migrate',
  deciding: 'decide',
  draining: 'sync',
  stopping: 'stopVm',
  lastSync: 'sync',
  activating: 'activate',
};

/** The paced dirtier: every millisecond a batch, and after each batch a page of its own. */
class GuestDriver implements Driver {
  readonly process = 'guest';
  choice = 0;
  readonly #write: OwnEvent;
  readonly #guest: PacedGuest;
  #next: number;
  #batch = 0;
  #owed = 0;
  #statusIsDue = false;

  constructor({ system }: QemuSystem, guest: PacedGuest) {
    this.#write = new OwnEvent(system, 'guest', 'write');
    this.#guest = guest;
    const written = Math.round(headStartSeconds * guest.pagesPerSecond);
    this.#next = guest.order === 'sequential' && guest.pages > 0 ? written % guest.pages : 0;
  }

  pick(words: Uint32Array): number {
    const { pagesPerSecond, pages, firstPage, order } = this.#guest;
    if (pages === 0 || pagesPerSecond === 0) return -1;
    if (this.#statusIsDue) this.choice = statusPage;
    else {
      this.choice = firstPage + this.#next;
      this.#next = order === 'lcg' ? lcg(this.#next, pages) : (this.#next + 1) % pages;
    }
    return this.#write.enabled(words, this.choice);
  }

  after(): number {
    if (this.#statusIsDue) {
      this.#statusIsDue = false;
      this.#batch++;
      this.#owed += this.#guest.pagesPerSecond * batchSeconds;
    } else this.#owed--;
    if (this.#owed < 1) this.#statusIsDue = true;
    return this.#batch * batchSeconds;
  }
}

const batchSeconds = 1e-3;
const statusPage = 8;

function lcg(index: number, modulus: number): number {
  return Number((BigInt(index) * 1_664_525n + 1_013_904_223n) % BigInt(modulus));
}
