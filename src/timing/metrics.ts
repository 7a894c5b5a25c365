/** What one pre-copy iteration did. */
export interface IterationMetrics {
  /** From 1; the last one runs while the VM is suspended. */
  readonly number: number;
  readonly startSeconds: number;
  readonly seconds: number;
  readonly framesSent: number;
  readonly framesSkipped: number;
  readonly framesPassedOver: number;
  /** Frames in the dirty log when the iteration ended. */
  readonly framesDirtyAtEnd: number;
}

/** The five parts of downtime, in seconds: the application does not run during any of them. */
export interface Downtime {
  readonly safepointWait: number;
  readonly enforcedCollection: number;
  /** From the agent's readiness to the suspension: final update, messages, rest of an iteration. */
  readonly finalUpdate: number;
  readonly lastIteration: number;
  readonly resumption: number;
}

export interface LostFrame {
  readonly frame: number;
  /** Which part of the guest needed it. */
  readonly need: string;
  readonly transferBit: number;
}

/** One migration, measured. Times are simulated seconds from its start. */
export interface MigrationMetrics {
  readonly design: string;
  readonly switches: Readonly<Record<string, string>>;
  readonly vmBytes: number;
  readonly linkBytesPerSecond: number;
  readonly seconds: number;
  readonly bytesSent: number;
  readonly framesSent: number;
  readonly iterations: readonly IterationMetrics[];
  /** Which stop test ended the live iterations. */
  readonly stoppedBy: 'iterations' | 'fewFrames' | 'traffic';
  readonly downtime: Downtime;
  readonly downtimeSeconds: number;
  readonly lost: { readonly count: number; readonly first: readonly LostFrame[] };
  /** Other properties judged at suspension and resume: id and what was wrong. */
  readonly violations: readonly { readonly property: string; readonly detail: string }[];
  /** Executor steps taken, and what they cost in real time. */
  readonly steps: number;
}
