import type { QemuOutcome, QemuRun } from './run.ts';

/** One recorded migration beside what the same loop does by the clock. */
export interface QemuComparison {
  readonly id: string;
  /** It was made to end because it did not converge. */
  readonly forced: boolean;
  readonly measured: QemuOutcome;
  /** The seed whose traffic is the median; absent where the guest's writes are not known. */
  readonly simulated?: QemuOutcome;
  /** Over the seeds: smallest and greatest number of passes and bytes. */
  readonly spread?: {
    readonly passes: readonly [number, number];
    readonly bytes: readonly [number, number];
  };
  /** Relative, of the median. */
  readonly error?: { readonly bytes: number; readonly seconds: number; readonly passes: number };
  /** Whether traffic and time lie within 5 % where it converges and 10 % where it was forced. */
  readonly isNear?: boolean;
  /** What the guest did was inferred from this very recording: its traffic is no prediction. */
  readonly inferred?: true;
  readonly note?: string;
}

const convergingError = 0.05;
const forcedError = 0.1;

/** Compares one run with its simulations, one per seed, at least one. */
export function compareQemu(run: QemuRun, outcomes: readonly QemuOutcome[]): QemuComparison {
  const { id, measured } = run;
  const forced = run.forcedAtPass !== undefined;
  const sorted = outcomes.toSorted((a, b) => a.bytes - b.bytes);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) {
    return { id, forced, measured, note: run.unknown ?? 'not simulated' };
  }
  const passes = outcomes.map((each) => each.passes);
  const error = {
    bytes: median.bytes / measured.bytes - 1,
    seconds: median.seconds / measured.seconds - 1,
    passes: median.passes - measured.passes,
  };
  const limit = forced ? forcedError : convergingError;
  return {
    id,
    forced,
    ...(run.seen === undefined ? {} : { inferred: true as const }),
    measured,
    simulated: median,
    spread: {
      passes: [Math.min(...passes), Math.max(...passes)],
      bytes: [sorted[0]!.bytes, sorted.at(-1)!.bytes],
    },
    error,
    isNear: Math.abs(error.bytes) <= limit && Math.abs(error.seconds) <= limit,
  };
}
