import type { QemuOutcome, QemuRun } from '../../timing/qemu/run.ts';
import { simulateQemu } from '../../timing/qemu/simulate-qemu.ts';
import { StuckError } from '../../timing/stuck-error.ts';

/** One recorded migration and how often it is simulated. */
export interface QemuTask {
  readonly run: QemuRun;
  readonly seeds: number;
}

/** One outcome per seed, or why there is none: classes of errors do not survive the way between threads. */
export type QemuAnswer = readonly QemuOutcome[] | { readonly stuck: string };

/** Simulates one recorded migration with several seeds in a worker thread. */
export function qemuTask({ run, seeds }: QemuTask): QemuAnswer {
  try {
    return Array.from({ length: seeds }, (_, index) => simulateQemu(run, index + 1));
  } catch (error) {
    if (error instanceof StuckError) return { stuck: error.message };
    throw error;
  }
}
