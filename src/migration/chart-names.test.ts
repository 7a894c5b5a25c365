import { expect, expectTypeOf, test } from 'vitest';
import * as charts from '../../models/charts.ts';
import { ruleTable } from '../statecharts/rule-table.ts';
import { defineProcess } from '../system/define-process.ts';
import type { Controls } from '../system/definition.ts';
import {
  actionsOf,
  type EventOf,
  type MigrationControls,
  type ProcessAction,
  type ProcessActions,
  type ProcessEvent,
  type ProcessGuards,
  type ProcessState,
  type ProcessStates,
  type StateOf,
} from './chart-names.ts';

const guards: ProcessGuards<'destination'> = { startsVm: () => true, startMayFail: () => false };
const actions: ProcessActions<'destination'> = {
  runVm: () => {},
  notifyRunning: () => {},
  notifyFailed: () => {},
};

test('the compiler knows the names of the charts', () => {
  expectTypeOf<StateOf<'procCall'>>().toEqualTypeOf<'idle' | 'entered' | 'unskipping'>();
  expectTypeOf<EventOf<'procCall'>>().toEqualTypeOf<'shrunk' | 'enter' | 'unskip'>();
  expectTypeOf<StateOf<'lkm'>>().extract<'final-update'>().toEqualTypeOf<'final-update'>();
});

test('a guard or action that is renamed in a chart no longer fits what implements it', () => {
  const named = { name: 'destination', machine: charts.destination } as const;
  const { runVm, ...others } = actions;
  // @ts-expect-error -- as if `runVm` were new in the chart: nothing implements it
  const unbound: ProcessActions<'destination'> = others;
  // @ts-expect-error -- as if `startVm` were an old name: the chart has no such action
  const stale: ProcessActions<'destination'> = { ...actions, startVm: runVm };
  // @ts-expect-error -- likewise a guard
  const part = { vmStarts: () => true } satisfies Partial<ProcessGuards<'destination'>>;
  // @ts-expect-error -- and where the process is put together
  defineProcess({ ...named, guards, actions: others });
  // @ts-expect-error -- an event that the chart does not have
  defineProcess({ ...named, guards, actions, choices: { begin: 2 } });
  expect([unbound, stale, part]).toHaveLength(3);
});

test('a name in a table beside the charts is one that they have', () => {
  // The types of narrative, costs, repeats, fate and recorder.
  const actionNames: ProcessAction[] = [
    'daemon sendFrame',
    // @ts-expect-error -- as if `sendFrame` had been renamed
    'daemon transmitFrame',
    // @ts-expect-error -- an action of another process
    'lkm sendFrame',
  ];
  const others: (ProcessEvent | ProcessState)[] = [
    'daemon guestReady',
    'lkm final-update.joining.atPage',
    // @ts-expect-error -- the former name of `guestReady`
    'daemon suspend',
    // @ts-expect-error -- there is no such state in it
    'lkm final-update.atPage',
  ];
  const places: ProcessStates[] = [
    { process: 'jvm', states: ['running', 'collecting'] },
    // @ts-expect-error -- a state of another process
    { process: 'agent', states: ['collecting.visiting'] },
  ];
  const controls: Controls = { in: () => () => false, unhandledMessage: undefined as never };
  const typed: MigrationControls = controls;
  // @ts-expect-error -- a state that the chart does not have
  typed.in('daemon', ['iterating.scan']);
  expect([actionNames, others, places]).toHaveLength(3);
});

test('the actions of a step carry the name of its process', () => {
  const { rules } = ruleTable(charts.procCall);
  const rule = rules.find(({ actions: all }) => all.includes('unskipCachedPage'));
  expect(actionsOf({ process: 'procCall', rule })).toEqual([
    'procCall unskipCachedPage',
    'procCall advance',
  ]);
  expect(actionsOf({ process: 'procCall', rule: undefined })).toEqual([]);
});
