import { designs, type Design } from './design.ts';
import type { HazardName } from './hazards.ts';
import { scopes, type Scope } from './scope.ts';

/** A race that must be found: a world, a design that fails in it, and what repairs the design. */
export interface RaceScenario {
  /** Its number in the list of races (see the README). */
  readonly number: number;
  readonly name: string;
  /** I lost dirtiness, II wrong bit, III readiness, IV liveness. */
  readonly raceClass: 'I' | 'II' | 'III' | 'IV';
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** `hardened` with as few switches turned back as it takes: any of them turned forward repairs it. */
  readonly failing: Partial<Design>;
  /** What is violated, in how many steps at least, and how large the state space is. */
  readonly violates: { readonly property: string; readonly bugClass: string };
  /** Other properties that the same failure violates. */
  readonly also: readonly string[];
  readonly counterexampleSteps: number;
  readonly statesFailing: number;
  /** Further switches that remove this kind of failure from the failing design, each alone. */
  readonly repairs: readonly Partial<Design>[];
  readonly statesRepaired: number;
}

const { quick, ci } = scopes;

export const raceScenarios: readonly RaceScenario[] = [
  {
    number: 1,
    name: 'free, then notify',
    raceClass: 'I',
    hazards: [],
    scope: quick,
    failing: { skippedFrames: 'drop', framesAtEnd: 'rangesOnly' },
    violates: { property: 'S1', bugClass: 'kernel frame, dirtiness lost' },
    also: [],
    counterexampleSteps: 56,
    statesFailing: 72_708,
    repairs: [
      { skippedFrames: 'defer' },
      { framesAtEnd: 'notifier' },
      { unskip: 'setBitAndDirty' },
      { shrinkNotice: 'beforeFree' },
    ],
    statesRepaired: 117_093,
  },
  {
    number: 2,
    name: 'lost survivors',
    raceClass: 'I',
    hazards: [],
    scope: quick,
    failing: { skippedFrames: 'drop' },
    violates: { property: 'S1', bugClass: 'from frame, dirtiness lost' },
    also: [],
    counterexampleSteps: 54,
    statesFailing: 72_849,
    repairs: [{ unskip: 'setBitAndDirty' }, { awaiting: 'idle' }, { awaiting: 'oneMoreIteration' }],
    statesRepaired: 117_093,
  },
  {
    number: 3,
    name: 'un-skip without dirtying',
    raceClass: 'I',
    hazards: ['liveLeave'],
    scope: quick,
    failing: { skippedFrames: 'drop' },
    violates: { property: 'S1', bugClass: 'old frame, dirtiness lost' },
    also: [],
    counterexampleSteps: 56,
    statesFailing: 285_659,
    repairs: [{ unskip: 'setBitAndDirty' }],
    statesRepaired: 442_822,
  },
  {
    number: 4,
    name: 'a frame remapped under the area',
    raceClass: 'II',
    hazards: ['remap'],
    scope: quick,
    failing: { framesAtEnd: 'rangesOnly' },
    violates: { property: 'S1', bugClass: 'kernel frame, bit still 0' },
    also: ['S2'],
    counterexampleSteps: 53,
    statesFailing: 253_478,
    repairs: [{ framesAtEnd: 'notifier' }],
    statesRepaired: 511_413,
  },
  {
    number: 5,
    name: 'late clear: a walk races a shrink',
    raceClass: 'II',
    hazards: [],
    scope: ci,
    failing: { walk: 'unlocked', framesAtEnd: 'rangesOnly' },
    violates: { property: 'S1', bugClass: 'kernel frame, bit still 0' },
    also: ['S2'],
    counterexampleSteps: 67,
    statesFailing: 2_382_938,
    repairs: [{ walk: 'serialized' }, { framesAtEnd: 'notifier' }],
    statesRepaired: 1_996_605,
  },
  {
    number: 6,
    name: 'a collection that did not happen',
    raceClass: 'III',
    hazards: ['ignoredGc'],
    scope: quick,
    failing: { gcPostCondition: 'trusted' },
    violates: { property: 'S1', bugClass: 'eden frame, bit still 0' },
    also: ['S2'],
    counterexampleSteps: 43,
    statesFailing: 139_253,
    repairs: [{ gcPostCondition: 'checked' }],
    statesRepaired: 143_299,
  },
  {
    number: 8,
    name: 'inward rounding of must-send',
    raceClass: 'II',
    hazards: ['raggedRange'],
    scope: quick,
    failing: { mustSendRounding: 'inward' },
    violates: { property: 'S1', bugClass: 'from frame, bit still 0' },
    also: ['S2'],
    counterexampleSteps: 48,
    statesFailing: 132_365,
    repairs: [{ mustSendRounding: 'outward' }],
    statesRepaired: 133_081,
  },
  {
    number: 19,
    name: 'bitmap not reset',
    raceClass: 'II',
    hazards: ['secondMigration'],
    scope: quick,
    failing: { reset: 'never' },
    violates: { property: 'S5', bugClass: 'bit left over' },
    also: ['S1', 'S2', 'S4'],
    counterexampleSteps: 52,
    statesFailing: 1_563_614,
    repairs: [{ reset: 'onResume' }, { reset: 'onBegin' }],
    statesRepaired: 2_114_533,
  },
  {
    number: 22,
    name: 'coalesced notifications',
    raceClass: 'IV',
    hazards: [],
    scope: quick,
    failing: { firstUpdate: 'concurrent' },
    violates: { property: 'D', bugClass: 'stuck: daemon awaitingReady' },
    also: [],
    counterexampleSteps: 15,
    statesFailing: 117_417,
    repairs: [{ firstUpdate: 'handshake' }],
    statesRepaired: 117_093,
  },
];

/** The failing design of a scenario. */
export function failingDesign({ failing }: RaceScenario): Design {
  return { ...designs.hardened, ...failing };
}

/** The columns of the matrix. */
export const matrixDesigns = ['xen', 'published', 'hardened'] as const;

/** The rows of the matrix, and which properties the published design must violate there. The other
 * two designs must violate none. */
export const matrixRows: readonly {
  readonly hazards: readonly HazardName[];
  readonly publishedViolates: readonly string[];
}[] = [
  { hazards: [], publishedViolates: ['S1', 'D'] },
  { hazards: ['liveLeave'], publishedViolates: ['S1', 'S2', 'D'] },
  { hazards: ['remap'], publishedViolates: ['S1', 'S2', 'D'] },
  { hazards: ['ignoredGc'], publishedViolates: ['S1', 'S2', 'D'] },
  { hazards: ['raggedRange'], publishedViolates: ['S1', 'S2', 'D'] },
  { hazards: ['secondMigration'], publishedViolates: ['S1', 'S2', 'S4', 'S5', 'D'] },
  {
    hazards: ['liveLeave', 'ignoredGc', 'raggedRange'],
    publishedViolates: ['S1', 'S2', 'D'],
  },
];
