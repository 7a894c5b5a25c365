import { countBits } from '../../layout/bitmap.ts';
import type { Machine } from '../../migration/machine.ts';
import type { System } from '../../system/system.ts';
import type { JvmDriving } from '../application-progress.ts';

/** QEMU's numbers (`cpu-throttle-initial`, `cpu-throttle-increment`, `max-cpu-throttle`, and
 * `throttle-trigger-threshold`, `migration/ram.c`). */
const firstShare = 0.2;
const moreShare = 0.1;
const shareMax = 0.99;
const dirtyShareMax = 0.5;
const periodsMin = 2;

/** How fast the guest's clock runs: slower with each iteration that makes too much dirty again. */
export class Throttle {
  /** Seconds of the guest per second. */
  speed = 1;
  readonly #machine: Machine;
  #iteration = 0;
  #pending = Infinity;
  #periods = 0;
  /** When the speed changed: seconds of the host, seconds of the guest, the speed from then on. */
  readonly #changes: { readonly host: number; readonly guest: number; readonly speed: number }[] = [
    { host: 0, guest: 0, speed: 1 },
  ];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Looks whether an iteration has begun, and what the one before has done. */
  look(words: Uint32Array, host: number): void {
    const { daemon, memory } = this.#machine;
    const iteration = daemon.iteration.get(words, 0);
    if (iteration === this.#iteration) return;
    this.#iteration = iteration;
    const pending = countBits(words, memory.send);
    // What was to be sent in the iteration before, and what is to be sent in this one.
    if (pending > dirtyShareMax * this.#pending) this.#periods++;
    else this.#periods = 0;
    this.#pending = pending;
    if (this.#periods < periodsMin) return;
    this.#periods = 0;
    const share = this.speed === 1 ? firstShare : Math.min(shareMax, 1 - this.speed + moreShare);
    this.#changes.push({ host, guest: this.guestSeconds(host), speed: 1 - share });
    this.speed = 1 - share;
  }

  guestSeconds(host: number): number {
    const change = this.#changes.findLast((each) => each.host <= host) ?? this.#changes[0]!;
    return change.guest + (host - change.host) * change.speed;
  }

  hostSeconds(guest: number): number {
    if (guest === Infinity) return Infinity;
    const change = this.#changes.findLast((each) => each.guest <= guest) ?? this.#changes[0]!;
    return change.host + (guest - change.guest) / change.speed;
  }
}

/** A driver of the JVM that lives in the guest's slower time. What it does stays the same. */
export class ThrottledJvm implements JvmDriving {
  readonly process = 'jvm';
  /** In each second of the host. */
  readonly allocatedPages: number[] = [];
  readonly #jvm: JvmDriving;
  readonly #throttle: Throttle;
  readonly #allocates: Uint8Array;

  constructor(jvm: JvmDriving, system: System, throttle: Throttle) {
    this.#jvm = jvm;
    this.#throttle = throttle;
    this.#allocates = Uint8Array.from(system.transitions, ({ process, event }) =>
      process === 'jvm' && event === 'allocate' ? 1 : 0,
    );
  }

  get choice(): number {
    return this.#jvm.choice;
  }

  get stops(): JvmDriving['stops'] {
    const at = (guest: number): number => this.#throttle.hostSeconds(guest);
    return this.#jvm.stops.map(({ from, to }) => ({ from: at(from), to: at(to) }));
  }

  pick(words: Uint32Array, now: number): number {
    this.#throttle.look(words, now);
    return this.#jvm.pick(words, this.#throttle.guestSeconds(now) + rounding);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    if (this.#allocates[transition] === 1) {
      const second = Math.max(0, Math.floor(now));
      this.allocatedPages[second] = (this.allocatedPages[second] ?? 0) + 1;
    }
    const guest = this.#throttle.guestSeconds(now) + rounding;
    return Math.max(now, this.#throttle.hostSeconds(this.#jvm.after(words, guest, transition)));
  }
}

/** Times go from guest to host and back, and a moment that has come must not seem to be ahead. */
const rounding = 1e-9;
