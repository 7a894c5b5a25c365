import { buffer, cell, idle, still, taken, within, type MatrixCell } from './matrix-cell.ts';

/** What public reports of dirty logs and of encodings have in common; each is named at its switch. */
export const reportedCells: readonly MatrixCell[] = [
  // Xen 0d176cc716.
  cell({
    base: 'xen',
    switches: { logStart: 'unacknowledged' },
    hazards: ['readBeforeLogging'],
    violates: ['S1'],
  }),
  cell({
    base: 'xen',
    switches: { failedClean: 'retry' },
    hazards: ['cleanFails'],
    violates: ['S1'],
  }),
  cell({ base: 'xen', switches: { failedClean: 'resendAll' }, hazards: ['cleanFails'] }),
  cell({
    switches: { failedClean: 'retry' },
    hazards: ['cleanFails'],
    violates: ['S1', 'S3'],
  }),
  cell({ switches: { whilePreparing: 'oneMoreIteration' }, hazards: ['cleanFails'] }),
  // Firecracker issue 4545: the attempt that failed has consumed the log on which the next one rests.
  cell({
    base: 'xen',
    switches: { dirtyLogOnRetry: 'reused' },
    hazards: ['cleanFails', 'secondMigration'],
    violates: ['S1'],
  }),
  cell({ switches: idle, hazards: ['cleanFails', 'secondMigration'], scope: within(still) }),
  // Propolis issue 253.
  cell({
    base: 'xen',
    switches: { deviceLog: 'merged' },
    hazards: ['deviceWrites'],
    scope: buffer,
    violates: ['S1'],
  }),
  cell({
    base: 'xen',
    switches: { deviceLog: 'mergedAfterStop' },
    hazards: ['deviceWrites'],
    scope: buffer,
  }),
  // QEMU 6d3cb1f970.
  cell({
    base: 'xen',
    switches: { pageEncoding: 'delta', zeroPages: 'markedPastCopy' },
    scope: taken,
    violates: ['S1'],
  }),
  cell({ base: 'xen', switches: { pageEncoding: 'delta', zeroPages: 'marked' }, scope: taken }),
  cell({ base: 'xen', switches: { pageEncoding: 'delta' }, scope: taken }),
  cell({ switches: { ...idle, pageEncoding: 'delta', zeroPages: 'marked' }, scope: taken }),
  // QEMU 9ef051e553.
  cell({
    base: 'xen',
    switches: { zeroPages: 'leftOutAtFirst' },
    scope: taken,
    violates: ['S1'],
  }),
  cell({ switches: { ...idle, zeroPages: 'marked' }, scope: taken }),
];
