import { rollUp, type Verdict } from '../../checking/verdict.ts';
import type { CheckEntry } from './cell-entry.ts';

/** What the rows of an entry, and hazards that had no occasion, come to. */
export function entryVerdict({
  properties,
  inert = {},
}: Pick<CheckEntry, 'properties' | 'inert'>): Verdict {
  const all = rollUp(properties.flatMap(({ verdict }) => (verdict === 'unasked' ? [] : [verdict])));
  return all === 'verified' && Object.values(inert).includes('bounds') ? 'vacuous' : all;
}
