import { cell, idle, still, tiny, within, type MatrixCell } from './matrix-cell.ts';

/** No Young at all: the JVM takes part in the protocol, and its memory plays no part. */
const heapless = {
  ...still,
  frames: 1,
  oldPages: 1,
  edenPages: 0,
  survivorPages: 0,
  youngReservedPages: 0,
} as const;
/** Messages get lost, and nobody repeats or replaces them. */
const lossy = { ...idle, delivery: 'multicast', releaseOnAbort: 'none' } as const;
const twoRounds = { readiness: 'twoPhase' } as const;
const again = ['abort', 'secondMigration'] as const;

/** Cells that take the transitions which no other cell takes: late, lost and foreign messages, rare page faults. */
export const rareCells: readonly MatrixCell[] = [
  // Callbacks that reach an agent which does not assist any more.
  cell({ switches: idle, hazards: ['abort'], scope: within({ ...still, collections: 1 }) }),
  cell({ switches: idle, hazards: ['silentApp'], scope: within({ ...still, collections: 1 }) }),
  // Shared pages: merged, copied before a write, with a socket that a child keeps open.
  cell({ switches: idle, hazards: ['share', 'appExit'], scope: within(tiny) }),
  cell({
    switches: idle,
    hazards: ['share'],
    scope: within({ ...tiny, frames: 3, kernelFrames: 1 }),
  }),
  cell({
    switches: { ...idle, skippable: 'anyMapped' },
    hazards: ['share'],
    scope: within({ ...tiny, frames: 3 }),
    violates: ['S1', 'S2', 'S8'],
  }),
  // A page leaves, comes back, and survivors are copied to it.
  cell({ switches: idle, scope: within({ ...still, collections: 2, resizes: 2 }) }),
  // An entry of the page table changes after it was read.
  cell({
    switches: { ...idle, pageTableWalk: 'unlocked' },
    scope: within({ ...still, collections: 1, resizes: 1 }),
  }),
  cell({
    switches: { ...idle, pageTableWalk: 'unlocked', firstUpdate: 'concurrent', epoch: 'none' },
    scope: within(still),
    violates: ['D'],
  }),
  // Messages of an attempt that is over.
  cell({
    switches: { ...idle, firstUpdate: 'concurrent' },
    hazards: again,
    scope: within(tiny),
    violates: ['S5', 'D'],
  }),
  cell({
    switches: { ...idle, ...twoRounds, epoch: 'none' },
    hazards: again,
    scope: within(tiny),
    violates: ['S5', 'S7', 'D'],
  }),
  cell({
    switches: { ...lossy, ...twoRounds },
    hazards: ['lossyNetlink', ...again],
    scope: within(tiny),
    violates: ['D'],
  }),
  cell({ switches: idle, hazards: ['twoApps', 'abort'], scope: within(heapless) }),
  cell({
    switches: { ...idle, delivery: 'multicast' },
    hazards: ['twoApps', 'lossyNetlink'],
    scope: within(heapless),
    violates: ['D'],
  }),
  // Two applications: one is released early, is late, holds when its readiness is withdrawn, is asked again.
  cell({
    switches: { ...idle, ...twoRounds },
    hazards: ['twoApps', 'lateReady'],
    scope: within(tiny),
  }),
  cell({
    switches: idle,
    hazards: ['twoApps', 'suspendRefused'],
    scope: within(tiny),
    liveness: true,
  }),
  cell({ switches: idle, hazards: ['twoApps', 'secondMigration'], scope: within(heapless) }),
];
