import type { LayoutBuilder } from '../../layout/layout.ts';
import { Variable } from '../../layout/variable.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { callbacks } from '../heap.ts';

/**
 * Where the observed page lies: filled, in Old, Eden, From or To; empty, in Young; outside Young, and no filled
 * page of Old; or it has left Young and is mapped still, which is a case of its own only where frames leave late.
 */
export const regions = { old: 0, eden: 1, from: 2, to: 3, empty: 4, outside: 5, left: 6 } as const;

/** Whether a cursor that goes over pages is still to come to the observed one. */
export const cursors = { passed: 0, ahead: 1, there: 2 } as const;

/** The JVM's books, as far as they concern one page. */
export class AbstractHeap {
  /** {@link regions}. */
  readonly region: Variable;
  /** {@link cursors} of the collector; `there` while a forwarding pointer is to be written. */
  readonly cursor: Variable;
  /** A full collection has put something on the observed page, or has left it there. */
  readonly isCompacted: Variable;
  /** Pages have left Young in this collection; the observed one is among them. Where the notifier sees every page
   * go, the first is the environment's choice. */
  readonly anyLeft: Variable;
  readonly pageLeft: Variable;
  readonly gcRequested: Variable;
  readonly gcIsEnforced: Variable;
  readonly collectedSinceRequest: Variable;
  readonly callback: Variable;
  /** The survivors in From end inside a page. Only where the design rounds inward, which is all it decides. */
  readonly fromIsRagged: Variable;
  /** Objects lie in To, and no minor collection is under way: one has failed half way. */
  readonly toIsFilled: Variable;
  readonly exited: Variable;
  readonly childLives: Variable;

  constructor(
    layout: LayoutBuilder,
    { design, hazards }: { readonly design: Design; readonly hazards: ReadonlySet<HazardName> },
  ) {
    const bit = (name: string, exists = true): Variable => new Variable(layout, name, { exists });
    const isFull = (['fullGc', 'gcTurnsFull', 'promotionFailure'] as const).some((name) =>
      hazards.has(name),
    );
    const dies = hazards.has('appExit');
    this.region = new Variable(layout, 'region', { bits: 4 });
    this.cursor = new Variable(layout, 'gcCursor', { bits: 2 });
    this.isCompacted = bit('isCompacted', isFull);
    this.anyLeft = bit('anyLeft', design.frameLoss !== 'mmuNotifier');
    this.pageLeft = bit('pageLeft');
    this.gcRequested = bit('gcRequested');
    this.gcIsEnforced = bit('gcIsEnforced');
    this.collectedSinceRequest = bit('collectedSinceRequest');
    this.callback = new Variable(layout, 'callback', { bits: 2 });
    this.fromIsRagged = bit('fromIsRagged', design.mustSendRounding === 'inward');
    this.toIsFilled = bit('toIsFilled', hazards.has('promotionFailure'));
    this.exited = bit('exited', dies);
    this.childLives = bit('childLives', dies && hazards.has('share'));
  }

  hasExited(words: Uint32Array): boolean {
    return this.exited.is(words);
  }

  is(words: Uint32Array, region: number): boolean {
    return this.region.get(words) === region;
  }

  isInYoung(words: Uint32Array): boolean {
    const region = this.region.get(words);
    return region >= regions.eden && region <= regions.empty;
  }

  /** Whether the observed page holds objects. */
  isOccupied(words: Uint32Array): boolean {
    return this.region.get(words) < regions.empty || this.isCompacted.is(words);
  }

  /** Whether the JVM will read what is on the observed page. */
  isUsed(words: Uint32Array): boolean {
    return !this.hasExited(words) && this.isOccupied(words);
  }

  /** Whether the page lies outside Young and holds nothing. */
  isOutside(words: Uint32Array): boolean {
    return this.region.get(words) >= regions.outside;
  }

  /** Whether a minor collection visits the observed page. */
  isVisited(words: Uint32Array): boolean {
    return this.is(words, regions.eden) || this.is(words, regions.from);
  }

  /** Starts a loop over pages of which the observed one is one, or is not. */
  startAt(words: Uint32Array, comesToPage: boolean): void {
    this.cursor.set(words, comesToPage ? cursors.ahead : cursors.passed);
  }

  callbackIsRaised(words: Uint32Array): boolean {
    const callback = this.callback.get(words);
    return callback === callbacks.leaving || callback === callbacks.finished;
  }
}
