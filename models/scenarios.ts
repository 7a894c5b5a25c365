import type { AssumptionName } from './assumptions.ts';
import { designs, type Design } from './design.ts';
import type { HazardName } from './hazards.ts';
import { buffer, taken } from './matrix-cell.ts';
import { scopes, sizedScope, type Scope } from './scope.ts';

/** A race that must be found: hazards and scope, a design that fails there, and what repairs the design. */
export interface RaceScenario {
  /** Its number in the list of races (docs/model.md). Variants of a race share it. */
  readonly number: number;
  readonly name: string;
  /** I lost dirtiness, II wrong bit, III readiness, IV liveness. */
  readonly raceClass: 'I' | 'II' | 'III' | 'IV';
  /** The interleaving in short: what happens between whom. */
  readonly interleaving: string;
  /** The assumptions of the paper that rule it out; none where the paper itself is exposed. */
  readonly excludedBy: readonly AssumptionName[];
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** `hardened` with as few switches turned back as it takes: any of them turned forward repairs it. */
  readonly failing: Partial<Design>;
  readonly violates: { readonly property: string; readonly failureClass: string };
  /** Other properties that the same failure violates. */
  readonly also: readonly string[];
  /** Further switches that remove this failure class from the failing design, each alone. */
  readonly repairs: readonly Partial<Design>[];
}

const { bare, small, regrow, quick, stops } = scopes;
const shrinking = sizedScope(bare, { collections: 1, resizes: 1, takes: 1, rewrites: 0 });

export const raceScenarios: readonly RaceScenario[] = [
  {
    number: 1,
    name: 'free, then notify',
    raceClass: 'I',
    interleaving:
      'a page is freed, taken and dirtied by another; CLEAN, skip; only then its bit is set',
    excludedBy: ['A3'],
    hazards: [],
    scope: quick,
    failing: { skippedFrames: 'drop', frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, dirtiness lost' },
    also: ['S3'],
    repairs: [
      { skippedFrames: 'defer' },
      { frameLoss: 'mmuNotifier' },
      { unskip: 'setBitAndDirty' },
      { shrinkNotice: 'beforeFree' },
    ],
  },
  {
    number: 2,
    name: 'lost survivors',
    raceClass: 'I',
    interleaving:
      'prepare; survivors are copied to skipped frames; CLEAN, skip; ready sets their bits; the last CLEAN is empty',
    excludedBy: ['A12'],
    hazards: [],
    scope: quick,
    failing: { skippedFrames: 'drop' },
    violates: { property: 'S1', failureClass: 'from frame, dirtiness lost' },
    also: ['S3'],
    repairs: [
      { unskip: 'setBitAndDirty' },
      { whilePreparing: 'idle' },
      { whilePreparing: 'oneMoreIteration' },
    ],
  },
  {
    number: 3,
    name: 'un-skip without dirtying',
    raceClass: 'I',
    interleaving:
      'a page is written while skipped, then leaves with its content; its bit is set, no write follows',
    excludedBy: ['A11'],
    hazards: ['livePageLeavesYoung'],
    scope: quick,
    failing: { skippedFrames: 'drop' },
    violates: { property: 'S1', failureClass: 'old frame, dirtiness lost' },
    also: ['S3'],
    repairs: [{ unskip: 'setBitAndDirty' }],
  },
  {
    number: 4,
    name: 'a frame remapped under the area',
    raceClass: 'II',
    interleaving: 'a bit is cleared; the kernel moves the page; the old frame is taken by another',
    excludedBy: ['A2'],
    hazards: ['remap'],
    scope: quick,
    failing: { frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ frameLoss: 'mmuNotifier' }],
  },
  {
    number: 4,
    name: 'a page swapped out under the area',
    raceClass: 'II',
    interleaving: 'a bit is cleared; the page is swapped out; its frame is taken by another',
    excludedBy: ['A2'],
    hazards: ['swap'],
    scope: small,
    failing: { frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ frameLoss: 'mmuNotifier' }],
  },
  {
    number: 5,
    name: 'late clear: a walk races a shrink',
    raceClass: 'II',
    interleaving:
      'an entry is read; its page leaves, the notice finds no cache entry; only then the bit is cleared',
    excludedBy: ['A16'],
    hazards: [],
    scope: regrow,
    failing: { pageTableWalk: 'unlocked', frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, bit still 0' },
    also: ['S2', 'S3', 'S8'],
    repairs: [{ pageTableWalk: 'serialized' }, { frameLoss: 'mmuNotifier' }],
  },
  {
    number: 6,
    name: 'a collection that did not happen',
    raceClass: 'III',
    interleaving: 'the enforced collection is ignored, its end announced; ready; Eden is skipped',
    excludedBy: ['A6'],
    hazards: ['ignoredGc'],
    scope: quick,
    failing: { gcPostCondition: 'trusted' },
    violates: { property: 'S1', failureClass: 'eden frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ gcPostCondition: 'checked' }],
  },
  {
    number: 7,
    name: 'promotion failure',
    raceClass: 'III',
    interleaving:
      'the enforced collection fails half way; live data stays in Eden; only From is reported',
    excludedBy: ['A6', 'A7'],
    hazards: ['promotionFailure'],
    scope: quick,
    failing: { gcPostCondition: 'trusted' },
    violates: { property: 'S1', failureClass: 'eden frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ gcPostCondition: 'checked' }],
  },
  {
    number: 8,
    name: 'inward rounding of must-send',
    raceClass: 'II',
    interleaving:
      'the survivors end inside a page; the range is rounded inward; that page is skipped',
    excludedBy: [],
    hazards: ['unalignedSurvivors'],
    scope: quick,
    failing: { mustSendRounding: 'inward' },
    violates: { property: 'S1', failureClass: 'from frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ mustSendRounding: 'outward' }],
  },
  {
    number: 9,
    name: 'equal ranges, other frames',
    raceClass: 'II',
    interleaving:
      'a page leaves, its notice is delayed; the range comes back on another frame or none; ready finds the ranges equal',
    excludedBy: ['A3', 'A15'],
    hazards: ['reorder'],
    scope: regrow,
    failing: { frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ frameLoss: 'mmuNotifier' }],
  },
  {
    number: 10,
    name: 'exit before release',
    raceClass: 'II',
    interleaving:
      'the application is killed after ready; its frames are taken; the socket is closed after the suspension',
    excludedBy: ['A14'],
    hazards: ['appExit'],
    scope: small,
    failing: { frameLoss: 'ranges', suspendGate: 'none' },
    violates: { property: 'S1', failureClass: 'kernel frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ frameLoss: 'mmuNotifier' }, { suspendGate: 'recheck' }],
  },
  {
    number: 11,
    name: 'a fork keeps the socket',
    raceClass: 'IV',
    interleaving:
      'the application forks and is killed; the child holds the socket open: nobody learns of the exit',
    excludedBy: ['A14'],
    hazards: ['share', 'appExit'],
    scope: bare,
    failing: { straggler: 'waitForEver' },
    violates: {
      property: 'D',
      failureClass:
        'stuck: daemon awaitingReady, lkm final-update.awaitingReady, agent assisting.listening, jvm gone',
    },
    also: [],
    repairs: [{ straggler: 'timeoutUnskip' }],
  },
  {
    number: 11,
    name: 'copy on write splits a page',
    raceClass: 'II',
    interleaving:
      'a page is shared with a child after its bit was cleared; the application writes and gets a copy; the frame stays with the child',
    excludedBy: ['A14', 'A18'],
    hazards: ['share'],
    scope: small,
    failing: { frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'shared frame, bit still 0' },
    also: ['S2'],
    repairs: [{ frameLoss: 'mmuNotifier' }],
  },
  {
    number: 12,
    name: 'a shared page skipped',
    raceClass: 'II',
    interleaving: 'a page maps a frame that others map too; the walk clears its bit',
    excludedBy: ['A18'],
    hazards: ['share'],
    scope: small,
    failing: { skippable: 'anyMapped' },
    violates: { property: 'S1', failureClass: 'shared frame, bit still 0' },
    also: ['S2', 'S8'],
    repairs: [{ skippable: 'privateAnonymous' }],
  },
  {
    number: 13,
    name: 'a multicast that is lost',
    raceClass: 'III',
    interleaving: 'the queue of an application overruns; the sender gets no error; everybody waits',
    excludedBy: ['A15'],
    hazards: ['lossyNetlink'],
    scope: quick,
    failing: { delivery: 'multicast' },
    violates: {
      property: 'D',
      failureClass:
        'stuck: daemon awaitingReady, lkm final-update.awaitingReady, agent assisting.listening',
    },
    also: [],
    repairs: [{ delivery: 'unicastAckRetry' }],
  },
  {
    number: 14,
    name: 'a timeout against a late ready',
    raceClass: 'III',
    interleaving:
      'a straggler is given up and released; its readiness, sent before, arrives and is acted on',
    excludedBy: ['A5'],
    hazards: ['lateReady'],
    scope: quick,
    failing: { epoch: 'none', suspendGate: 'none' },
    violates: { property: 'S4', failureClass: 'suspended while not held' },
    also: ['S1', 'S2', 'S3', 'S11'],
    repairs: [{ epoch: 'checked' }, { suspendGate: 'recheck' }, { straggler: 'waitForEver' }],
  },
  {
    number: 15,
    name: 'a message of another epoch',
    raceClass: 'III',
    interleaving:
      'an attempt is given up with its readiness in flight; the next attempt takes it for its own',
    excludedBy: ['A13'],
    hazards: ['abort', 'secondMigration'],
    scope: bare,
    failing: { epoch: 'none' },
    violates: { property: 'S5', failureClass: 'old message acted on' },
    also: ['S1', 'S2', 'S3', 'S7', 'S11', 'D'],
    repairs: [{ epoch: 'checked' }],
  },
  {
    number: 16,
    name: 'an abort leaves the application held',
    raceClass: 'IV',
    interleaving: 'ready; the daemon gives up; nobody releases the application',
    excludedBy: ['A13'],
    hazards: ['abort'],
    scope: quick,
    failing: { releaseOnAbort: 'none' },
    violates: { property: 'D', failureClass: 'stuck: agent holding, jvm finishing.waiting' },
    also: [],
    repairs: [{ releaseOnAbort: 'always' }],
  },
  {
    number: 17,
    name: 'a suspension refused, and a lease that ends',
    raceClass: 'III',
    interleaving:
      'ready; the guest cannot suspend yet; the application goes on by itself; the second attempt to suspend succeeds',
    excludedBy: ['A8'],
    hazards: ['suspendRefused'],
    scope: quick,
    failing: { suspendGate: 'none' },
    violates: { property: 'S4', failureClass: 'suspended while not held' },
    also: ['S1', 'S2', 'S3'],
    repairs: [{ suspendGate: 'recheck' }],
  },
  {
    number: 18,
    name: 'a suspension after giving up',
    raceClass: 'IV',
    interleaving:
      'the daemon gives up waiting for the suspension; the guest suspends afterwards; nobody resumes it',
    excludedBy: ['A13'],
    hazards: ['lateSuspend'],
    scope: quick,
    failing: { suspendCancel: 'none' },
    violates: { property: 'S6', failureClass: 'none runs' },
    also: ['D'],
    repairs: [{ suspendCancel: 'transactional' }],
  },
  {
    number: 19,
    name: 'bitmap not reset',
    raceClass: 'II',
    interleaving:
      'a migration ends; bits are 0 still; the next one skips by them before its first update',
    excludedBy: ['A13'],
    hazards: ['secondMigration'],
    scope: small,
    failing: { bitmapReset: 'onAbort' },
    violates: { property: 'S5', failureClass: 'bit left over' },
    also: ['S1', 'S2', 'S3', 'S4'],
    repairs: [{ bitmapReset: 'onResume' }, { bitmapReset: 'onBegin' }],
  },
  {
    number: 20,
    name: 'a retry that trusts a consumed log',
    raceClass: 'I',
    interleaving:
      'CLEAN; the attempt is given up before the frames are sent; the next one sends what is dirty since',
    excludedBy: ['A13'],
    hazards: ['abort', 'secondMigration'],
    scope: bare,
    failing: { dirtyLogOnRetry: 'reused' },
    violates: { property: 'S1', failureClass: 'eden frame, dirtiness lost' },
    also: ['S3'],
    repairs: [{ dirtyLogOnRetry: 'allDirty' }],
  },
  {
    number: 21,
    name: 'a daemon that starts before the log',
    raceClass: 'I',
    interleaving:
      'frames are sent before the hypervisor logs; a write in between is seen by nobody',
    excludedBy: [],
    hazards: ['readBeforeLogging'],
    scope: quick,
    failing: { logStart: 'unacknowledged' },
    violates: { property: 'S1', failureClass: 'eden frame, dirtiness lost' },
    also: ['S3'],
    repairs: [],
  },
  {
    number: 22,
    name: 'coalesced notifications',
    raceClass: 'IV',
    interleaving:
      'begin is overwritten by enterLast before it is read; the module ignores what it cannot place',
    excludedBy: ['A15'],
    hazards: [],
    scope: quick,
    failing: { firstUpdate: 'concurrent' },
    violates: { property: 'D', failureClass: 'stuck: daemon awaitingReady' },
    also: [],
    repairs: [{ firstUpdate: 'handshake' }],
  },
  {
    number: 23,
    name: 'skips counted in the stop test',
    raceClass: 'IV',
    interleaving:
      'frames skipped by their transfer bit count as work: while Young is rewritten, few frames never end it',
    excludedBy: [],
    hazards: [],
    scope: stops,
    failing: { skipsInStopTest: 'counted' },
    violates: { property: 'L3', failureClass: 'no run stops by few frames, others skipped' },
    also: [],
    repairs: [{ skipsInStopTest: 'uncounted' }],
  },
  {
    number: 24,
    name: 'CLEAN before the suspension',
    raceClass: 'I',
    interleaving: 'the last CLEAN; the guest writes; it is suspended',
    excludedBy: [],
    hazards: [],
    scope: quick,
    failing: { lastClean: 'beforeSuspend' },
    violates: { property: 'S1', failureClass: 'eden frame, dirtiness lost' },
    also: ['S3'],
    repairs: [{ lastClean: 'afterSuspend' }],
  },
  {
    number: 25,
    name: 'applications that wait for each other',
    raceClass: 'IV',
    interleaving:
      'the JVM is held; the purge of the second application needs it; the module waits for the second',
    excludedBy: ['A5'],
    hazards: ['twoApps'],
    scope: bare,
    failing: { straggler: 'waitForEver' },
    violates: {
      property: 'D',
      failureClass:
        'stuck: daemon awaitingReady, lkm final-update.awaitingReady, agent holding, jvm finishing.waiting, cacheApp purging',
    },
    also: [],
    repairs: [{ straggler: 'timeoutUnskip' }, { readiness: 'twoPhase' }],
  },
  {
    number: 26,
    name: 'an enforced collection that turns full',
    raceClass: 'III',
    interleaving:
      'recorded: the enforced minor collection becomes a full one and leaves live data in Eden, From empty',
    excludedBy: ['A6'],
    hazards: ['gcTurnsFull'],
    scope: quick,
    failing: { gcPostCondition: 'trusted' },
    violates: { property: 'S1', failureClass: 'eden frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ gcPostCondition: 'checked' }],
  },
  {
    number: 27,
    name: 'Eden not empty at the callback',
    raceClass: 'III',
    interleaving:
      'recorded: the failed allocation is already in Eden when the end of the collection is announced',
    excludedBy: ['A8'],
    hazards: ['edenRefilled'],
    scope: quick,
    failing: { gcPostCondition: 'trusted' },
    violates: { property: 'S1', failureClass: 'eden frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ gcPostCondition: 'checked' }],
  },
  {
    number: 28,
    name: 'survivors that end inside a page',
    raceClass: 'II',
    interleaving:
      'recorded: From.top is not page-aligned; one byte of a survivor lies on the page that rounding drops',
    excludedBy: [],
    hazards: ['unalignedSurvivors', 'fullGc'],
    scope: small,
    failing: { mustSendRounding: 'inward' },
    violates: { property: 'S1', failureClass: 'from frame, bit still 0' },
    also: ['S2', 'S3'],
    repairs: [{ mustSendRounding: 'outward' }],
  },
  {
    number: 29,
    name: 'a CLEAN that failed and is asked for again',
    raceClass: 'I',
    interleaving:
      'a CLEAN clears a part of the log and fails; the next one succeeds, and has the rest only',
    excludedBy: ['A13'],
    hazards: ['cleanFails'],
    scope: small,
    failing: { failedClean: 'retry' },
    violates: { property: 'S1', failureClass: 'eden frame, dirtiness lost' },
    also: ['S3'],
    repairs: [{ failedClean: 'resendAll' }],
  },
  {
    number: 30,
    name: 'a device that goes on after the last CLEAN',
    raceClass: 'I',
    interleaving:
      'the VM is suspended, the logs are read for the last time; a device that nobody stopped writes a page',
    excludedBy: ['A19'],
    hazards: ['deviceWrites'],
    scope: buffer,
    failing: { deviceLog: 'merged' },
    violates: { property: 'S1', failureClass: 'kernel frame, dirtiness lost' },
    also: [],
    repairs: [],
  },
  {
    number: 31,
    name: 'frames that leave after the callback',
    raceClass: 'I',
    interleaving:
      'Young shrinks, its end is announced; a service thread frees the page later, without a notice; it is taken, CLEANed and skipped',
    excludedBy: ['A3'],
    hazards: ['concurrentUncommit'],
    scope: shrinking,
    failing: { skippedFrames: 'drop', frameLoss: 'ranges' },
    violates: { property: 'S1', failureClass: 'kernel frame, dirtiness lost' },
    also: ['S3'],
    repairs: [
      { skippedFrames: 'defer' },
      { frameLoss: 'mmuNotifier' },
      { unskip: 'setBitAndDirty' },
    ],
  },
  {
    number: 32,
    name: 'a zero page past the kept copy',
    raceClass: 'I',
    interleaving:
      'a page is sent, zeroed, sent as a mark, written: its difference is made from the copy before the zeros',
    excludedBy: [],
    hazards: [],
    scope: taken,
    failing: { pageEncoding: 'delta', zeroPages: 'markedPastCopy' },
    violates: { property: 'S1', failureClass: 'kernel frame, wrong difference' },
    also: ['S3'],
    repairs: [{ zeroPages: 'asOthers' }, { zeroPages: 'marked' }, { pageEncoding: 'plain' }],
  },
];

/** All but those of which no run, but the lack of one, is the failure. */
export const shownRaces: readonly RaceScenario[] = raceScenarios.filter(
  ({ violates }) => violates.property !== 'L3',
);

/** The failing design of a scenario. */
export function failingDesign({ failing }: RaceScenario): Design {
  return { ...designs.hardened, ...failing };
}
