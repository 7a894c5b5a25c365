import type { InputError } from '../foundation/input-error.ts';
import type { FairGroup } from '../checking/liveness/fairness.ts';
import type { Goal } from '../system/liveness-goal.ts';
import type { RunStep } from '../replay/run.ts';
import type { Violation } from '../system/definition.ts';
import type { System } from '../system/system.ts';
import { messageNarrative } from './message-narrative.ts';
import { memorySlots } from './memory-slots.ts';

/** One event in the life of the element of memory that a failure is about. */
export interface FateEvent {
  /** Step number, from 1. */
  readonly step: number;
  readonly text: string;
}

/** What a subject knows of the element of memory that a failure is about. */
export interface Fate {
  readonly frame: number;
  readonly fate: readonly FateEvent[];
  /** The failure in one sentence; absent where the violation says it all. */
  readonly summary?: string;
}

/** A system as people read it: what a step does in words, and what a state shows. */
export interface SubjectView {
  readonly system: System;
  /** One step in words; `before` is the memory before it. */
  readonly narrate: (step: RunStep, before: Uint32Array) => string;
  /** What is drawn of a state, by the name of the slot: `channel <name>`, `field <name>`, ... */
  readonly slots: (words: Uint32Array) => Readonly<Record<string, string>>;
  /** The life of what was lost, where the subject has such a thing. */
  readonly fate?: (
    failure: { readonly property: string; readonly violation: Violation },
    steps: readonly RunStep[],
  ) => Fate | undefined;
}

/** One named configuration of a subject. */
export interface SubjectSystem extends SubjectView {
  /** How the command line and the report name it. */
  readonly name: string;
  /** Liveness goals, asked with `--liveness`. */
  readonly goals: readonly Goal[];
  /** Default: every process weakly fair in what counts as progress. */
  readonly fairness?: readonly FairGroup[];
  /** What was assumed where the subject left something open, a sentence each. */
  readonly assumptions: readonly string[];
}

/**
 * What the command line, the fuzzer and the report need of a thing that is checked. Migration is one subject;
 * a file that exports systems is another.
 */
export interface Subject {
  /** `migration`, or the file. */
  readonly name: string;
  readonly systems: readonly SubjectSystem[];
  /** Configurations that cannot be built as they are, each with the line that says what to add. */
  readonly refused?: readonly { readonly name: string; readonly error: InputError }[];
}

/** A system with the generic view: steps described by messages and fields. */
export function subjectSystem(
  name: string,
  system: System,
  more: Partial<Pick<SubjectSystem, 'goals' | 'fairness' | 'assumptions'>> = {},
): SubjectSystem {
  return {
    name,
    system,
    narrate: (step, before) => messageNarrative(system, step, before),
    slots: (words) => memorySlots(system, words),
    goals: system.liveness,
    assumptions: [],
    ...more,
  };
}
