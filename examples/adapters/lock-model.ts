import { defineProcess, defineSystem } from 'skipover';
import { setup } from 'xstate';

/**
 * Two clients and one lock, for the adapters beside this file. A client asks, acquires what it was granted, and
 * releases it. Whom the server grants the lock, and when, no adapter shows: `server grant` is a hidden step.
 */
const client = setup({
  guards: { isGranted: () => false },
  actions: { ask: () => {}, giveBack: () => {} },
}).createMachine({
  id: 'client',
  initial: 'idle',
  states: {
    idle: { on: { request: { target: 'waiting', actions: 'ask' } } },
    waiting: { on: { acquire: { guard: 'isGranted', target: 'holding' } } },
    holding: { on: { release: { target: 'idle', actions: 'giveBack' } } },
  },
});

const server = setup({
  guards: { isNext: () => false },
  actions: { grant: () => {} },
}).createMachine({
  id: 'server',
  initial: 'serving',
  states: { serving: { on: { grant: { guard: 'isNext', actions: 'grant' } } } },
});

const clients = 2;

export default defineSystem({
  name: 'lock',
  build: (layout) => {
    const asked = layout.field('asked', 1, clients);
    /** 0: nobody; else the client + 1. */
    const granted = layout.field('granted', 2);
    const clientProcess = (index: number) =>
      defineProcess({
        name: `client${index}`,
        machine: client,
        guards: { isGranted: (words) => granted.get(words, 0) === index + 1 },
        actions: {
          ask: (words) => asked.set(words, index, 1),
          giveBack: (words) => granted.set(words, 0, 0),
        },
      });
    const serverProcess = defineProcess({
      name: 'server',
      machine: server,
      guards: {
        isNext: (words, choice) => granted.get(words, 0) === 0 && asked.get(words, choice) === 1,
      },
      actions: {
        grant: (words, choice) => {
          asked.set(words, choice, 0);
          granted.set(words, 0, choice + 1);
        },
      },
      choices: { grant: clients },
    });
    return {
      processes: [clientProcess(0), clientProcess(1), serverProcess],
      initialize: () => {},
      isTerminal: () => false,
      properties: [],
    };
  },
});
