import { setup } from 'xstate';
import {
  defineSystem,
  Queue,
  type Action,
  type Field,
  type Guard,
  type LayoutBuilder,
  type System,
} from '../../src/index.ts';

/** Asks for an item, may lose patience, and takes replies whenever they come. */
const client = setup({
  types: {
    events: {} as { type: 'ask' } | { type: 'giveUp' } | { type: 'reply' } | { type: 'refused' },
  },
  guards: { isWanted: () => false, replyIsNew: () => false, mayGiveUp: () => false },
  actions: {
    sendAsk: () => {},
    sendCancel: () => {},
    keepItem: () => {},
    startWaiting: () => {},
    stopWaiting: () => {},
  },
}).createMachine({
  id: 'client',
  initial: 'idle',
  states: {
    idle: {
      on: {
        ask: { guard: 'isWanted', target: 'waiting', actions: 'sendAsk' },
        reply: { description: 'too late' },
        refused: { description: 'too late' },
      },
    },
    waiting: {
      entry: 'startWaiting',
      exit: 'stopWaiting',
      on: {
        giveUp: { guard: 'mayGiveUp', target: 'idle', actions: 'sendCancel' },
        reply: [{ guard: 'replyIsNew', target: 'idle', actions: 'keepItem' }, { target: 'idle' }],
        refused: 'idle',
      },
    },
  },
});

/** Serves one request at a time; a request that comes meanwhile waits in the queue. */
const server = setup({
  types: {
    events: {} as { type: 'request' } | { type: 'cancel' } | { type: 'fetch' } | { type: 'send' },
  },
  guards: { isCached: () => false, mayReply: () => false },
  actions: {
    rememberItem: () => {},
    forgetItem: () => {},
    cacheItem: () => {},
    sendReply: () => {},
    sendRefusal: () => {},
  },
}).createMachine({
  id: 'server',
  initial: 'free',
  states: {
    free: {
      on: {
        request: { target: 'busy', actions: 'rememberItem' },
        cancel: { description: 'the reply has been sent' },
      },
    },
    busy: {
      initial: 'fetching',
      exit: 'forgetItem',
      meta: { defers: { request: 'one at a time' } },
      on: { cancel: { target: 'free', actions: 'sendRefusal' } },
      states: {
        fetching: {
          on: {
            fetch: [
              { guard: 'isCached', target: 'replying' },
              { target: 'replying', actions: 'cacheItem' },
            ],
          },
        },
        replying: {
          on: { send: { guard: 'mayReply', target: '#server.free', actions: 'sendReply' } },
        },
      },
    },
  },
});

const items = 2;

interface Memory {
  readonly toServer: Queue;
  readonly toClient: Queue;
  /** What the client holds, and what the server does, by item. */
  readonly held: Field;
  readonly cached: Field;
  /** The item that the server works on. */
  readonly current: Field;
  readonly waits: Field;
  readonly patience: Field;
}

function declareMemory(layout: LayoutBuilder): Memory {
  const payload = { item: items - 1 };
  return {
    toServer: new Queue(layout, 'toServer', {
      capacity: 2,
      messages: ['request', 'cancel'],
      payload,
    }),
    toClient: new Queue(layout, 'toClient', {
      capacity: 2,
      messages: ['reply', 'refused'],
      payload,
    }),
    held: layout.field('held', 1, items),
    cached: layout.field('cached', 1, items),
    current: layout.field('current', 1),
    waits: layout.field('waits', 1),
    patience: layout.field('patience', 1),
  };
}

function clientGuards({ toServer, toClient, held, patience }: Memory): Record<string, Guard> {
  return {
    isWanted: (words, item) => held.get(words, item) === 0 && !toServer.isFull(words),
    replyIsNew: (words) => held.get(words, toClient.read(words, 'item')) === 0,
    mayGiveUp: (words) => patience.get(words, 0) === 0 && !toServer.isFull(words),
  };
}

function clientActions(memory: Memory): Record<string, Action> {
  const { toServer, toClient, held, waits, patience } = memory;
  return {
    sendAsk: (words, item) => void toServer.send(words, 'request', { item }),
    sendCancel: (words) => {
      toServer.send(words, 'cancel');
      patience.set(words, 0, 1);
    },
    keepItem: (words) => held.set(words, toClient.read(words, 'item'), 1),
    startWaiting: (words) => waits.set(words, 0, 1),
    stopWaiting: (words) => waits.set(words, 0, 0),
  };
}

function serverActions({ toServer, toClient, cached, current }: Memory): Record<string, Action> {
  const item = (words: Uint32Array): number => current.get(words, 0);
  return {
    rememberItem: (words) => current.set(words, 0, toServer.read(words, 'item')),
    forgetItem: (words) => current.set(words, 0, 0),
    cacheItem: (words) => cached.set(words, item(words), 1),
    sendReply: (words) => void toClient.send(words, 'reply', { item: item(words) }),
    sendRefusal: (words) => void toClient.send(words, 'refused'),
  };
}

/**
 * Two charts and two queues: states within states, deferral, payload, choices, guards that fall
 * through, entry and exit. Small enough to be explored by XState itself.
 */
export function cacheServer(): System {
  return defineSystem({
    name: 'cache server',
    build: (layout, control) => {
      const memory = declareMemory(layout);
      const { toServer, toClient, held, cached, current } = memory;
      return {
        processes: [
          {
            name: 'client',
            machine: client,
            guards: clientGuards(memory),
            actions: clientActions(memory),
            inbox: [toClient],
            choices: { ask: items },
          },
          {
            name: 'server',
            machine: server,
            guards: {
              isCached: (words) => cached.get(words, current.get(words, 0)) === 1,
              mayReply: (words) => !toClient.isFull(words),
            },
            actions: serverActions(memory),
            inbox: [toServer],
            // It sleeps while it has nothing to do and nobody waits.
            runsWhile: (words) => memory.waits.get(words, 0) === 1 || toServer.head(words) >= 0,
          },
        ],
        initialize: (words) => cached.set(words, 0, 1),
        isTerminal: control.in('client', ['idle']),
        // Asked by the property below; guards ask isFull before they send.
        ignores: ['unhandledMessage', 'lostSend'],
        properties: [
          {
            id: 'expected',
            title: 'no message comes unexpected',
            exercised: (words) => held.get(words, 0) === 1,
            violation: (words) =>
              control.unhandledMessage.get(words, 0) === 1
                ? {
                    failureClass: 'unhandledMessage',
                    detail: 'a message that the state has no row for',
                  }
                : undefined,
          },
        ],
      };
    },
  });
}
