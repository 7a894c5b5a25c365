import type { MigrationProperty, Question } from './family.ts';

/** Its id, beside those of the properties. */
export const consumedDirtinessId = 'C';

const ownerNames = ['a free frame', 'a frame of others', 'a frame of the JVM', 'a cache frame'];

/**
 * A detector, not a property: during a migration a frame differs from the destination's copy, its bit is
 * 1, and neither dirty log, send set nor deferred set knows of it. So its dirtiness was consumed while its
 * bit was 0, and the bit has been set again. Whether the page is lost in the end is left to luck: a
 * later write makes it good. It reads what is there and keeps nothing of its own, so that asking does
 * not change the states. Where the log is not on yet (`readBeforeLogging`), a write that nobody logs looks alike.
 */
export function consumedDirtiness({ machine, design }: Question): MigrationProperty {
  const { transfer, stale, dirty, send, deferred, postponed, deviceDirty, logsDirty } =
    machine.memory;
  const { owner, frames } = machine.memory;
  const defers = design.skippedFrames === 'defer';
  const leavesOutFree = design.freeFrames === 'skippedAtStart';
  const isRemembered = (words: Uint32Array, frame: number): boolean =>
    dirty.get(words, frame) === 1 ||
    send.get(words, frame) === 1 ||
    (defers && deferred.get(words, frame) === 1) ||
    postponed?.get(words, frame) === 1 ||
    deviceDirty?.get(words, frame) === 1 ||
    // Left out of iteration 1 for being free, and free still: nobody needs it.
    (leavesOutFree && machine.memory.isFree(words, frame));
  const isForgotten = (words: Uint32Array, frame: number): boolean =>
    transfer.get(words, frame) === 1 &&
    stale.get(words, frame) === 1 &&
    !isRemembered(words, frame);
  const wasSkippedStale = (words: Uint32Array, frame: number): boolean =>
    transfer.get(words, frame) === 0 &&
    stale.get(words, frame) === 1 &&
    dirty.get(words, frame) === 0 &&
    send.get(words, frame) === 0;
  const first = (words: Uint32Array, holds: typeof isForgotten): number => {
    for (let frame = 0; frame < frames; frame++) if (holds(words, frame)) return frame;
    return -1;
  };
  return {
    id: consumedDirtinessId,
    title: 'Consumed dirtiness: read and cleared while the bit was 0, and the bit set later',
    at: {
      process: 'daemon',
      states: ['iterating', 'stopping', 'awaitingReady', 'suspending', 'stopAndCopy'],
    },
    exercised: (words) => logsDirty.get(words, 0) === 1 && first(words, wasSkippedStale) >= 0,
    violation: (words) => {
      if (logsDirty.get(words, 0) === 0) return undefined;
      const frame = first(words, isForgotten);
      if (frame < 0) return undefined;
      const held = ownerNames[owner.get(words, frame)]!;
      return {
        about: { field: 'stale', index: frame },
        failureClass: `${held}, forgotten`,
        detail: `frame ${frame} (${held}) is stale, its bit is 1, and nothing remembers that it was dirty`,
      };
    },
  };
}
