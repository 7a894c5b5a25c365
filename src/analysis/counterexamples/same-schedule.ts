import { fateOf } from '../../migration/frame-fate.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { narrate } from '../../migration/narrative.ts';
import { findStep, run } from '../../replay/run.ts';
import { askedAt } from '../../system/asked-at.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import type { Step, System } from '../../system/system.ts';
import { shortestRun } from './shortest-run.ts';
import type { Trace, TraceStep } from '../../subject/trace.ts';

/** What one design does where another one fails, step by step. */
export interface Comparison {
  readonly design: string;
  readonly rows: readonly ComparisonRow[];
  /** `holds`: at rest, and the property was never violated on the way. */
  readonly outcome: 'holds' | 'violated' | 'not terminated';
  /** What became of the frame that the counterexample loses. */
  readonly fate?: readonly { readonly step: number; readonly text: string }[];
}

/** A step of the other design, the step of the counterexample that it repeats, or both apart. */
export interface ComparisonRow {
  /** From 1; absent where the other design needs a step that the counterexample does not have. */
  readonly step?: number;
  /** Absent where the other design cannot take the step there. */
  readonly process?: string;
  readonly detail?: string;
}

/** How many states are looked at to follow a schedule. */
export interface FollowLimits {
  /** What the other design may do on its own to make the next step of the schedule possible. */
  readonly detourStatesMax: number;
  /** What it may do after the schedule to terminate. */
  readonly endStatesMax: number;
}

const usualLimits: FollowLimits = { detourStatesMax: 4000, endStatesMax: 100_000 };

/** The run of a design that follows the schedule of a counterexample as far as it can. */
export interface FollowedSchedule {
  readonly steps: readonly Step[];
  /** Per step the index in the schedule; `undefined` for a step of the design's own. */
  readonly places: readonly (number | undefined)[];
  /** Indices of the schedule's steps that were not possible. */
  readonly dropped: readonly number[];
  readonly isTerminated: boolean;
}

/**
 * Runs the schedule of a counterexample on another design: each of its steps where it is possible
 * there, after as few steps of the design's own as make it so, and not at all where none do. Then as
 * few steps as lead to rest.
 */
export function followSchedule(
  system: System,
  schedule: readonly Pick<TraceStep, 'process' | 'step' | 'choice'>[],
  { detourStatesMax, endStatesMax }: FollowLimits = usualLimits,
): FollowedSchedule {
  const words = system.initial();
  const steps: Step[] = [];
  const places: (number | undefined)[] = [];
  const dropped: number[] = [];
  const take = (step: Step, place?: number): void => {
    system.apply(words, step.transition, step.choice);
    steps.push(step);
    places.push(place);
  };
  schedule.forEach((named, index) => {
    const wanted = (at: Uint32Array): Step | undefined =>
      findStep(system, at, { process: named.process, event: named.step, choice: named.choice });
    const detour = shortestRun(system, words, {
      reached: (at) => wanted(at) !== undefined,
      statesMax: detourStatesMax,
    });
    if (detour === undefined) {
      dropped.push(index);
      return;
    }
    for (const step of detour) take(step);
    take(wanted(words)!, index);
  });
  const reached = (at: Uint32Array): boolean => system.isTerminal(at, 0);
  const end = shortestRun(system, words, { reached, statesMax: endStatesMax });
  for (const step of end ?? []) take(step);
  return { steps, places, dropped, isTerminated: end !== undefined };
}

/** What another design does on the schedule of a counterexample, in words. */
export function sameScheduleOn(
  migration: Migration,
  compared: { readonly trace: Trace; readonly design: string },
): Comparison {
  return comparisonOf(migration, compared, followSchedule(migration.system, compared.trace.steps));
}

/** The same for a schedule that has been followed already. */
export function comparisonOf(
  migration: Migration,
  { trace, design }: { readonly trace: Trace; readonly design: string },
  { steps, places, dropped, isTerminated }: FollowedSchedule,
): Comparison {
  const { system, machine } = migration;
  const violated = isViolated(system, trace.property, steps);
  const befores: Uint32Array[] = [];
  const runSteps = run(system, steps, (before) => befores.push(before.slice()));
  const rows = runSteps.map((step, index): ComparisonRow => {
    const place = places[index];
    const reported = { process: step.process, detail: narrate(machine, step, befores[index]!) };
    return place === undefined ? reported : { step: place + 1, ...reported };
  });
  return {
    design,
    rows: withDropped(
      rows,
      dropped.map((index) => index + 1),
    ),
    outcome: violated ? 'violated' : isTerminated ? 'holds' : 'not terminated',
    ...(trace.frame === undefined ? {} : { fate: fateOf(trace.frame, runSteps) }),
  };
}

/** The dropped steps, each before the next step of the schedule that was taken. */
function withDropped(
  rows: readonly ComparisonRow[],
  dropped: readonly number[],
): readonly ComparisonRow[] {
  const left = [...dropped];
  const all: ComparisonRow[] = [];
  for (const row of rows) {
    while (row.step !== undefined && left.length > 0 && left[0]! < row.step) {
      all.push({ step: left.shift()! });
    }
    all.push(row);
  }
  const lastTaken = all.findLastIndex(({ step }) => step !== undefined);
  all.splice(lastTaken + 1, 0, ...left.map((step) => ({ step })));
  return all;
}

/** Whether a run violates a property on its way, or ends in the deadlock that is asked about. */
export function isViolated(system: System, id: string, steps: readonly Step[]): boolean {
  const words = system.initial();
  const property = system.properties.find((candidate) => candidate.id === id);
  const isAsked = property === undefined ? undefined : askedAt(system, property);
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    if (isAsked?.(words) === true && property!.violation(words) !== undefined) return true;
  }
  return id === deadlockProperty && deadlockIn(system, words) !== undefined;
}
