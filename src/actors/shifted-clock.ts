/* oxlint-disable no-restricted-globals, no-restricted-properties -- the clock and chance of the code under test
   are shifted, so that code that asks them is found out */

/** Further than any two computations of one step are apart. */
const shiftMs = 86_461_000;

/**
 * Computes with a clock and chance that differ from those outside: what reads them gives another result.
 * `compute` must not wait.
 */
export function withShiftedClock<Result>(compute: () => Result): Result {
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  drawn = 0;
  randomOutside = random;
  try {
    globalThis.Date = shifted(RealDate);
    Math.random = shiftedRandom;
    return compute();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
  }
}

/** A moment and the time between two snapshots: still clocks of different snapshots differ. */
const stillAtMs = 1_750_000_000_000;
const stillBetweenMs = 1_000;

/**
 * Computes with a clock that stands still, and with chance that is the same each time: both differ from one
 * `serial` to the next, so that what is named by them has a name of its own. `compute` must not wait.
 */
export function withStillClock<Result>(serial: number, compute: () => Result): Result {
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  let number = 0;
  const now = stillAtMs + serial * stillBetweenMs;
  class StillDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(now);
      else super(...(given as [number]));
    }
    static override now(): number {
      return now;
    }
  }
  try {
    globalThis.Date = StillDate as DateConstructor;
    Math.random = () => (0.5 + serial * 0.618_033_988 + ++number * 0.127_3) % 1;
    return compute();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
  }
}

let drawn = 0;
let randomOutside: () => number;

function shiftedRandom(): number {
  return (randomOutside() * 0.5 + ++drawn * 0.217) % 1;
}

const shiftedDates = new WeakMap<DateConstructor, DateConstructor>();

function shifted(RealDate: DateConstructor): DateConstructor {
  let made = shiftedDates.get(RealDate);
  if (made === undefined) {
    class ShiftedDate extends RealDate {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(RealDate.now() + shiftMs);
        else super(...(given as [number]));
      }
      static override now(): number {
        return RealDate.now() + shiftMs;
      }
    }
    made = ShiftedDate as DateConstructor;
    shiftedDates.set(RealDate, made);
  }
  return made;
}
