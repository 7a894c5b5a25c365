import { doing, type Quantity } from '../../../properties/quantities.ts';
import type { ActionOf, ProcessActions } from '../../migration/chart-names.ts';
import type { MigrationOptions } from '../../migration/migration-system.ts';
import type { Action } from '../../system/definition.ts';

/**
 * Keeps the books of a vanilla daemon beside the assisted one: the same writes, the same CLEANs, the
 * same PEEKs, no skipping and no un-skipping. Two ghosts that S1 needs elsewhere are its books here:
 * `stale` its dirty log, and `lastSend` what it has still to send in this iteration. What vanilla has to
 * send, the assisted daemon visits too, so that each is settled where the frame has its turn.
 */
export const vanillaBooks: NonNullable<MigrationOptions['mutate']> = (
  process,
  { memory, daemon },
) => {
  if (process.name !== 'daemon') return process;
  const { stale, lastSend, frames, send } = memory;
  const after =
    (name: ActionOf<'daemon'>, then: (words: Uint32Array, choice: number) => void): Action =>
    (words, choice) => {
      process.actions[name]!(words, choice);
      then(words, choice);
    };
  /** The action, and the books as they were before it. */
  const keeping =
    (name: ActionOf<'daemon'>, then: (words: Uint32Array, frame: number) => void): Action =>
    (words, choice) => {
      const frame = daemon.cursor.get(words, 0);
      const before = books(words);
      process.actions[name]!(words, choice);
      for (let each = 0; each < frames; each++) {
        stale.set(words, each, before.log[each]!);
        lastSend.set(words, each, before.send[each]!);
      }
      then(words, frame);
    };
  const books = (words: Uint32Array): { log: number[]; send: number[] } => {
    const all = Array.from({ length: frames }, (_, frame) => frame);
    return {
      log: all.map((frame) => stale.get(words, frame)),
      send: all.map((frame) => lastSend.get(words, frame)),
    };
  };
  const clean = (words: Uint32Array): void => {
    for (let frame = 0; frame < frames; frame++) {
      lastSend.set(words, frame, stale.get(words, frame));
      stale.set(words, frame, 0);
    }
  };
  const settle = (words: Uint32Array, frame: number): void => lastSend.set(words, frame, 0);
  const kept: Partial<ProcessActions<'daemon'>> = {
    startAttempt: after('startAttempt', (words) => {
      for (let frame = 0; frame < frames; frame++) {
        stale.set(words, frame, 0);
        lastSend.set(words, frame, 1);
      }
    }),
    cleanForNextIteration: keeping('cleanForNextIteration', clean),
    cleanForLastIteration: keeping('cleanForLastIteration', clean),
    // What vanilla finds dirty again it passes over: it comes with the next CLEAN.
    peekBatch: after('peekBatch', (words) => {
      const end = daemon.batchEnd.get(words, 0);
      for (let frame = daemon.batchStart.get(words, 0); frame < end; frame++) {
        const isDue = send.get(words, frame) === 1 && stale.get(words, frame) === 1;
        if (isDue) lastSend.set(words, frame, 0);
      }
    }),
    sendFrame: keeping('sendFrame', settle),
    skipFrame: keeping('skipFrame', settle),
    passOverFrame: keeping('passOverFrame', settle),
  };
  return { ...process, actions: { ...process.actions, ...kept } };
};

/** Q1. Of a migration with {@link vanillaBooks}: what it sends beyond vanilla. */
export const beyondVanilla: Quantity = {
  id: 'beyondVanilla',
  title: 'frames sent beyond what vanilla sends for the same writes and CLEANs',
  unit: 'frames',
  cost: (migration) => {
    const { machine } = migration;
    const { lastSend } = machine.memory;
    const sends = doing(migration, 'daemon sendFrame');
    const visits = doing(migration, 'daemon sendFrame', 'daemon skipFrame', 'daemon passOverFrame');
    return (words, transition, choice) => {
      if (visits(words, transition, choice) === 0) return 0;
      const sent = sends(words, transition, choice);
      return sent - lastSend.get(words, machine.daemon.cursor.get(words, 0));
    };
  },
  limit: { property: 'Q1', most: () => 0 },
};
