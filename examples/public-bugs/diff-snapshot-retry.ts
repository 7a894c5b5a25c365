import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * A differential snapshot reads the dirty log, which clears it, and writes those pages into a file. The file cannot be
 * written; the VM goes on; and the next snapshot lacks the pages of the one that failed.
 */
const vcpu = setup({ actions: { write: () => {} } }).createMachine({
  initial: 'running',
  states: { running: { on: { write: { actions: 'write' } } } },
});

const vmm = setup({
  guards: { mayFail: () => false },
  actions: { pauseAndReadLog: () => {}, writeFile: () => {}, resume: () => {} },
}).createMachine({
  initial: 'running',
  states: {
    running: { on: { snapshot: { target: 'writing', actions: 'pauseAndReadLog' } } },
    writing: {
      on: {
        succeed: { target: 'done', actions: 'writeFile' },
        fail: { guard: 'mayFail', target: 'running', actions: 'resume' },
      },
    },
    done: {},
  },
});

function diffSnapshot(isRepaired: boolean) {
  return defineSystem({
    name: 'differential snapshot',
    build: (layout, control) => {
      const isLogged = layout.scalar('isLogged', { max: 1 });
      /** The repair keeps a bitmap of its own until the file is written. */
      const isKept = layout.scalar('isKept', { max: 1 });
      const isToWrite = layout.scalar('isToWrite', { max: 1 });
      const isStale = layout.scalar('isStale', { max: 1 });
      const isPaused = layout.scalar('isPaused', { max: 1 });
      const hasFailed = layout.scalar('hasFailed', { max: 1 });
      const isDone = control.in('vmm', ['done']);
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: {},
            actions: {
              write: (words) => {
                isLogged.set(words, 1);
                isStale.set(words, 1);
              },
            },
            runsWhile: (words) => isPaused.is(words, 0),
          }),
          defineProcess({
            name: 'vmm',
            machine: vmm,
            guards: { mayFail: (words) => hasFailed.is(words, 0) },
            actions: {
              pauseAndReadLog: (words) => {
                isPaused.set(words, 1);
                const isDirty = isLogged.is(words, 1) || isKept.is(words, 1);
                isToWrite.set(words, Number(isDirty));
                if (isRepaired) isKept.set(words, Number(isDirty));
                isLogged.set(words, 0);
              },
              writeFile: (words) => {
                if (isToWrite.is(words, 1)) isStale.set(words, 0);
                isToWrite.set(words, 0);
                isKept.set(words, 0);
              },
              resume: (words) => {
                isToWrite.set(words, 0);
                isPaused.set(words, 0);
                hasFailed.set(words, 1);
              },
            },
          }),
        ],
        isTerminal: isDone,
        properties: [
          never(
            { id: 'S1', title: 'the file has every page as it is' },
            (words) => isStale.is(words, 1),
            { when: isDone, detail: () => 'the log was consumed by the attempt before' },
          ),
        ],
      };
    },
  });
}

export const diffSnapshotRetry: PublicBug = {
  title: 'Firecracker: a failed differential snapshot consumes the dirty log',
  report: 'https://github.com/firecracker-microvm/firecracker/issues/4545',
  property: 'S1',
  system: diffSnapshot,
};
