import type { Cost } from '../src/checking/cost-bounds.ts';
import {
  actionsOf,
  type ProcessAction,
  type ProcessName,
  type StateOf,
} from '../src/migration/chart-names.ts';
import type { Migration } from '../src/migration/migration-system.ts';
import { forEachLiveFrame } from './truth.ts';

/** The id of what a cell says about the costs of its runs. */
export const costsId = 'Q';

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
export function doing({ system }: Migration, ...actions: readonly ProcessAction[]): Cost {
  const counts = system.transitions.map((each) =>
    actionsOf(each).some((one) => actions.includes(one)) ? 1 : 0,
  );
  return (_words, { id }) => counts[id]!;
}

/** A step of a process from one of these control states, or from inside one of them. */
function stepsFrom<Process extends ProcessName>(
  { system }: Migration,
  process: Process,
  ...places: readonly StateOf<Process>[]
): Cost {
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
  cost: (migration) => doing(migration, 'daemon sendFrame', 'pageServer pushFrame'),
  limit: {
    property: 'Q2',
    most: ({ machine: { size } }) =>
      size.numbers.migrations *
      (Math.floor(size.numbers.trafficFactor * size.frames) + 2 * size.frames),
  },
};

const iterations: Quantity = {
  id: 'iterations',
  title: 'iterations, the last included',
  unit: 'iterations',
  cost: (migration) =>
    doing(
      migration,
      'daemon startAttempt',
      'daemon cleanForNextIteration',
      'daemon cleanForLastIteration',
      'daemon cleanForSwitchover',
    ),
  limit: {
    property: 'Q2',
    most: ({ machine: { size } }) => size.numbers.migrations * size.numbers.maxIterations,
  },
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
  cost: (migration) => {
    const { machine } = migration;
    const send = doing(migration, 'daemon sendFrame');
    const push = doing(migration, 'pageServer pushFrame');
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

const peeks: Quantity = {
  id: 'peeks',
  title: 'hypercalls that read the dirty log without clearing it (PEEK)',
  unit: 'calls',
  cost: (migration) => doing(migration, 'daemon peekBatch'),
};

const compressedFrames: Quantity = {
  id: 'compressed',
  title: 'frames that are compressed before they are sent',
  unit: 'frames',
  cost: (migration) => doing(migration, 'daemon compressFrame'),
};

const firstUpdate: Quantity = {
  id: 'firstUpdate',
  title: 'steps of the module before the last iteration',
  unit: 'steps',
  cost: (migration) => stepsFrom(migration, 'lkm', 'started'),
};

const requests: Quantity = {
  id: 'requests',
  title: 'accesses that wait for a page (post-copy)',
  unit: 'faults',
  cost: (migration) => doing(migration, 'pager requestFrame'),
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
  peeks,
  compressedFrames,
  firstUpdate,
  requests,
];
