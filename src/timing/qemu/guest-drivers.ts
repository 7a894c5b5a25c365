import type { QemuSystem } from '../../migration/qemu/system.ts';
import type { Driver } from '../clock.ts';
import { OwnEvent } from '../own-event.ts';
import type { PacedGuest } from './run.ts';
import type { SeenGuest } from './seen-guest.ts';

/** What a guest of QEMU does, and which of its pages are zero, which costs a few bytes to send. */
export interface QemuGuestDriver extends Driver {
  isZero(page: number): boolean;
}

/** For so long the guest had written when the migration began. Not recorded: the one value that brings the
 * eight sequential runs that depend on it together (root mean square of the traffic's error 2 %). */
const headStartSeconds = 1.64;

/** The paced dirtier: every millisecond a batch, and after each batch a page of its own. */
export class PacedGuestDriver implements QemuGuestDriver {
  readonly process = 'guest';
  choice = 0;
  readonly #write: OwnEvent;
  readonly #guest: PacedGuest;
  readonly #firstZeroPage: number;
  #next: number;
  #batch = 0;
  #owed = 0;
  #statusIsDue = false;

  constructor({ system }: QemuSystem, guest: PacedGuest, firstZeroPage: number) {
    this.#write = new OwnEvent(system, 'guest', 'write');
    this.#guest = guest;
    this.#firstZeroPage = firstZeroPage;
    const written = Math.round(headStartSeconds * guest.pagesPerSecond);
    this.#next = guest.order === 'sequential' && guest.pages > 0 ? written % guest.pages : 0;
  }

  isZero(page: number): boolean {
    return page >= this.#firstZeroPage;
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

/** Pages `[from, end)` at even distances of time. */
interface Stretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly count: number;
}

/** Moments, one after the other; Infinity after the last. */
class Moments {
  readonly #stretches: readonly Stretch[];
  #stretch = 0;
  #done = 0;

  constructor(stretches: readonly Stretch[]) {
    this.#stretches = stretches;
    this.#skipEmpty();
  }

  get next(): number {
    const stretch = this.#stretches[this.#stretch];
    if (stretch === undefined) return Infinity;
    const { fromSeconds, toSeconds, count } = stretch;
    return fromSeconds + ((toSeconds - fromSeconds) * (this.#done + 0.5)) / count;
  }

  advance(): void {
    this.#done++;
    if (this.#done < this.#stretches[this.#stretch]!.count) return;
    this.#done = 0;
    this.#stretch++;
    this.#skipEmpty();
  }

  /** The stretch of the next moment. */
  get stretch(): number {
    return this.#stretch;
  }

  #skipEmpty(): void {
    while (this.#stretches[this.#stretch]?.count === 0) this.#stretch++;
  }
}

/**
 * Pages of a {@link SeenGuest}, in order: those that its balloon takes when they have been sent already,
 * those that are written, zero pages, and those that it takes and names before their turn comes.
 */
export function seenLayout({ normalPages, zeroPages, hintedPages, passes }: SeenGuest): {
  readonly firstWritten: number;
  readonly writtenPages: number;
  readonly firstHinted: number;
  /** Where such a page lies: kinds lie mixed, but for those that are named in time, which come last. */
  readonly pageOf: (index: number) => number;
} {
  const firstHinted = normalPages + zeroPages;
  const written = Math.max(1, ...passes.map((pass) => pass.written + pass.cleared));
  const late = Math.max(0, ...passes.map(({ zeroed }) => zeroed - hintedPages));
  const firstWritten = Math.max(0, Math.min(late, normalPages - written));
  const writtenPages = Math.max(1, Math.min(written, firstHinted - firstWritten));
  const front = firstWritten + writtenPages;
  const mixed = Math.max(1, firstHinted - front);
  const step = coprimeStep(mixed);
  const pageOf = (index: number): number =>
    index < front ? index : front + (((index - front) * step) % mixed);
  return { firstWritten, writtenPages, firstHinted, pageOf };
}

/** A step that visits each of `count` places once, and spreads those that follow one another. */
function coprimeStep(count: number): number {
  const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
  let step = Math.max(1, Math.round(count * 0.618));
  while (commonDivisor(step, count) > 1) step++;
  return step;
}

/**
 * Writes as many pages in each pass as the recording reports, and names pages as free as it reports: the guest
 * takes a page (which zeroes it), gives it back, and hints it under the command id of the moment.
 */
export class SeenGuestDriver implements QemuGuestDriver {
  readonly process = 'guest';
  choice = 0;
  readonly #events: Readonly<Record<'write' | 'take' | 'free' | 'hint', OwnEvent>>;
  readonly #zero: Uint8Array;
  readonly #layout: ReturnType<typeof seenLayout>;
  readonly #totalPages: number;
  readonly #writes: Moments;
  readonly #takes: Moments;
  /** Of the writes in each pass, the share that leaves zeros; and what is due of it. */
  readonly #clears: readonly number[];
  #owed = 0;
  #nextWritten = 0;
  /** How many pages have been taken in this round, and what comes next for the one under way. */
  #taken = 0;
  #stage: 'take' | 'free' | 'hint' = 'take';
  #writesNow = false;

  constructor({ system, memory }: QemuSystem, guest: SeenGuest) {
    const event = (name: string): OwnEvent => new OwnEvent(system, 'guest', name);
    this.#events = {
      write: event('write'),
      take: event('take'),
      free: event('free'),
      hint: event('hint'),
    };
    this.#totalPages = memory.frames;
    this.#layout = seenLayout(guest);
    this.#zero = new Uint8Array(memory.frames);
    for (let index = 0; index < guest.zeroPages; index++) {
      this.#zero[this.#layout.pageOf(guest.normalPages + index)] = 1;
    }
    const { passes, hintedPages, hintsFromSeconds, hintsToSeconds } = guest;
    this.#writes = new Moments(
      passes.map(({ written, cleared, ...when }) => ({ ...when, count: written + cleared })),
    );
    this.#clears = passes.map(({ written, cleared }) => cleared / Math.max(1, written + cleared));
    this.#takes = new Moments(
      passes.flatMap(({ zeroed, fromSeconds, toSeconds }, pass) => {
        if (pass > 0) return [{ fromSeconds, toSeconds, count: zeroed }];
        const inTime = { fromSeconds: hintsFromSeconds, toSeconds: hintsToSeconds };
        return [
          { ...inTime, count: hintedPages },
          { fromSeconds: hintsToSeconds, toSeconds, count: Math.max(0, zeroed - hintedPages) },
        ];
      }),
    );
  }

  isZero(page: number): boolean {
    return this.#zero[page] === 1;
  }

  pick(words: Uint32Array, now: number): number {
    const { next } = this.#writes;
    if (Math.min(next, this.#takes.next) > now) return -1;
    this.#writesNow = this.#stage === 'take' && next <= this.#takes.next;
    if (this.#writesNow) {
      const { firstWritten, writtenPages, pageOf } = this.#layout;
      this.choice = pageOf(firstWritten + (this.#nextWritten % writtenPages));
      return this.#events.write.enabled(words, this.choice);
    }
    const { firstHinted } = this.#layout;
    const ofHinted = this.#totalPages - firstHinted;
    const inRound = this.#taken % (ofHinted + this.#layout.firstWritten);
    this.choice =
      inRound < ofHinted ? firstHinted + inRound : this.#layout.pageOf(inRound - ofHinted);
    return this.#events[this.#stage].enabled(words, this.choice);
  }

  after(_words: Uint32Array, now: number): number {
    if (this.#writesNow) {
      const clears = this.#clears[this.#writes.stretch]!;
      this.#owed += clears;
      this.#zero[this.choice] = this.#owed >= 1 ? 1 : 0;
      if (this.#owed >= 1) this.#owed--;
      this.#nextWritten++;
      this.#writes.advance();
    } else if (this.#stage === 'take') {
      this.#zero[this.choice] = 1;
      this.#stage = 'free';
    } else if (this.#stage === 'free') this.#stage = 'hint';
    else {
      this.#stage = 'take';
      this.#taken++;
      this.#takes.advance();
    }
    return Math.max(now, Math.min(this.#writes.next, this.#takes.next));
  }
}
