import { bitsFor, type Field } from '../../layout/field.ts';
import type { LayoutBuilder } from '../../layout/layout.ts';
import { Queue } from '../../system/channel.ts';

export interface QemuSize {
  /** Guest-physical pages. */
  readonly frames: number;
  /** Hints in flight at most. */
  readonly hintsInFlight: number;
  /** Pages taken, freed and hinted at most; each bounds an exploration. */
  readonly takes: number;
  readonly frees: number;
  readonly hints: number;
  /** Bursts at most: an exploration is finite by it. */
  readonly bursts: number;
}

const commandIds = 4;

/** What QEMU's side and the guest work on. One element per page where nothing else is said. */
export class QemuMemory {
  readonly frames: number;
  /** The hypervisor's log of pages written since the last sync. */
  readonly dirty: Field;
  /** Pages that are still to be sent (`rb->bmap`). */
  readonly bitmap: Field;
  /** The destination's copy differs from the source's, or never arrived. */
  readonly stale: Field;
  /** Somebody in the guest needs the page's content. */
  readonly used: Field;
  /** Page from which the search for the next one goes on. */
  readonly cursor: Field;
  /** Pages that the measured bandwidth can move within the downtime limit. */
  readonly threshold: Field;
  readonly hasSynced: Field;
  readonly vmRuns: Field;
  readonly logsDirty: Field;
  readonly migrationsLeft: Field;
  readonly burstsLeft: Field;
  readonly takesLeft: Field;
  readonly freesLeft: Field;
  readonly hintsLeft: Field;
  /** Command id of the hints that are asked for; 0: none are. Counts modulo 4. */
  readonly commandId: Field;
  readonly lastCommandId: Field;
  readonly hints: Queue;

  constructor(layout: LayoutBuilder, size: QemuSize) {
    const { frames } = size;
    this.frames = frames;
    this.dirty = layout.field('dirty', 1, frames);
    this.bitmap = layout.field('bitmap', 1, frames);
    this.stale = layout.field('stale', 1, frames);
    this.used = layout.field('used', 1, frames);
    this.cursor = layout.field('cursor', bitsFor(frames));
    this.threshold = layout.field('threshold', bitsFor(frames + 1));
    this.hasSynced = layout.field('hasSynced', 1);
    this.vmRuns = layout.field('vmRuns', 1);
    this.logsDirty = layout.field('logsDirty', 1);
    this.migrationsLeft = layout.field('migrationsLeft', 1);
    this.burstsLeft = layout.field('burstsLeft', bitsFor(size.bursts));
    this.takesLeft = layout.field('takesLeft', bitsFor(size.takes));
    this.freesLeft = layout.field('freesLeft', bitsFor(size.frees));
    this.hintsLeft = layout.field('hintsLeft', bitsFor(size.hints));
    this.commandId = layout.field('commandId', bitsFor(commandIds - 1));
    this.lastCommandId = layout.field('lastCommandId', bitsFor(commandIds - 1));
    this.hints = new Queue(layout, 'hints', {
      capacity: size.hintsInFlight,
      messages: ['hinted'],
      payload: { page: frames, commandId: commandIds },
    });
  }

  /** The guest writes a page: stale at the destination, and the log, if on, remembers. */
  write(words: Uint32Array, page: number): void {
    this.stale.set(words, page, 1);
    if (this.logsDirty.get(words, 0) === 1) this.dirty.set(words, page, 1);
  }

  /** A command id that no hint in flight carries; 0 is none. */
  startCommand(words: Uint32Array): void {
    const next = (this.lastCommandId.get(words, 0) % (commandIds - 1)) + 1;
    this.lastCommandId.set(words, 0, next);
    this.commandId.set(words, 0, next);
  }
}
