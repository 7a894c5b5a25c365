import type { Field } from '../../src/layout/field.ts';
import type { ActionOf, ProcessName } from '../../src/migration/chart-names.ts';
import type { Machine } from '../../src/migration/machine.ts';
import { does } from './changes.ts';
import { idle, still, tiny, within } from '../../models/matrix-cell.ts';
import { scopes } from '../../models/scope.ts';
import type { Change, Mutant, MutantConfiguration } from './mutant.ts';

/** Cells of `check` beside its matrix, or as small. */
const places = {
  calm: { hazards: [], scope: scopes.bare, design: idle },
  given: { hazards: ['abort'], scope: scopes.bare, design: idle },
  shrinking: { hazards: [], scope: scopes.quick, design: idle },
  postCopy: { hazards: [], scope: within(still), design: { switchover: 'atOnce' } },
  twoRounds: {
    hazards: ['twoApps', 'lateReady'],
    scope: within(tiny),
    design: { ...idle, readiness: 'twoPhase' },
  },
  unlocked: {
    hazards: [],
    scope: within({ ...still, collections: 1, resizes: 1 }),
    design: { ...idle, pageTableWalk: 'unlocked' },
  },
  full: { hazards: ['fullGc'], scope: scopes.small, design: idle },
  late: { hazards: ['lateSuspend'], scope: scopes.bare, design: idle },
} as const satisfies Record<string, MutantConfiguration>;

type FieldOf = (machine: Machine) => Field | undefined;

/** The action leaves a variable as it was. */
function keeps<Process extends ProcessName>(
  process: Process,
  action: ActionOf<Process>,
  field: FieldOf,
): Change {
  return does(process, action, (original, machine) => (words, choice) => {
    const kept = field(machine);
    const before = Array.from({ length: kept?.length ?? 0 }, (_, at) => kept!.get(words, at));
    original(words, choice);
    before.forEach((value, at) => kept!.set(words, at, value));
  });
}

function forgotten(
  [name, title]: readonly [name: string, title: string],
  change: Change,
  [place, killedBy = 'S10']: readonly [keyof typeof places, string?],
): Mutant {
  return { name, title, changes: [change], configurations: [places[place]], fate: { killedBy } };
}

/** Variables that outlive what they are about. */
export const bookMutants: readonly Mutant[] = [
  forgotten(
    [
      'iteration-outlives-its-attempt',
      'an attempt that is given up leaves the number of its iteration',
    ],
    keeps('daemon', 'goOnAtSource', ({ daemon }) => daemon.iteration),
    ['given'],
  ),
  forgotten(
    [
      'announcement-outlives-its-attempt',
      'an attempt that is given up leaves that the last iteration was announced',
    ],
    keeps('daemon', 'goOnAtSource', ({ daemon }) => daemon.announcedLast),
    ['given'],
  ),
  forgotten(
    ['send-set-outlives-its-attempt', 'an attempt that is given up leaves its send set'],
    keeps('daemon', 'goOnAtSource', ({ memory }) => memory.send),
    ['given'],
  ),
  forgotten(
    ['deferred-set-outlives-its-attempt', 'an attempt that is given up leaves its deferred frames'],
    keeps('daemon', 'goOnAtSource', ({ memory }) => memory.deferred),
    ['given'],
  ),
  forgotten(
    ['log-outlives-its-attempt', 'an attempt that is given up leaves the log on'],
    keeps('daemon', 'goOnAtSource', ({ memory }) => memory.logsDirty),
    ['given'],
  ),
  forgotten(
    ['log-outlives-the-migration', 'the destination goes on logging writes'],
    keeps('destination', 'runVm', ({ memory }) => memory.logsDirty),
    ['calm'],
  ),
  forgotten(
    ['counts-outlive-the-migration', 'the count of frames that were handled is not reset'],
    keeps('destination', 'runVm', ({ daemon }) => daemon.handled),
    ['calm'],
  ),
  forgotten(
    ['area-outlives-the-migration', 'the module releases the applications and keeps their areas'],
    keeps('lkm', 'forgetApplications', ({ lkm }) => lkm.area.end),
    ['calm'],
  ),
  forgotten(
    ['second-round-outlives-the-migration', 'the module keeps that everybody was asked to hold'],
    keeps('lkm', 'forgetApplications', ({ lkm }) => lkm.holdSent),
    ['twoRounds'],
  ),
  forgotten(
    ['registration-outlives-the-migration', 'the module keeps who was registered'],
    keeps('lkm', 'forgetApplications', ({ lkm }) => lkm.registered),
    ['calm'],
  ),
  forgotten(
    [
      'must-send-range-outlives-its-message',
      'a must-send range stays after the update that it was for',
    ],
    keeps('lkm', 'adoptReportedArea', ({ lkm }) => lkm.mustSend.end),
    ['calm'],
  ),
  forgotten(
    [
      'reported-range-outlives-its-message',
      'a reported range stays after the update that it was for',
    ],
    keeps('lkm', 'adoptReportedArea', ({ lkm }) => lkm.reported.end),
    ['calm'],
  ),
  forgotten(
    ['entry-outlives-the-walk', 'an entry that was read and not acted on stays'],
    keeps('lkm', 'finishWalk', ({ lkm }) => lkm.entry),
    ['unlocked'],
  ),
  forgotten(
    ['call-keeps-its-place', 'a /proc write that returns keeps the end of its range'],
    keeps('procCall', 'returnToCaller', ({ call }) => call.end),
    ['shrinking'],
  ),
  forgotten(
    ['agent-keeps-its-range', 'the agent keeps the range that it has reported'],
    keeps('agent', 'sendAreas', ({ agent }) => agent.range.end),
    ['calm'],
  ),
  forgotten(
    ['collection-keeps-its-page', 'the end of a collection leaves the page that it was at'],
    keeps('jvm', 'endCollection', ({ heap }) => heap.cursor),
    ['shrinking'],
  ),
  forgotten(
    ['collection-keeps-being-enforced', 'a collection that ended still counts as the enforced one'],
    keeps('jvm', 'endCollection', ({ heap }) => heap.gcIsEnforced),
    ['calm'],
  ),
  forgotten(
    ['compaction-keeps-its-page', 'the end of a full collection leaves where it put the next page'],
    keeps('jvm', 'finishFullCollection', ({ heap }) => heap.compactTop),
    ['full'],
  ),
  forgotten(
    ['arrival-outlives-the-migration', 'the source keeps that everything has arrived'],
    keeps('daemon', 'forgetFrames', ({ paging }) => paging?.isComplete),
    ['postCopy'],
  ),
  forgotten(
    [
      'placed-frame-outlives-its-arrival',
      'the pager keeps the number of the frame that it has placed',
    ],
    keeps('pager', 'placeFrame', ({ paging }) => paging?.placed),
    ['postCopy'],
  ),
  forgotten(
    [
      'purge-keeps-its-page',
      'the second application is prepared and keeps the page that it purged last',
    ],
    keeps('cacheApp', 'sendPrepared', ({ cacheApp }) => cacheApp?.cursor),
    ['twoRounds'],
  ),
  forgotten(
    ['request-outlives-the-attempt', 'the daemon gives up and leaves its request to suspend'],
    keeps('daemon', 'cancelSuspension', ({ hypervisor }) => hypervisor.suspendPending),
    ['late'],
  ),
];
