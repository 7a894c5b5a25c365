import type { Design, SwitchName } from './design.ts';

/**
 * What a value of a switch costs, in four currencies that nothing converts into one another. Ordinal:
 * 0 nothing, 1 something that is bounded by the pages concerned or happens once, 2 clearly more.
 */
export interface Cost {
  /** Frames sent that another value would not send. */
  readonly frames: number;
  /** Hooks in the guest kernel or in the hypervisor's tools, beyond the loadable module. */
  readonly hooks: number;
  /** Changes to applications and their agents. */
  readonly applications: number;
  /** Messages, locks, waiting and pause. */
  readonly waits: number;
}

export const costTitles: Readonly<Record<keyof Cost, string>> = {
  frames: 'frames re-sent',
  hooks: 'kernel or hypervisor hooks',
  applications: 'application changes',
  waits: 'extra messages, locks, pause',
};

/** The price of a value, and the reason for it. What is not named costs nothing. */
export interface Price extends Partial<Cost> {
  readonly reason: string;
}

const free = (reason: string): Price => ({ reason });

/** The price of every value. In every switch some value costs nothing. */
export const switchCosts: {
  readonly [Name in SwitchName]: Readonly<Record<Design[Name], Price>>;
} = {
  assistance: {
    transferBitmap: free('what is to be designed'),
    none: free('no assistance at all: not a candidate'),
  },
  skippedFrames: {
    drop: free('nothing is remembered'),
    defer: {
      frames: 1,
      reason: 'a frame skipped while dirty is sent once more if its bit returns',
    },
  },
  shrinkNotice: {
    afterFree: free('where HotSpot posts its event'),
    beforeFree: { applications: 1, waits: 1, reason: 'the collector asks before it uncommits' },
  },
  unskip: {
    setBit: free('one bit'),
    setBitAndDirty: {
      frames: 2,
      hooks: 1,
      reason: 'every un-skipped frame is sent, written or not; a hypercall marks the log',
    },
  },
  whilePreparing: {
    announceThenClean: free('the order of the loop of Xen'),
    oneMoreIteration: free('the same two calls in the other order'),
    keepIterating: { frames: 1, reason: 'dirty frames are sent again until the guest is ready' },
    idle: { waits: 1, reason: 'what is written while the guest prepares is left to the pause' },
  },
  lastClean: {
    afterSuspend: free('the order of Xen'),
    beforeSuspend: free('a mutant: not a candidate'),
  },
  frameLoss: {
    ranges: free('ranges are compared'),
    rewalk: { waits: 1, reason: 'every page is walked again in the final update' },
    mmuNotifier: { hooks: 1, reason: 'an mmu notifier on the address space of each application' },
  },
  departedPages: {
    byRange: free('only the pages between two ranges are looked at'),
    byCache: free('the cache is walked instead of the ranges: the same lookups'),
  },
  pageTableWalk: {
    serialized: { waits: 1, reason: 'takes the lock of the address space: page faults wait' },
    unlocked: free('reads the entry, acts a moment later'),
  },
  skippable: {
    anyMapped: free('takes what the page table holds'),
    privateAnonymous: { frames: 1, reason: 'pages of the area that others map too are sent' },
  },
  mustSendRounding: {
    inward: free('as areas are rounded'),
    outward: { frames: 1, reason: 'at most two partial pages are sent' },
  },
  gcPostCondition: {
    trusted: free('nothing is asked'),
    checked: {
      frames: 1,
      applications: 1,
      reason: 'the agent looks at Eden; where it is not empty its pages are sent',
    },
  },
  straggler: {
    waitForEver: free('no timer'),
    timeoutUnskip: { frames: 1, waits: 1, reason: 'a deadline; the pages of a late one are sent' },
  },
  delivery: {
    multicast: free('one message for all'),
    unicastAckRetry: { waits: 1, reason: 'a message per application, repeated until taken' },
  },
  suspendGate: {
    none: free('nothing is asked again'),
    recheck: {
      hooks: 1,
      waits: 1,
      reason: 'a suspend notifier, and a round trip before the pause',
    },
  },
  epoch: {
    none: free('messages without a number'),
    checked: { applications: 1, reason: 'applications and daemon echo the number of the attempt' },
  },
  releaseOnAbort: {
    none: free('nobody is released'),
    always: { waits: 1, reason: 'one more message to each application' },
  },
  suspendCancel: {
    none: free('a request stands'),
    transactional: { hooks: 1, reason: 'the tool stack takes the request back, or waits for it' },
  },
  dirtyLogOnRetry: {
    reused: free('goes on from the log'),
    allDirty: { frames: 2, reason: 'a later attempt sends every frame again' },
  },
  transferBitRead: {
    live: free('shared memory, read at the frame'),
    perBatch: free('copied with the dirty bits of the batch'),
    perIteration: free('copied once per iteration'),
  },
  skipsInStopTest: {
    uncounted: free('the test of Xen'),
    counted: free('a mutant: not a candidate'),
  },
  readiness: {
    oneRound: free('each holds as it gets ready'),
    twoPhase: { applications: 1, waits: 1, reason: 'a second round: all prepare, then all hold' },
  },
  firstUpdate: {
    concurrent: free('nobody waits'),
    handshake: { waits: 1, reason: 'the daemon waits for one answer before it reads bits' },
  },
  logStart: {
    unacknowledged: free('nobody waits'),
    acknowledged: { waits: 1, reason: 'the daemon waits for one answer of the hypervisor' },
  },
  failedClean: {
    giveUp: free('the migration ends'),
    retry: free('the same call again'),
    resendAll: { frames: 2, reason: 'every frame is sent again' },
  },
  deviceLog: {
    none: free('one log'),
    merged: { hooks: 1, reason: 'each device keeps a log, which is read at each CLEAN' },
    mergedAfterStop: {
      hooks: 1,
      waits: 1,
      reason: 'each device keeps a log; the pause begins when all have stopped',
    },
  },
  bitmapReset: {
    never: free('bits stay as they are'),
    onBegin: { frames: 1, waits: 1, reason: 'all bits at 1 until the first update is made' },
    onResume: { waits: 1, reason: 'the bitmap is written once while nobody reads it' },
    onAbort: { waits: 1, reason: 'the bitmap is written once while nobody reads it' },
    onBeginAndResume: { frames: 1, waits: 2, reason: 'both' },
    onBeginAndAbort: { frames: 1, waits: 2, reason: 'both' },
    onResumeAndAbort: { waits: 2, reason: 'both' },
    always: { frames: 1, waits: 3, reason: 'all three' },
  },
  freeFrames: {
    sent: free('nobody is asked'),
    skippedAtStart: { hooks: 1, reason: 'the guest lists its free frames' },
  },
  hotFrames: {
    sent: free('nothing is remembered'),
    postponed: { waits: 1, reason: 'what is put off is left to the pause' },
  },
  switchover: {
    afterLastIteration: free('the order of Xen'),
    atOnce: { hooks: 1, waits: 2, reason: 'a fault handler; the guest waits for frames' },
    afterOneIteration: { hooks: 1, waits: 1, reason: 'a fault handler; fewer frames to wait for' },
  },
  resendPolicy: {
    unsentOnly: free('the send set says what is left'),
    always: { frames: 1, reason: 'a frame on its way is sent again' },
  },
  duplicateFrames: {
    dropped: free('the kernel says that the page is there'),
    overwrite: free('a mutant: not a candidate'),
  },
  skippedAtDestination: {
    zeroed: free('the transfer bitmap goes with the processor state'),
    absent: { waits: 1, reason: 'a fault for every frame that was skipped and is used again' },
  },
  pageEncoding: {
    plain: free('the content'),
    delta: { hooks: 1, reason: 'the daemon keeps a copy of what it sent' },
  },
  zeroPages: {
    asOthers: free('nobody looks'),
    marked: free('the copy that is kept becomes zeros too'),
    markedPastCopy: free('a mutant: not a candidate'),
    leftOutAtFirst: free('a mutant: not a candidate'),
  },
  transferMap: {
    oneBit: free('whether, and no more'),
    twoBits: { waits: 1, reason: 'the walk covers the complete heap' },
  },
};

/** Values that are mutants, or no assistance: never candidates of a search. */
export const notCandidates: Readonly<Partial<Record<SwitchName, readonly string[]>>> = {
  assistance: ['none'],
  lastClean: ['beforeSuspend'],
  skipsInStopTest: ['counted'],
};

/** Values that belong to the work of others: they repair nothing, and no search chooses them. */
export const ofComparators: Readonly<Partial<Record<SwitchName, readonly string[]>>> = {
  freeFrames: ['skippedAtStart'],
  hotFrames: ['postponed'],
  switchover: ['atOnce', 'afterOneIteration'],
  resendPolicy: ['always'],
  duplicateFrames: ['overwrite'],
  skippedAtDestination: ['absent'],
  pageEncoding: ['delta'],
  zeroPages: ['marked', 'markedPastCopy', 'leftOutAtFirst'],
  transferMap: ['twoBits'],
};
