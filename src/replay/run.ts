import { invariant } from '../foundation/invariant.ts';
import type { FieldChange } from '../layout/layout.ts';
import type { NarratedStep } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';

/** One step of a run: its names and what it changed. */
export interface RunStep {
  readonly process: string;
  readonly event: string;
  readonly choice: number;
  /** Names of the actions that the step ran. */
  readonly actions: readonly string[];
  /** Control state of the process before and after. */
  readonly from: string;
  readonly to: string;
  /** Every element of memory that changed, control states left out; none where the system speaks for itself. */
  readonly changes: readonly FieldChange[];
  /** The step as a system narrates it whose memory means more than its fields show. */
  readonly narrated?: NarratedStep;
}

/** Called with the memory before and after each step; both are reused, copy what you keep. */
export type RunObserver = (before: Uint32Array, after: Uint32Array, transition: number) => void;

/** Runs `steps` from the initial state and describes each. Throws if one is not enabled. */
export function run(system: System, steps: readonly Step[], observe?: RunObserver): RunStep[] {
  const after = system.initial();
  const before = system.layout.zero();
  return steps.map((step, index) => {
    const { transition, choice } = step;
    before.set(after);
    const { process, event } = system.transitions[transition]!;
    const enabled = system
      .enabled(after)
      .some((other) => other.transition === transition && other.choice === choice);
    invariant(enabled, `step ${index + 1}: ${process} cannot ${event} with choice ${choice}`);
    system.apply(after, transition, choice);
    observe?.(before, after, transition);
    return runStepOf(system, step, { before, after });
  });
}

/** Describes one step from the memory before and after it. */
export function runStepOf(
  system: System,
  { transition, choice }: Step,
  { before, after }: { readonly before: Uint32Array; readonly after: Uint32Array },
): RunStep {
  const { process, event, rule } = system.transitions[transition]!;
  const narrated = system.narrator?.step({ before, after, process, event, choice });
  return {
    process,
    event,
    choice,
    actions: rule?.actions ?? [],
    from: narrated?.from ?? system.stateOf(before, process),
    to: narrated?.to ?? system.stateOf(after, process),
    changes: narrated === undefined ? memoryChanges(system, before, after) : [],
    ...(narrated === undefined ? {} : { narrated }),
  };
}

function memoryChanges(system: System, before: Uint32Array, after: Uint32Array): FieldChange[] {
  const controls = new Set(system.processes.map(({ control }) => control.name));
  return system.layout.changes(before, after).filter(({ field }) => !controls.has(field));
}

/** Finds the enabled step of that name, or `undefined` where none is. */
export function findStep(
  system: System,
  words: Uint32Array,
  named: Pick<RunStep, 'process' | 'event' | 'choice'>,
): Step | undefined {
  return system.enabled(words).find(({ transition, choice }) => {
    const { process, event } = system.transitions[transition]!;
    return process === named.process && event === named.event && choice === named.choice;
  });
}
