/** What one pre-copy iteration did. */
export interface IterationMetrics {
  /** From 1; the last one runs while the VM is suspended, or, where frames follow it, at the destination. */
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

/** What became of a VM that ran at the destination while its frames followed (post-copy). */
export interface Following {
  /** From its start there until all frames had arrived. */
  readonly seconds: number;
  /** Frames that were asked for because somebody touched them. */
  readonly faults: number;
  /** For how long the application's threads waited for frames, its collections included. */
  readonly stalledSeconds: number;
}

/** How much of the VM was dirty, and how much waited to be sent, at a moment. */
export interface DirtySample {
  readonly seconds: number;
  /** Frames in the dirty log. */
  readonly dirtyFrames: number;
  /** Frames that the iteration under way has not handled yet. */
  readonly pendingFrames: number;
}

/** What the application got done in each second of the migration; the last may be cut short. */
export interface ApplicationProgress {
  /** Which part of the second its threads ran: 0 to 1. */
  readonly runningShare: readonly number[];
  readonly allocatedBytes: readonly number[];
}

/** What assistance costs the guest in memory. Paper 5.3: at most 1 MB, both together. */
export interface AssistanceMemory {
  /** One bit a frame, or two. */
  readonly transferBitmapBytes: number;
  /** At its fullest, 4 bytes an entry. */
  readonly pfnCacheBytes: number;
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
  readonly seed: number;
  readonly vmBytes: number;
  readonly linkBytesPerSecond: number;
  readonly seconds: number;
  readonly bytesSent: number;
  readonly framesSent: number;
  readonly iterations: readonly IterationMetrics[];
  /** Which stop test ended the live iterations; `switchover`: none, the VM moved before its frames. */
  readonly stoppedBy: 'iterations' | 'fewFrames' | 'traffic' | 'switchover';
  /** Only where frames followed the VM. */
  readonly following?: Following;
  readonly downtime: Downtime;
  readonly downtimeSeconds: number;
  /** An estimate: cost per frame, per scan and per word of bitmap, all assumed. */
  readonly daemonCpuSeconds: number;
  readonly memory: AssistanceMemory;
  readonly application: ApplicationProgress;
  readonly dirty: readonly DirtySample[];
  readonly lost: { readonly count: number; readonly first: readonly LostFrame[] };
  /** Other properties judged at suspension and resume: id and what was wrong. */
  readonly violations: readonly { readonly property: string; readonly detail: string }[];
  /** Executor steps taken, and what they cost in real time. */
  readonly steps: number;
}
