import type { Machine } from '../../migration/machine.ts';
import type { System } from '../../system/system.ts';
import type { JvmDriving } from '../application-progress.ts';
import type { Driver, Stretch } from '../clock.ts';
import { OwnEvent } from '../own-event.ts';

/** The faults of a guest whose frames follow it; one is under way at a time. */
export class Faults {
  /** Frames that were asked for. */
  count = 0;
  /** When those were asked for whose requests are on their way, the first one first. */
  readonly #askedAt: number[] = [];
  readonly machine: Machine;
  readonly #fault: OwnEvent;

  constructor(system: System, machine: Machine) {
    this.machine = machine;
    this.#fault = new OwnEvent(system, 'pager', 'fault');
  }

  /** The step that asks for a frame, or -1 where another is asked for. */
  pick(words: Uint32Array, frame: number): number {
    return this.#fault.enabled(words, frame);
  }

  book(now: number): void {
    this.count++;
    this.#askedAt.push(now);
  }

  /** When the request was sent that is taken next. */
  get firstAskedAt(): number {
    return this.#askedAt[0] ?? -Infinity;
  }

  /** The source has taken a request. */
  taken(): void {
    this.#askedAt.shift();
  }
}

/**
 * A driver of a guest process that runs where its frames may not be yet. It asks the driver inside for a step as
 * if all frames were here, and learns from the guards which are not; then it waits, asking for one after the
 * other, and takes that step. While it waits, and while the VM is suspended, its guest's time stands still:
 * what it would have done is done later, not at once.
 */
export class FaultingGuest implements Driver {
  readonly process: string;
  choice = 0;
  dueAhead = 0;
  /** Called with each wait for frames, in seconds. */
  protected onWaited: ((from: number, to: number) => void) | undefined = undefined;
  readonly #system: System;
  readonly #guest: Driver;
  readonly #faults: Faults;
  /** For how long the guest's time has stood still so far, in seconds. */
  #lag = 0;
  /** The guest's time, while it stands still. */
  #stoodStillAt: number | undefined;
  #stoodStillFrom = 0;
  /** When the process is due, in the host's time and in the guest's: sums of both would be rounded. */
  #due = 0;
  #guestDue = 0;
  /** Picked, and not taken until these frames are here. */
  #held: { readonly transition: number; readonly choice: number } | undefined;
  #missing: number[] = [];
  #fault = -1;

  constructor(guest: Driver, system: System, faults: Faults) {
    this.process = guest.process;
    this.#system = system;
    this.#guest = guest;
    this.#faults = faults;
  }

  pick(words: Uint32Array, now: number): number {
    const { memory } = this.#faults.machine;
    this.#fault = -1;
    if (memory.vmRuns.get(words, 0) === 0) {
      if (this.#stoodStillAt === undefined) this.#standStill(now);
      return -1;
    }
    if (this.#held === undefined) {
      this.#goOn(now);
      const transition = this.#pickIfAllWereHere(words, now);
      this.choice = this.#guest.choice;
      if (transition < 0 || this.#missing.length === 0) return transition;
      this.#held = { transition, choice: this.choice };
      this.#standStill(now);
    }
    const frame = this.#missing.find((each) => memory.absent?.get(words, each) === 1);
    if (frame !== undefined) {
      this.#fault = this.#faults.pick(words, frame);
      this.choice = frame;
      return this.#fault;
    }
    const { transition, choice } = this.#held;
    this.#held = undefined;
    this.onWaited?.(this.#stoodStillFrom, now);
    this.#goOn(now);
    this.choice = choice;
    // Somebody else may have taken the frame meanwhile that this one was to get.
    const guard = this.#system.transitions[transition]!.guard;
    return guard === undefined || guard(words, choice) ? transition : this.pick(words, now);
  }

  after(words: Uint32Array, now: number, transition: number): number {
    if (transition === this.#fault) {
      this.#faults.book(now);
      return now;
    }
    this.#guestDue = this.#guest.after(words, this.#guestTime(now), transition);
    this.#due = Math.max(now, this.#guestDue + this.#lag);
    return this.#due;
  }

  ahead(words: Uint32Array, stretch: Stretch): number {
    if (this.#guest.ahead === undefined) return 0;
    const { now, horizon } = stretch;
    const own = { ...stretch, now: this.#guestTime(now), horizon: horizon - this.#lag };
    const count = this.#guest.ahead(words, own);
    if (count === 0) return 0;
    this.#guestDue = this.#guest.dueAhead ?? 0;
    this.#due = Math.max(now, this.#guestDue + this.#lag);
    this.dueAhead = this.#due;
    return count;
  }

  #pickIfAllWereHere(words: Uint32Array, now: number): number {
    const { memory } = this.#faults.machine;
    const missing: number[] = [];
    memory.onAbsence = (frame) => void missing.push(frame);
    const transition = this.#guest.pick(words, this.#guestTime(now));
    memory.onAbsence = undefined;
    this.#missing = missing;
    return transition;
  }

  #standStill(now: number): void {
    this.#stoodStillAt = this.#guestTime(now);
    this.#stoodStillFrom = now;
  }

  #goOn(now: number): void {
    if (this.#stoodStillAt === undefined) return;
    this.#guestDue = this.#stoodStillAt;
    this.#due = now;
    this.#lag = now - this.#guestDue;
    this.#stoodStillAt = undefined;
  }

  #guestTime(now: number): number {
    return now === this.#due ? this.#guestDue : now - this.#lag;
  }
}

/** The JVM, and what it got done in the host's time. */
export class FaultingJvm extends FaultingGuest implements JvmDriving {
  readonly stops: { readonly from: number; to: number }[] = [];
  readonly allocatedPages: number[] = [];
  /** In each second: for how long its threads waited for frames, no collection being under way. */
  readonly stalled: number[] = [];
  /** In all, collections included. */
  stalledSeconds = 0;
  readonly #jvm: JvmDriving;
  readonly #allocates: Uint8Array;

  constructor(jvm: JvmDriving, system: System, faults: Faults) {
    super(jvm, system, faults);
    this.onWaited = (from, to) => this.#waited(from, to);
    this.#jvm = jvm;
    this.#allocates = Uint8Array.from(system.transitions, ({ process, event }) =>
      process === 'jvm' && event === 'allocate' ? 1 : 0,
    );
  }

  override after(words: Uint32Array, now: number, transition: number): number {
    const due = super.after(words, now, transition);
    if (this.#allocates[transition] === 1) this.#count(now, 1);
    const stop = this.#jvm.stops.at(-1);
    if (this.#jvm.stops.length > this.stops.length) this.stops.push({ from: now, to: Infinity });
    const own = this.stops.at(-1);
    if (own?.to === Infinity && stop?.to !== Infinity) own.to = now;
    return due;
  }

  override ahead(words: Uint32Array, stretch: Stretch): number {
    // Within one second, so that all of it is booked where it belongs.
    const horizon = Math.min(stretch.horizon, Math.floor(stretch.now) + 1);
    const count = super.ahead(words, { ...stretch, horizon });
    if (this.#allocates[stretch.transition] === 1) this.#count(stretch.now, count);
    return count;
  }

  #waited(from: number, to: number): void {
    this.stalledSeconds += to - from;
    if (this.stops.at(-1)?.to === Infinity) return;
    for (let second = Math.floor(from); second < to; second++) {
      const share = Math.min(to, second + 1) - Math.max(from, second);
      this.stalled[second] = (this.stalled[second] ?? 0) + share;
    }
  }

  #count(now: number, pages: number): void {
    const second = Math.max(0, Math.floor(now));
    this.allocatedPages[second] = (this.allocatedPages[second] ?? 0) + pages;
  }
}
