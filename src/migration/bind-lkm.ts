import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { EventPort, Queue } from '../system/channel.ts';
import type { Action } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { Epochs } from './epochs.ts';
import { applications, type Memory } from './memory.ts';
import { PageRange } from './page-range.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** The module's own variables; arrays have one element per application. Ranges are pages, [begin, end). */
export class LkmMemory {
  /** How many applications assist. */
  readonly applications: number;
  /** The areas as they are remembered. */
  readonly area: PageRange;
  /** What the ready message that is being handled reports. */
  readonly reported: PageRange;
  readonly mustSend: PageRange;
  readonly cursor: Field;
  /** The application whose message or exit is being handled. */
  readonly current: Field;
  /** Frame + 1 of an entry that was read and not yet acted on. */
  readonly entry: Field;
  /** The application has answered a query of this migration, and has not been released. */
  readonly registered: Field;
  readonly prepared: Field;
  readonly ready: Field;
  /** Everybody was asked to hold: the second of two rounds. */
  readonly holdSent: Field;

  constructor(
    layout: LayoutBuilder,
    { frames, pages, apps }: { frames: number; pages: number; apps: number },
  ) {
    this.applications = apps;
    this.area = new PageRange(layout, 'area', { pages, owners: apps });
    this.reported = new PageRange(layout, 'reported', { pages });
    this.mustSend = new PageRange(layout, 'mustSend', { pages });
    this.cursor = layout.field('lkmCursor', bitsFor(pages));
    this.current = layout.field('lkmApplication', 1);
    this.entry = layout.field('entryRead', bitsFor(frames));
    this.registered = layout.field('registered', 1, apps);
    this.prepared = layout.field('prepared', 1, apps);
    this.ready = layout.field('ready', 1, apps);
    this.holdSent = layout.field('holdSent', 1);
  }

  /** Whether `holds` is true of every registered application. */
  everyRegistered(words: Uint32Array, holds: Field): boolean {
    for (let app = 0; app < this.applications; app++) {
      if (this.registered.get(words, app) === 1 && holds.get(words, app) === 0) return false;
    }
    return true;
  }
}

export interface LkmBinding {
  readonly memory: Memory;
  readonly lkm: LkmMemory;
  readonly fromAgent: Queue;
  /** One netlink queue per application. */
  readonly toApplications: readonly Queue[];
  readonly fromDaemon: EventPort;
  readonly toDaemon: EventPort;
  readonly epochs: Epochs;
  readonly design: Design;
  /** The socket of an application has been closed: what is sent to it reaches nobody. */
  readonly isGone: (words: Uint32Array, application: number) => boolean;
  /** The application lives and holds. */
  readonly holds: (words: Uint32Array, application: number) => boolean;
  /** A deadline for this application may pass now. */
  readonly mayBeLate: (words: Uint32Array, application: number) => boolean;
}

/** Whether the design sets all bits at that moment. */
function resets({ bitmapReset }: Design, when: 'Begin' | 'Resume' | 'Abort'): boolean {
  return bitmapReset === 'always' || bitmapReset.includes(when);
}

/** What the LKM chart's guards mean. */
export function lkmGuards(binding: LkmBinding): ProcessGuards<'lkm'> {
  const { memory, lkm, design } = binding;
  const at = (words: Uint32Array): number => lkm.cursor.get(words, 0);
  const current = (words: Uint32Array): number => lkm.current.get(words, 0);
  const unlocked = design.pageTableWalk === 'unlocked';
  const notifies = design.frameLoss === 'mmuNotifier';
  const walksAgain = design.frameLoss === 'rewalk';
  const canBeSkipped = (words: Uint32Array): boolean => {
    const entry = memory.pageTable.get(words, at(words));
    if (entry === 0) return false;
    return design.skippable === 'anyMapped' || memory.isHeldAlone(words, entry - 1, current(words));
  };
  const joins = (words: Uint32Array): boolean => {
    const page = at(words);
    return (
      (walksAgain || !lkm.area.contains(words, page, current(words))) &&
      !lkm.mustSend.contains(words, page) &&
      memory.cache.get(words, page) === 0 &&
      canBeSkipped(words)
    );
  };
  const everyPageAbandoned = (words: Uint32Array): boolean =>
    at(words) >= lastPage(memory, current(words));
  return {
    ...messageGuards(binding),
    resetsOnBegin: () => resets(design, 'Begin'),
    resetsOnResume: () => resets(design, 'Resume'),
    resetsAndReleasesOnAbort: () => resets(design, 'Abort') && design.releaseOnAbort === 'always',
    releasesOnAbort: () => design.releaseOnAbort === 'always',
    resetsOnAbort: () => resets(design, 'Abort'),
    walkIsDone: (words) => at(words) >= lkm.area.end.get(words, current(words)),
    pageLiesOutsideArea: (words) =>
      design.transferMap === 'twoBits' && at(words) < lkm.area.begin.get(words, current(words)),
    walksUnlocked: () => unlocked,
    pageCanBeSkipped: canBeSkipped,
    // With a notifier the entry is read again where it was invalidated meanwhile (read_retry).
    entryWasRead: (words) => {
      const entry = lkm.entry.get(words, 0);
      return entry !== 0 && (!notifies || memory.pageTable.get(words, at(words)) === entry);
    },
    everyPageCompared: (words) => at(words) >= lastPage(memory, current(words)),
    pageLeftTheArea: (words) => {
      const page = at(words);
      const cached = memory.cache.get(words, page);
      if (cached === 0) return false;
      if (walksAgain && memory.pageTable.get(words, page) !== cached) return true;
      if (lkm.reported.contains(words, page)) return false;
      return design.departedPages === 'byCache' || lkm.area.contains(words, page, current(words));
    },
    everyJoinedPageWalked: (words) => at(words) >= lkm.reported.end.get(words, 0),
    pageJoinsUnlocked: (words) => unlocked && joins(words),
    pageJoins: joins,
    everyMustSendPageSet: (words) => at(words) >= lkm.mustSend.end.get(words, 0),
    pageIsCached: (words) => memory.cache.get(words, at(words)) !== 0,
    everyRegisteredApplicationIsReady: (words) => lkm.everyRegistered(words, lkm.ready),
    everyRegisteredApplicationIsPrepared: (words) => lkm.everyRegistered(words, lkm.prepared),
    preparesInTwoRounds: () => design.readiness === 'twoPhase',
    everyPageAbandoned,
    everyPageAbandonedBeforeHold: (words) =>
      design.readiness === 'twoPhase' &&
      lkm.holdSent.get(words, 0) === 0 &&
      everyPageAbandoned(words),
  };
}

/** Guards on messages and on deadlines. */
function messageGuards(binding: LkmBinding) {
  const { lkm, fromAgent, fromDaemon, epochs, design } = binding;
  const checksEpochs = design.epoch === 'checked' && epochs.most > 0;
  return {
    beginsAnew: (words) => checksEpochs && fromDaemon.number(words) > epochs.ofLkm(words),
    isOfAnotherEpoch: (words) =>
      checksEpochs && fromAgent.read(words, 'epoch') !== epochs.ofLkm(words),
    isFromNobodyRegistered: (words) =>
      design.epoch === 'checked' &&
      lkm.registered.get(words, fromAgent.read(words, 'application')) === 0,
    deadlineHasPassed: (words, application) =>
      design.straggler === 'timeoutUnskip' &&
      lkm.registered.get(words, application) === 1 &&
      lkm.ready.get(words, application) === 0 &&
      binding.mayBeLate(words, application),
  } satisfies Partial<ProcessGuards<'lkm'>>;
}

/** The page after the last of an application: its heap, or its cache. */
function lastPage({ heapPages, pages }: Memory, application: number): number {
  return application === applications.jvm ? heapPages : pages;
}

/** What the LKM chart's actions do. */
export function lkmActions(binding: LkmBinding): ProcessActions<'lkm'> {
  const { memory, lkm } = binding;
  const firstPage = (words: Uint32Array): number =>
    lkm.current.get(words, 0) === applications.jvm ? 0 : memory.heapPages;
  return {
    ...multicasts(binding),
    ...registrations(binding, firstPage),
    resetBitmapAndCache: (words) => memory.reset(words),
    finishWalk: (words) => {
      lkm.cursor.set(words, 0, 0);
      lkm.current.set(words, 0, 0);
      // An entry that changed after it was read has not been acted on.
      lkm.entry.set(words, 0, 0);
    },
    rememberReady: rememberReady(binding, firstPage),
    readEntry: (words) => {
      lkm.entry.set(words, 0, memory.pageTable.get(words, lkm.cursor.get(words, 0)));
    },
    cacheEntryAndClearBit: (words) => {
      const page = lkm.cursor.get(words, 0);
      // Locked, entry and effect are one step; unlocked, the entry was read a step ago.
      const entry = lkm.entry.get(words, 0) || memory.pageTable.get(words, page);
      memory.markSkippable(words, {
        page,
        frame: entry - 1,
        application: lkm.current.get(words, 0),
      });
      lkm.entry.set(words, 0, 0);
    },
    writeMethod: (words) =>
      memory.compress(words, lkm.cursor.get(words, 0), lkm.current.get(words, 0)),
    unskipCachedPage: (words) => memory.markMustSend(words, lkm.cursor.get(words, 0)),
    advance: (words) => lkm.cursor.add(words, 0, 1),
    startAtJoinedPages: (words) => lkm.cursor.set(words, 0, lkm.reported.begin.get(words, 0)),
    startAtMustSendPages: (words) => lkm.cursor.set(words, 0, lkm.mustSend.begin.get(words, 0)),
    adoptReportedArea: (words) => {
      const application = lkm.current.get(words, 0);
      const begin = lkm.reported.begin.get(words, 0);
      lkm.area.set(words, [begin, lkm.reported.end.get(words, 0)], application);
      lkm.reported.clear(words);
      lkm.mustSend.clear(words);
      lkm.cursor.set(words, 0, 0);
      lkm.current.set(words, 0, 0);
      lkm.ready.set(words, application, 1);
    },
  };
}

/** What is sent to the applications and to the daemon. */
function multicasts(binding: LkmBinding) {
  const { memory, lkm, toApplications, fromDaemon, toDaemon, epochs, design } = binding;
  const multicast = (message: string) => (words: Uint32Array) => {
    toApplications.forEach((_, app) => send(binding, words, { message, application: app }));
  };
  const release = multicast('release');
  const forgetApplications = (words: Uint32Array): void => {
    for (let app = 0; app < lkm.applications; app++) {
      lkm.registered.set(words, app, 0);
      lkm.prepared.set(words, app, 0);
      lkm.ready.set(words, app, 0);
      lkm.area.clear(words, app);
    }
    lkm.holdSent.set(words, 0, 0);
  };
  return {
    forgetApplications,
    acknowledgeBegin: (words) => {
      epochs.lkm?.set(words, 0, fromDaemon.number(words));
      if (design.firstUpdate === 'handshake') toDaemon.notify(words, 'begun', epochs.ofLkm(words));
    },
    multicastQuery: multicast('query'),
    multicastPrepare: multicast('prepare'),
    multicastHold: (words) => {
      lkm.holdSent.set(words, 0, 1);
      multicast('hold')(words);
    },
    multicastRelease: release,
    abandonAttempt: (words) => {
      // Whether the earlier attempt was given up or came to its end, nobody said.
      if (design.bitmapReset !== 'never') memory.reset(words);
      if (design.releaseOnAbort === 'always') release(words);
      forgetApplications(words);
    },
    notifyGuestReady: (words) => toDaemon.notify(words, 'guestReady', epochs.ofLkm(words)),
  } satisfies Partial<ProcessActions<'lkm'>>;
}

function send(
  { toApplications, epochs, isGone }: LkmBinding,
  words: Uint32Array,
  { message, application }: { message: string; application: number },
): void {
  if (isGone(words, application)) return;
  const stamp = epochs.most === 0 ? {} : { epoch: epochs.ofLkm(words) };
  toApplications[application]!.send(words, message, stamp);
}

/** Who is registered, prepared, late, gone. */
function registrations(binding: LkmBinding, firstPage: (words: Uint32Array) => number) {
  const { lkm, fromAgent, design } = binding;
  const choose = (words: Uint32Array, application: number): void => {
    lkm.current.set(words, 0, application);
    lkm.cursor.set(words, 0, firstPage(words));
  };
  const sender = (words: Uint32Array): number => fromAgent.read(words, 'application');
  return {
    rememberArea: (words) => {
      const application = sender(words);
      const begin = fromAgent.read(words, 'begin');
      noteOldMessage(binding, words);
      lkm.area.set(words, [begin, fromAgent.read(words, 'end')], application);
      lkm.registered.set(words, application, 1);
      lkm.current.set(words, 0, application);
      // The area is skipped; a method is named for all that the application has before it, too.
      const start = design.transferMap === 'twoBits' ? firstPage(words) : begin;
      lkm.cursor.set(words, 0, start);
    },
    rememberPrepared: (words) => lkm.prepared.set(words, sender(words), 1),
    chooseExited: (words) => choose(words, sender(words)),
    chooseStraggler: choose,
    chooseLetGo: (words) => {
      let application = 0;
      while (application < lkm.applications - 1 && !hasLetGo(binding, words, application)) {
        application++;
      }
      choose(words, application);
    },
    deregister: (words) => {
      const application = lkm.current.get(words, 0);
      lkm.registered.set(words, application, 0);
      lkm.prepared.set(words, application, 0);
      lkm.ready.set(words, application, 0);
      lkm.area.clear(words, application);
      send(binding, words, { message: 'release', application });
      lkm.cursor.set(words, 0, 0);
      lkm.current.set(words, 0, 0);
    },
  } satisfies Partial<ProcessActions<'lkm'>>;
}

/** A ready application that is gone or does not hold any more. */
export function hasLetGo(
  { lkm, holds }: Pick<LkmBinding, 'lkm' | 'holds'>,
  words: Uint32Array,
  application: number,
): boolean {
  return (
    lkm.registered.get(words, application) === 1 &&
    lkm.ready.get(words, application) === 1 &&
    !holds(words, application)
  );
}

function noteOldMessage({ fromAgent, epochs }: LkmBinding, words: Uint32Array): void {
  if (epochs.most === 0) return;
  if (fromAgent.read(words, 'epoch') !== epochs.ofLkm(words)) epochs.actedOnOld?.set(words, 0, 1);
}

/**
 * Takes over the ranges of a ready message. A must-send range that ends inside a page is rounded as
 * the design says: inward loses the survivors on that page, outward sends a page too much at worst.
 */
function rememberReady(binding: LkmBinding, firstPage: (words: Uint32Array) => number): Action {
  const { lkm, fromAgent, design } = binding;
  return (words) => {
    noteOldMessage(binding, words);
    const begin = fromAgent.read(words, 'begin');
    const end = fromAgent.read(words, 'end');
    lkm.reported.set(words, [begin, end]);
    const ragged = fromAgent.read(words, 'ragged');
    const cut = design.mustSendRounding === 'inward' ? ragged : 0;
    const mustSendBegin = fromAgent.read(words, 'mustSendBegin');
    const mustSendEnd = fromAgent.read(words, 'mustSendEnd') - cut;
    lkm.mustSend.set(words, [mustSendBegin, mustSendEnd]);
    lkm.current.set(words, 0, fromAgent.read(words, 'application'));
    lkm.registered.set(words, fromAgent.read(words, 'application'), 1);
    lkm.cursor.set(words, 0, firstPage(words));
  };
}
