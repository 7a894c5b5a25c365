import type { FieldChange } from '../layout/layout.ts';
import type { RunStep } from '../replay/run.ts';
import type { Machine } from './machine.ts';

/**
 * Tells one step in words of the domain: who did what to which frame or page. `before` is the memory
 * before the step. Falls back to the event's name where no sentence stands.
 */
export function tell(machine: Machine, step: RunStep, before: Uint32Array): string {
  const teller = new Teller(machine, step, before);
  const names = [...step.actions, step.to, step.event].map((name) => `${step.process} ${name}`);
  for (const name of names) {
    const sentence = sentences[name]?.(teller);
    if (sentence !== undefined) return sentence;
  }
  return step.event;
}

/** What a sentence may ask about the step that it tells. */
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
    return `the kernel moves page ${entry.index} from frame ${entry.from - 1} to frame ${entry.to - 1}`;
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

const sentences: Readonly<Record<string, (t: Teller) => string | undefined>> = {
  'daemon startAttempt': () => 'starts a migration: every frame is in the send set, the log is on',
  'daemon notifyBegin': () => 'notifies the LKM: a migration begins',
  'daemon begun': () => 'hears that the LKM knows',
  'daemon peekBatch': (t) => `PEEKs at the dirty bits of the batch that starts at frame ${t.frame}`,
  'daemon skipFrame': (t) => `${t.iteration} skips frame ${t.frame}: its transfer bit is 0`,
  'daemon passOverFrame': (t) => `${t.iteration} passes frame ${t.frame} over: dirty again`,
  'daemon sendFrame': (t) => `${t.iteration} sends frame ${t.frame}`,
  'daemon cleanForNextIteration': (t) => t.cleaned,
  'daemon cleanForLastIteration': (t) => t.cleaned,
  'daemon iterating.deciding': (t) => `${t.iteration} is whole`,
  'daemon stopping.choosing': (t) => `a stop test fires after ${t.iteration}`,
  'daemon notifyEnterLast': () => 'notifies the LKM: the last iteration is near',
  'daemon awaitingReady': () => 'waits until the guest is ready',
  'daemon suspend': () => 'hears that the guest is ready to be suspended',
  'daemon pauseVm': () => 'suspends the VM',
  'daemon suspending.running': () => 'goes on to suspend the VM',
  'daemon activating': () => 'has sent everything that it will send',
  'daemon runAtDestination': () => 'activates the VM at the destination',
  'daemon notifyResumed': () => 'notifies the LKM: the VM has resumed',
  'lkm multicastQuery': () => 'hears of the migration and asks the applications for their areas',
  'lkm rememberArea': () => 'hears of an area and starts to walk it',
  'lkm readEntry': (t) => `reads the entry of ${t.lkmPage}; its bit is not cleared yet`,
  'lkm cacheEntryAndClearBit': (t) => `caches ${t.lkmPage} and clears the bit of ${t.bitFrame}`,
  'lkm unskipCachedPage': (t) => `sets the bit of ${t.bitFrame}: ${t.lkmPage} left or must be sent`,
  'lkm advance': (t) => `has nothing to do at ${t.lkmPage}`,
  'lkm multicastPrepare': () => 'asks the applications to prepare for suspension',
  'lkm rememberReady': () => 'hears that the application is ready: the final update starts',
  'lkm startAtJoinedPages': () => 'turns to the pages that joined',
  'lkm startAtMustSendPages': () => 'turns to the pages that must be sent',
  'lkm adoptReportedArea': () => 'has completed the final update for the application',
  'lkm notifySuspend': () => 'notifies the daemon: the VM may be suspended',
  'lkm resetBitmapAndCache': () => 'sets every bit and empties its cache',
  'lkm multicastRelease': () => 'releases the applications',
  'lkm started.listening': () => 'has walked the area',
  'lkm vmResumed': () => 'hears that the VM has resumed',
  'lkm areas': () => 'hears of an area too late and ignores it',
  'lkm ready': () => 'hears of a readiness that it did not ask for',
  'lkm begin': () => 'overlooks the beginning: a migration is under way',
  'lkm enterLast': () => 'ignores a last iteration of a migration that it has not heard of',
  'procCall rememberRange': () => 'the /proc write begins: a range leaves the area',
  'procCall forgetRange': () => 'the LKM forgets the range that leaves',
  'procCall unskipCachedPage': (t) => `sets the bit of ${t.bitFrame}: ${t.callPage} left the area`,
  'procCall advance': (t) => `finds no cache entry for ${t.callPage}`,
  'procCall returnToCaller': () => 'the /proc write returns',
  'agent readYoungRange': () => 'hears the query and reads the Young range; from now on it assists',
  'agent sendAreas': () => 'sends the LKM its area',
  'agent requestCollection': () => 'hears that it must prepare, and asks for a minor collection',
  'agent callShrunk': () => 'reports the range that left, by a /proc write',
  'agent takeReturn': () => 'has reported the range',
  'agent sendReady': () =>
    'is ready: sends its area and the occupied From range, holds the threads',
  'agent sendReadyWithEverything': () =>
    'Eden is not empty: reports that all of Young must be sent',
  'agent preparing.reporting': () => 'is called back: the enforced collection has ended',
  'agent release': () => 'lets the Java threads go',
  'agent returnFromCallback': () => 'returns from the callback',
  'jvm allocatePage': (t) => `allocates objects on ${t.edenPage} of Eden`,
  'jvm mapEdenPage': (t) => `frame ${t.choice} is zeroed and mapped in Eden`,
  'jvm mapToPage': (t) => `frame ${t.choice} is zeroed and mapped in To`,
  'jvm mapOldPage': (t) => `frame ${t.choice} is zeroed and mapped in Old`,
  'jvm writePage': (t) => `writes ${t.page(t.choice)}`,
  'jvm beginEnforcedCollection': () =>
    'the threads stand at the safepoint: the enforced collection',
  'jvm beginCollection': () => 'Eden is full: a minor collection',
  'jvm passIgnoredCollection': () =>
    'the enforced collection is ignored; its end is announced anyway',
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
  'kernel unskipMovingPage': (t) =>
    `the notifier sets the bit of ${t.bitFrame}: its page will move`,
  'kernel movePage': (t) => t.moved,
  'jvm unskipLeavingPage': (t) =>
    `the notifier sets the bit of ${t.bitFrame}: ${t.gcPage} will leave`,
  'kernel writeFrame': (t) => `another process writes frame ${t.choice}`,
  'kernel freeFrame': (t) => `another process frees frame ${t.choice}`,
};
