import type { DesignName } from './design.ts';
import type { HazardName } from './hazards.ts';
import { buffer, uncommitting } from './matrix-cell.ts';
import { scopes, type Scope } from './scope.ts';

/** The columns of the matrix. */
export const matrixDesigns = ['xen', 'published', 'hardened'] as const satisfies DesignName[];

/** A row of the matrix: hazards, bounds, and the properties that a design must violate there. */
export interface MatrixRow {
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** Exactly these are violated; a design that is not named violates none. */
  readonly violates: Partial<Record<DesignName, readonly string[]>>;
}

const { small, quick } = scopes;

/** No hazard, each hazard alone, and three together. Hazards that multiply states have small bounds. */
export const matrixRows: readonly MatrixRow[] = [
  { hazards: [], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  {
    hazards: ['livePageLeavesYoung'],
    scope: quick,
    violates: { published: ['S1', 'S2', 'S3', 'D'] },
  },
  { hazards: ['remap'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['swap'], scope: small, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['share'], scope: small, violates: { published: ['S1', 'S2', 'S3', 'S8', 'D'] } },
  { hazards: ['ignoredGc'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['gcTurnsFull'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['promotionFailure'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['edenRefilled'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  {
    hazards: ['unalignedSurvivors'],
    scope: quick,
    violates: { published: ['S1', 'S2', 'S3', 'D'] },
  },
  { hazards: ['fullGc'], scope: small, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['lossyNetlink'], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['reorder'], scope: quick, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['silentApp'], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['lateReady'], scope: small, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['appExit'], scope: small, violates: { published: ['S1', 'S2', 'S3', 'D'] } },
  { hazards: ['abort'], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['destinationFails'], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  {
    hazards: ['suspendRefused'],
    scope: quick,
    violates: { published: ['S1', 'S2', 'S3', 'S4', 'D'] },
  },
  {
    hazards: ['lateSuspend'],
    scope: quick,
    violates: { xen: ['S6', 'D'], published: ['S1', 'S3', 'S6', 'D'] },
  },
  {
    hazards: ['secondMigration'],
    scope: small,
    violates: { published: ['S1', 'S2', 'S3', 'S4', 'S5', 'D'] },
  },
  { hazards: ['twoApps'], scope: small, violates: { published: ['S1', 'S3', 'D'] } },
  {
    hazards: ['hostileRanges'],
    scope: small,
    violates: { published: ['S1', 'S2', 'S3', 'S4', 'S8', 'D'] },
  },
  { hazards: ['readBeforeLogging'], scope: quick, violates: { published: ['S1', 'S3', 'D'] } },
  { hazards: ['cleanFails'], scope: small, violates: { published: ['S1', 'S3', 'D'] } },
  {
    hazards: ['deviceWrites'],
    scope: buffer,
    violates: { xen: ['S1'], published: ['S1', 'D'] },
  },
  {
    hazards: ['concurrentUncommit'],
    scope: uncommitting,
    violates: { published: ['S1', 'S3', 'D'] },
  },
  {
    hazards: ['livePageLeavesYoung', 'ignoredGc', 'unalignedSurvivors'],
    scope: small,
    violates: { published: ['S1', 'S2', 'S3', 'D'] },
  },
  {
    hazards: ['abort', 'secondMigration'],
    scope: small,
    violates: { published: ['S1', 'S2', 'S3', 'S4', 'S5', 'S7', 'D'] },
  },
];
