import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { EventPort, Queue } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { Memory } from './memory.ts';
import { PageRange } from './page-range.ts';

/** The module's own variables, for one application. Ranges are heap pages, [begin, end). */
export class LkmMemory {
  /** The area as it is remembered. */
  readonly area: PageRange;
  /** What the ready message that is being handled reports. */
  readonly reported: PageRange;
  readonly mustSend: PageRange;
  readonly cursor: Field;
  /** Frame + 1 of an entry that was read and not yet acted on. */
  readonly entry: Field;
  /** The application has answered a query of this migration. */
  readonly registered: Field;
  readonly ready: Field;

  constructor(layout: LayoutBuilder, frames: number, heapPages: number) {
    this.area = new PageRange(layout, 'area', heapPages);
    this.reported = new PageRange(layout, 'reported', heapPages);
    this.mustSend = new PageRange(layout, 'mustSend', heapPages);
    this.cursor = layout.field('lkmCursor', bitsFor(heapPages));
    this.entry = layout.field('entryRead', bitsFor(frames));
    this.registered = layout.field('registered', 1);
    this.ready = layout.field('ready', 1);
  }
}

export interface LkmBinding {
  readonly memory: Memory;
  readonly lkm: LkmMemory;
  readonly fromAgent: Queue;
  readonly toAgent: Queue;
  readonly toDaemon: EventPort;
  readonly design: Design;
}

/** What the LKM chart's guards mean. */
export function lkmGuards({ memory, lkm, design }: LkmBinding): Record<string, Guard> {
  const at = (words: Uint32Array): number => lkm.cursor.get(words, 0);
  const unlocked = design.walk === 'unlocked';
  const notifies = design.framesAtEnd === 'notifier';
  const walksAgain = design.framesAtEnd === 'rewalk';
  const joins = (words: Uint32Array): boolean => {
    const page = at(words);
    return (
      (walksAgain || !lkm.area.contains(words, page)) &&
      !lkm.mustSend.contains(words, page) &&
      memory.cache.get(words, page) === 0 &&
      memory.isMapped(words, page)
    );
  };
  const resets = (when: 'onBegin' | 'onResume'): boolean =>
    design.reset === when || design.reset === 'onBeginAndResume';
  return {
    resetsOnBegin: () => resets('onBegin'),
    resetsOnResume: () => resets('onResume'),
    walkIsDone: (words) => at(words) >= lkm.area.end.get(words, 0),
    walksUnlocked: () => unlocked,
    pageCanBeSkipped: (words) => memory.isMapped(words, at(words)),
    // With a notifier the entry is read again where it was invalidated meanwhile (read_retry).
    entryWasRead: (words) => {
      const entry = lkm.entry.get(words, 0);
      return entry !== 0 && (!notifies || memory.pageTable.get(words, at(words)) === entry);
    },
    everyPageCompared: (words) => at(words) >= memory.heapPages,
    pageLeftTheArea: (words) => {
      const page = at(words);
      const cached = memory.cache.get(words, page);
      if (cached === 0) return false;
      if (walksAgain && memory.pageTable.get(words, page) !== cached) return true;
      if (lkm.reported.contains(words, page)) return false;
      return design.left === 'cacheKeys' || lkm.area.contains(words, page);
    },
    everyJoinedPageWalked: (words) => at(words) >= lkm.reported.end.get(words, 0),
    pageJoinsUnlocked: (words) => unlocked && joins(words),
    pageJoins: joins,
    everyMustSendPageSet: (words) => at(words) >= lkm.mustSend.end.get(words, 0),
    pageIsCached: (words) => memory.cache.get(words, at(words)) !== 0,
    everyRegisteredApplicationIsReady: (words) =>
      lkm.registered.get(words, 0) === 0 || lkm.ready.get(words, 0) === 1,
  };
}

/** What the LKM chart's actions do. */
export function lkmActions(binding: LkmBinding): Record<string, Action> {
  const { memory, lkm, fromAgent, toAgent, toDaemon, design } = binding;
  return {
    acknowledgeBegin: (words) => {
      if (design.firstUpdate === 'handshake') toDaemon.notify(words, 'begun');
    },
    multicastQuery: (words) => void toAgent.send(words, 'query'),
    multicastPrepare: (words) => void toAgent.send(words, 'prepare'),
    multicastRelease: (words) => {
      toAgent.send(words, 'release');
      lkm.registered.set(words, 0, 0);
      lkm.ready.set(words, 0, 0);
      lkm.area.clear(words);
    },
    resetBitmapAndCache: (words) => memory.reset(words),
    rememberArea: (words) => {
      const begin = fromAgent.read(words, 'begin');
      lkm.area.set(words, begin, fromAgent.read(words, 'end'));
      lkm.registered.set(words, 0, 1);
      lkm.cursor.set(words, 0, begin);
    },
    rememberReady: rememberReady(binding),
    readEntry: (words) => {
      lkm.entry.set(words, 0, memory.pageTable.get(words, lkm.cursor.get(words, 0)));
    },
    cacheEntryAndClearBit: (words) => {
      const page = lkm.cursor.get(words, 0);
      // Locked, entry and effect are one step; unlocked, the entry was read a step ago.
      const entry = lkm.entry.get(words, 0) || memory.pageTable.get(words, page);
      memory.skip(words, page, entry - 1);
      lkm.entry.set(words, 0, 0);
    },
    unskipCachedPage: (words) => memory.unskip(words, lkm.cursor.get(words, 0)),
    advance: (words) => lkm.cursor.add(words, 0, 1),
    startAtJoinedPages: (words) => lkm.cursor.set(words, 0, lkm.reported.begin.get(words, 0)),
    startAtMustSendPages: (words) => lkm.cursor.set(words, 0, lkm.mustSend.begin.get(words, 0)),
    adoptReportedArea: (words) => {
      const begin = lkm.reported.begin.get(words, 0);
      lkm.area.set(words, begin, lkm.reported.end.get(words, 0));
      lkm.reported.clear(words);
      lkm.mustSend.clear(words);
      lkm.cursor.set(words, 0, 0);
      lkm.ready.set(words, 0, 1);
    },
    notifySuspend: (words) => toDaemon.notify(words, 'suspend'),
  };
}

/**
 * Takes over the ranges of a ready message. A must-send range that ends inside a page is rounded as
 * the design says: inward loses the survivors on that page, outward sends a page too much at worst.
 */
function rememberReady({ lkm, fromAgent, design }: LkmBinding): Action {
  return (words) => {
    const begin = fromAgent.read(words, 'begin');
    const end = fromAgent.read(words, 'end');
    lkm.reported.set(words, begin, end);
    const ragged = fromAgent.read(words, 'ragged');
    const cut = design.mustSendRounding === 'inward' ? ragged : 0;
    const mustSendBegin = fromAgent.read(words, 'mustSendBegin');
    const mustSendEnd = fromAgent.read(words, 'mustSendEnd') - cut;
    lkm.mustSend.set(words, mustSendBegin, mustSendEnd);
    lkm.cursor.set(words, 0, 0);
  };
}
