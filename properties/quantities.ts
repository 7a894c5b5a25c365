import type { Cost } from '../src/checking/quantities.ts';
import type { Migration } from '../src/migration/migration-system.ts';
import { forEachLiveFrame } from './truth.ts';

/** Something that every run has a number of. */
export interface Quantity {
  readonly id: string;
  readonly title: string;
  /** The unit of a value: frames, iterations, steps. */
  readonly unit: string;
  readonly cost: (migration: Migration) => Cost;
  /** The value that no run may pass, where there is one, and the property that says so. */
  readonly limit?: {
    readonly property: string;
    readonly most: (migration: Migration) => number;
  };
}

/** A step that does one of these actions. */
function doing(...actions: readonly string[]): Cost {
  return (_words, { rule }) =>
    rule?.actions.some((one) => actions.includes(one)) === true ? 1 : 0;
}

/** A step of a process from one of these control states, or from inside one of them. */
function stepsFrom({ system }: Migration, process: string, ...places: readonly string[]): Cost {
  const { table } = system.process(process);
  const counts = table.states.map((state) =>
    places.some((place) => state === place || state.startsWith(`${place}.`)),
  );
  return (_words, transition) =>
    transition.process === process &&
    transition.rule !== undefined &&
    counts[transition.rule.source]!
      ? 1
      : 0;
}

function sum(...costs: readonly Cost[]): Cost {
  return (words, transition, choice) =>
    costs.reduce((total, cost) => total + cost(words, transition, choice), 0);
}

const framesSent: Quantity = {
  id: 'framesSent',
  title: 'frames sent, in all iterations',
  unit: 'frames',
  cost: () => doing('sendFrame', 'pushFrame'),
  limit: {
    property: 'Q2',
    most: ({ machine: { size } }) =>
      Math.floor(size.numbers.trafficFactor * size.frames) + 2 * size.frames,
  },
};

const iterations: Quantity = {
  id: 'iterations',
  title: 'iterations, the last included',
  unit: 'iterations',
  cost: () =>
    doing('startAttempt', 'cleanForNextIteration', 'cleanForLastIteration', 'cleanForSwitchover'),
  limit: { property: 'Q2', most: ({ machine: { size } }) => size.numbers.maxIterations },
};

const pause: Quantity = {
  id: 'pause',
  title: 'steps while the VM stands still at both ends',
  unit: 'steps',
  cost: ({ machine }) => {
    const { vmRuns } = machine.memory;
    return (words) => (vmRuns.get(words, 0) === 0 ? 1 : 0);
  },
};

const safepointAndCollection: Quantity = {
  id: 'enforcedCollection',
  title: 'downtime: the enforced collection, threads at the safepoint',
  unit: 'steps',
  cost: ({ machine }) => {
    const { gcIsEnforced } = machine.heap;
    return (words, { process, progress, event }) =>
      process === 'jvm' &&
      progress &&
      (gcIsEnforced.get(words, 0) === 1 || event === 'collectEnforced')
        ? 1
        : 0;
  },
};

const finalUpdate: Quantity = {
  id: 'finalUpdate',
  title: 'downtime: the final update of the bitmap',
  unit: 'steps',
  cost: (migration) => stepsFrom(migration, 'lkm', 'final-update'),
};

const lastIteration: Quantity = {
  id: 'lastIteration',
  title: 'downtime: the last iteration, the VM suspended',
  unit: 'steps',
  cost: (migration) => stepsFrom(migration, 'daemon', 'suspending', 'stopAndCopy'),
};

const resumption: Quantity = {
  id: 'resumption',
  title: 'downtime: activation, resumption and release',
  unit: 'steps',
  cost: (migration) =>
    sum(
      stepsFrom(migration, 'daemon', 'activating', 'handingOver', 'resuming'),
      stepsFrom(migration, 'destination', 'starting'),
      stepsFrom(migration, 'lkm', 'resumed'),
      stepsFrom(migration, 'agent', 'holding'),
    ),
};

/** P1. A frame that nobody needs was sent: a cost, never a violation. */
const overCaution: Quantity = {
  id: 'overCaution',
  title: 'P1: frames sent though free, or of Young with nothing on them',
  unit: 'frames',
  cost: ({ machine }) => {
    const send = doing('sendFrame');
    const push = doing('pushFrame');
    return (words, transition, choice) => {
      const follows = push(words, transition, choice) === 1;
      if (!follows && send(words, transition, choice) === 0) return 0;
      const cursor = follows ? machine.paging!.cursor : machine.daemon.cursor;
      const frame = cursor.get(words, 0);
      let isNeeded = false;
      forEachLiveFrame(machine, words, (live) => (isNeeded ||= live === frame));
      return isNeeded ? 0 : 1;
    };
  },
};

/** Q1 to Q3 and P1, but for the comparison with vanilla (see `beside-vanilla.ts`). */
export const quantities: readonly Quantity[] = [
  framesSent,
  iterations,
  pause,
  safepointAndCollection,
  finalUpdate,
  lastIteration,
  resumption,
  overCaution,
];
