import { clauseTruths } from '../../analysis/counterexamples/clause-truth.ts';
import { runEndOf, stateAfter, type StateFailure } from '../../analysis/explorer/run-end.ts';
import { traceSnapshots } from '../../subject/trace-snapshots.ts';
import { traceOf } from '../../subject/trace.ts';
import type { Step } from '../../system/system.ts';
import type { Explored } from '../explorer/engine.ts';
import type { ReportTrace } from '../report.ts';

/** A run in the making, in the shape that the views of a counterexample take. */
export interface ExplorerRun {
  readonly steps: readonly Step[];
  readonly item: ReportTrace;
  /** What the last state is. */
  readonly end: StateFailure;
  /** The last state. */
  readonly words: Uint32Array;
}

/** Runs the steps and notes what is shown of each state. `watched`: the property whose clauses are shown. */
export function explorerRunOf(
  { view }: Explored,
  steps: readonly Step[],
  watched: string | undefined,
): ExplorerRun {
  const { system } = view;
  const end = runEndOf(system, steps);
  const { property, violation } = end;
  const trace = traceOf(view, { property, violation, steps });
  const clauses = clauseTruths(system, watched ?? property, steps);
  const insight = { clauses, snapshots: traceSnapshots(view, steps) };
  const words = stateAfter(system, steps);
  const item = {
    id: 'explored',
    kind: 'witness',
    source: 'explorer',
    title: trace.violation,
    cells: [],
    trace,
    insight,
  } as const;
  return { steps, item, end, words };
}

/** By process, its control state. Of an actor it is the first part of what is shown of it: `sending { requests: 2 }`. */
export function controlsOf({ view }: Explored, words: Uint32Array): ReadonlyMap<string, string> {
  const { system } = view;
  const slots = system.narrator === undefined ? {} : view.slots(words);
  return new Map(
    system.processes.map(({ name }) => {
      const actor = slots[`field ${name}`]?.split(/ [({]/, 1)[0];
      return [name, actor ?? system.stateOf(words, name)];
    }),
  );
}
