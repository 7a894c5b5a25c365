import type { JSX } from 'preact';
import type { SavedRun } from '../results.ts';
import { failureName } from '../../../properties/failure-names.ts';

/** A saved run as it is in a result of the report: its trace by id. */
export type SavedRunEntry = Omit<SavedRun, 'trace' | 'insight'> & { readonly trace: string };

/** What a run shows, and the way to watch it. */
export function RunLink({
  run: { property, failureClass, steps, trace },
}: {
  readonly run: Pick<SavedRunEntry, 'property' | 'failureClass' | 'steps' | 'trace'>;
}): JSX.Element {
  return (
    <a href={`#${trace}`}>
      {failureName(property).name} ({failureClass}), {steps} steps
    </a>
  );
}
