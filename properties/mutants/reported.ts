import { fillBits } from '../../src/layout/bitmap.ts';
import { buffer, idle, taken, uncommitting } from '../../models/matrix-cell.ts';
import { always, does } from './changes.ts';
import { under } from './configurations.ts';
import type { MutantConfiguration, Mutant } from './mutant.ts';

const devices: MutantConfiguration = { hazards: ['deviceWrites'], scope: buffer };

/** A process takes a free frame, which is zeroed, and writes it; differences are sent. */
const differences: MutantConfiguration = {
  hazards: [],
  scope: taken,
  design: { ...idle, pageEncoding: 'delta', zeroPages: 'marked' },
};

/** Young shrinks, and what has left it is given back after the collection. */
const lateUncommit: MutantConfiguration = {
  hazards: ['concurrentUncommit'],
  scope: uncommitting,
  design: { ...idle, skippedFrames: 'drop' },
};

/** Mistakes that were reported in public: dirty logs, devices, encodings. */
export const reportedMutants: readonly Mutant[] = [
  {
    name: 'log-not-acknowledged',
    title: 'the daemon asks for the log and reads frames before it has an answer (Xen 0d176cc716)',
    switches: { logStart: 'unacknowledged' },
    configurations: [under(['readBeforeLogging'])],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'failed-clean-asked-again',
    title: 'a CLEAN that failed is asked for again, though it has cleared a part of the log',
    switches: { failedClean: 'retry' },
    configurations: [under(['cleanFails'])],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'failed-clean-unnoticed',
    title: 'the daemon does not look at what CLEAN returns',
    changes: [always('daemon', 'cleanFailureEndsAttempt', false)],
    configurations: [under(['cleanFails'])],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'devices-not-logged',
    title: 'the daemon has the log of the hypervisor and no other (cloud-hypervisor issue 5356)',
    switches: { deviceLog: 'none' },
    configurations: [devices],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'devices-not-stopped',
    title: 'a device goes on after the last CLEAN (propolis issue 253)',
    switches: { deviceLog: 'merged' },
    configurations: [devices],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'device-log-left-out-at-the-end',
    title: 'the log of the devices is not read before the last iteration (QEMU 5c0ba1be37)',
    changes: [
      does('daemon', 'cleanForLastIteration', (original, { memory }) => (words, choice) => {
        if (memory.deviceDirty !== undefined) fillBits(words, memory.deviceDirty, 0);
        original(words, choice);
      }),
    ],
    configurations: [devices],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'no-hook-before-uncommit',
    title: 'no hook is called where a service thread gives pages back',
    changes: [always('kernel', 'hookPrecedesUncommit', false)],
    configurations: [lateUncommit],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'zero-page-past-the-copy',
    title: 'a page of zeros is sent as a mark, and the kept copy stays (QEMU 6d3cb1f970)',
    switches: { zeroPages: 'markedPastCopy' },
    configurations: [differences],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'zero-pages-left-out-at-first',
    title: 'iteration 1 takes the destination for zeros (QEMU 9ef051e553)',
    switches: { zeroPages: 'leftOutAtFirst' },
    configurations: [differences],
    fate: { killedBy: 'S1' },
  },
];
