import type { Counterexample, PropertyResult } from '../../checking/verdict.ts';
import type { PropertyEntry } from './cell-entry.ts';

type Shown = Pick<PropertyEntry, 'trace' | 'insight'>;

/** One row per failure class, the shortest first; one row if there is none. `show` says what a row has of its run. */
export function propertyRows(
  title: string,
  { id, verdict, counterexamples }: PropertyResult,
  show: (counterexample: Counterexample) => Shown,
): PropertyEntry[] {
  if (counterexamples.length === 0) return [{ id, title, verdict }];
  return counterexamples.map((counterexample) => {
    const { failureClass } = counterexample.violation;
    return { id, title, verdict, failureClass, ...show(counterexample) };
  });
}
