import { createMachine, type AnyStateMachine, type MachineConfig } from 'xstate';
import { describe, expect, it } from 'vitest';
import { lkm } from '../models/charts.ts';
import { designs, type Design } from '../models/design.ts';
import type { HazardName } from '../models/hazards.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/check-scenario.ts';
import { check } from '../src/checking/check.ts';
import { nextSetBit } from '../src/layout/bitmap.ts';
import { owners } from '../src/migration/memory.ts';
import type { Machine } from '../src/migration/machine.ts';
import type { ProcessDefinition } from '../src/system/definition.ts';
import { propertyFamilies } from './all.ts';

type Change = (process: ProcessDefinition, machine: Machine) => Partial<ProcessDefinition>;

/** A mistake that an implementer could make, and the property that must notice it. */
interface Mutant {
  readonly name: string;
  readonly killedBy: string;
  readonly hazards?: readonly HazardName[];
  readonly design?: Partial<Design>;
  /** Default: quick. */
  readonly scope?: Scope;
  readonly process?: string;
  readonly change?: Change;
}

function withAction(name: string, action: ProcessDefinition['actions'][string]): Change {
  return ({ actions }) => ({ actions: { ...actions, [name]: action } });
}

function withGuard(name: string, value: boolean): Change {
  return ({ guards }) => ({ guards: { ...guards, [name]: () => value } });
}

/** The LKM without its row for a late answer to the query. */
function lkmWithoutLateAreas(): AnyStateMachine {
  const config = structuredClone(lkm.config) as MachineConfig<object, { type: string }>;
  const states = config.states!['final-update']!.states! as Record<
    string,
    { on: Record<string, unknown> }
  >;
  delete states['awaitingReady']!.on['areas'];
  return createMachine(config as never, lkm.implementations as never);
}

const nothing = (): void => {};

const mutants: readonly Mutant[] = [
  {
    name: 'a frame is marked as handled and not sent',
    killedBy: 'S1',
    process: 'daemon',
    change: ({ actions }) => ({ actions: { ...actions, sendFrame: actions['skipFrame']! } }),
  },
  {
    name: 'the last CLEAN comes before the suspension',
    killedBy: 'S1',
    design: { lastClean: 'beforeSuspend' },
  },
  {
    name: 'the last CLEAN is forgotten',
    killedBy: 'S1',
    process: 'daemon',
    change: withAction('cleanForLastIteration', nothing),
  },
  {
    name: 'the last iteration leaves out what nobody holds',
    killedBy: 'S1',
    process: 'daemon',
    change: ({ actions }, { memory, daemon }) => ({
      actions: {
        ...actions,
        cleanForLastIteration: (words, choice) => {
          actions['cleanForLastIteration']!(words, choice);
          for (let frame = 0; frame < memory.frames; frame++) {
            const isFree = memory.owner.get(words, frame) === owners.free;
            if (isFree && frame >= daemon.cursor.get(words, 0)) memory.send.set(words, frame, 0);
          }
          daemon.cursor.set(words, 0, nextSetBit(words, memory.send, 0));
        },
      },
    }),
  },
  {
    name: 'PEEK clears what it reads',
    killedBy: 'S1',
    process: 'daemon',
    change: ({ actions }, { memory, daemon }) => ({
      actions: {
        ...actions,
        peekBatch: (words, choice) => {
          actions['peekBatch']!(words, choice);
          const start = daemon.batchStart.get(words, 0);
          const end = daemon.batchEnd.get(words, 0);
          for (let frame = start; frame < end; frame++) memory.dirty.set(words, frame, 0);
        },
      },
    }),
  },
  {
    name: 'occupied From is forgotten in the final update',
    killedBy: 'S2',
    process: 'lkm',
    change: withGuard('everyMustSendPageSet', true),
  },
  {
    name: 'a shrink drops the cache entry and leaves the bit 0',
    killedBy: 'S2',
    process: 'procCall',
    change: withAction('unskipCachedPage', nothing),
    design: { left: 'ranges', framesAtEnd: 'rangesOnly' },
  },
  {
    name: 'a page that left while the walk was at it is not looked for in the final update',
    killedBy: 'S2',
    process: 'lkm',
    change: withGuard('pageLeftTheArea', false),
    hazards: ['liveLeave'],
  },
  {
    name: 'the LKM does not wait for readiness',
    killedBy: 'S4',
    process: 'lkm',
    change: withGuard('everyRegisteredApplicationIsReady', true),
  },
  {
    name: 'a frame is marked as handled and not sent, and read at the destination',
    killedBy: 'S3',
    process: 'daemon',
    change: ({ actions }) => ({ actions: { ...actions, sendFrame: actions['skipFrame']! } }),
  },
  {
    name: 'the destination says that it failed, and runs',
    killedBy: 'S6',
    process: 'destination',
    change: ({ actions }) => ({ actions: { ...actions, notifyRunning: actions['notifyFailed']! } }),
  },
  {
    name: 'the walk skips whatever is mapped',
    killedBy: 'S8',
    hazards: ['share'],
    scope: scopes.small,
    process: 'lkm',
    change: ({ guards }, { memory, lkm: module }) => ({
      guards: {
        ...guards,
        pageCanBeSkipped: (words) => memory.isMapped(words, module.cursor.get(words, 0)),
      },
    }),
  },
  {
    name: 'the reset is skipped',
    killedBy: 'S5',
    hazards: ['secondMigration'],
    scope: scopes.small,
    process: 'lkm',
    change: withAction('resetBitmapAndCache', nothing),
  },
  {
    name: 'no row for an answer that comes late',
    killedBy: 'S7',
    process: 'lkm',
    change: () => ({ machine: lkmWithoutLateAreas() }),
  },
  {
    name: 'the agent never says that it is ready',
    killedBy: 'D',
    process: 'agent',
    change: withGuard('canReportReady', false),
  },
  {
    name: 'the applications are never released',
    killedBy: 'D',
    process: 'lkm',
    change: withAction('multicastRelease', nothing),
  },
  {
    name: 'the LKM never hears that the VM has resumed',
    killedBy: 'D',
    process: 'daemon',
    change: withAction('notifyResumed', nothing),
  },
  {
    name: 'the agent forgets to return from the callback that holds the threads',
    killedBy: 'D',
    process: 'agent',
    change: withAction('returnFromCallback', nothing),
  },
  {
    name: 'the /proc write never returns',
    killedBy: 'D',
    process: 'procCall',
    change: withAction('returnToCaller', nothing),
  },
];

describe('mutants', () => {
  it.each(mutants)('$name: killed by $killedBy', (mutant) => {
    const { system } = scenarioSystem(
      {
        designName: mutant.name,
        design: { ...designs.hardened, ...mutant.design },
        hazards: mutant.hazards ?? [],
        scope: mutant.scope ?? scopes.quick,
      },
      (process, machine) =>
        process.name === mutant.process && mutant.change !== undefined
          ? { ...process, ...mutant.change(process, machine) }
          : process,
    );
    const result = check(system);
    const violated = result.properties.filter(({ verdict }) => verdict === 'violated');
    expect(violated.map(({ id }) => id)).toContain(mutant.killedBy);
  });

  it('every property kills one', () => {
    const killers = new Set(mutants.map(({ killedBy }) => killedBy));
    expect([...killers].toSorted()).toEqual(
      ['D', ...propertyFamilies.map(({ id }) => id)].toSorted(),
    );
  });
});
