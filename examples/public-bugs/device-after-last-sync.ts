import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * The virtual processors are stopped and the dirty log is read for the last time, while a device still completes a
 * request and writes guest memory: a page that is sent no more.
 */
const device = setup({ actions: { dma: () => {} } }).createMachine({
  initial: 'running',
  states: { running: { on: { dma: { actions: 'dma' } } } },
});

const actions = { sync: () => {}, quiesce: () => {}, send: () => {} };

function sender(order: 'syncFirst' | 'quiesceFirst') {
  const isRepaired = order === 'quiesceFirst';
  return setup({ actions }).createMachine({
    initial: 'sending',
    states: {
      sending: { on: { send: { target: 'tracking', actions: 'send' } } },
      tracking: {
        on: {
          sync: { target: 'sending', actions: 'sync' },
          stopProcessors: isRepaired ? 'quiescing' : 'lastSync',
        },
      },
      quiescing: {
        on: { quiesce: { target: isRepaired ? 'lastSync' : 'lastSend', actions: 'quiesce' } },
      },
      lastSync: {
        on: { sync: { target: isRepaired ? 'lastSend' : 'quiescing', actions: 'sync' } },
      },
      lastSend: { on: { send: { target: 'done', actions: 'send' } } },
      done: {},
    },
  });
}

function lastSync(isRepaired: boolean) {
  return defineSystem({
    name: 'last sync',
    build: (layout, control) => {
      const isLogged = layout.scalar('isLogged', { max: 1 });
      const isToSend = layout.scalar('isToSend', { max: 1 });
      const isStale = layout.scalar('isStale', { max: 1 });
      const isQuiet = layout.scalar('isQuiet', { max: 1 });
      const isDone = control.in('sender', ['done']);
      return {
        processes: [
          defineProcess({
            name: 'device',
            machine: device,
            guards: {},
            actions: {
              dma: (words) => {
                isLogged.set(words, 1);
                isStale.set(words, 1);
              },
            },
            runsWhile: (words) => isQuiet.is(words, 0),
          }),
          defineProcess({
            name: 'sender',
            machine: sender(isRepaired ? 'quiesceFirst' : 'syncFirst'),
            guards: {},
            actions: {
              sync: (words) => {
                if (isLogged.is(words, 1)) isToSend.set(words, 1);
                isLogged.set(words, 0);
              },
              quiesce: (words) => isQuiet.set(words, 1),
              send: (words) => {
                if (isToSend.is(words, 1)) isStale.set(words, 0);
                isToSend.set(words, 0);
              },
            },
          }),
        ],
        initialize: (words) => {
          isToSend.set(words, 1);
          isStale.set(words, 1);
        },
        isTerminal: isDone,
        properties: [
          never(
            { id: 'S1', title: 'the destination has every page as it is' },
            (words) => isStale.is(words, 1),
            { when: isDone, detail: () => 'a device wrote after the last sync' },
          ),
        ],
      };
    },
  });
}

export const deviceAfterLastSync: PublicBug = {
  title: 'Propolis: a device writes after the dirty log was read for the last time',
  report: 'https://github.com/oxidecomputer/propolis/issues/253',
  property: 'S1',
  system: lastSync,
};
