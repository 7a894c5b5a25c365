import { cell, idle, still, within, type MatrixCell } from './matrix-cell.ts';
import { costCells } from './matrix-cells-costs.ts';
import { rareCells } from './matrix-cells-rare.ts';
import { reportedCells } from './reported-cells.ts';
import { scopes } from './scope.ts';

const { stops } = scopes;
/** A collection of the JVM's own accord, and a page that leaves. */
const shrinking = within({ collections: 1, resizes: 1 });

/** The guest or the daemon waits, is refused, gives up. */
const suspension: readonly MatrixCell[] = [
  cell({ hazards: ['lateSuspend', 'suspendRefused'] }),
  cell({
    switches: idle,
    hazards: ['suspendRefused', 'lateReady'],
    scope: within({ ...still, strikes: 2 }),
  }),
  cell({ switches: { lastClean: 'beforeSuspend' }, violates: ['S1', 'S3'] }),
];

/** Attempts that follow one another, or are given up twice. */
const attempts: readonly MatrixCell[] = [
  cell({
    switches: idle,
    hazards: ['abort', 'secondMigration'],
    scope: within({ ...still, strikes: 2 }),
  }),
  cell({
    switches: { ...idle, bitmapReset: 'onBegin' },
    hazards: ['abort', 'secondMigration'],
    scope: within(still),
  }),
  cell({
    switches: { ...idle, readiness: 'twoPhase' },
    hazards: ['abort', 'secondMigration'],
    scope: within(still),
  }),
  cell({
    switches: { ...idle, delivery: 'multicast' },
    hazards: ['lossyNetlink', 'secondMigration'],
    scope: within({ ...still, strikes: 2 }),
    violates: ['D'],
  }),
  cell({ switches: { bitmapReset: 'never' }, hazards: ['abort'] }),
  cell({ switches: { releaseOnAbort: 'none' }, hazards: ['abort'], violates: ['D'] }),
];

/** Two applications, two rounds, an application that dies. */
const applications: readonly MatrixCell[] = [
  cell({
    switches: idle,
    hazards: ['twoApps'],
    scope: within({ ...still, cachePages: 2 }),
  }),
  cell({
    switches: { ...idle, readiness: 'twoPhase' },
    hazards: ['twoApps'],
    scope: within(still),
  }),
  cell({ switches: idle, hazards: ['twoApps', 'suspendRefused'], scope: within(still) }),
  cell({
    switches: { ...idle, readiness: 'twoPhase' },
    hazards: ['appExit'],
    scope: within(still),
  }),
  cell({ switches: { ...idle, readiness: 'twoPhase' }, hazards: ['silentApp'] }),
];

/** The VM moves before its frames. */
const postCopy: readonly MatrixCell[] = [
  cell({ switches: { switchover: 'atOnce' } }),
  cell({
    switches: { switchover: 'atOnce', resendPolicy: 'always', duplicateFrames: 'overwrite' },
    violates: ['S1', 'S3'],
  }),
  cell({ switches: { switchover: 'afterOneIteration', skippedAtDestination: 'absent' } }),
  cell({ base: 'xen', switches: { switchover: 'afterOneIteration', resendPolicy: 'always' } }),
];

/** How the daemon goes on and stops. */
const iterations: readonly MatrixCell[] = [
  cell({ switches: idle, scope: stops }),
  cell({ base: 'xen', scope: stops }),
  cell({ switches: { whilePreparing: 'oneMoreIteration' } }),
  cell({ switches: { whilePreparing: 'keepIterating' } }),
  cell({ switches: { transferMap: 'twoBits' }, scope: within({ frames: 4, oldPages: 1 }) }),
];

/** Old grows, Eden has several pages, others free frames, pages leave before they are freed. */
const memory: readonly MatrixCell[] = [
  cell({ switches: idle, scope: within({ frames: 4, oldFreePages: 1 }) }),
  cell({ switches: idle, hazards: ['fullGc'], scope: within({ frames: 4, oldFreePages: 1 }) }),
  cell({
    switches: idle,
    hazards: ['fullGc'],
    scope: within({ frames: 4, edenPages: 2, youngReservedPages: 4 }),
  }),
  cell({
    switches: idle,
    scope: within({ frames: 4, kernelFrames: 1, frees: 1, takes: 1 }),
  }),
  cell({ switches: { ...idle, shrinkNotice: 'beforeFree' }, scope: shrinking }),
  cell({ switches: { pageTableWalk: 'unlocked' } }),
];

/** Runs that go on for ever, and what the cheapest and the dearest run costs. */
const runs: readonly MatrixCell[] = [
  cell({ liveness: true }),
  cell({ switches: idle, hazards: ['abort'], liveness: true }),
  cell({ switches: idle, hazards: ['suspendRefused'], liveness: true }),
  cell({ switches: idle, hazards: ['lateReady'], liveness: true }),
  cell({
    switches: idle,
    costs: {
      framesSent: [0, 6],
      iterations: [2, 3],
      pause: [5, 8],
      enforcedCollection: [5, 7],
      finalUpdate: [1, 12],
      lastIteration: [3, 6],
      resumption: [6, 6],
      overCaution: [0, 4],
      beyondVanilla: [-4, 0],
    },
  }),
];

/** Every cell beside the matrix. */
export const matrixCells: readonly MatrixCell[] = [
  ...suspension,
  ...attempts,
  ...applications,
  ...postCopy,
  ...iterations,
  ...memory,
  ...runs,
  ...reportedCells,
  ...rareCells,
  ...costCells,
];
