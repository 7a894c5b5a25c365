import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Queue } from '../system/channel.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { epochGuards } from './bind-agent.ts';
import type { Epochs } from './epochs.ts';
import type { Heap } from './heap.ts';
import { applications, owners, type Memory } from './memory.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/**
 * The second application's books. Its pages follow those of the heap; the last of several lies outside
 * its area and takes what is kept.
 */
export class CacheAppMemory {
  /** Page holds an entry that will be read; one per page of the application. */
  readonly entries: Field;
  /** Page of the area that is purged next, counted from the application's first page. */
  readonly cursor: Field;
  readonly pages: number;
  readonly areaPages: number;

  constructor(layout: LayoutBuilder, pages: number) {
    this.pages = pages;
    this.areaPages = Math.max(1, pages - 1);
    this.entries = layout.field('cacheEntries', 1, pages);
    this.cursor = layout.field('purgeCursor', bitsFor(pages));
  }

  /** Whether a page, counted from the application's first, is reported. */
  isInArea(page: number): boolean {
    return page < this.areaPages;
  }
}

/** The environment's choices for the entries of one page. */
export const purges = { go: 0, move: 1, stay: 2 } as const;

export interface CacheAppBinding {
  readonly memory: Memory;
  readonly heap: Heap;
  readonly cacheApp: CacheAppMemory;
  readonly toLkm: Queue;
  readonly fromLkm: Queue;
  readonly epochs: Epochs;
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** The service that the purge needs runs in the JVM, and a held JVM serves nobody. */
  readonly serviceAnswers: (words: Uint32Array) => boolean;
}

/** What the second application's guards mean; the choice is a page, of `purge` one of {@link purges}. */
export function cacheAppGuards(binding: CacheAppBinding): ProcessGuards<'cacheApp'> {
  const { memory, cacheApp, toLkm, design, serviceAnswers } = binding;
  const isDone = (words: Uint32Array): boolean =>
    cacheApp.cursor.get(words, 0) >= cacheApp.areaPages;
  const holdsEntries = (words: Uint32Array): boolean =>
    !isDone(words) && cacheApp.entries.get(words, cacheApp.cursor.get(words, 0)) === 1;
  const hasRoom = (words: Uint32Array): boolean => !toLkm.isFull(words);
  return {
    ...epochGuards(binding, applications.cacheApp),
    netlinkHasRoom: hasRoom,
    pageIsMapped: (words, page) => memory.isReadable(words, memory.heapPages + page),
    everyPagePurged: (words, choice) => choice === purges.go && isDone(words),
    serviceAnswersAndEntriesGo: (words, choice) =>
      choice === purges.go && !isDone(words) && serviceAnswers(words),
    serviceAnswersAndEntriesMove: (words, choice) =>
      choice === purges.move &&
      cacheApp.pages > cacheApp.areaPages &&
      holdsEntries(words) &&
      memory.isReadable(words, memory.heapPages + cacheApp.cursor.get(words, 0)) &&
      memory.isReadable(words, memory.pages - 1) &&
      serviceAnswers(words),
    serviceAnswersAndEntriesStay: (words, choice) =>
      choice === purges.stay && holdsEntries(words) && serviceAnswers(words),
    holdsInSecondRound: (words) => design.readiness === 'twoPhase' && hasRoom(words),
  };
}

/** What the second application's actions do. */
export function cacheAppActions(binding: CacheAppBinding): ProcessActions<'cacheApp'> {
  const { memory, heap, cacheApp, toLkm, fromLkm, epochs, hazards } = binding;
  const first = memory.heapPages;
  const area = { begin: first, end: first + cacheApp.areaPages };
  const application = applications.cacheApp;
  const stamp = (words: Uint32Array): { application: number; epoch?: number } =>
    epochs.most === 0
      ? { application }
      : { application, epoch: epochs.ofApplication(words, application) };
  return {
    heedQuery: (words) => {
      if (epochs.most > 0)
        epochs.applications?.set(words, application, fromLkm.read(words, 'epoch'));
    },
    sendAreas: (words) => {
      // A hostile application names the heap of the JVM instead of its own memory.
      const range = hazards.has('hostileRanges') ? { begin: 0, end: heap.heapPages } : area;
      toLkm.send(words, 'areas', { ...range, ...stamp(words) });
    },
    storeEntry: (words, page) => {
      memory.writePage(words, first + page);
      cacheApp.entries.set(words, page, 1);
    },
    startPurge: (words) => cacheApp.cursor.set(words, 0, 0),
    dropEntries: (words) => {
      cacheApp.entries.set(words, cacheApp.cursor.get(words, 0), 0);
      cacheApp.cursor.add(words, 0, 1);
    },
    compactEntries: (words) => {
      const page = cacheApp.cursor.get(words, 0);
      memory.readPage(words, first + page);
      memory.writePage(words, memory.pages - 1);
      cacheApp.entries.set(words, page, 0);
      cacheApp.cursor.add(words, 0, 1);
    },
    keepEntries: (words) => cacheApp.cursor.add(words, 0, 1),
    sendPrepared: (words) => {
      cacheApp.cursor.set(words, 0, 0);
      toLkm.send(words, 'prepared', stamp(words));
    },
    sendReady: (words) => {
      const kept = keptRange(cacheApp, words);
      const mustSend = { mustSendBegin: first + kept.begin, mustSendEnd: first + kept.end };
      const nothing = { mustSendBegin: 0, mustSendEnd: 0 };
      cacheApp.cursor.set(words, 0, 0);
      toLkm.send(words, 'ready', {
        ...area,
        ...(kept.begin < kept.end ? mustSend : nothing),
        ...stamp(words),
      });
    },
  };
}

/** The pages of the area from the first that holds entries to the last, from the application's first. */
function keptRange(
  { entries, areaPages }: CacheAppMemory,
  words: Uint32Array,
): { begin: number; end: number } {
  let begin = areaPages;
  let end = 0;
  for (let page = 0; page < areaPages; page++) {
    if (entries.get(words, page) === 0) continue;
    begin = Math.min(begin, page);
    end = page + 1;
  }
  return { begin, end };
}

/** Backs every page of the second application, from frame `frame` on; all hold entries. */
export function initializeCacheApp(
  words: Uint32Array,
  { memory, cacheApp }: Pick<CacheAppBinding, 'memory' | 'cacheApp'>,
  frame: number,
): void {
  for (let page = 0; page < cacheApp.pages; page++) {
    memory.pageTable.set(words, memory.heapPages + page, frame + page + 1);
    memory.owner.set(words, frame + page, owners.cacheApp);
    cacheApp.entries.set(words, page, 1);
  }
}
