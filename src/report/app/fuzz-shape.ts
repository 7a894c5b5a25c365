/** What the page shows of `skipover fuzz` (schemas/fuzz.schema.json); runs by their ids. */
export interface FuzzEntry {
  readonly scenario: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  };
  readonly verdict: 'violated' | 'inconclusive';
  readonly strategy: string;
  readonly seed: number;
  readonly runs: number;
  readonly steps: number;
  readonly seconds: number;
  readonly ended?: string;
  readonly behaviours: number;
  /** Absent in results of earlier versions. */
  readonly growth?: readonly { readonly runs: number; readonly behaviours: number }[];
  readonly distribution: {
    readonly systems: number;
    readonly frames: readonly FuzzShare[];
    readonly lengths: readonly FuzzShare[];
    readonly ends: { readonly isTerminal: number; readonly stuck: number; readonly cut: number };
    readonly stepKinds: readonly { readonly kind: string; readonly taken: number }[];
    readonly hazards: readonly {
      readonly hazard: string;
      readonly acted: number;
      readonly runs: number;
    }[];
  };
  readonly gates: readonly {
    readonly gate: string;
    readonly name: string;
    readonly passed: boolean;
  }[];
  readonly failures: readonly {
    readonly property: string;
    readonly failureClass: string;
    readonly firstRun: number;
    readonly runs: number;
    readonly found: FuzzSize;
    readonly minimized: FuzzSize;
    /** Id of the run. */
    readonly trace: string;
  }[];
}

/** Runs with so many frames, or steps, from and to included. */
export interface FuzzShare {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

interface FuzzSize {
  readonly hazards: readonly string[];
  readonly scope: string;
  readonly steps: number;
}
