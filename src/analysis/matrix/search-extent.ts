import type { CheckResult } from '../../checking/verdict.ts';
import type { CheckEntry } from './cell-entry.ts';

type Extent = Pick<
  CheckEntry,
  'states' | 'transitions' | 'depth' | 'ended' | 'bytesPerState' | 'omissionProbability'
>;

/** How far a search went, and what it cost, as an entry has it. */
export function extentOf(result: CheckResult): Extent {
  const { states, transitions, depth, ended, bytesPerState, omissionProbability } = result;
  return {
    states,
    transitions,
    depth,
    ...(ended === undefined ? {} : { ended }),
    bytesPerState: Math.max(1, Math.round(bytesPerState)),
    ...(omissionProbability === undefined ? {} : { omissionProbability }),
  };
}
