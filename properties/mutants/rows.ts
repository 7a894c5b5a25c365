import type { LiteralTransition } from '../../src/statecharts/edit-chart.ts';
import { scopes, sizedScope } from '../../models/scope.ts';
import type { Mutant, MutantConfiguration } from './mutant.ts';

const { bare } = scopes;
const idle = { whilePreparing: 'idle' } as const;
const still = { rewrites: 0, batchFrames: 4 } as const;

/** Where they are tried: cells of `check` beside its matrix, or as small. */
const places = {
  calm: { hazards: [], scope: bare },
  shrinking: { hazards: [], scope: scopes.quick, design: idle },
  postCopy: { hazards: [], scope: bare, design: { switchover: 'atOnce' } },
  again: { hazards: ['abort', 'secondMigration'], scope: sizedScope(bare, still), design: idle },
  late: { hazards: ['lateSuspend', 'suspendRefused'], scope: bare },
  twoApps: {
    hazards: ['twoApps'],
    scope: sizedScope(bare, { ...still, cachePages: 2 }),
    design: idle,
  },
} as const satisfies Record<string, MutantConfiguration>;

/** A transition, as `process state event number`: the state is a dotted path, numbers start at 1. */
interface Row {
  readonly at: string;
  readonly in: keyof typeof places;
  readonly killedBy: string;
}

function parsed(at: string): {
  readonly process: string;
  readonly state: string;
  readonly event: string;
  readonly number: number;
} {
  const [process = '', state = '', event = '', number = '1'] = at.split(' ');
  return { process, state, event, number: Number(number) };
}

const meanings = { missing: 'is missing', unasked: 'asks no guard', idle: 'does nothing' } as const;

function mutant(
  verb: keyof typeof meanings,
  { at, in: place, killedBy }: Row,
  becomes?: { readonly [Key in keyof LiteralTransition]: LiteralTransition[Key] | undefined },
): Mutant {
  const { process, state, event, number } = parsed(at);
  const where = `transition ${number} of ${process} ${state} on ${event}`;
  const row = { state, event, at: number - 1 };
  return {
    name: [verb, process, state.replaceAll('.', '-'), event, number]
      .join('-')
      .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    title: `${where} ${meanings[verb]}`,
    // The table is of names; that they are names of the chart is seen when the mutant is built.
    changes: [{ process, row: becomes === undefined ? row : { ...row, becomes } }],
    configurations: [places[place]],
    fate: { killedBy },
  };
}

const missing: readonly Row[] = [
  { at: 'daemon idle guestReady 1', in: 'again', killedBy: 'S7' },
  { at: 'daemon idle begun 1', in: 'again', killedBy: 'S7' },
  { at: 'agent idle release 1', in: 'late', killedBy: 'S7' },
  { at: 'hypervisor running suspend 1', in: 'late', killedBy: 'S4' },
  { at: 'pageServer idle serve 1', in: 'postCopy', killedBy: 'D' },
  { at: 'pageServer pushing push 2', in: 'postCopy', killedBy: 'D' },
  { at: 'pager listening frame 1', in: 'postCopy', killedBy: 'S7' },
  { at: 'pager listening end 1', in: 'postCopy', killedBy: 'S7' },
  { at: 'cacheApp idle query 1', in: 'twoApps', killedBy: 'S7' },
  { at: 'cacheApp idle release 1', in: 'twoApps', killedBy: 'S7' },
  { at: 'procCall idle shrunk 1', in: 'shrinking', killedBy: 'S7' },
];

const unasked: readonly Row[] = [
  { at: 'pageServer idle serve 1', in: 'postCopy', killedBy: 'S10' },
  { at: 'pager listening fault 1', in: 'postCopy', killedBy: 'S10' },
  { at: 'jvm running write 1', in: 'calm', killedBy: 'S3' },
  { at: 'kernel running write 1', in: 'calm', killedBy: 'S3' },
  { at: 'kernel running free 1', in: 'calm', killedBy: 'P2' },
];

const idling: readonly Row[] = [
  { at: 'daemon idle migrate 1', in: 'calm', killedBy: 'S1' },
  { at: 'agent idle query 1', in: 'calm', killedBy: 'P2' },
  { at: 'pageServer pushing push 1', in: 'postCopy', killedBy: 'D' },
  { at: 'pageServer pushing push 2', in: 'postCopy', killedBy: 'D' },
  { at: 'pager listening frame 1', in: 'postCopy', killedBy: 'S1' },
  { at: 'cacheApp idle query 1', in: 'twoApps', killedBy: 'D' },
  { at: 'procCall entered enter 1', in: 'shrinking', killedBy: 'S10' },
];

/** Single transitions: one that is missing, one whose guard is not asked, one that has no effect. */
export const rowMutants: readonly Mutant[] = [
  ...missing.map((row) => mutant('missing', row)),
  ...unasked.map((row) => mutant('unasked', row, { guard: undefined })),
  ...idling.map((row) => mutant('idle', row, { actions: undefined })),
];
