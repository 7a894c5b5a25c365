import { InputError } from '../foundation/input-error.ts';
import type { GcLog } from './gc-log/history.ts';

/** Which collections of a log are simulated, and where the migration begins among them. */
export interface SteadyPart {
  /** Index of the collection that warm-up ends with; it only says where the heap stands. */
  readonly first: number;
  /** The JVM has stopped to collect, and does nothing else when the migration begins. */
  readonly isIdle: boolean;
  /** Index of the collection that precedes the migration. */
  readonly start: number;
  readonly elapsedSeconds: number;
  /** What was chosen and why, one sentence each. */
  readonly assumptions: readonly string[];
}

export interface SteadyOptions {
  readonly warmUpSeconds?: number;
  readonly atSeconds?: number;
}

const defaultWarmUpSeconds = 10;
/** A longer log has a start that is not typical of it: a tenth of it is warm-up. */
const longLogSeconds = 600;
const warmUpShare = 0.1;
const warmUpSecondsMax = 3600;
/** A log that ends in a stretch without a collection this many times longer than any other is of a JVM
 * that has stopped to collect. */
const quietFactor = 3;
/** Such a stretch is what a migration meets if it is so much of the log. */
const quietShare = 1 / 3;

/**
 * Chooses the steady part of a log: after warm-up, and at a typical moment if the log is long.
 *
 * Throws `InputError('usage')` if the migration would begin outside of it, or the warm-up that was asked for is
 * longer than the log.
 */
export function steadyPart(log: GcLog, options: SteadyOptions): SteadyPart {
  const { warmUpSeconds, atSeconds } = options;
  const span = log.endSeconds - log.startSeconds;
  if (warmUpSeconds !== undefined && warmUpSeconds >= log.endSeconds) {
    throw new InputError(
      'usage',
      `--warm-up ${warmUpSeconds}s: ${log.file} ends after ${log.endSeconds.toFixed(1)} s`,
    );
  }
  const isLong = span > longLogSeconds;
  const wanted = warmUpSeconds ?? warmUpOf(log, span);
  const { first, skippedSeconds } = endOfWarmUp(log, wanted);
  const isQuiet = isQuietAtEnd(log, first);
  const isIdle =
    isQuiet.is &&
    (atSeconds === undefined ? isQuiet.seconds > span * quietShare : atSeconds >= isQuiet.from);
  const assumptions =
    skippedSeconds < wanted
      ? [
          `the log is too short for a warm-up: its first ${skippedSeconds.toFixed(1)} s are left out`,
        ]
      : [`its first ${skippedSeconds.toFixed(0)} s are left out as warm-up (--warm-up)`];
  const last = log.collections.length - 1;
  if (isIdle) {
    const seconds = isQuiet.seconds.toFixed(0);
    assumptions.push(
      `nothing was collected in the last ${seconds} s of ${log.endSeconds.toFixed(0)}: half of Eden was ` +
        'filled meanwhile, and of what is there as much survives as in the last collection',
    );
    const at = atSeconds ?? isQuiet.from;
    return { first, isIdle, start: last, elapsedSeconds: at - isQuiet.from, assumptions };
  }
  if (atSeconds !== undefined) {
    return { first, isIdle, ...startAt(log, first, atSeconds), assumptions };
  }
  if (!isLong) return { first, isIdle, start: first, elapsedSeconds: 0, assumptions };
  const start = typicalMoment(log, first);
  const at = log.collections.at(start).endSeconds;
  assumptions.push(
    `the migration begins at ${at.toFixed(0)} s, a typical moment: pause, survivors and distance of the ` +
      'next collections are nearest to their medians (--at)',
  );
  return { first, isIdle, start, elapsedSeconds: 0, assumptions };
}

function warmUpOf(log: GcLog, span: number): number {
  if (span <= longLogSeconds) return defaultWarmUpSeconds;
  const share = Math.min(warmUpSecondsMax, span * warmUpShare);
  return Math.max(defaultWarmUpSeconds, log.startSeconds + share);
}

function endOfWarmUp(
  { collections }: GcLog,
  warmUpSeconds: number,
): { readonly first: number; readonly skippedSeconds: number } {
  const count = collections.length;
  let after = 0;
  while (after < count && collections.at(after).endSeconds < warmUpSeconds) after++;
  if (count - after >= 2) return { first: after, skippedSeconds: warmUpSeconds };
  const first = Math.max(0, Math.floor((count - 2) / 2));
  return { first, skippedSeconds: collections.at(first).endSeconds };
}

function isQuietAtEnd(
  log: GcLog,
  first: number,
): { readonly is: boolean; readonly seconds: number; readonly from: number } {
  const { collections } = log;
  let longest = 0;
  let end = collections.at(first).endSeconds;
  for (let index = first + 1; index < collections.length; index++) {
    const { startSeconds, endSeconds } = collections.at(index);
    longest = Math.max(longest, startSeconds - end);
    end = endSeconds;
  }
  const seconds = log.endSeconds - end;
  const is = seconds >= defaultWarmUpSeconds && seconds >= quietFactor * longest;
  return { is, seconds, from: end };
}

/** Which collection precedes the migration, and by how much. */
function startAt(
  log: GcLog,
  first: number,
  atSeconds: number,
): { readonly start: number; readonly elapsedSeconds: number } {
  const { collections } = log;
  const from = collections.at(first).endSeconds;
  if (atSeconds > log.endSeconds || atSeconds < from) {
    throw new InputError(
      'usage',
      `--at ${atSeconds}s: ${log.file} can be migrated from ${from.toFixed(1)} s, after warm-up, ` +
        `to ${log.endSeconds.toFixed(1)} s`,
    );
  }
  let found = first;
  while (found + 1 < collections.length && collections.at(found + 1).endSeconds <= atSeconds)
    found++;
  const start = Math.min(found, Math.max(first, collections.length - 2));
  return { start, elapsedSeconds: atSeconds - collections.at(start).endSeconds };
}

/** Collections whose middle is compared with all of it. */
const compared = 10;

/** The start whose next collections are nearest to the medians of all. */
function typicalMoment({ collections }: GcLog, first: number): number {
  const rows: number[][] = [];
  for (let index = first; index + 1 < collections.length; index++) {
    const next = collections.at(index + 1);
    const distance = next.startSeconds - collections.at(index).endSeconds;
    rows.push([distance, next.pauseSeconds, next.survivedBytes + next.promotedBytes]);
  }
  const medians = [0, 1, 2].map((column) => medianOf(rows.map((row) => row[column]!)));
  const off = (row: readonly number[]): number =>
    medians.reduce((sum, median, column) => sum + deviation(row[column]!, median), 0);
  const offs = rows.map(off);
  const length = Math.min(compared, rows.length);
  let [best, bestSum] = [0, Infinity];
  let sum = 0;
  for (const [index, value] of offs.entries()) {
    sum += value;
    if (index >= length) sum -= offs[index - length]!;
    // Sums of the same numbers differ by rounding: the first of equals is taken.
    if (index < length - 1 || sum >= bestSum - 1e-6) continue;
    [best, bestSum] = [index - length + 1, sum];
  }
  return first + best;
}

function deviation(value: number, median: number): number {
  return Math.abs(Math.log((value + 1e-6) / (median + 1e-6)));
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[sorted.length >> 1] ?? 0;
}
