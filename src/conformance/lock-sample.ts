import { setup } from 'xstate';
import { System } from '../system/system.ts';

/** Clients that ask a server for one lock, for tests of conformance: who is granted next nobody sees. */
export function lockSystem(clients = 2): System {
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
  return new System({
    name: 'lock',
    build: (layout) => {
      const asked = layout.field('asked', 1, clients);
      const granted = layout.field('granted', 4);
      const names = Array.from({ length: clients }, (_, index) => index);
      return {
        processes: [
          ...names.map((index) => ({
            name: `client${index}`,
            machine: client,
            guards: { isGranted: (words: Uint32Array) => granted.get(words, 0) === index + 1 },
            actions: {
              ask: (words: Uint32Array) => asked.set(words, index, 1),
              giveBack: (words: Uint32Array) => granted.set(words, 0, 0),
            },
          })),
          {
            name: 'server',
            machine: server,
            guards: {
              isNext: (words: Uint32Array, choice: number) =>
                granted.get(words, 0) === 0 && asked.get(words, choice) === 1,
            },
            actions: {
              grant: (words: Uint32Array, choice: number) => {
                asked.set(words, choice, 0);
                granted.set(words, 0, choice + 1);
              },
            },
            choices: { grant: clients },
          },
        ],
        initialize: () => {},
        isTerminal: () => false,
        properties: [],
      };
    },
  });
}

/** A fault that the lock can be given. */
export type LockFault = 'twoHolders' | 'keepsLock' | 'lifo' | 'sometimes';

/** A real lock with a queue of those who wait. It grants by itself when `settle` lets it. */
export class Lock {
  readonly #waiting: number[] = [];
  readonly #fault: LockFault | undefined;
  readonly #chance: () => number;
  #granted: number | undefined;
  #holders: readonly number[] = [];

  constructor(fault?: LockFault, chance: () => number = () => 1) {
    this.#fault = fault;
    this.#chance = chance;
  }

  request(client: number): void {
    this.#waiting.push(client);
  }

  /** What the lock does by itself. */
  serve(): void {
    const isFree = this.#granted === undefined || this.#fault === 'twoHolders';
    if (!isFree || this.#waiting.length === 0) return;
    this.#granted = this.#fault === 'lifo' ? this.#waiting.pop() : this.#waiting.shift();
  }

  /** Throws if the lock was not granted to the client, or the client holds it already. */
  acquire(client: number): void {
    const mayAcquire = this.#granted === client && !this.#holders.includes(client);
    if (!mayAcquire) throw new Error(`the lock is not granted to ${client}`);
    this.#holders = [...this.#holders, client];
  }

  release(client: number): void {
    this.#holders = this.#holders.filter((holder) => holder !== client);
    const keeps = this.#fault === 'keepsLock' && this.#waiting.length > 0;
    const forgets = this.#fault === 'sometimes' && this.#chance() < 0.5;
    if (!keeps && !forgets) this.#granted = undefined;
  }

  get granted(): number {
    return this.#granted === undefined ? 0 : this.#granted + 1;
  }
}
