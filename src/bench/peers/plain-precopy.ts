import { Random } from '../../foundation/random.ts';
import type { Costs } from '../../timing/costs.ts';
import type { JvmModel } from '../../timing/model-workload.ts';
import { scatteredRuns } from '../../timing/placement.ts';
import { pageBytes } from '../../timing/workload.ts';

/**
 * A yardstick for speed and nothing else: Xen's pre-copy written by hand, a loop over three bitmaps and a
 * guest that writes at the rates of a {@link JvmModel}. It has no charts, no messages, no page table, no
 * stale frames and nothing that could be checked; nobody but the benchmark may call it. Frame by frame and
 * page by page in order of time, as the clock has it, so that both do the same number of things.
 */
export interface PlainPrecopy {
  readonly framesSent: number;
  readonly iterations: number;
  readonly seconds: number;
}

const maxIterations = 30;
const fewFrames = 50;
const trafficFactor = 3;
const batchFrames = 1024;

/** Migrates a VM of so many frames under the stop tests of Xen 4.1. */
export function migratePlainly(model: JvmModel, frames: number, costs: Costs): PlainPrecopy {
  const dirty = new Uint32Array(Math.ceil(frames / 32));
  const send = new Uint32Array(dirty.length).fill(0xffff_ffff);
  const peeked = new Uint32Array(dirty.length);
  const guest = new PlainGuest(model, frames, dirty);
  const wordSeconds = costs.bitmapWordSeconds * dirty.length;
  const sendSeconds =
    (costs.frameBytes + costs.headerBytes) / costs.linkBytesPerSecond +
    costs.sendSeconds +
    wordSeconds / batchFrames;
  let now = costs.scanSeconds * frames;
  let framesSent = 0;
  for (let iteration = 1; ; iteration++) {
    let handled = 0;
    const isLast = guest.isPaused;
    for (let at = 0; at < send.length; at++) {
      if (at % (batchFrames / 32) === 0) {
        for (let word = at; word < at + batchFrames / 32; word++) peeked[word] = dirty[word]!;
      }
      for (let bits = send[at]!; bits !== 0; bits &= bits - 1) {
        const lowest = bits & -bits;
        if ((peeked[at]! & lowest) !== 0) now += costs.skipSeconds;
        else {
          framesSent++;
          now += sendSeconds;
        }
        handled++;
        if (now >= guest.next) guest.runUntil(now);
      }
    }
    if (isLast)
      return { framesSent, iterations: iteration, seconds: now + costs.resumptionSeconds };
    guest.isPaused =
      iteration >= maxIterations - 1 || handled < fewFrames || framesSent > trafficFactor * frames;
    send.set(dirty);
    dirty.fill(0);
    now += wordSeconds + costs.scanSeconds * frames;
    guest.runUntil(now);
  }
}

/** Writes at even distances: Eden from its begin to its end, pages of Old and of others at random. */
class PlainGuest {
  isPaused = false;
  /** When the next write is due. */
  next = 0;
  readonly #dirty: Uint32Array;
  readonly #model: JvmModel;
  readonly #frames: number;
  readonly #frameOf: Uint32Array;
  readonly #random = new Random(1);
  readonly #edenPages: number;
  readonly #survivorPages: number;
  readonly #mutatorSeconds: number;
  #oldTop: number;
  #collectionEnd = 0;
  #filled = 0;
  #nextOld = 0;
  #nextOther = 0;
  #collections = 0;

  constructor(model: JvmModel, frames: number, dirty: Uint32Array) {
    this.#dirty = dirty;
    this.#model = model;
    this.#frames = frames;
    const young = Math.round(model.youngBytes / pageBytes);
    this.#survivorPages = Math.round(young * model.survivorSpaceShare);
    this.#edenPages = young - 2 * this.#survivorPages;
    this.#mutatorSeconds = model.periodSeconds - model.pauseSeconds;
    this.#oldTop = Math.round(model.oldBytes / pageBytes);
    const others = model.others.frames;
    const frameOf = scatteredRuns(frames - others, frames - others, 1);
    this.#frameOf = Uint32Array.from({ length: frames - others }, (_, page) => frameOf(page));
  }

  runUntil(now: number): void {
    if (this.isPaused) {
      this.next = Infinity;
      return;
    }
    while (this.next <= now) this.#writeNext();
  }

  #writeNext(): void {
    const { others, oldWrites } = this.#model;
    const [old] = oldWrites;
    const nextEden = this.#nextEden();
    if (this.#nextOther <= nextEden && this.#nextOther <= this.#nextOld) {
      this.#write(this.#frames - 1 - this.#random.below(others.hotFrames));
      this.#nextOther += 1 / others.writesPerSecond;
    } else if (this.#nextOld <= nextEden) {
      const page = this.#oldTop - 1 - this.#random.below(Math.min(old!.pages, this.#oldTop));
      this.#write(this.#frameOf[page]!);
      this.#nextOld += 1 / old!.perSecond;
    } else if (this.#filled < this.#edenPages) {
      this.#write(this.#frameOf[this.#frameOf.length - 1 - this.#filled]!);
      this.#filled++;
    } else this.#collect(nextEden);
    this.next = Math.min(this.#nextEden(), this.#nextOld, this.#nextOther);
  }

  #nextEden(): number {
    return this.#collectionEnd + ((this.#filled + 1) * this.#mutatorSeconds) / this.#edenPages;
  }

  /** Survivors and what is promoted, all at the end of the pause. */
  #collect(now: number): void {
    const { survivorBytes, promotedBytes, pauseSeconds } = this.#model;
    const to = this.#edenPages + (this.#collections % 2) * this.#survivorPages;
    for (let page = 0; page < survivorBytes / pageBytes; page++) {
      this.#write(this.#frameOf[this.#frameOf.length - 1 - to - page]!);
    }
    for (let page = 0; page < promotedBytes / pageBytes; page++) {
      this.#write(this.#frameOf[this.#oldTop++]!);
    }
    this.#collections++;
    this.#filled = 0;
    this.#collectionEnd = now + pauseSeconds;
    this.#nextOld = this.#collectionEnd;
  }

  #write(frame: number): void {
    this.#dirty[frame >>> 5]! |= 1 << (frame & 31);
  }
}
