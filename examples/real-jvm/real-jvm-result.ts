import type { Tool } from '../../src/report/results.ts';
import type { MigrationOutcome } from './migrate-jvm.ts';

/** The outcomes of one design on the schedule of one race (schemas/real-jvm.schema.json). */
export interface RealJvmPlay {
  readonly design: string;
  /** What the model does on that schedule. */
  readonly model: 'fails' | 'holds';
  /** Steps of the model's run; each was taken by the implementation, or is marked. */
  readonly modelSteps: number;
  readonly runs: number;
  /** Runs that ended as the model's did. */
  readonly agreeing: number;
  /** Runs that were begun again, because HotSpot did not do what the schedule's environment does. */
  readonly repeated: number;
  readonly outcomes: Readonly<Partial<Record<MigrationOutcome['outcome'], number>>>;
  /** One run in full: the model's trace and the real events side by side. */
  readonly sample: MigrationOutcome;
}

export interface RealJvmRace {
  readonly name: string;
  /** The counterexample that sets the schedule. */
  readonly trace: {
    readonly file: string;
    readonly modelHash: string;
    readonly design: string;
    readonly hazards: readonly string[];
    readonly property: string;
    readonly failureClass: string;
    readonly steps: number;
  };
  readonly plays: readonly RealJvmPlay[];
}

/** What the demonstration writes. */
export interface RealJvmResult {
  readonly schema: 'skipover-real-jvm/1';
  readonly tool: Tool;
  readonly startedAt: string;
  readonly modelHash: string;
  readonly machine: { readonly kernel: string; readonly java: string };
  readonly races: readonly RealJvmRace[];
  readonly seconds: number;
}
