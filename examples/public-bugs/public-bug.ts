import type { Goal, System } from 'skipover';

/** A bug that was reported in public, as a model of the few steps that it takes. */
export interface PublicBug {
  readonly title: string;
  /** Where it was reported or repaired. */
  readonly report: string;
  /** The property that the bug violates; `D` is deadlock. */
  readonly property: string;
  /** Absent if it is the only failure that the property knows. */
  readonly failureClass?: string;
  /** The code as it was, or as it was repaired. */
  readonly system: (isRepaired: boolean) => System;
  /** For a bug of liveness: what has to happen in the end. */
  readonly goals?: (isRepaired: boolean) => {
    readonly system: System;
    readonly goals: readonly Goal[];
  };
}
