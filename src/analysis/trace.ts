import type { Counterexample } from '../checking/verdict.ts';
import { fateOf, lossSentence, type FateEvent } from '../migration/frame-fate.ts';
import type { Migration } from '../migration/migration-system.ts';
import { tell } from '../migration/narrative.ts';
import { invariant } from '../foundation/invariant.ts';
import { findStep, run, runStepOf, type RunStep } from '../replay/run.ts';
import type { Step, System } from '../system/system.ts';
import type { FieldChange } from '../layout/layout.ts';

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

/** A counterexample, told. */
export interface Trace {
  readonly property: string;
  readonly bugClass: string;
  /** What is wrong after the last step. */
  readonly violation: string;
  /** The moment of loss, where a page is lost; else what is wrong. */
  readonly summary: string;
  readonly frame?: number;
  readonly fate?: readonly FateEvent[];
  /** The memory before the first step, by field. */
  readonly initial: Readonly<Record<string, readonly number[]>>;
  readonly steps: readonly TraceStep[];
  /** Of a run for ever: how many steps come before the loop; the others are repeated for ever, and
   * where there are none the run stands still. */
  readonly loopStart?: number;
}

/** Runs a counterexample again and tells every step. */
export function traceOf(
  migration: Migration,
  { property, violation, steps, loopStart }: Counterexample,
): Trace {
  const { system, machine } = migration;
  const befores: Uint32Array[] = [];
  const runSteps = run(system, steps, (before) => befores.push(before.slice()));
  const told = runSteps.map((step, index) =>
    toTraceStep(step, tell(machine, step, befores[index]!)),
  );
  const frame = violation.about?.index;
  const fate = frame === undefined ? undefined : fateOf(frame, runSteps);
  return {
    property,
    bugClass: violation.bugClass,
    violation: violation.detail,
    // Only a lost page has a moment of loss; of a wrong bit the last state says it all.
    summary:
      property === 'S1' && frame !== undefined ? lossSentence(frame, fate!) : violation.detail,
    ...(fate === undefined ? {} : { frame: frame!, fate }),
    initial: system.layout.read(system.initial()),
    steps: told,
    ...(loopStart === undefined ? {} : { loopStart }),
  };
}

/** The steps of a run that is told by names. `system` is the one that it is a run of. */
export function stepsOf(system: System, { steps }: Trace): Step[] {
  const words = system.initial();
  return steps.map(({ process, step: event, choice }) => {
    const step = findStep(system, words, { process, event, choice });
    invariant(step !== undefined, `${process} cannot ${event} with choice ${choice}`);
    system.apply(words, step.transition, step.choice);
    return step;
  });
}

/** One step told, from the memory before and after it. */
export function tellStep(
  { system, machine }: Migration,
  step: Step,
  memory: { readonly before: Uint32Array; readonly after: Uint32Array },
): TraceStep {
  const told = runStepOf(system, step, memory);
  return toTraceStep(told, tell(machine, told, memory.before));
}

function toTraceStep(step: RunStep, detail: string): TraceStep {
  const { process, event, choice, from, to, changes } = step;
  return { process, step: event, choice, detail, from, to, changes };
}
