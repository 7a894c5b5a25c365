import { designs } from '../../models/design.ts';
import type { Message, messages } from '../../models/messages.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { InvariantError } from '../foundation/invariant.ts';
import { actionsOf, type ProcessAction, type ProcessName } from '../migration/chart-names.ts';
import type { Step, System } from '../system/system.ts';

/** A row of a sequence picture: a message between two lanes, or something that one participant does. */
export type SequenceRow =
  | { readonly from: string; readonly to: string; readonly text: string }
  | { readonly at: string; readonly text: string };

/** Who moves first where several can: the guest answers before the daemon goes on. */
const order: readonly ProcessName[] = [
  'agent',
  'lkm',
  'procCall',
  'jvm',
  'destination',
  'hypervisor',
  'daemon',
];

/** Most steps of the run; it has about 65. */
const stepsMax = 200;

/**
 * The messages and the main acts of one run of `hardened`, in which the guest answers at once: objects are
 * allocated before the migration, written during the first iteration, and some survive the enforced
 * collection. Acts without a text are left out. Throws if the run does not end.
 */
export function sequenceRows(): SequenceRow[] {
  const { system } = scenarioSystem({
    designName: 'hardened',
    design: designs.hardened,
    hazards: [],
    scope: scopes.quick,
  });
  const words = system.initial();
  const rows: SequenceRow[] = [];
  const done = new Set<ProcessAction>();
  for (let count = 0; count < stepsMax; count++) {
    const step = nextStep(system, words, done);
    if (step === undefined)
      return rows.filter((row, index) => !isRepeated(row, rows.slice(0, index)));
    const { process } = system.transitions[step.transition]!;
    const actions = actionsOf(system.transitions[step.transition]!);
    for (const action of actions) done.add(action);
    const before = waiting(system, words);
    system.apply(words, step.transition, step.choice);
    rows.push(...actRows(process, actions), ...sentRows(process, before, waiting(system, words)));
  }
  throw new InvariantError(`the run has not ended after ${stepsMax} steps`);
}

/** What the environment does, once each, and the action that comes before it. */
const environment: readonly (readonly [action: ProcessAction, after: ProcessAction | undefined])[] =
  [
    ['jvm allocatePage', undefined],
    ['jvm writePage', 'daemon sendFrame'],
    ['jvm copyToNewPage', 'jvm beginEnforcedCollection'],
  ];

/** The step of the first participant in order; before it, what the environment is to do now. */
function nextStep(
  system: System,
  words: Uint32Array,
  done: ReadonlySet<ProcessAction>,
): Step | undefined {
  const enabled = system.enabled(words);
  const has = ({ transition }: Step, action: ProcessAction): boolean =>
    actionsOf(system.transitions[transition]!).includes(action);
  for (const [action, after] of environment) {
    if (done.has(action) || (after !== undefined && !done.has(after))) continue;
    const step = enabled.find((each) => has(each, action));
    if (step !== undefined) return step;
  }
  const owed = enabled.filter(({ transition }) => system.transitions[transition]!.progress);
  return order
    .map((name) => owed.find(({ transition }) => system.transitions[transition]!.process === name))
    .find((step) => step !== undefined);
}

interface Waiting {
  readonly receiver: string;
  readonly messages: readonly string[];
}

/** The content of every channel, in a fixed order. */
function waiting({ transitions }: System, words: Uint32Array): Waiting[] {
  const receivers = new Map(
    transitions.flatMap(({ channel, process }) =>
      channel === undefined ? [] : [[channel, process] as const],
    ),
  );
  return [...receivers].map(([channel, receiver]) => ({
    receiver,
    messages: channel.inFlight(words),
  }));
}

/** What one step has appended to the channels. */
function sentRows(
  from: string,
  before: readonly Waiting[],
  after: readonly Waiting[],
): SequenceRow[] {
  return after.flatMap(({ receiver, messages }, index) => {
    const earlier = before[index]!.messages;
    if (messages.length < earlier.length || messages.join() === earlier.join()) return [];
    const sent = messages.at(-1)!;
    return [{ from, to: receiver, text: messageTexts[sent as MessageName] ?? sent }];
  });
}

function actRows(process: string, actions: readonly ProcessAction[]): SequenceRow[] {
  return actions.flatMap((action) => {
    const text = actTexts[action];
    return text === undefined ? [] : [{ at: process, text }];
  });
}

/** One participant often does the same to one frame after the other: that is one row. */
function isRepeated(row: SequenceRow, earlier: readonly SequenceRow[]): boolean {
  if (!('at' in row)) return false;
  const last = earlier.findLast((each) => 'at' in each && each.at === row.at);
  return last?.text === row.text;
}

type MessageName = Message<keyof typeof messages>;

/** What a message means to somebody who sees it for the first time. */
const messageTexts: Readonly<Partial<Record<MessageName, string>>> = {
  begin: 'begin: a migration starts',
  query: 'query: what need not be sent?',
  begun: 'begun',
  areas: 'areas: the young generation',
  enterLast: 'enterLast: the end is near',
  prepare: 'prepare for suspension',
  ready: 'ready, and where survivors are',
  guestReady: 'guestReady: suspend the VM',
  activate: 'activate: all is sent',
  running: 'running: the VM has moved',
  vmResumed: 'vmResumed',
  release: 'release',
};

const actTexts: Readonly<Partial<Record<ProcessAction, string>>> = {
  'daemon sendFrame': 'sends frames, bit 1',
  'daemon skipFrame': 'skips frames, bit 0',
  'daemon cleanForNextIteration': 'CLEAN: next iteration',
  'daemon cleanForLastIteration': 'CLEAN: last iteration',
  'daemon pauseVm': 'suspends the VM: downtime',
  'lkm cacheEntryAndClearBit': 'clears bits of the area',
  'lkm unskipCachedPage': 'sets bits of survivors',
  'lkm resetBitmapAndCache': 'sets every bit again',
  'agent requestCollection': 'asks for a collection',
  'jvm writePage': 'writes young objects',
  'jvm beginEnforcedCollection': 'stops threads, collects',
  'jvm copyToNewPage': 'copies survivors',
  'jvm endCollection': 'threads go on',
  'destination runVm': 'runs the VM',
};
