import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Bound } from '../../models/scope.ts';
import { Budget } from './budget.ts';
import type { HazardName } from '../../models/hazards.ts';

/** Where an agent callback stands. */
export const callbacks = { none: 0, leaving: 1, finished: 2, returned: 3 } as const;

/** Hazards under which a collection may be a full one. */
const fullCollections = ['fullGc', 'gcTurnsFull', 'promotionFailure'] as const;

export interface HeapSize {
  /** Virtual pages of the heap, Old and Young, reserved. */
  readonly heapPages: number;
  readonly collections: Bound;
  readonly resizes: Bound;
  readonly boundaryMoves: Bound;
  readonly hazards: ReadonlySet<HazardName>;
}

/**
 * The JVM's own books: where its spaces lie, how far they are filled, and what its collector is at.
 * All positions are heap pages. Old is [0, youngBegin), Eden starts at youngBegin; a `top` counts a
 * page that is filled in part.
 */
export class Heap {
  readonly heapPages: number;
  readonly youngBegin: Field;
  readonly youngEnd: Field;
  readonly edenTop: Field;
  readonly edenEnd: Field;
  readonly fromBottom: Field;
  readonly fromTop: Field;
  readonly fromEnd: Field;
  readonly toBottom: Field;
  readonly toTop: Field;
  readonly toEnd: Field;
  readonly oldTop: Field;
  /** The last occupied page of From is filled in part. */
  readonly fromIsRagged: Field;
  /** Page that the collector visits or unmaps next; `heapPages` when all are visited. */
  readonly cursor: Field;
  /** Where a full collection puts the next page that stays in Eden; 0 while none is under way. Only in a
   * configuration with full collections. */
  readonly compactTop: Field | undefined = undefined;
  /** The JVM has been killed. Only in a configuration with `appExit`. */
  readonly exited: Field | undefined = undefined;
  /** A child of the JVM lives, and keeps its socket open. Only in a configuration with `share` too. */
  readonly childLives: Field | undefined = undefined;
  /** The pages that left Young in this collection. */
  readonly leftFrom: Field;
  readonly leftTo: Field;
  readonly gcRequested: Field;
  /** The collection under way is the one that the agent enforced. */
  readonly gcIsEnforced: Field;
  /** A collection has completed since the agent asked for one. */
  readonly collectedSinceRequest: Field;
  readonly callback: Field;
  readonly collectionsLeft: Budget;
  readonly resizesLeft: Budget;
  readonly boundaryMovesLeft: Budget;

  constructor(layout: LayoutBuilder, size: HeapSize) {
    const page = bitsFor(size.heapPages);
    this.heapPages = size.heapPages;
    const position = (name: string): Field => layout.field(name, page);
    this.youngBegin = position('youngBegin');
    this.youngEnd = position('youngEnd');
    this.edenTop = position('edenTop');
    this.edenEnd = position('edenEnd');
    this.fromBottom = position('fromBottom');
    this.fromTop = position('fromTop');
    this.fromEnd = position('fromEnd');
    this.toBottom = position('toBottom');
    this.toTop = position('toTop');
    this.toEnd = position('toEnd');
    this.oldTop = position('oldTop');
    this.fromIsRagged = layout.field('fromIsRagged', 1);
    this.cursor = position('gcCursor');
    if (fullCollections.some((name) => size.hazards.has(name))) {
      this.compactTop = position('compactTop');
    }
    if (size.hazards.has('appExit')) {
      this.exited = layout.field('exited', 1);
      if (size.hazards.has('share')) this.childLives = layout.field('childLives', 1);
    }
    this.leftFrom = position('leftFrom');
    this.leftTo = position('leftTo');
    this.gcRequested = layout.field('gcRequested', 1);
    this.gcIsEnforced = layout.field('gcIsEnforced', 1);
    this.collectedSinceRequest = layout.field('collectedSinceRequest', 1);
    this.callback = layout.field('callback', 2);
    this.collectionsLeft = new Budget(layout, 'collectionsLeft', size.collections);
    this.resizesLeft = new Budget(layout, 'resizesLeft', size.resizes);
    this.boundaryMovesLeft = new Budget(layout, 'boundaryMovesLeft', size.boundaryMoves);
  }

  /** Whether a page holds objects: in Old, Eden, From, or what a collection has filled of To. */
  isOccupied(words: Uint32Array, page: number): boolean {
    if (page < this.youngBegin.get(words, 0)) return page < this.oldTop.get(words, 0);
    if (page < this.edenTop.get(words, 0) || page < (this.compactTop?.get(words, 0) ?? 0)) {
      return true;
    }
    if (page >= this.fromBottom.get(words, 0) && page < this.fromTop.get(words, 0)) return true;
    return page >= this.toBottom.get(words, 0) && page < this.toTop.get(words, 0);
  }

  /** The next page at or after `page` that a minor collection visits; `heapPages` after the last. */
  nextToVisit(words: Uint32Array, page: number): number {
    if (page < this.edenTop.get(words, 0)) return page;
    const next = Math.max(page, this.fromBottom.get(words, 0));
    return next < this.fromTop.get(words, 0) ? next : this.heapPages;
  }

  /** The next page at or after `page` that a full collection visits: Eden, From and To as filled. */
  nextToCompact(words: Uint32Array, page: number): number {
    if (page < this.edenTop.get(words, 0)) return page;
    for (let next = page; next < this.youngEnd.get(words, 0); next++) {
      const isInFrom = next >= this.fromBottom.get(words, 0) && next < this.fromTop.get(words, 0);
      const isInTo = next >= this.toBottom.get(words, 0) && next < this.toTop.get(words, 0);
      if (isInFrom || isInTo) return next;
    }
    return this.heapPages;
  }

  /** Whether To holds objects outside a collection: one failed, and only a full one can follow. */
  toIsFilled(words: Uint32Array): boolean {
    return this.toTop.get(words, 0) > this.toBottom.get(words, 0);
  }

  hasExited(words: Uint32Array): boolean {
    return this.exited?.get(words, 0) === 1;
  }

  /** Whether a page lies beyond Young, which has shrunk or never reached it. */
  hasLeftYoung(words: Uint32Array, page: number): boolean {
    return page >= this.youngEnd.get(words, 0) && page < this.heapPages;
  }

  isInYoung(words: Uint32Array, page: number): boolean {
    return page >= this.youngBegin.get(words, 0) && page < this.youngEnd.get(words, 0);
  }

  /** Whether pages left Young in the collection under way. */
  rangeLeft(words: Uint32Array): boolean {
    return this.leftFrom.get(words, 0) < this.leftTo.get(words, 0);
  }
}
