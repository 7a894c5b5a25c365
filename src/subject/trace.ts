import type { Counterexample } from '../checking/verdict.ts';
import { invariant } from '../foundation/invariant.ts';
import type { FieldChange } from '../layout/layout.ts';
import { findStep, run, runStepOf, type RunStep } from '../replay/run.ts';
import type { Step, System } from '../system/system.ts';
import type { FateEvent, SubjectView } from './subject.ts';

/** One step of a counterexample as it is written down. */
export interface TraceStep {
  readonly process: string;
  readonly step: string;
  readonly choice: number;
  /** The step in words of the domain. */
  readonly detail: string;
  readonly from: string;
  readonly to: string;
  readonly changes: readonly FieldChange[];
}

/** A counterexample in words and numbers. */
export interface Trace {
  readonly property: string;
  readonly failureClass: string;
  /** What is wrong after the last step. */
  readonly violation: string;
  /** The moment of loss, where something is lost; else what is wrong. */
  readonly summary: string;
  readonly frame?: number;
  readonly fate?: readonly FateEvent[];
  /** The memory before the first step, by field. */
  readonly initial: Readonly<Record<string, readonly number[]>>;
  readonly steps: readonly TraceStep[];
  /** Of a liveness counterexample: the number of steps before the loop. The steps after it repeat for ever;
   * where there are none the run stands still. */
  readonly loopStart?: number;
}

/** Runs a counterexample again and narrates every step. */
export function traceOf(
  view: SubjectView,
  { property, violation, steps, loopStart }: Counterexample,
): Trace {
  const { system } = view;
  const befores: Uint32Array[] = [];
  const runSteps = run(system, steps, (before) => befores.push(before.slice()));
  const fate = view.fate?.({ property, violation }, runSteps);
  return {
    property,
    failureClass: violation.failureClass,
    violation: violation.detail,
    summary: fate?.summary ?? violation.detail,
    ...(fate === undefined ? {} : { frame: fate.frame, fate: fate.fate }),
    initial: system.layout.read(system.initial()),
    steps: runSteps.map((step, index) => traceStep(step, view.narrate(step, befores[index]!))),
    ...(loopStart === undefined ? {} : { loopStart }),
  };
}

/** The steps of a trace, which names them. `system` is the one that it is a run of. */
export function stepsOf(system: System, { steps }: Pick<Trace, 'steps'>): Step[] {
  const words = system.initial();
  return steps.map(({ process, step: event, choice }) => {
    const step = findStep(system, words, { process, event, choice });
    invariant(step !== undefined, `${process} cannot ${event} with choice ${choice}`);
    system.apply(words, step.transition, step.choice);
    return step;
  });
}

/** One step narrated, from the memory before and after it. */
export function narratedStep(
  view: SubjectView,
  step: Step,
  memory: { readonly before: Uint32Array; readonly after: Uint32Array },
): TraceStep {
  const named = runStepOf(view.system, step, memory);
  return traceStep(named, view.narrate(named, memory.before));
}

function traceStep(step: RunStep, detail: string): TraceStep {
  const { process, event, choice, from, to, changes } = step;
  return { process, step: event, choice, detail, from, to, changes };
}
