export {
  actor,
  type ActorDefinition,
  type ActorOptions,
  type AlwaysProperty,
  type ActorsDefinition,
  type EventCases,
  type MailboxOptions,
  type SnapshotPredicate,
} from './actors/actor-options.ts';
export { ActorsSystem } from './actors/actors-system.ts';
export { defineActors } from './actors/define-actors.ts';
export type { SourceOutcomes, Values } from './actors/source-outcomes.ts';
export { check, type CheckOptions, type CheckProgress } from './checking/check.ts';
export type { ProcessCoverage, TransitionCoverage } from './checking/coverage/coverage.ts';
export type { GoalKind } from './checking/coverage/path-goals.ts';
export type { FairGroup, Strength } from './checking/liveness/fairness.ts';
export type { Progress } from './checking/search/search.ts';
export type { SystemSource } from './checking/search/search-worker.ts';
export type { Workers } from './checking/search/search-workers.ts';
export type { StoreKind } from './checking/stores/store-kind.ts';
export {
  eventually,
  leadsTo,
  infinitelyOften,
  stabilizes,
  type Goal,
  type Holds,
  type PropertyName,
} from './system/liveness-goal.ts';
export {
  always,
  everyStep,
  never,
  reachable,
  type StatePropertyOptions,
} from './system/property-builders.ts';
export {
  checkLiveness,
  type LivenessOptions,
  type LivenessResult,
} from './checking/liveness/liveness.ts';
export type {
  CheckResult,
  Counterexample,
  PropertyResult,
  Reduction,
  Verdict,
} from './checking/verdict.ts';
export {
  conform,
  type ConformOptions,
  type ConformResult,
  type FoundDivergence,
} from './conformance/conform.ts';
export type { Refusal } from './conformance/candidate-guards.ts';
export type { Divergence, DivergenceKind, Survivor } from './conformance/divergence.ts';
export { divergenceText, judgementText } from './conformance/divergence-text.ts';
export type { DrivenStep, MaybePromise } from './conformance/implementation.ts';
export type { InProcess } from './conformance/in-process.ts';
export { judgeLog, judgeStream, type LogReading } from './conformance/judge-log.ts';
export { readEntry, type LogEntry } from './conformance/log-entry.ts';
export type { ExplainedStep, JudgeOptions, JudgeResult } from './conformance/log-judge.ts';
export type { NamedStep, StepPattern } from './conformance/named-step.ts';
export {
  projectedView,
  type Difference,
  type Observation,
  type StateView,
} from './conformance/observation.ts';
export {
  coveringPaths,
  type CoveringPath,
  type CoveringPaths,
  type GoalResult,
  type GoalStatus,
  type PathOptions,
} from './checking/coverage/covering-paths.ts';
export { fuzz, type FuzzOptions } from './fuzzing/fuzz.ts';
export type { FuzzResult, FuzzViolation } from './fuzzing/fuzz-result.ts';
export type { Failure } from './fuzzing/judge.ts';
export { systemIdentity } from './fuzzing/system-identity.ts';
export {
  decodeToken,
  encodeToken,
  requireRun,
  type ModelIdentity,
  type Replay,
} from './fuzzing/token.ts';
export { InputError, type InputErrorKind } from './foundation/input-error.ts';
export { InvariantError } from './foundation/invariant.ts';
export { ModelError, type PathStep } from './foundation/model-error.ts';
export { bitsFor, Field, type FieldBits } from './layout/field.ts';
export { LayoutBuilder, type FieldChange } from './layout/layout.ts';
export { Bits, Enum, Scalar } from './layout/views.ts';
export {
  defineAbstraction,
  type Abstraction,
  type AbstractionDefinition,
} from './proving/abstraction.ts';
export { beginning } from './proving/beginning.ts';
export { ChoiceParts, type ChoicePart } from './proving/choice-parts.ts';
export { ActorSystem } from './replay/actors.ts';
export { formatTrace, type FormattedRun } from './replay/format-trace.ts';
export { itfTrace, type ItfTrace } from './replay/itf.ts';
export { findStep, run, type RunObserver, type RunStep } from './replay/run.ts';
export { assertVerified, NotVerifiedError } from './testing/assert-verified.ts';
export { writeReport, type ReportOptions, type WrittenReport } from './cli/report/write-report.ts';
export { EventPort, Queue, type Channel, type QueueOptions } from './system/channel.ts';
export { defineProcess, type TypedProcess } from './system/define-process.ts';
export { defineSystem } from './system/define-system.ts';
export type {
  Action,
  Clause,
  Controls,
  DefaultProperty,
  Guard,
  InterchangeablePart,
  NarratedStep,
  Narrator,
  ProcessDefinition,
  Property,
  ReachableGoal,
  StepProperty,
  SystemDefinition,
  SystemParts,
  SystemProperty,
  TakenStep,
  Violation,
} from './system/definition.ts';
export type { Step, System } from './system/system.ts';
