import type { JSX } from 'preact';
import type { SavedRun } from '../results.ts';

/** A saved run as it stands in a result of the report: its trace by id. */
export type SavedRunEntry = Omit<SavedRun, 'trace' | 'insight'> & { readonly trace: string };

/** What a run shows, and the way to watch it. */
export function RunLink({
  run: { property, bugClass, steps, trace },
}: {
  readonly run: Pick<SavedRunEntry, 'property' | 'bugClass' | 'steps' | 'trace'>;
}): JSX.Element {
  return (
    <a href={`#${trace}`}>
      {property} {bugClass}, {steps} steps
    </a>
  );
}
