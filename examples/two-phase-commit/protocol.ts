/**
 * Two-phase commit with two participants: nothing to do with migration. A coordinator asks for votes;
 * a participant that has voted yes waits for the outcome. Nobody ever decides against another; but
 * where the coordinator may crash, participants that voted yes wait for ever.
 */
import { defineSystem, Queue, type System } from 'skipover';
import { setup } from 'xstate';

const nothing = (): void => {};

const coordinator = setup({
  guards: { everybodySaidYes: () => false, mayCrash: () => false },
  actions: { askAll: nothing, countYes: nothing, commitAll: nothing, abortAll: nothing },
}).createMachine({
  id: 'coordinator',
  initial: 'idle',
  states: {
    idle: { on: { begin: { target: 'asking', actions: 'askAll' } } },
    asking: {
      on: {
        yes: { actions: 'countYes' },
        no: { target: 'over', actions: 'abortAll' },
        decide: { guard: 'everybodySaidYes', target: 'over', actions: 'commitAll' },
        crash: { guard: 'mayCrash', target: 'crashed' },
      },
    },
    over: { on: { yes: {}, no: {} } },
    crashed: { on: { yes: {}, no: {} } },
  },
});

const participant = setup({
  actions: { sayYes: nothing, sayNo: nothing },
}).createMachine({
  id: 'participant',
  initial: 'idle',
  states: {
    idle: { on: { ask: 'voting', abort: 'aborted' } },
    voting: {
      on: {
        agree: { target: 'waiting', actions: 'sayYes' },
        refuse: { target: 'aborted', actions: 'sayNo' },
        abort: 'aborted',
      },
    },
    waiting: { on: { commit: 'committed', abort: 'aborted' } },
    committed: {},
    aborted: { on: { abort: {}, ask: {} } },
  },
});

interface Options {
  readonly mayCrash?: boolean;
  /** A mistake: the coordinator decides after the first yes. */
  readonly isHasty?: boolean;
}

function commitWith({ mayCrash = false, isHasty = false }: Options): System {
  return defineSystem({
    name: 'two-phase commit',
    build: (layout, controls) => {
      const names = ['first', 'second'];
      const votes = new Queue(layout, 'votes', { capacity: 2, messages: ['yes', 'no'] });
      const outboxes = names.map(
        (name) =>
          new Queue(layout, `to ${name}`, { capacity: 2, messages: ['ask', 'commit', 'abort'] }),
      );
      const yes = layout.field('yes', 2);
      const sendAll =
        (message: string) =>
        (words: Uint32Array): void =>
          outboxes.forEach((outbox) => outbox.send(words, message));
      const committed = names.map((name) => controls.in(name, ['committed']));
      const aborted = names.map((name) => controls.in(name, ['aborted']));
      const started = controls.in('coordinator', ['idle']);
      const decided = names.map((name) => controls.in(name, ['committed', 'aborted']));
      return {
        processes: [
          {
            name: 'coordinator',
            machine: coordinator,
            inbox: [votes],
            guards: {
              everybodySaidYes: (words) => yes.get(words, 0) >= (isHasty ? 1 : names.length),
              mayCrash: () => mayCrash,
            },
            actions: {
              askAll: sendAll('ask'),
              commitAll: sendAll('commit'),
              abortAll: sendAll('abort'),
              countYes: (words) => yes.add(words, 0, 1),
            },
          },
          ...names.map((name, index) => ({
            name,
            machine: participant,
            inbox: [outboxes[index]!],
            guards: {},
            actions: {
              sayYes: (words: Uint32Array): void => void votes.send(words, 'yes'),
              sayNo: (words: Uint32Array): void => void votes.send(words, 'no'),
            },
          })),
        ],
        initialize: nothing,
        isTerminal: (words) => !started(words) && decided.every((isDecided) => isDecided(words)),
        properties: [
          {
            id: 'agreement',
            title: 'nobody commits what another aborts',
            exercised: (words) => committed.some((has) => has(words)),
            violation: (words) =>
              committed.some((has) => has(words)) && aborted.some((has) => has(words))
                ? { failureClass: 'split', detail: 'one has committed, the other has aborted' }
                : undefined,
          },
        ],
      };
    },
  });
}

/** The protocol as it should be. */
export const correct = commitWith({});
/** A coordinator that decides after the first yes: it splits the participants. */
export const hasty = commitWith({ isHasty: true });
/** A coordinator that may crash: participants that voted yes wait for ever. */
export const crashing = commitWith({ mayCrash: true });
