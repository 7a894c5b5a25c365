/**
 * What JVM, agent, /proc call, kernel, hypervisor and destination do and ask: one small memory each, before and after.
 * The page table and the PFN cache have frame + 1 for a page. Owners: 0 nobody, 1 somebody else, 2 the JVM.
 */
import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { BoundProcess, type Before, type Fields } from './bound-process.ts';
import { evacuations } from './bind-jvm.ts';

/** Four frames, four heap pages, one attempt. */
const scope = { ...scopes.quick, migrations: 1 };

function bound(
  name: string,
  hazards: readonly HazardName[] = [],
  changes: Partial<Design> = {},
): BoundProcess {
  const design = { ...designs.published, ...changes };
  const scenario = { designName: 'bound', design, hazards, scope };
  return new BoundProcess(name, (mutate) => scenarioSystem(scenario, mutate));
}

/** Page 1 is backed by frame 2, which the JVM holds; the log is on. */
const mapped = { pageTable: '0300', owner: '0020', logsDirty: 1 } as const;
/** The choice of heap page 1 and a frame. */
const pageOneAnd = (frame: number): number => 1 * scope.frames + frame;

describe('the kernel', () => {
  test.each<[string, string, Before, number, Fields]>([
    [
      'hands a free frame to somebody else, zeroed: that is a write',
      'takeFrame',
      { logsDirty: 1, takesLeft: 1 },
      3,
      { owner: '0001', takesLeft: 0, stale: '0001', dirty: '0001' },
    ],
    [
      'logs nothing where the log is off',
      'takeFrame',
      { takesLeft: 1 },
      3,
      { owner: '0001', takesLeft: 0, stale: '0001' },
    ],
    [
      'writes a frame that never arrived: the poison was read, and is gone',
      'writeFrame',
      { owner: '1000', poison: '1000', logsDirty: 1 },
      0,
      { poison: '0000', poisonWasRead: 1, stale: '1000', dirty: '1000' },
    ],
    [
      'takes a frame back',
      'freeFrame',
      { owner: '0100', freesLeft: 1 },
      1,
      { owner: '0000', freesLeft: 0 },
    ],
    [
      'moves a page to another frame: a copy there is a write, the old frame is free, its bit stays',
      'movePage',
      { ...mapped, transfer: '1101', cache: '0300', movesLeft: 1 },
      pageOneAnd(0),
      { pageTable: '0100', owner: '2000', movesLeft: 0, stale: '1000', dirty: '1000' },
    ],
    [
      'warns the module of a page that is about to move: its frame is sent again',
      'unskipChangingPage',
      { ...mapped, transfer: '1101', cache: '0300' },
      pageOneAnd(0),
      { transfer: '1111', cache: '0000' },
    ],
  ])('%s', (_words, action, before, choice, after) => {
    const frees = { ...scope, frees: 1 };
    const scenario = { designName: 'bound', design: designs.published, hazards: [], scope: frees };
    const kernel = new BoundProcess('kernel', (mutate) => scenarioSystem(scenario, mutate));
    expect(kernel.effect(action, before, choice)).toEqual(after);
  });

  test('swaps a page out: the frame is free, the page is on the device', () => {
    const kernel = bound('kernel', ['swap']);
    const before = { ...mapped, 'strikesLeft.swap': 1 };
    const after = { pageTable: '0000', owner: '0000', swapped: '0100', 'strikesLeft.swap': 0 };
    expect(kernel.effect('swapPageOut', before, pageOneAnd(0))).toEqual(after);
  });

  test('copies a page that a child shares: the child keeps the frame', () => {
    const kernel = bound('kernel', ['share']);
    const after = {
      pageTable: '0100',
      owner: '2010',
      shared: '0000',
      stale: '1000',
      dirty: '1000',
    };
    const before = { ...mapped, shared: '0010' };
    expect(kernel.effect('copySharedPage', before, pageOneAnd(0))).toEqual(after);
  });

  test('loses a message only of a multicast', () => {
    const waits: Before = (words, { lkmToApplications, strikes }) => {
      strikes.fill(words);
      lkmToApplications[0]!.send(words, 'query');
    };
    expect(bound('kernel', ['lossyNetlink']).holds('messageMayBeLost', waits, 0)).toBe(true);
    const reliable = bound('kernel', ['lossyNetlink'], { delivery: 'unicastAckRetry' });
    expect(reliable.holds('messageMayBeLost', waits, 0)).toBe(false);
  });
});

describe('the JVM', () => {
  /** Page 1 of Eden lives and is copied to page 2, by frames 2 and 3. */
  const young = { pageTable: '0340', owner: '0022', logsDirty: 1, gcCursor: 1 } as const;
  const spaces = {
    youngBegin: 1,
    edenTop: 2,
    edenEnd: 2,
    toBottom: 2,
    toTop: 2,
    toEnd: 3,
  } as const;

  test.each<[string, string, Before, number, Fields]>([
    [
      'fills the next page of Eden',
      'allocatePage',
      { ...mapped, youngBegin: 1, edenTop: 1, edenEnd: 2 },
      0,
      { edenTop: 2, stale: '0010', dirty: '0010' },
    ],
    [
      'has a page backed by a free frame, which is zeroed',
      'mapEdenPage',
      { logsDirty: 1, youngBegin: 1, edenTop: 1, edenEnd: 2 },
      3,
      { pageTable: '0400', owner: '0002', stale: '0001', dirty: '0001' },
    ],
    [
      'copies a live page to a new one: what is written is the copy',
      'copyToNewPage',
      { ...young, ...spaces },
      0,
      { toTop: 3, stale: '0001', dirty: '0001' },
    ],
    [
      'reads garbage if the page never arrived',
      'copyToNewPage',
      { ...young, ...spaces, poison: '0010' },
      0,
      { toTop: 3, stale: '0001', dirty: '0001', poisonWasRead: 1 },
    ],
    [
      'exchanges the survivor spaces and empties Eden',
      'swapSpaces',
      { ...spaces, toTop: 3, fromBottom: 3, fromTop: 4, fromEnd: 4, gcIsEnforced: 1 },
      1,
      {
        fromBottom: 2,
        fromTop: 3,
        fromEnd: 3,
        toBottom: 3,
        toEnd: 4,
        edenTop: 1,
        fromIsRagged: 1,
        collectedSinceRequest: 1,
      },
    ],
    [
      'gives a page back to the kernel, and goes on to the next',
      'unmapPage',
      { ...mapped, gcCursor: 1 },
      0,
      { pageTable: '0000', owner: '0000', gcCursor: 2 },
    ],
    [
      'lets a live page at the end of Old leave Young',
      'absorbLivePage',
      { youngBegin: 1, oldTop: 1, boundaryMovesLeft: 1 },
      0,
      { youngBegin: 2, oldTop: 2, leftFrom: 1, leftTo: 2, boundaryMovesLeft: 0 },
    ],
  ])('%s', (_words, action, before, choice, after) => {
    expect(bound('jvm', ['livePageLeavesYoung']).effect(action, before, choice)).toEqual(after);
  });

  test.each<[string, string, Before, number, boolean]>([
    [
      'whether Eden has room: a page that is mapped',
      'edenHasRoom',
      { ...mapped, edenTop: 1, edenEnd: 2 },
      0,
      true,
    ],
    ['that is not mapped', 'edenHasRoom', { edenTop: 1, edenEnd: 2 }, 0, false],
    ['Eden is full', 'edenHasRoom', { ...mapped, edenTop: 1, edenEnd: 1 }, 0, false],
    ['whether it was asked to collect', 'collectionIsEnforced', { gcRequested: 1 }, 0, true],
    [
      'whether a page survives',
      'survivesToNewPage',
      { ...young, ...spaces },
      evacuations.survivesToNewPage,
      true,
    ],
    [
      'To is full',
      'survivesToNewPage',
      { ...young, ...spaces, toTop: 3 },
      evacuations.survivesToNewPage,
      false,
    ],
    ['the agent has returned', 'callbackReturned', { callback: 3 }, 0, true],
  ])('asks %s', (_words, guard, before, choice, holds) => {
    expect(bound('jvm').holds(guard, before, choice)).toBe(holds);
  });
});

describe('the agent', () => {
  const heap = { youngBegin: 1, youngEnd: 4, fromBottom: 2, fromTop: 3 };

  test('reports Young and its survivors when the collection has ended', () => {
    expect(bound('agent').effect('sendReady', heap)).toEqual({
      'agentToLkm.count': 1,
      'agentToLkm.kind': '200',
      'agentToLkm.begin': '100',
      'agentToLkm.end': '400',
      'agentToLkm.mustSendBegin': '200',
      'agentToLkm.mustSendEnd': '300',
    });
  });

  test('reports all of Young where the collection was no such one, if the design checks', () => {
    const checking = bound('agent', [], { gcPostCondition: 'checked' });
    const collected = { ...heap, edenTop: 1, collectedSinceRequest: 1 };
    expect(checking.holds('mustReportEverything', collected)).toBe(false);
    expect(checking.holds('mustReportEverything', { ...collected, edenTop: 2 })).toBe(true);
    expect(checking.holds('mustReportEverything', { ...heap, edenTop: 1 })).toBe(true);
    expect(bound('agent').holds('mustReportEverything', heap)).toBe(false);
  });

  test('asks the JVM to collect', () => {
    const after = { gcRequested: 1, collectedSinceRequest: 0 };
    expect(bound('agent').effect('requestCollection', { collectedSinceRequest: 1 })).toEqual(after);
  });
});

describe('a /proc write', () => {
  test('takes the range that left out of the area of the module', () => {
    const before = { areaBegin: 0, areaEnd: 4, callCursor: 3, callEnd: 4 };
    expect(bound('procCall').effect('forgetRange', before)).toEqual({ areaEnd: 3 });
  });

  test('returns to the agent; a relayed one has returned before', () => {
    const before = { callCursor: 4, callEnd: 4 };
    const over = { callCursor: 0, callEnd: 0 };
    expect(bound('procCall').effect('returnToCaller', before)).toEqual({
      ...over,
      callReturned: 1,
    });
    expect(bound('procCall', ['reorder']).effect('returnToCaller', before)).toEqual(over);
  });
});

describe('hypervisor and destination', () => {
  test('a device writes behind the log; a log of its own notices', () => {
    const before = { logsDirty: 1, 'strikesLeft.deviceWrites': 1 };
    const after = { stale: '0100', 'strikesLeft.deviceWrites': 0 };
    const unseen = bound('hypervisor', ['deviceWrites'], { deviceLog: 'none' });
    expect(unseen.effect('writeUnlogged', before, 1)).toEqual(after);
    const seen = bound('hypervisor', ['deviceWrites'], { deviceLog: 'mergedAfterStop' });
    expect(seen.effect('writeUnlogged', before, 1)).toEqual({ ...after, deviceDirty: '0100' });
  });

  test('the VM goes on at the destination: what is stale there is poison, and the books are closed', () => {
    const before = { stale: '0100', dirty: '0001', logsDirty: 1, iteration: 3, send: '0001' };
    expect(bound('destination').effect('runVm', before)).toEqual({
      vmRuns: 1,
      runsAtDestination: 1,
      poison: '0100',
      stale: '0000',
      dirty: '0000',
      logsDirty: 0,
      iteration: 0,
      send: '0000',
    });
  });
});
