import type { Costs } from '../../timing/costs.ts';
import type { GcLog } from '../../timing/gc-log/history.ts';
import type { WorkloadOptions } from '../../timing/workload-from-log.ts';
import type { JvmWorkload } from '../../timing/workload.ts';
import type { WriteClass } from '../../timing/write-stream.ts';

/** What the arguments say about the VM, its link and what runs in it. */
export interface WorkloadArguments {
  /** A preset's name, or the files, folders and patterns of one recording. */
  readonly workload?: readonly string[];
  readonly vm?: number;
  readonly young?: number;
  readonly link?: number;
  readonly at?: number;
  readonly warmUp?: number;
  /** Pages of Old that are written, and writes per second. */
  readonly oldWrites?: WriteClass;
}

export interface ChosenWorkload {
  readonly vmBytes: number;
  readonly costs: Costs;
  /** The workload that a seed stands for. */
  readonly draw: (seed: number) => JvmWorkload;
  /** A recording of an application, or a model made of the paper's figures. */
  readonly kind: 'recording' | 'model';
  /** The log, and what was made of it, if the recording is one: other moments can be chosen. */
  readonly log?: GcLog;
  readonly options?: WorkloadOptions;
}
