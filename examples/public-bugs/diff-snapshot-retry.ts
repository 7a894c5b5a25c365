import { defineProcess, defineSystem } from 'skipover';
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
      const isLogged = layout.field('isLogged', 1);
      /** The repair keeps a bitmap of its own until the file is written. */
      const isKept = layout.field('isKept', 1);
      const isToWrite = layout.field('isToWrite', 1);
      const isStale = layout.field('isStale', 1);
      const isPaused = layout.field('isPaused', 1);
      const hasFailed = layout.field('hasFailed', 1);
      const isDone = control.in('vmm', ['done']);
      return {
        processes: [
          defineProcess({
            name: 'vcpu',
            machine: vcpu,
            guards: {},
            actions: {
              write: (words) => {
                isLogged.set(words, 0, 1);
                isStale.set(words, 0, 1);
              },
            },
            runsWhile: (words) => isPaused.get(words, 0) === 0,
          }),
          defineProcess({
            name: 'vmm',
            machine: vmm,
            guards: { mayFail: (words) => hasFailed.get(words, 0) === 0 },
            actions: {
              pauseAndReadLog: (words) => {
                isPaused.set(words, 0, 1);
                const isDirty = isLogged.get(words, 0) === 1 || isKept.get(words, 0) === 1;
                isToWrite.set(words, 0, Number(isDirty));
                if (isRepaired) isKept.set(words, 0, Number(isDirty));
                isLogged.set(words, 0, 0);
              },
              writeFile: (words) => {
                if (isToWrite.get(words, 0) === 1) isStale.set(words, 0, 0);
                isToWrite.set(words, 0, 0);
                isKept.set(words, 0, 0);
              },
              resume: (words) => {
                isToWrite.set(words, 0, 0);
                isPaused.set(words, 0, 0);
                hasFailed.set(words, 0, 1);
              },
            },
          }),
        ],
        initialize: () => {},
        isTerminal: isDone,
        properties: [
          {
            id: 'S1',
            title: 'the file has every page as it is',
            exercised: isDone,
            violation: (words) =>
              isDone(words) && isStale.get(words, 0) === 1
                ? {
                    failureClass: 'lost page',
                    detail: 'the log was consumed by the attempt before',
                  }
                : undefined,
          },
        ],
      };
    },
  });
}

export const diffSnapshotRetry: PublicBug = {
  title: 'Firecracker: a failed differential snapshot consumes the dirty log',
  report: 'https://github.com/firecracker-microvm/firecracker/issues/4545',
  property: 'S1',
  failureClass: 'lost page',
  system: diffSnapshot,
};
