import type { SystemDefinition } from './system/definition.ts';
import { System } from './system/system.ts';

/**
 * Turns processes (XState machines with named guards and actions), channels and memory into one
 * transition system that {@link check} can explore. See `SystemDefinition` for the parts.
 *
 * Throws `InvariantError` where a chart uses what a rule table cannot carry (context, `always`,
 * `after`, `invoke`, history), or names a guard or an action that nobody implements.
 */
export function defineSystem(definition: SystemDefinition): System {
  return new System(definition);
}

export { check, type CheckOptions, type CheckProgress } from './checking/check.ts';
export type { FairGroup } from './checking/fairness.ts';
export { eventually, leadsTo, recurs, settles, type Goal } from './checking/goal.ts';
export { checkLiveness, type LivenessOptions, type LivenessResult } from './checking/liveness.ts';
export type { CheckResult, Counterexample, PropertyResult, Verdict } from './checking/verdict.ts';
export { bitsFor, Field, type FieldBits } from './layout/field.ts';
export { LayoutBuilder } from './layout/layout.ts';
export { ActorSystem } from './replay/actors.ts';
export { run, type RunStep } from './replay/run.ts';
export { EventPort, Queue, type Channel } from './system/channel.ts';
export { defineProcess, type TypedProcess } from './system/define-process.ts';
export type {
  Action,
  Controls,
  Guard,
  InterchangeablePart,
  ProcessDefinition,
  Property,
  ReachableGoal,
  StepProperty,
  SystemDefinition,
  SystemParts,
  TakenStep,
  Violation,
} from './system/definition.ts';
export type { Step, System } from './system/system.ts';
