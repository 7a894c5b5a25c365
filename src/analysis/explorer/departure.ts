import { findStep } from '../../replay/run.ts';
import type { SubjectView } from '../../subject/subject.ts';
import { narratedStep, type TraceStep } from '../../subject/trace.ts';
import type { Step } from '../../system/system.ts';

/** Where a schedule first does something else on another system. */
export interface Departure {
  /** From 1. */
  readonly step: number;
  /** What the step is, on the system that the schedule is of. */
  readonly here: TraceStep;
  /** What it does on the other; absent where the other cannot take it. */
  readonly there?: TraceStep;
}

/**
 * Takes the steps of a run on both systems, by their names, one by one. `undefined` where all of them do the same
 * there: they are possible, lead the process to the same state and change the same memory in the same words.
 */
export function departureOf(
  view: SubjectView,
  other: SubjectView,
  steps: readonly Step[],
): Departure | undefined {
  const words = view.system.initial();
  const there = other.system.initial();
  for (const [index, step] of steps.entries()) {
    const here = taken(view, words, step);
    const { process, step: event, choice } = here;
    const isKnown = other.system.processes.some(({ name }) => name === process);
    const found = isKnown ? findStep(other.system, there, { process, event, choice }) : undefined;
    if (found === undefined) return { step: index + 1, here };
    const done = taken(other, there, found);
    if (JSON.stringify(done) !== JSON.stringify(here)) {
      return { step: index + 1, here, there: done };
    }
  }
  return undefined;
}

/** Takes a step, and narrates it. */
function taken(view: SubjectView, words: Uint32Array, step: Step): TraceStep {
  const before = words.slice();
  view.system.apply(words, step.transition, step.choice);
  return narratedStep(view, step, { before, after: words });
}
