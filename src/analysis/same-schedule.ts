import { fateOf } from '../migration/frame-fate.ts';
import type { Migration } from '../migration/migration-system.ts';
import { tell } from '../migration/narrative.ts';
import { findStep, run } from '../replay/run.ts';
import { askedAt } from '../system/asked-at.ts';
import { deadlockIn, deadlockProperty } from '../system/deadlock.ts';
import type { Step, System } from '../system/system.ts';
import { shortestRun } from './shortest-run.ts';
import type { Trace } from './trace.ts';

/** What one design does where another one fails, step by step. */
export interface Comparison {
  readonly design: string;
  readonly rows: readonly ComparisonRow[];
  /** `holds`: at rest, and the property was never violated on the way. */
  readonly outcome: 'holds' | 'violated' | 'not at rest';
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

/** What the other design may do on its own to make the next step of the schedule possible. */
const detourStatesMax = 4000;
/** What it may do after the schedule, to come to rest. */
const endStatesMax = 100_000;

/**
 * Runs the schedule of a counterexample on another design: each of its steps where it is possible
 * there, after as few steps of the design's own as make it so, and not at all where none do. Then as
 * few steps as lead to rest.
 */
export function sameScheduleOn(
  migration: Migration,
  { trace, design }: { readonly trace: Trace; readonly design: string },
): Comparison {
  const { system, machine } = migration;
  const words = system.initial();
  const taken: Step[] = [];
  const places: (number | undefined)[] = [];
  const dropped: number[] = [];
  const take = (step: Step, place?: number): void => {
    system.apply(words, step.transition, step.choice);
    taken.push(step);
    places.push(place);
  };
  trace.steps.forEach((named, index) => {
    const wanted = (at: Uint32Array): Step | undefined =>
      findStep(system, at, { process: named.process, event: named.step, choice: named.choice });
    const detour = shortestRun(system, words, {
      reached: (at) => wanted(at) !== undefined,
      statesMax: detourStatesMax,
    });
    if (detour === undefined) {
      dropped.push(index + 1);
      return;
    }
    for (const step of detour) take(step);
    take(wanted(words)!, index + 1);
  });
  const reached = (at: Uint32Array): boolean => system.atRest(at, 0);
  const end = shortestRun(system, words, { reached, statesMax: endStatesMax });
  for (const step of end ?? []) take(step);
  const violated = isViolated(system, trace.property, taken);
  const befores: Uint32Array[] = [];
  const runSteps = run(system, taken, (before) => befores.push(before.slice()));
  const rows = runSteps.map((step, index): ComparisonRow => {
    const place = places[index];
    const told = { process: step.process, detail: tell(machine, step, befores[index]!) };
    return place === undefined ? told : { step: place, ...told };
  });
  return {
    design,
    rows: withDropped(rows, dropped),
    outcome: violated ? 'violated' : end === undefined ? 'not at rest' : 'holds',
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

function isViolated(system: System, id: string, steps: readonly Step[]): boolean {
  const words = system.initial();
  const property = system.properties.find((candidate) => candidate.id === id);
  const isAsked = property === undefined ? undefined : askedAt(system, property);
  for (const { transition, choice } of steps) {
    system.apply(words, transition, choice);
    if (isAsked?.(words) === true && property!.violation(words) !== undefined) return true;
  }
  return id === deadlockProperty && deadlockIn(system, words) !== undefined;
}
