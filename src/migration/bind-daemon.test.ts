/** What the daemon's actions and guards mean: one small memory each, before and after. Frames are numbered from 0. */
import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { BoundProcess, type Before, type Fields } from './bound-process.ts';

/** Four frames, two of them per PEEK, one attempt, five iterations: the counters of the stop tests are in force. */
const scope = {
  ...scopes.quick,
  batchFrames: 2,
  migrations: 1,
  maxIterations: 5,
  trafficFactor: 1,
};

function daemon(changes: Partial<Design> = {}, hazards: readonly HazardName[] = []): BoundProcess {
  const design = { ...designs.published, ...changes };
  const scenario = { designName: 'bound', design, hazards, scope };
  return new BoundProcess('daemon', (mutate) => scenarioSystem(scenario, mutate));
}

const deferring = { skippedFrames: 'defer' } as const;
/** Iteration 2 scans frames 1 and 2; frame 1 is next. */
const scanning = { iteration: 2, send: '0110', scanCursor: 1, stale: '0110' } as const;

describe('an iteration', () => {
  test.each<[string, string, Before, Fields, Partial<Design>?]>([
    [
      'PEEK sees which of the next two frames that are to be sent are dirty again',
      'peekBatch',
      { ...scanning, dirty: '0111' },
      { batchStart: 1, batchEnd: 3, peeked: '11' },
    ],
    [
      'and looks at no frame that is not to be sent',
      'peekBatch',
      { send: '0101', scanCursor: 1, dirty: '0110' },
      { batchStart: 1, batchEnd: 3, peeked: '10' },
    ],
    [
      'a frame that is sent is no longer stale, counts, and the next frame to be sent follows',
      'sendFrame',
      scanning,
      { send: '0010', scanCursor: 2, stale: '0010', handledInIteration: 1, sentInAll: 1 },
    ],
    [
      'after the last one the cursor stands behind all frames',
      'sendFrame',
      { ...scanning, send: '0100' },
      { send: '0000', scanCursor: 4, stale: '0010', handledInIteration: 1, sentInAll: 1 },
    ],
    [
      'a frame that is skipped stays stale and counts for nothing',
      'skipFrame',
      scanning,
      { send: '0010', scanCursor: 2, skippedInIteration: 1 },
    ],
    [
      'a design that defers remembers it',
      'skipFrame',
      scanning,
      { send: '0010', scanCursor: 2, skippedInIteration: 1, deferred: '0100' },
      deferring,
    ],
    [
      'a design that counts skipped frames in the stop test counts it',
      'skipFrame',
      scanning,
      { send: '0010', scanCursor: 2, skippedInIteration: 1, handledInIteration: 1 },
      { skipsInStopTest: 'counted' },
    ],
    [
      'a frame that is dirty again is left to the next iteration, stale, and counts as handled',
      'passOverFrame',
      { ...scanning, batchStart: 1, batchEnd: 3, peeked: '10' },
      { send: '0010', scanCursor: 2, handledInIteration: 1, peeked: '00' },
    ],
  ])('%s', (_words, action, before, after, changes) => {
    expect(daemon(changes).effect(action, before)).toEqual(after);
  });
});

describe('a CLEAN', () => {
  test.each<[string, string, Before, Fields, Partial<Design>?]>([
    [
      'takes over the dirty log, empties it, and begins an iteration at the first dirty frame',
      'cleanForNextIteration',
      { iteration: 1, scanCursor: 4, dirty: '0110', handledInIteration: 1 },
      { iteration: 2, scanCursor: 1, send: '0110', dirty: '0000', handledInIteration: 0 },
    ],
    [
      'with nothing dirty leaves nothing to scan',
      'cleanForNextIteration',
      { iteration: 1 },
      { iteration: 2, scanCursor: 4 },
    ],
    [
      'sends a deferred frame at once if it may be sent by now, and no other',
      'cleanForNextIteration',
      { iteration: 1, dirty: '0001', deferred: '1100', transfer: '0100' },
      { iteration: 2, scanCursor: 1, send: '0101', dirty: '0000' },
      deferring,
    ],
    [
      'for the last iteration takes every deferred frame, and remembers what must leave',
      'cleanForLastIteration',
      { iteration: 2, dirty: '0001', deferred: '1100', transfer: '0100' },
      { iteration: 3, send: '1101', dirty: '0000', lastSend: '1101' },
      deferring,
    ],
    [
      'for the switchover leaves out what the bitmap says to skip',
      'cleanForSwitchover',
      { iteration: 2, dirty: '0110', transfer: '1010' },
      { iteration: 3, scanCursor: 1, send: '0010', dirty: '0000', lastSend: '0010' },
    ],
  ])('%s', (_words, action, before, after, changes) => {
    expect(daemon(changes).effect(action, before)).toEqual(after);
  });

  test('that fails has cleared the log up to a frame, and the bits are lost', () => {
    const hazards = ['cleanFails'] as const;
    const before = { dirty: '1111', 'strikesLeft.cleanFails': 1 };
    const struck = { 'strikesLeft.cleanFails': 0 };
    expect(daemon({}, hazards).effect('loseClearedBits', before, 1)).toEqual({
      ...struck,
      dirty: '0011',
    });
    const half = { ...before, dirty: '0101' };
    const resent = daemon({ failedClean: 'resendAll' }, hazards);
    expect(resent.effect('loseClearedBits', half, 1)).toEqual({ ...struck, dirty: '1111' });
  });
});

describe('an attempt', () => {
  test.each<[string, string, Before, Fields, Partial<Design>?]>([
    [
      'begins with every frame stale and to be sent, and with an empty log that is on',
      'startAttempt',
      { attemptsLeft: 1, dirty: '0100' },
      {
        attemptsLeft: 0,
        iteration: 1,
        logsDirty: 1,
        send: '1111',
        stale: '1111',
        dirty: '0000',
      },
    ],
    [
      'of a design that lists free frames sends what somebody holds; all are stale',
      'startAttempt',
      { attemptsLeft: 1, owner: '0210' },
      {
        attemptsLeft: 0,
        iteration: 1,
        logsDirty: 1,
        scanCursor: 1,
        send: '0110',
        stale: '1111',
      },
      { freeFrames: 'skippedAtStart' },
    ],
    [
      'that is given up lets the VM go on at the source, and forgets frames, log and counters',
      'goOnAtSource',
      {
        iteration: 3,
        scanCursor: 2,
        handledInIteration: 1,
        sentInAll: 4,
        announcedLast: 1,
        send: '0010',
        lastSend: '0010',
        stale: '0011',
        dirty: '0001',
        logsDirty: 1,
      },
      {
        vmRuns: 1,
        runsAtSource: 1,
        logsDirty: 0,
        iteration: 0,
        scanCursor: 0,
        handledInIteration: 0,
        sentInAll: 0,
        announcedLast: 0,
        send: '0000',
        lastSend: '0000',
        stale: '0000',
        dirty: '0000',
      },
    ],
    [
      'pauses the VM: it runs nowhere',
      'pauseVm',
      { vmRuns: 1, runsAtSource: 1 },
      { vmRuns: 0, runsAtSource: 0 },
    ],
    [
      'announces the last iteration to the guest, and remembers that it did',
      'notifyEnterLast',
      {},
      { announcedLast: 1, 'daemonToLkm.pending': 1, 'daemonToLkm.word': 1 },
    ],
  ])('%s', (_words, action, before, after, changes) => {
    expect(daemon(changes).effect(action, before)).toEqual(after);
  });
});

describe('the daemon asks', () => {
  const running = { vmRuns: 1, transfer: '1011' };
  test.each<[string, string, Before, boolean, Partial<Design>?]>([
    [
      'whether the frame is to be skipped',
      'transferBitIsClear',
      { ...running, scanCursor: 1 },
      true,
    ],
    ['and it is not', 'transferBitIsClear', { ...running, scanCursor: 2 }, false],
    [
      'its copy of the bitmap, where the design made one, and not the bitmap itself',
      'transferBitIsClear',
      { ...running, transferSeen: '1111', scanCursor: 1 },
      false,
      { transferBitRead: 'perIteration' },
    ],
    [
      'the bitmap itself once the VM is paused',
      'transferBitIsClear',
      { ...running, vmRuns: 0, transferSeen: '1111', scanCursor: 1 },
      true,
      { transferBitRead: 'perIteration' },
    ],
    [
      'whether PEEK saw the frame dirty again',
      'frameIsDirtyAgain',
      { scanCursor: 2, batchStart: 1, peeked: '01' },
      true,
    ],
    ['whether all frames are scanned', 'everyFrameScanned', { scanCursor: 4 }, true],
    ['and one is left', 'everyFrameScanned', { scanCursor: 3 }, false],
    ['whether the batch is scanned', 'batchIsScanned', { scanCursor: 3, batchEnd: 3 }, true],
    ['whether few frames are left', 'fewFramesAreLeft', { handledInIteration: 0 }, true],
    ['and they are not few', 'fewFramesAreLeft', { handledInIteration: 1 }, false],
    ['no stop test once the last is announced', 'fewFramesAreLeft', { announcedLast: 1 }, false],
    [
      'whether the traffic is used up: one frame more than there are',
      'trafficIsUsedUp',
      { sentInAll: 5 },
      true,
    ],
    ['and it is not', 'trafficIsUsedUp', { sentInAll: 4 }, false],
    ['whether an attempt is left', 'attemptIsLeft', { attemptsLeft: 1 }, true],
    ['whether it is assisted', 'isUnassisted', {}, true, designs.xen],
    ['and it is', 'isUnassisted', {}, false],
  ])('%s', (_words, guard, before, holds, changes) => {
    expect(daemon(changes).holds(guard, before)).toBe(holds);
  });
});
