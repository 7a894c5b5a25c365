import type { QemuOutcome, QemuRun } from '../timing/qemu/run.ts';
import { simulateQemu } from '../timing/qemu/simulate-qemu.ts';

/** One recorded migration and how often it is simulated. */
export interface QemuTask {
  readonly run: QemuRun;
  readonly seeds: number;
}

/** Simulates one recorded migration with several seeds in a worker thread. */
export default function qemuTask({ run, seeds }: QemuTask): QemuOutcome[] {
  return Array.from({ length: seeds }, (_, index) => simulateQemu(run, index + 1));
}
