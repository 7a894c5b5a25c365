import { setup } from 'xstate';
import {
  defineSystem,
  type Field,
  type ProcessDefinition,
  type Property,
  type System,
} from '../../src/index.ts';

/**
 * Two-phase commit (Gray, Lamport: Consensus on Transaction Commit, 2004) at the granularity of the
 * customary formulation: messages are never lost and stay readable, the coordinator hears of one
 * participant per step, and may give up at any moment.
 */
const coordinator = setup({
  guards: { isPrepared: () => false, allPrepared: () => false },
  actions: { note: () => {}, sayCommit: () => {}, sayAbort: () => {} },
}).createMachine({
  id: 'coordinator',
  initial: 'undecided',
  states: {
    undecided: {
      on: {
        hear: { guard: 'isPrepared', actions: 'note' },
        commit: { guard: 'allPrepared', target: 'committed', actions: 'sayCommit' },
        giveUp: { target: 'aborted', actions: 'sayAbort' },
      },
    },
    committed: {},
    aborted: {},
  },
});

const decided = {
  hearCommit: { guard: 'commitIsSaid', target: 'committed' },
  hearAbort: { guard: 'abortIsSaid', target: 'aborted' },
} as const;

const participant = setup({
  guards: { commitIsSaid: () => false, abortIsSaid: () => false },
  actions: { sayPrepared: () => {} },
}).createMachine({
  id: 'participant',
  initial: 'working',
  states: {
    working: {
      on: {
        prepare: { target: 'prepared', actions: 'sayPrepared' },
        refuse: 'aborted',
        ...decided,
      },
    },
    prepared: { on: decided },
    committed: { on: decided },
    aborted: { on: decided },
  },
});

export interface TwoPhaseCommitOptions {
  readonly participants: number;
  /** The mistake: commits as soon as one participant is prepared. */
  readonly commitsEarly?: boolean;
}

interface Messages {
  readonly prepared: Field;
  readonly heard: Field;
  readonly commit: Field;
  readonly abort: Field;
}

function coordinatorProcess(
  { prepared, heard, commit, abort }: Messages,
  { participants, commitsEarly }: TwoPhaseCommitOptions,
): ProcessDefinition {
  const hasHeard = (words: Uint32Array, count: number): boolean => {
    for (let each = 0; each < participants; each++) count -= heard.get(words, each);
    return count <= 0;
  };
  return {
    name: 'coordinator',
    machine: coordinator,
    guards: {
      isPrepared: (words, who) => prepared.get(words, who) === 1 && heard.get(words, who) === 0,
      allPrepared: (words) => hasHeard(words, commitsEarly === true ? 1 : participants),
    },
    actions: {
      note: (words, who) => heard.set(words, who, 1),
      sayCommit: (words) => commit.set(words, 0, 1),
      sayAbort: (words) => abort.set(words, 0, 1),
    },
    choices: { hear: participants },
  };
}

function participantProcess({ prepared, commit, abort }: Messages, who: number): ProcessDefinition {
  return {
    name: `participant${who}`,
    machine: participant,
    guards: {
      commitIsSaid: (words) => commit.get(words, 0) === 1,
      abortIsSaid: (words) => abort.get(words, 0) === 1,
    },
    actions: { sayPrepared: (words) => prepared.set(words, who, 1) },
  };
}

/** Two-phase commit among so many participants. */
export function twoPhaseCommit(options: TwoPhaseCommitOptions): System {
  const everybody = Array.from({ length: options.participants }, (_, who) => who);
  return defineSystem({
    name: 'two-phase commit',
    build: (layout, controls) => {
      const messages: Messages = {
        prepared: layout.field('prepared', 1, options.participants),
        heard: layout.field('heard', 1, options.participants),
        commit: layout.field('commit', 1),
        abort: layout.field('abort', 1),
      };
      const stands = (state: string) =>
        everybody.map((who) => controls.in(`participant${who}`, [state]));
      const [committed, aborted] = [stands('committed'), stands('aborted')];
      const agreement: Property = {
        id: 'agreement',
        title: 'No participant commits while another aborts',
        exercised: (words) => committed.some((is) => is(words)),
        violation: (words) =>
          committed.some((is) => is(words)) && aborted.some((is) => is(words))
            ? { failureClass: 'split', detail: 'one committed and another aborted' }
            : undefined,
      };
      return {
        processes: [
          coordinatorProcess(messages, options),
          ...everybody.map((who) => participantProcess(messages, who)),
        ],
        initialize: () => {},
        isTerminal: (words) =>
          everybody.every((who) => committed[who]!(words) || aborted[who]!(words)),
        properties: [agreement],
        // Participants are alike: which of them did what does not matter.
        interchangeable: everybody.map((who) => ({
          process: `participant${who}`,
          elements: [
            { field: messages.prepared, index: who },
            { field: messages.heard, index: who },
          ],
        })),
      };
    },
  });
}
