import { expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import type { HazardName } from '../models/hazards.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { checkScenario } from '../src/analysis/matrix/check-scenario.ts';

interface Check {
  readonly design: Design;
  readonly hazards?: readonly HazardName[];
  readonly scope: Scope;
}

const { xen, published, hardened } = designs;
const { bare, small, regrow, quick, stops } = scopes;
const idle: Design = { ...hardened, whilePreparing: 'idle' };
const careless: Design = {
  ...hardened,
  epoch: 'none',
  releaseOnAbort: 'none',
  bitmapReset: 'onBegin',
};
const mutantOfPostCopy: Design = {
  ...hardened,
  switchover: 'atOnce',
  resendPolicy: 'always',
  duplicateFrames: 'overwrite',
};
const collecting: Scope = { ...small, collections: 1 };
const shrinking: Partial<Scope> = { resizes: 1, takes: 0, rewrites: 0 };
const cleansFirst = { whilePreparing: 'oneMoreIteration' } as const;

/** More states than this add no row. */
const maxStates = 600_000;

const checks: readonly Check[] = [
  { design: xen, scope: stops },
  { design: xen, hazards: ['abort'], scope: small },
  { design: xen, hazards: ['cleanFails'], scope: small },
  { design: { ...xen, failedClean: 'retry' }, hazards: ['cleanFails'], scope: small },
  { design: hardened, hazards: ['cleanFails'], scope: bare },
  { design: { ...hardened, failedClean: 'retry' }, hazards: ['cleanFails'], scope: bare },
  { design: { ...hardened, ...cleansFirst }, hazards: ['cleanFails'], scope: bare },
  {
    design: { ...hardened, ...cleansFirst, failedClean: 'retry' },
    hazards: ['cleanFails'],
    scope: bare,
  },
  { design: xen, hazards: ['deviceWrites'], scope: { ...bare, frames: 4, kernelFrames: 1 } },
  { design: idle, hazards: ['concurrentUncommit'], scope: { ...collecting, ...shrinking } },
  { design: hardened, scope: stops },
  { design: { ...hardened, transferMap: 'twoBits' }, scope: quick },
  { design: hardened, hazards: ['unalignedSurvivors', 'livePageLeavesYoung'], scope: small },
  { design: published, hazards: ['remap'], scope: quick },
  { design: hardened, hazards: ['remap', 'ignoredGc'], scope: quick },
  { design: idle, scope: { ...small, frames: 4, kernelFrames: 1, frees: 1 } },
  {
    design: idle,
    scope: { ...collecting, frames: 5, youngReservedPages: 4, resizes: 1, takes: 0 },
  },
  { design: { ...hardened, shrinkNotice: 'beforeFree' }, scope: { ...collecting, resizes: 1 } },
  { design: { ...hardened, whilePreparing: 'oneMoreIteration' }, scope: small },
  { design: { ...hardened, lastClean: 'beforeSuspend' }, scope: small },
  { design: { ...hardened, pageTableWalk: 'unlocked' }, scope: { ...collecting, takes: 0 } },
  { design: { ...idle, pageTableWalk: 'unlocked', frameLoss: 'ranges' }, scope: regrow },
  { design: hardened, hazards: ['swap'], scope: bare },
  { design: hardened, hazards: ['share', 'fullGc'], scope: bare },
  { design: hardened, hazards: ['share'], scope: { ...bare, frames: 5, kernelFrames: 1 } },
  {
    design: hardened,
    hazards: ['gcTurnsFull', 'promotionFailure', 'edenRefilled'],
    scope: quick,
  },
  { design: hardened, hazards: ['appExit'], scope: bare },
  { design: hardened, hazards: ['abort', 'secondMigration'], scope: bare },
  { design: careless, hazards: ['abort', 'secondMigration'], scope: bare },
  { design: { ...hardened, releaseOnAbort: 'none' }, hazards: ['abort'], scope: bare },
  { design: { ...hardened, bitmapReset: 'never' }, hazards: ['abort'], scope: bare },
  {
    design: { ...hardened, delivery: 'multicast' },
    hazards: ['lossyNetlink', 'secondMigration'],
    scope: bare,
  },
  { design: hardened, hazards: ['silentApp', 'destinationFails'], scope: bare },
  { design: hardened, hazards: ['lateReady'], scope: bare },
  { design: hardened, hazards: ['suspendRefused', 'lateSuspend'], scope: bare },
  { design: { ...hardened, suspendCancel: 'none' }, hazards: ['lateSuspend'], scope: bare },
  { design: { ...hardened, readiness: 'twoPhase' }, hazards: ['appExit'], scope: bare },
  { design: hardened, hazards: ['readBeforeLogging'], scope: bare },
  { design: hardened, hazards: ['twoApps', 'lateSuspend'], scope: bare },
  { design: mutantOfPostCopy, scope: bare },
  { design: { ...hardened, switchover: 'atOnce' }, scope: bare },
  { design: { ...xen, switchover: 'afterOneIteration', resendPolicy: 'always' }, scope: bare },
];

const pairs = 'needs two hazards together, more states than this test may take';
const order = 'needs a design that fails earlier, or an order that these bounds do not reach';
const growth = 'Old grows in no scope, and Eden has one page there';

/** Rows that no check takes, and why. */
const neverTaken: Readonly<Record<string, string>> = {
  'agent.assisting.listening:hold:0 [isOfAnotherEpoch]': order,
  'agent.assisting.listening:prepare:0 [isOfAnotherEpoch]': order,
  'agent.assisting.listening:query:0 [isOfLaterEpoch]': order,
  'agent.assisting.listening:release:0 [isOfAnotherEpoch]': order,
  'agent.holding:hold:0 [isOfAnotherEpoch]': order,
  'agent.idle:hold:0': order,
  'agent.idle:onCallback:0 [callbackIsRaised]': order,
  'agent.silent:onCallback:0 [callbackIsRaised]': order,
  'cacheApp.assisting:prepare:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.assisting:query:0 [isOfLaterEpoch]': pairs,
  'cacheApp.assisting:release:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.assisting:release:1': pairs,
  'cacheApp.confirming:report:0 [netlinkHasRoom]': pairs,
  'cacheApp.holding:prepare:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.holding:query:0 [isOfLaterEpoch]': pairs,
  'cacheApp.holding:release:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.idle:hold:0': pairs,
  'cacheApp.idle:prepare:0': pairs,
  'cacheApp.idle:release:0': pairs,
  'cacheApp.prepared:hold:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.prepared:hold:1': pairs,
  'cacheApp.prepared:query:0 [isOfLaterEpoch]': pairs,
  'cacheApp.prepared:release:0 [isOfAnotherEpoch]': pairs,
  'cacheApp.prepared:release:1': pairs,
  'cacheApp.purged:report:0 [holdsInSecondRound]': pairs,
  'cacheApp.purging:purge:2 [serviceAnswersAndEntriesMove]': pairs,
  'daemon.awaitingReady:guestReady:0 [isOfAnotherEpoch]': order,
  'jvm.closing:closeFiles:0 [socketIsInherited]': pairs,
  'jvm.collecting.visiting:evacuate:5 [promotesToNewPage]': growth,
  'jvm.collecting.visiting:faultIn:1 [frameIsFreeForOld]': growth,
  'jvm.compacting:compact:3 [slidesDown]': growth,
  'jvm.compacting:compact:5 [movesToNewOldPage]': growth,
  'kernel.running:copyOnWrite:0 [hookPrecedesCopy]': pairs,
  'lkm.final-update.awaitingPrepared:aborted:0': pairs,
  'lkm.final-update.awaitingPrepared:begin:0 [beginsAnew]': pairs,
  'lkm.final-update.awaitingPrepared:begin:1': pairs,
  'lkm.final-update.awaitingPrepared:prepared:0 [isOfAnotherEpoch]': pairs,
  'lkm.final-update.awaitingPrepared:ready:0': pairs,
  'lkm.final-update.joining.atPage:update:1 [pageJoinsUnlocked]': pairs,
  'lkm.final-update.joining.entryRead:update:0': pairs,
  'lkm.final-update:enterLast:0': order,
  'lkm.final-update:vmResumed:0': order,
  'lkm.initialized:vmResumed:0': order,
  'lkm.started.abandoning:abandon:1 [pageIsCached]': order,
  'lkm.started.listening:prepared:0': order,
  'lkm.started:vmResumed:0': order,
  'lkm.suspended.abandoning:abandon:1 [pageIsCached]': order,
  'lkm.suspended.waiting:enterLast:0': order,
};

it('every row of every chart is taken by some check, or the reason is written down', () => {
  const taken = new Map<string, boolean>();
  for (const { design, hazards = [], scope } of checks) {
    const scenario = { designName: 'test', design, hazards, scope };
    const { coverage } = checkScenario(scenario, { maxStates });
    for (const { transitions } of coverage) {
      for (const { declaredAt, guard, taken: times } of transitions) {
        const row = guard === undefined ? declaredAt : `${declaredAt} [${guard}]`;
        taken.set(row, times > 0 || taken.get(row) === true);
      }
    }
  }
  const never = [...taken].filter(([, wasTaken]) => !wasTaken).map(([row]) => row);
  expect(never.filter((row) => neverTaken[row] === undefined)).toEqual([]);
  expect(Object.keys(neverTaken).filter((row) => !never.includes(row))).toEqual([]);
  expect(taken.size).toBeGreaterThan(250);
}, 300_000);
