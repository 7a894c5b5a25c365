import type { ReportTrace } from '../report.ts';

/** How many steps come before what repeats for ever; absent where the counterexample is no lasso. */
export function loopStartOf({ trace }: ReportTrace): number | undefined {
  return 'loopStart' in trace && typeof trace.loopStart === 'number' ? trace.loopStart : undefined;
}
