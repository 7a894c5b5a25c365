import { Variable } from '../../layout/variable.ts';
import type { LayoutBuilder } from '../../layout/layout.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { owners } from '../memory.ts';

/** Which page maps the frame. */
export const mappers = { none: 0, observed: 1, another: 2 } as const;

/** What an entry of the observed page names: in the page table, or in the LKM's cache. */
export const entries = { none: 0, frame: 1, elsewhere: 2 } as const;

export interface AbstractMemoryOptions {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** Whether a migration may follow another. */
  readonly migratesAgain: boolean;
}

/**
 * The memory of a machine of any size, as far as it concerns one frame and one page that nobody chose. What
 * is known of all other frames and pages is whether one of them has to do with these two.
 */
export class AbstractMemory {
  /** {@link owners}; the frame may be shared beside that. */
  readonly owner: Variable;
  /** {@link mappers}. */
  readonly mapper: Variable;
  readonly dirty: Variable;
  readonly send: Variable;
  readonly transfer: Variable;
  /** Where {@link AbstractMemory.mergesOwed}: or the frame is dirty, in the send set, or deferred. */
  readonly stale: Variable;
  readonly lastSend: Variable;
  /** Where {@link AbstractMemory.mergesOwed}: and neither dirty nor in the send set, so that it decides something. */
  readonly deferred: Variable;
  /** Put off to the last iteration, and dirty at the CLEAN before. Only where the design does. */
  readonly postponed: Variable;
  readonly dirtyBefore: Variable;
  /** The log of devices says that the frame was written. Only where the design has that log. */
  readonly deviceDirty: Variable;
  /** The frame never arrived, and somebody who is watched may read it: the observed page, or another process.
   * Who takes a free frame zeroes it, and what other pages read is judged with them. */
  readonly poison: Variable;
  readonly shared: Variable;
  readonly leftover: Variable;
  /** The other page that maps the frame is cached with it. */
  readonly mapperIsCached: Variable;
  /** Pages that do not map the frame are cached with it: they have lost it. */
  readonly namers: Variable;
  /** {@link entries}: what the page table says of the observed page. */
  readonly entry: Variable;
  /** {@link entries}: what the cache says of the observed page. */
  readonly cached: Variable;
  readonly swapped: Variable;
  /** The frame elsewhere that the observed page maps never arrived at the destination. Only where what is on a page
   * may move to another frame: else whoever reads it is judged with that frame. */
  readonly poisonElsewhere: Variable;
  readonly poisonWasRead: Variable;
  readonly trespassed: Variable;
  readonly cleared: Variable;
  readonly clearedEarlier: Variable;
  readonly vmRuns: Variable;
  readonly runsAtSource: Variable;
  readonly runsAtDestination: Variable;
  readonly logsDirty: Variable;
  /** A frame that is skipped is deferred: then every frame that is still to be looked at counts as stale. Two
   * values that the design treats alike become one, which halves the states. */
  readonly mergesOwed: boolean;
  /** The notifier precedes every change of what a page maps, so that the cache holds what the page maps, or
   * nothing: an entry that names a frame elsewhere counts as none. */
  readonly forgetsElsewhere: boolean;
  readonly #marksDirty: boolean;

  constructor(layout: LayoutBuilder, { design, hazards, migratesAgain }: AbstractMemoryOptions) {
    const bit = (name: string, exists = true): Variable => new Variable(layout, name, { exists });
    const two = (name: string): Variable => new Variable(layout, name, { bits: 2 });
    this.owner = two('owner');
    this.mapper = two('mapper');
    this.dirty = bit('dirty');
    this.send = bit('send');
    this.transfer = bit('transfer');
    this.stale = bit('stale');
    this.lastSend = bit('lastSend');
    this.deferred = bit('deferred', design.skippedFrames === 'defer');
    this.postponed = bit('postponed', design.hotFrames === 'postponed');
    this.dirtyBefore = bit('dirtyBefore', design.hotFrames === 'postponed');
    const writesUnlogged = hazards.has('deviceWrites') && design.deviceLog !== 'none';
    this.deviceDirty = bit('deviceDirty', writesUnlogged);
    this.poison = bit('poison');
    this.shared = bit('shared', hazards.has('share'));
    this.leftover = bit('leftover', migratesAgain);
    this.mapperIsCached = bit('mapperIsCached');
    this.namers = bit('namers');
    this.entry = two('entry');
    this.cached = two('cached');
    this.swapped = bit('swapped', hazards.has('swap'));
    this.poisonElsewhere = bit('poisonElsewhere', hazards.has('remap'));
    this.poisonWasRead = bit('poisonWasRead');
    this.trespassed = bit('trespassed');
    this.cleared = bit('cleared', migratesAgain);
    this.clearedEarlier = bit('clearedEarlier', migratesAgain);
    this.vmRuns = bit('vmRuns');
    this.runsAtSource = bit('runsAtSource');
    this.runsAtDestination = bit('runsAtDestination');
    this.logsDirty = bit('logsDirty');
    this.mergesOwed = design.skippedFrames === 'defer' && design.hotFrames !== 'postponed';
    this.forgetsElsewhere = design.frameLoss === 'mmuNotifier';
    this.#marksDirty = design.unskip === 'setBitAndDirty';
  }

  /** Whether poison on the frame is remembered. */
  remembersPoison(words: Uint32Array): boolean {
    return (
      this.owner.get(words) === owners.other ||
      this.mapper.get(words) === mappers.observed ||
      this.shared.is(words)
    );
  }

  /** The guest writes the frame. */
  write(words: Uint32Array): void {
    this.stale.set(words, 1);
    this.poison.set(words, 0);
    if (this.logsDirty.is(words)) this.log(words);
  }

  /** A device writes the frame: only the log of devices sees it. */
  writeUnlogged(words: Uint32Array): void {
    this.stale.set(words, 1);
    this.poison.set(words, 0);
    this.deviceDirty.set(words, 1);
  }

  /** The log has the frame from now on. */
  log(words: Uint32Array): void {
    this.dirty.set(words, 1);
    if (!this.mergesOwed) return;
    this.stale.set(words, 1);
    this.deferred.set(words, 0);
  }

  /** The frame is stale only because it was dirty, in the send set, or deferred: perhaps it has arrived. */
  mayHaveArrived(words: Uint32Array): boolean {
    const { dirty, send, deferred } = this;
    return this.mergesOwed && [dirty, send, deferred].some((each) => each.is(words));
  }

  /** The observed page is written, which is mapped. */
  writePage(words: Uint32Array): void {
    if (this.entry.get(words) === entries.frame) this.write(words);
    else this.poisonElsewhere.set(words, 0);
  }

  /** The observed page is read, which is mapped. */
  readPage(words: Uint32Array): void {
    if (this.hasPoison(words)) this.poisonWasRead.set(words, 1);
  }

  /** What the observed page maps never arrived. */
  hasPoison(words: Uint32Array): boolean {
    return this.entry.get(words) === entries.frame
      ? this.poison.is(words)
      : this.poisonElsewhere.is(words);
  }

  isMapped(words: Uint32Array): boolean {
    return this.entry.get(words) !== entries.none;
  }

  /** Whether the observed page may be written without a copy; whether a frame elsewhere is shared, is open. */
  isWritable(words: Uint32Array): boolean {
    return this.isMapped(words) && !this.isShared(words);
  }

  /** The observed page maps the frame, and somebody else does too. */
  isShared(words: Uint32Array): boolean {
    return this.entry.get(words) === entries.frame && this.shared.is(words);
  }

  /** Another page maps the frame, and nobody else does. */
  isMappedByAnother(words: Uint32Array): boolean {
    return this.mapper.get(words) === mappers.another && !this.shared.is(words);
  }

  isFree(words: Uint32Array): boolean {
    return this.owner.get(words) === owners.free;
  }

  /** An application maps the frame, and nobody else does. */
  isHeldAlone(words: Uint32Array): boolean {
    return this.owner.get(words) === owners.application && !this.shared.is(words);
  }

  /** The frame leaves the page that maps it: to its sharers, or to the kernel. */
  #leave(words: Uint32Array): void {
    const isKept = this.shared.is(words);
    this.owner.set(words, isKept ? owners.other : owners.free);
    if (!isKept) this.poison.set(words, 0);
    this.shared.set(words, 0);
    this.mapper.set(words, mappers.none);
  }

  /** The observed page loses what it maps. */
  unmapPage(words: Uint32Array): void {
    if (this.entry.get(words) === entries.frame) this.#leave(words);
    this.entry.set(words, entries.none);
    this.poisonElsewhere.set(words, 0);
  }

  /** The other page that maps the frame loses it; an entry of the cache goes on to name it. */
  unmapMapper(words: Uint32Array): void {
    this.#leave(words);
    if (!this.mapperIsCached.is(words)) return;
    this.namers.set(words, 1);
    this.mapperIsCached.set(words, 0);
  }

  /** The observed page gets the frame, which is free and zeroed. */
  mapPage(words: Uint32Array): void {
    this.adopt(words);
    this.swapped.set(words, 0);
    this.write(words);
  }

  /** The observed page maps the frame from now on, as it is. */
  adopt(words: Uint32Array): void {
    this.entry.set(words, entries.frame);
    this.mapper.set(words, mappers.observed);
    this.owner.set(words, owners.application);
    this.poisonElsewhere.set(words, 0);
  }

  /** The observed page gets a frame elsewhere. */
  mapPageElsewhere(words: Uint32Array): void {
    this.entry.set(words, entries.elsewhere);
    this.swapped.set(words, 0);
    this.poisonElsewhere.set(words, 0);
  }

  /** Another page maps the frame from now on, as it is. `isNamer`: the cache has it under that page already. */
  adoptByAnother(words: Uint32Array, { isNamer, namersAreLeft }: NamerChoice): void {
    this.mapper.set(words, mappers.another);
    this.owner.set(words, owners.application);
    if (!isNamer) return;
    this.mapperIsCached.set(words, 1);
    this.namers.put(words, namersAreLeft);
  }

  /** Another page gets the frame, which is free and zeroed. */
  mapByAnother(words: Uint32Array, choice: NamerChoice): void {
    this.adoptByAnother(words, choice);
    this.write(words);
  }

  /** The observed page is cached with what it maps, and the bit of that is cleared. */
  markSkippable(words: Uint32Array): void {
    const entry = this.entry.get(words);
    const isForgotten = this.forgetsElsewhere && entry === entries.elsewhere;
    this.cached.set(words, isForgotten ? entries.none : entry);
    this.cleared.set(words, 1);
    if (this.entry.get(words) === entries.frame) this.clearBit(words);
  }

  /** The bit of the frame is cleared on behalf of the application. */
  clearBit(words: Uint32Array): void {
    if (!this.isHeldAlone(words)) this.trespassed.set(words, 1);
    this.transfer.set(words, 0);
    this.leftover.set(words, 0);
  }

  /** The bit of the frame is set again, as the design's `unskip` says. */
  setBit(words: Uint32Array): void {
    this.transfer.set(words, 1);
    this.leftover.set(words, 0);
    if (this.#marksDirty && this.logsDirty.is(words)) this.log(words);
  }

  /** The bit of what the observed page is cached with is set, and the entry dropped. */
  markMustSend(words: Uint32Array): void {
    if (this.cached.get(words) === entries.frame) this.setBit(words);
    this.cached.set(words, entries.none);
  }

  /** Every bit is set and the cache emptied. */
  reset(words: Uint32Array): void {
    if (this.#marksDirty && !this.transfer.is(words) && this.logsDirty.is(words)) this.log(words);
    this.transfer.set(words, 1);
    this.leftover.set(words, 0);
    this.cached.set(words, entries.none);
    this.mapperIsCached.set(words, 0);
    this.namers.set(words, 0);
  }

  /** The VM stops at the source. */
  pauseVm(words: Uint32Array): void {
    this.vmRuns.set(words, 0);
    this.runsAtSource.set(words, 0);
  }

  /** An attempt is over: neither its books nor its log decide anything any more. */
  closeBooks(words: Uint32Array): void {
    const { send, lastSend, deferred, postponed, dirtyBefore, deviceDirty } = this;
    for (const each of [send, lastSend, deferred, postponed, dirtyBefore, deviceDirty]) {
      each.set(words, 0);
    }
  }

  /** Nothing is logged, and there is one copy only. */
  closeLog(words: Uint32Array): void {
    for (const each of [this.logsDirty, this.dirty, this.stale]) each.set(words, 0);
  }
}

/** Whether a page that gets the frame was cached with it before, and whether others are. */
export interface NamerChoice {
  readonly isNamer: boolean;
  readonly namersAreLeft: boolean;
}
