import type { FieldChange } from '../layout/layout.ts';
import type { RunStep } from '../replay/run.ts';
import type { ProcessAction, ProcessEvent, ProcessState } from './chart-names.ts';
import type { Machine } from './machine.ts';

/**
 * Describes one step in words of the domain: who did what to which frame or page. `before` is the memory
 * before the step. Falls back to the event's name if there is no sentence.
 */
export function narrate(machine: Machine, step: RunStep, before: Uint32Array): string {
  const teller = new Teller(machine, step, before);
  const names = [...step.actions, step.to, step.event].map(
    (name) => `${step.process} ${name}` as StepName,
  );
  for (const name of names) {
    const sentence = sentences[name]?.(teller);
    if (sentence !== undefined) return sentence;
  }
  return step.event;
}

/** What a sentence may use of the step that it describes. */
class Teller {
  readonly #machine: Machine;
  readonly #step: RunStep;
  readonly #before: Uint32Array;

  constructor(machine: Machine, step: RunStep, before: Uint32Array) {
    this.#machine = machine;
    this.#step = step;
    this.#before = before;
  }

  get choice(): number {
    return this.#step.choice;
  }

  /** The frame that the daemon is at. */
  get frame(): number {
    return this.#machine.daemon.cursor.get(this.#before, 0);
  }

  get iteration(): string {
    const { daemon, memory } = this.#machine;
    const last = memory.vmRuns.get(this.#before, 0) === 0;
    return last ? 'the last iteration' : `iteration ${daemon.iteration.get(this.#before, 0)}`;
  }

  get logIsAskedFor(): boolean {
    return this.changes('logPending').length > 0;
  }

  get framesFollow(): boolean {
    return this.#machine.paging !== undefined;
  }

  /** The frames at hand in post-copy: sent next, asked for, on its way, being placed. */
  get pushed(): number {
    return this.#machine.paging?.cursor.get(this.#before, 0) ?? 0;
  }

  get requested(): number {
    return this.#machine.paging?.returnPath.read(this.#before, 'frame') ?? 0;
  }

  get received(): number {
    return this.#machine.paging?.pages.read(this.#before, 'frame') ?? 0;
  }

  get placed(): number {
    return this.#machine.paging?.placed.get(this.#before, 0) ?? 0;
  }

  get lkmPage(): string {
    return this.page(this.#machine.lkm.cursor.get(this.#before, 0));
  }

  get callPage(): string {
    return this.page(this.#machine.call.cursor.get(this.#before, 0));
  }

  get gcPage(): string {
    return this.page(this.#machine.heap.cursor.get(this.#before, 0));
  }

  get edenPage(): string {
    return this.page(this.#machine.heap.edenTop.get(this.#before, 0));
  }

  get toPage(): string {
    return this.page(this.#machine.heap.toTop.get(this.#before, 0));
  }

  /** A heap page with the frame that backs it. */
  page(page: number): string {
    const { memory } = this.#machine;
    const entry = page < memory.heapPages ? memory.pageTable.get(this.#before, page) : 0;
    return entry === 0 ? `page ${page} (no frame)` : `page ${page} (frame ${entry - 1})`;
  }

  /** The frame whose bit the step changed, as a phrase; the cache may know an older frame. */
  get bitFrame(): string {
    const changed = this.changes('transfer')[0];
    return changed === undefined ? 'a frame whose bit was set' : `frame ${changed.index}`;
  }

  get moved(): string {
    const [entry] = this.changes('pageTable');
    if (entry === undefined) return 'a page moves';
    const from = entry.from === 0 ? '' : ` from frame ${entry.from - 1}`;
    return `the kernel moves page ${entry.index}${from} to frame ${entry.to - 1}`;
  }

  /** The frame that became free. */
  get framesFreed(): string {
    const freed = this.changes('owner').find(({ to }) => to === 0);
    return freed === undefined ? 'a frame' : `frame ${freed.index}`;
  }

  changes(field: string): FieldChange[] {
    return this.#step.changes.filter((change) => change.field === field);
  }

  get cleaned(): string {
    const frames = this.changes('dirty').map(({ index }) => index);
    return frames.length === 0
      ? 'CLEANs the dirty log: no frame was dirty'
      : `CLEANs the dirty log into the send set: frame ${frames.join(', ')}`;
  }

  get resized(): string | undefined {
    const [moved] = this.changes('youngEnd');
    if (moved === undefined) return 'Young keeps its size';
    return moved.to < moved.from
      ? `Young shrinks: page ${moved.to} leaves it`
      : `Young expands: page ${moved.from} joins it`;
  }
}

/** What a step does, where it leads, or what it is called. */
type StepName = ProcessAction | ProcessState | ProcessEvent;

const sentences: Readonly<Partial<Record<StepName, (t: Teller) => string | undefined>>> = {
  'daemon startAttempt': (t) =>
    `starts a migration: every frame is in the send set, the log is ${t.logIsAskedFor ? 'asked for' : 'on'}`,
  'daemon notifyBegin': () => 'notifies the LKM: a migration begins',
  'daemon begun': () => 'receives the acknowledgement of the LKM',
  'daemon peekBatch': (t) => `PEEKs at the dirty bits of the batch that starts at frame ${t.frame}`,
  'daemon skipFrame': (t) => `${t.iteration} skips frame ${t.frame}: its transfer bit is 0`,
  'daemon passOverFrame': (t) => `${t.iteration} passes frame ${t.frame} over: dirty again`,
  'daemon compressFrame': (t) => `${t.iteration} sends frame ${t.frame}, compressed`,
  'daemon sendFrame': (t) => `${t.iteration} sends frame ${t.frame}`,
  'daemon cleanForNextIteration': (t) => t.cleaned,
  'daemon cleanForLastIteration': (t) => t.cleaned,
  'daemon loseClearedBits': (t) =>
    `CLEANs, which fails after frame ${t.choice}: what was cleared is lost`,
  'daemon iterating.deciding': (t) => `${t.iteration} is complete`,
  'daemon stopping.choosing': (t) =>
    t.framesFollow ? 'the VM moves before its memory' : `a stop test fires after ${t.iteration}`,
  'daemon notifyEnterLast': () => 'notifies the LKM: the last iteration is near',
  'daemon awaitingReady': () => 'waits until the guest is ready',
  'daemon guestReady': () => 'receives a readiness of an earlier attempt, and ignores it',
  'daemon pauseVm': () => 'suspends the VM',
  'daemon suspending.running': () => 'goes on to suspend the VM',
  'daemon activating': () => 'has sent everything that it will send',
  'daemon cleanForSwitchover': (t) => `${t.cleaned}; frames not sent yet will follow the VM`,
  'daemon following.awaitingArrival': () => 'waits until every frame has followed the VM',
  'daemon arrive': () => 'receives that every frame has arrived',
  'daemon forgetFrames': () => 'gives its copy of the memory up: the migration is over',
  'pageServer startAtFirstFrame': () => 'starts to send the frames that follow the VM',
  'pageServer pushFrame': (t) => `sends frame ${t.pushed} after the VM`,
  'pageServer turnToRequested': (t) =>
    `receives a request for frame ${t.requested}: it is sent next`,
  'pageServer sendRequestedAgain': (t) =>
    `receives a request for frame ${t.requested}, sent or skipped before: it is sent next`,
  'pageServer requested': (t) => `overlooks the request for frame ${t.requested}: nothing to send`,
  'pageServer sendEnd': () => 'says that nothing more will come',
  'pageServer noteArrival': () => 'receives that the destination has everything',
  'pager requestFrame': (t) => `frame ${t.choice} is touched, is not here, and is asked for`,
  'pager receiveFrame': (t) => `receives frame ${t.received}`,
  'pager end': () => 'receives the end of the frames',
  'pager placeFrame': (t) => `places frame ${t.placed}; who waits for it goes on`,
  'pager overwriteFrame': (t) =>
    `copies frame ${t.placed} again, over what was written here meanwhile`,
  'pager dropFrame': (t) => `drops frame ${t.placed}: it has been here before`,
  'pager zeroAbsentFrames': () => 'sets absent frames to zero, and reports that it has everything',
  'daemon askDestination': () => 'asks the destination to run the VM',
  'daemon handOver': () => 'receives that the VM runs at the destination',
  'daemon failed': () =>
    'receives that the destination cannot run the VM: it continues at the source',
  'daemon rememberAbort': () => 'gives the migration up: the VM is at the source',
  'daemon giveUp': () => 'gives up waiting for the suspension',
  'daemon notifyAborted': () => 'notifies the LKM: the attempt is over',
  'daemon notifyRecheck': () =>
    'finds that an application has stopped holding, and notifies the LKM',
  'daemon rememberRefusal': () => 'asks for the suspension; the guest refuses for now',
  'daemon requestSuspension': () => 'asks the guest to suspend itself',
  'destination activate': (t) =>
    `receives that ${t.framesFollow ? 'it must run the VM' : 'all is sent'}`,
  'destination runVm': () => 'runs the VM; frames that never arrived have no content here',
  'destination notifyFailed': () => 'cannot start the VM, and says so',
  'hypervisor startLogging': () => 'logs writes from now on',
  'hypervisor suspendVm': () => 'the guest suspends itself, as it was asked',
  'hypervisor refuseSuspension': () => 'refuses the suspension: an application has stopped holding',
  'hypervisor writeUnlogged': (t) =>
    `a device writes frame ${t.choice}; the log of the hypervisor does not see it`,
  'daemon notifyResumed': () => 'notifies the LKM: the VM has resumed',
  'lkm multicastQuery': () => 'learns of the migration and asks the applications for their areas',
  'lkm rememberArea': () => 'receives an area and starts to walk it',
  'lkm readEntry': (t) => `reads the entry of ${t.lkmPage}; its bit is not cleared yet`,
  'lkm cacheEntryAndClearBit': (t) => `caches ${t.lkmPage} and clears the bit of ${t.bitFrame}`,
  'lkm unskipCachedPage': (t) => `sets the bit of ${t.bitFrame}: ${t.lkmPage} left or must be sent`,
  'lkm advance': (t) => `has nothing to do at ${t.lkmPage}`,
  'lkm abandonAttempt': () => 'learns of a later attempt and discards the earlier one',
  'lkm chooseStraggler': () => 'a deadline passes: an application is given up',
  'lkm chooseExited': () => 'learns that the socket of an application was closed',
  'lkm chooseLetGo': () => 'learns that an application that was ready has stopped holding',
  'lkm deregister': () => 'skips nothing of the application any more, and releases it',
  'lkm rememberPrepared': () => 'receives that an application has prepared',
  'lkm multicastHold': () => 'everybody has prepared: asks the applications to hold',
  'lkm forgetApplications': () => 'returns to initialized; no notification',
  'lkm aborted': () => 'learns that the attempt was aborted',
  'lkm prepared': () => 'receives an answer that it did not wait for',
  'lkm exited': () => 'learns of an exit; nothing of the application is skipped',
  'lkm multicastPrepare': () => 'asks the applications to prepare for suspension',
  'lkm rememberReady': () => 'receives that the application is ready: the final update starts',
  'lkm startAtJoinedPages': () => 'continues with the pages that joined',
  'lkm startAtMustSendPages': () => 'continues with the pages that must be sent',
  'lkm adoptReportedArea': () => 'has completed the final update for the application',
  'lkm notifyGuestReady': () => 'notifies the daemon: the VM may be suspended',
  'lkm resetBitmapAndCache': () => 'sets every bit and empties its cache',
  'lkm multicastRelease': () => 'releases the applications',
  'lkm started.listening': () => 'has walked the area',
  'lkm vmResumed': () => 'learns that the VM has resumed',
  'lkm areas': () => 'receives an area too late and ignores it',
  'lkm ready': () => 'receives a ready that it did not ask for',
  'lkm begin': () => 'overlooks the beginning: a migration is under way',
  'lkm enterLast': () => 'ignores a last iteration of a migration that it has not heard of',
  'procCall rememberRange': () => 'the /proc write begins: a range leaves the area',
  'procCall forgetRange': () => 'the LKM forgets the range that leaves',
  'procCall unskipCachedPage': (t) => `sets the bit of ${t.bitFrame}: ${t.callPage} left the area`,
  'procCall advance': (t) => `finds no cache entry for ${t.callPage}`,
  'procCall returnToCaller': () => 'the /proc write returns',
  'agent readYoungRange': () =>
    'receives the query and reads the Young range; from now on it assists',
  'agent sendAreas': () => 'sends the LKM its area',
  'agent sendPrepared': () => 'answers that it may be held from now on',
  'agent stopAnswering': () => 'falls silent: it answers nobody any more',
  'agent letGo': () => 'has been held too long: the Java threads continue, without a message',
  'agent query': () => 'receives an unexpected query',
  'agent prepare': () => 'receives a prepare of another attempt',
  'agent hold': () => 'receives a hold of another attempt',
  'agent requestCollection': () => 'receives that it must prepare, and asks for a young collection',
  'agent callShrunk': () => 'reports the range that left, by a /proc write',
  'agent takeReturn': () => 'has reported the range',
  'agent sendReady': () =>
    'is ready: sends its area and the occupied From range, holds the threads',
  'agent sendReadyWithEverything': () =>
    'Eden is not empty: reports that all of Young must be sent',
  'agent preparing.reporting': () => 'is called back: the enforced collection has ended',
  'agent release': () => 'releases the Java threads',
  'agent returnFromCallback': () => 'returns from the callback',
  'jvm allocatePage': (t) => `allocates objects on ${t.edenPage} of Eden`,
  'jvm mapEdenPage': (t) => `frame ${t.choice} is zeroed and mapped in Eden`,
  'jvm mapToPage': (t) => `frame ${t.choice} is zeroed and mapped in To`,
  'jvm mapOldPage': (t) => `frame ${t.choice} is zeroed and mapped in Old`,
  'jvm writePage': (t) => `writes ${t.page(t.choice)}`,
  'jvm beginEnforcedCollection': () =>
    'the threads are at the safepoint: the enforced collection begins',
  'jvm beginCollection': () => 'Eden is full: a minor collection',
  'jvm passIgnoredCollection': () =>
    'the enforced collection is ignored; its end is announced anyway',
  'jvm beginFullCollection': () => 'a full collection of its own accord',
  'jvm beginEnforcedFullCollection': () => 'the enforced collection turns into a full one',
  'jvm passOverWhenFull': (t) => `${t.gcPage} holds only garbage`,
  'jvm keepPageInPlace': (t) => `${t.gcPage} stays where it is, live and unwritten`,
  'jvm slidePageDown': (t) => `${t.gcPage} slides down inside Eden`,
  'jvm moveToOpenOldPage': (t) => `${t.gcPage} moves to the open page of Old`,
  'jvm moveToNewOldPage': (t) => `${t.gcPage} moves to a new page of Old`,
  'jvm finishFullCollection': () => 'From and To are empty; live data may be in Eden',
  'jvm leaveEverythingInPlace': () => 'no room to promote: the rest stays in Eden, From and To',
  'jvm serveFailedAllocation': (t) =>
    `the allocation that failed is served on ${t.edenPage} of Eden, before the callback`,
  'jvm die': () => 'is killed: no thread of it runs any more',
  'jvm giveBackPage': (t) => `${t.gcPage} of the dead process goes back to the kernel`,
  'jvm closing': () => 'its memory is gone',
  'jvm closeSocket': () => 'its socket is closed: the LKM is notified',
  'jvm gone': () => 'has exited; a child keeps its socket open, so nobody is notified',
  'cacheApp heedQuery': () => 'receives the query',
  'cacheApp sendAreas': () => 'sends the LKM an area',
  'cacheApp storeEntry': (t) => `stores an entry on page ${t.choice} of the cache`,
  'cacheApp startPurge': () => 'receives that it must prepare, and purges',
  'cacheApp dropEntries': () => 'throws the entries of a page away',
  'cacheApp compactEntries': () => 'moves the entries of a page out of the area',
  'cacheApp keepEntries': () => 'keeps the entries of a page: it must be sent',
  'cacheApp purged': () => 'has purged its area',
  'cacheApp sendPrepared': () => 'answers that it may be held from now on',
  'cacheApp confirming': () => 'receives that everybody has prepared',
  'cacheApp sendReady': () => 'is ready: sends its area and its must-send range',
  'cacheApp release': () => 'goes on serving',
  'jvm absorbLivePage': (t) =>
    `the boundary of Young moves over ${t.page(t.changes('leftFrom')[0]?.to ?? 0)}, live and unwritten`,
  'jvm passOverGarbage': (t) => `${t.gcPage} holds only garbage`,
  'jvm copyToNewPage': (t) => `copies survivors of ${t.gcPage} to ${t.toPage} of To`,
  'jvm copyToOpenPage': (t) => `copies survivors of ${t.gcPage} to the open page of To`,
  'jvm promoteToOpenPage': (t) => `promotes survivors of ${t.gcPage} to the open page of Old`,
  'jvm promoteToNewPage': (t) => `promotes survivors of ${t.gcPage} to a new page of Old`,
  'jvm writeForwardingPointer': (t) => `leaves a forwarding pointer on ${t.gcPage}`,
  'jvm swapSpaces': (t) =>
    `Eden is empty; From and To have changed roles${t.choice === 1 ? '; the survivors end inside a page' : ''}`,
  'jvm adoptGeometry': (t) => t.resized,
  'jvm raiseLeaving': () => 'calls the agent before any page is freed',
  'jvm raiseFinished': () => 'calls the agent: the collection has ended',
  'jvm unmapPage': (t) => `${t.gcPage} is unmapped: the frame goes back to the kernel`,
  'jvm finishing.calling': () => 'every page that left is unmapped',
  'jvm endCollection': () => 'the Java threads go on',
  'jvm lowerCallback': () => 'the notice has been given: pages may be freed',
  'kernel takeFrame': (t) => `another process takes frame ${t.choice}; the kernel zeroes it`,
  'kernel unskipChangingPage': (t) =>
    `the notifier sets the bit of ${t.bitFrame}: its page will lose it or share it`,
  'kernel swapPageOut': (t) => `swaps a page of Young out: ${t.framesFreed} is free`,
  'kernel swapPageIn': (t) => `reads a page back from the swap device: ${t.moved}`,
  'kernel shareWithChild': () => 'the JVM forks: a child maps one of its frames too',
  'kernel mergePage': () => 'a page of Young is merged with a frame that another process holds',
  'kernel copySharedPage': () =>
    'the JVM writes a shared page: it gets a copy on a frame of its own',
  'kernel loseMessage': () => 'the socket buffer overruns: a message to an application is lost',
  'kernel uncommitPage': (t) =>
    `a service thread gives back a page that had left Young: ${t.framesFreed} is free`,
  'kernel movePage': (t) => t.moved,
  'jvm unskipLeavingPage': (t) =>
    `the notifier sets the bit of ${t.bitFrame}: ${t.gcPage} will leave`,
  'kernel writeFrame': (t) => `another process writes frame ${t.choice}`,
  'kernel freeFrame': (t) => `another process frees frame ${t.choice}`,
};
