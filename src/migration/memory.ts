import { fillBits } from '../layout/bitmap.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { asksContent, PageContent } from './page-content.ts';
import { framesFollow } from './switchover.ts';

/** Who holds a frame. `other`: the kernel or a process that does not assist. */
export const owners = { free: 0, other: 1, application: 2, cacheApp: 3 } as const;

/** The applications that assist, as the LKM numbers them. */
export const applications = { jvm: 0, cacheApp: 1 } as const;

/** The owner that an application is. */
export function ownerOf(application: number): number {
  return application === applications.jvm ? owners.application : owners.cacheApp;
}

export interface MemorySize {
  /** Guest-physical frames. */
  readonly frames: number;
  /** Virtual pages of the heap: Old and Young, reserved. */
  readonly heapPages: number;
  /** Virtual pages of the second application, after those of the heap; 0 if there is none. */
  readonly cachePages: number;
  /** The configuration: what is tracked depends on it. */
  readonly hazards: ReadonlySet<HazardName>;
  /** Frames per PEEK. */
  readonly batchFrames: number;
  /** Whether a migration may follow another: then left-over bits are tracked. */
  readonly tracksLeftovers: boolean;
}

/**
 * The machine's memory and what is known about it. One element per frame, but for the page table and
 * the PFN cache (one per heap page; 0 = nothing, else frame + 1).
 */
export class Memory {
  readonly frames: number;
  readonly heapPages: number;
  /** Pages of all applications: first the heap, then those of the second application. */
  readonly pages: number;
  /** Who holds each frame: {@link owners}. */
  readonly owner: Field;
  /** The hypervisor's log of frames written since the last CLEAN; it runs during a migration. */
  readonly dirty: Field;
  /** The daemon's copy from the last CLEAN, less what it has handled already. */
  readonly send: Field;
  /** The LKM's bitmap, shared with the daemon: 1 = send if dirty, 0 = skip even if dirty. */
  readonly transfer: Field;
  /**
   * The second bit of the map, which the daemon reads as it sends: 1 = compress what is sent of the frame.
   * It never decides whether. Only where the design has two bits.
   */
  readonly method: Field | undefined = undefined;
  /** Frames skipped for their bit and not sent since; written only where the design keeps it. */
  readonly deferred: Field;
  /** The dirty bits of the current batch, as PEEK saw them, from the batch's first frame on. */
  readonly peeked: Field;
  /** The destination's copy differs from the source's, or never arrived. */
  readonly stale: Field;
  /** The destination never received what stood here: poison, until it is written. */
  readonly poison: Field;
  /** A process read poison: a ghost for S3. */
  readonly poisonWasRead: Field;
  /** A bit was cleared for an application that did not hold the frame alone: a ghost for S8. */
  readonly trespassed: Field;
  /** Not at the destination yet, where the VM runs: who touches it waits. Only where frames follow. */
  readonly absent: Field | undefined = undefined;
  /**
   * Set by a scheduler that asks what a step would have to wait for: it receives each frame that is
   * absent, which counts as here meanwhile. No part of the state.
   */
  onAbsence: ((frame: number) => void) | undefined = undefined;
  /** Somebody else maps the frame too. Only in a configuration with `share`. */
  readonly shared: Field | undefined = undefined;
  /** The page lies on the swap device. Only in a configuration with `swap`. */
  readonly swapped: Field | undefined = undefined;
  /** The bits as the daemon copied them, where the design does not read them live. */
  readonly transferSeen: Field | undefined = undefined;
  /** Dirty at two CLEANs in a row: put off to the last iteration. Only where the design does. */
  readonly postponed: Field | undefined = undefined;
  /** What the CLEAN before yielded. Only where the design puts frames off. */
  readonly dirtyBefore: Field | undefined = undefined;
  /** What the last CLEAN yielded and the last iteration has not sent: a ghost for S1. */
  readonly lastSend: Field;
  /** Bits that are 0 on account of an earlier migration: a ghost for S5. */
  readonly leftover: Field | undefined = undefined;
  /** Some bit was cleared, in any migration; and in one before the current: ghosts for S5. */
  readonly cleared: Field | undefined = undefined;
  readonly clearedEarlier: Field | undefined = undefined;
  /** Heap page -> frame + 1. */
  readonly pageTable: Field;
  /** The LKM's memory of page -> frame + 1, for every bit that it cleared. */
  readonly cache: Field;
  /** The guest's processors run, at the source or at the destination. */
  readonly vmRuns: Field;
  /** Where the VM may run: ghosts for S6. */
  readonly runsAtSource: Field;
  readonly runsAtDestination: Field;
  readonly logsDirty: Field;
  /** What devices wrote since the last CLEAN, by their own log. Only where there is one. */
  readonly deviceDirty: Field | undefined = undefined;
  /** What is sent of a frame. Only where it matters what it holds. */
  readonly content: PageContent | undefined = undefined;
  readonly #mustSendMarksDirty: boolean;

  constructor(layout: LayoutBuilder, size: MemorySize, design: Design) {
    const { frames, heapPages } = size;
    const frameOrNone = bitsFor(frames);
    this.frames = frames;
    this.heapPages = heapPages;
    this.pages = heapPages + size.cachePages;
    this.owner = layout.field('owner', 2, frames);
    this.dirty = layout.field('dirty', 1, frames);
    this.send = layout.field('send', 1, frames);
    this.transfer = layout.field('transfer', 1, frames);
    this.deferred = layout.field('deferred', 1, design.skippedFrames === 'defer' ? frames : 1);
    this.peeked = layout.field('peeked', 1, size.batchFrames);
    this.stale = layout.field('stale', 1, frames);
    this.lastSend = layout.field('lastSend', 1, frames);
    this.poison = layout.field('poison', 1, frames);
    this.poisonWasRead = layout.field('poisonWasRead', 1);
    this.trespassed = layout.field('trespassed', 1);
    if (framesFollow(design)) this.absent = layout.field('absent', 1, frames);
    if (size.hazards.has('share')) this.shared = layout.field('shared', 1, frames);
    if (size.hazards.has('swap')) this.swapped = layout.field('swapped', 1, heapPages);
    if (design.transferBitRead !== 'live') {
      this.transferSeen = layout.field('transferSeen', 1, frames);
    }
    if (design.transferMap === 'twoBits') this.method = layout.field('method', 1, frames);
    if (design.hotFrames === 'postponed') {
      this.postponed = layout.field('postponed', 1, frames);
      this.dirtyBefore = layout.field('dirtyBefore', 1, frames);
    }
    if (size.tracksLeftovers) {
      this.leftover = layout.field('leftover', 1, frames);
      this.cleared = layout.field('cleared', 1);
      this.clearedEarlier = layout.field('clearedEarlier', 1);
    }
    this.pageTable = layout.field('pageTable', frameOrNone, this.pages);
    this.cache = layout.field('cache', frameOrNone, this.pages);
    this.vmRuns = layout.field('vmRuns', 1);
    this.runsAtSource = layout.field('runsAtSource', 1);
    this.runsAtDestination = layout.field('runsAtDestination', 1);
    this.logsDirty = layout.field('logsDirty', 1);
    if (size.hazards.has('deviceWrites') && design.deviceLog !== 'none') {
      this.deviceDirty = layout.field('deviceDirty', 1, frames);
    }
    if (asksContent(design)) this.content = new PageContent(layout, frames, design);
    this.#mustSendMarksDirty = design.unskip === 'setBitAndDirty';
  }

  /** The guest writes a frame: the destination's copy is stale, and the log, if on, remembers. */
  write(words: Uint32Array, frame: number): void {
    this.stale.set(words, frame, 1);
    this.poison.set(words, frame, 0);
    this.content?.fill(words, frame);
    if (this.logsDirty.get(words, 0) === 1) this.dirty.set(words, frame, 1);
  }

  /** The guest zeroes a frame, which is a write. */
  zero(words: Uint32Array, frame: number): void {
    this.write(words, frame);
    this.content?.zero(words, frame);
  }

  /** A device writes a frame: the log of the hypervisor does not see it, its own does where there is one. */
  writeUnlogged(words: Uint32Array, frame: number): void {
    this.stale.set(words, frame, 1);
    this.poison.set(words, frame, 0);
    this.content?.fill(words, frame);
    this.deviceDirty?.set(words, frame, 1);
  }

  /** The VM stops at the source. */
  pauseVm(words: Uint32Array): void {
    this.vmRuns.set(words, 0, 0);
    this.runsAtSource.set(words, 0, 0);
  }

  /** An attempt is over: what the daemon knew of frames decides nothing any more. */
  closeBooks(words: Uint32Array, design: Design): void {
    fillBits(words, this.send, 0);
    fillBits(words, this.lastSend, 0);
    this.closeIterations(words, design);
  }

  /** No iteration will come: what is kept from one to the next decides nothing any more. */
  closeIterations(words: Uint32Array, design: Design): void {
    fillBits(words, this.peeked, 0);
    if (design.skippedFrames === 'defer') fillBits(words, this.deferred, 0);
    if (this.transferSeen !== undefined) fillBits(words, this.transferSeen, 0);
    if (this.postponed !== undefined) fillBits(words, this.postponed, 0);
    if (this.dirtyBefore !== undefined) fillBits(words, this.dirtyBefore, 0);
    if (this.deviceDirty !== undefined) fillBits(words, this.deviceDirty, 0);
    this.content?.forget(words);
  }

  /** A process reads what stands on a frame. */
  read(words: Uint32Array, frame: number): void {
    if (this.poison.get(words, frame) === 1) this.poisonWasRead.set(words, 0, 1);
  }

  /** The guest writes a page, which must be mapped. */
  writePage(words: Uint32Array, page: number): void {
    this.write(words, this.pageTable.get(words, page) - 1);
  }

  /** Reads a page, which must be mapped. */
  readPage(words: Uint32Array, page: number): void {
    this.read(words, this.pageTable.get(words, page) - 1);
  }

  isMapped(words: Uint32Array, page: number): boolean {
    return this.pageTable.get(words, page) !== 0;
  }

  /** Whether a touch of the frame goes through: the host that runs the VM has it. */
  isHere(words: Uint32Array, frame: number): boolean {
    if (this.absent === undefined || this.absent.get(words, frame) === 0) return true;
    this.onAbsence?.(frame);
    return this.onAbsence !== undefined;
  }

  /** Whether a page is mapped and its frame is here. */
  isReadable(words: Uint32Array, page: number): boolean {
    const entry = this.pageTable.get(words, page);
    return entry !== 0 && this.isHere(words, entry - 1);
  }

  /** Whether a page is mapped, its frame is here, and nobody else maps it: a write needs no copy first. */
  isWritable(words: Uint32Array, page: number): boolean {
    const entry = this.pageTable.get(words, page);
    return (
      entry !== 0 &&
      (this.shared === undefined || this.shared.get(words, entry - 1) === 0) &&
      this.isHere(words, entry - 1)
    );
  }

  /** Whether somebody else maps the frame of a page too. */
  isShared(words: Uint32Array, page: number): boolean {
    const entry = this.pageTable.get(words, page);
    return entry !== 0 && this.shared?.get(words, entry - 1) === 1;
  }

  /** Whether an application maps a frame, and nobody else does. */
  isHeldAlone(words: Uint32Array, frame: number, application: number): boolean {
    if (this.owner.get(words, frame) !== ownerOf(application)) return false;
    return this.shared === undefined || this.shared.get(words, frame) === 0;
  }

  isFree(words: Uint32Array, frame: number): boolean {
    return this.owner.get(words, frame) === owners.free;
  }

  /** Whether a frame may be handed out: it is free, and here, because handing it out zeroes it. */
  canBeHandedOut(words: Uint32Array, frame: number): boolean {
    return this.isFree(words, frame) && this.isHere(words, frame);
  }

  /** Backs a heap page with a free frame. The kernel zeroes it: that is a write. */
  map(words: Uint32Array, page: number, frame: number): void {
    this.pageTable.set(words, page, frame + 1);
    this.owner.set(words, frame, page < this.heapPages ? owners.application : owners.cacheApp);
    this.swapped?.set(words, page, 0);
    this.zero(words, frame);
  }

  /** Backs a page with a free frame that gets what the page held before. */
  mapCopied(words: Uint32Array, page: number, frame: number): void {
    this.map(words, page, frame);
    this.content?.fill(words, frame);
  }

  /** Takes the frame of a page away and gives it back to the kernel, or leaves it to its sharers. */
  unmap(words: Uint32Array, page: number): void {
    const entry = this.pageTable.get(words, page);
    if (entry === 0) return;
    this.pageTable.set(words, page, 0);
    const isShared = this.shared?.get(words, entry - 1) === 1;
    this.shared?.set(words, entry - 1, 0);
    this.owner.set(words, entry - 1, isShared ? owners.other : owners.free);
  }

  /** Remembers `frame` for `page`, on behalf of `application`, and clears the frame's bit. */
  markSkippable(
    words: Uint32Array,
    { page, frame, application }: { page: number; frame: number; application: number },
  ): void {
    if (!this.isHeldAlone(words, frame, application)) this.trespassed.set(words, 0, 1);
    this.cache.set(words, page, frame + 1);
    this.transfer.set(words, frame, 0);
    this.method?.set(words, frame, 1);
    this.leftover?.set(words, frame, 0);
    this.cleared?.set(words, 0, 1);
  }

  /**
   * Names the method for the frame of a page that is not skipped, if the application holds it alone. It stays
   * when the frame goes to somebody else, for whom it is as good: what is compressed arrives.
   */
  compress(words: Uint32Array, page: number, application: number): void {
    const frame = this.pageTable.get(words, page) - 1;
    if (frame < 0 || !this.isHeldAlone(words, frame, application)) return;
    this.method?.set(words, frame, 1);
  }

  /** Whether what is sent of a frame is compressed, by the map as it is now. */
  isCompressed(words: Uint32Array, frame: number): boolean {
    return this.method !== undefined && this.method.get(words, frame) === 1;
  }

  /** Sets the bit of the frame cached for `page`, as the design's `unskip` says; drops the entry. */
  markMustSend(words: Uint32Array, page: number): void {
    const frame = this.cache.get(words, page) - 1;
    this.transfer.set(words, frame, 1);
    this.leftover?.set(words, frame, 0);
    if (this.#mustSendMarksDirty && this.logsDirty.get(words, 0) === 1) {
      this.dirty.set(words, frame, 1);
    }
    this.cache.set(words, page, 0);
  }

  /** Sets every bit and empties the cache. It is an un-skip: frames are marked as `unskip` says. */
  reset(words: Uint32Array): void {
    if (this.#mustSendMarksDirty && this.logsDirty.get(words, 0) === 1) {
      for (let frame = 0; frame < this.frames; frame++) {
        if (this.transfer.get(words, frame) === 0) this.dirty.set(words, frame, 1);
      }
    }
    fillBits(words, this.transfer, 1);
    if (this.method !== undefined) fillBits(words, this.method, 0);
    if (this.leftover !== undefined) fillBits(words, this.leftover, 0);
    for (let page = 0; page < this.pages; page++) this.cache.set(words, page, 0);
  }
}
