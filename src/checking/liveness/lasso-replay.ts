import type { Field } from '../../layout/field.ts';
import type { Step, System } from '../../system/system.ts';
import type { Violation } from '../../system/definition.ts';
import { Fairness, type FairGroup } from './fairness.ts';
import type { Goal, Holds } from '../../system/liveness-goal.ts';

/** A run for ever: the steps of a stem, then those of its loop. */
export interface Run {
  readonly steps: readonly Step[];
  readonly loopStart: number;
  readonly fairness: readonly FairGroup[];
  /** Fields that may differ from one round of the loop to the next (see `GraphOptions.ghosts`). */
  readonly ghosts?: readonly Field[];
}

/**
 * Why a stem and a loop are not a fair run that breaks `goal`, or `undefined` where they are. Takes
 * every step through `System.apply`, twice round the loop, and knows nothing of the search.
 */
export function lassoFlaw(system: System, goal: Goal, run: Run): string | undefined {
  const visited: Uint32Array[] = [system.initial()];
  const loop = run.steps.slice(run.loopStart);
  for (const [index, step] of [...run.steps, ...loop].entries()) {
    const words = visited.at(-1)!;
    if (!isEnabled(system, words, step)) return `step ${index + 1} is not possible`;
    const next = words.slice();
    system.apply(next, step.transition, step.choice);
    visited.push(next);
  }
  const once = visited[run.loopStart]!;
  const again = visited[run.steps.length]!;
  const ghosts = new Set(run.ghosts?.map(({ name }) => name));
  const changed = system.layout.changes(once, again).filter(({ field }) => !ghosts.has(field));
  if (changed.length > 0) return `the loop does not close: ${changed[0]!.field} changed`;
  const round = visited.slice(run.loopStart, Math.max(run.steps.length, run.loopStart + 1));
  return flawOfGoal(goal, visited, round) ?? unfairness(system, run, round);
}

/**
 * What is wrong with a run that goes round through these states for ever: failure classes are reported
 * apart by where processes stand all the while that are not where they started. No step: it stands still.
 */
export function lassoViolation(
  system: System,
  round: readonly Uint32Array[],
  steps: number,
): Violation {
  // Where steps are narrated by the system itself, its processes have one control state only.
  const hasPlaces = system.narrator === undefined;
  const initial = system.initial();
  const places = system.processes.flatMap(({ name }) => {
    const state = system.stateOf(round[0]!, name);
    const stays = round.every((words) => system.stateOf(words, name) === state);
    const isNamed = !hasPlaces || state !== system.stateOf(initial, name);
    return stays && isNamed ? [`${name} ${state}`] : [];
  });
  const standing = places.length === 0 ? 'nobody stands still' : places.join(', ');
  const detail =
    steps === 0
      ? `nothing that is fair can move any more: ${standing}`
      : `a loop of ${steps} steps is repeated for ever, fair to everyone: ${standing}`;
  return { failureClass: `for ever: ${standing}`, detail };
}

/** The states of the loop of a run, the first where it begins. */
export function roundOf(
  system: System,
  { steps, loopStart }: Pick<Run, 'steps' | 'loopStart'>,
): Uint32Array[] {
  const words = system.initial();
  const round: Uint32Array[] = [];
  for (const [index, { transition, choice }] of steps.entries()) {
    if (index >= loopStart) round.push(words.slice());
    system.apply(words, transition, choice);
  }
  return round.length > 0 ? round : [words];
}

function isEnabled(system: System, words: Uint32Array, { transition, choice }: Step): boolean {
  const enabled = system.enabled(words);
  return enabled.some((one) => one.transition === transition && one.choice === choice);
}

function flawOfGoal(
  { from, within, visits }: Goal,
  visited: readonly Uint32Array[],
  round: readonly Uint32Array[],
): string | undefined {
  const outside = visited.findLastIndex((words) => !within(words));
  const staying = visited.slice(outside + 1);
  const begins: Holds = from === 'start' ? () => outside === -1 : from;
  if (!staying.some(begins)) return 'the run does what it owes, or never owes it';
  if (outside >= visited.length - round.length) return 'the loop does what the run owes';
  if (visits !== undefined && !round.some(visits)) return 'the loop settles as it should';
  return undefined;
}

function unfairness(
  system: System,
  { steps, loopStart, fairness }: Run,
  round: readonly Uint32Array[],
): string | undefined {
  const { byTransition, groups } = new Fairness(system, fairness);
  const enabled = round.map((words) =>
    system.enabled(words).reduce((bits, { transition }) => bits | byTransition[transition]!, 0),
  );
  const taken = steps
    .slice(loopStart)
    .reduce((bits, { transition }) => bits | byTransition[transition]!, 0);
  const starved = groups.find(({ strength }, index) => {
    const bit = 1 << index;
    const owes = enabled[strength === 'weak' ? 'every' : 'some']((bits) => (bits & bit) !== 0);
    return owes && (taken & bit) === 0;
  });
  return starved === undefined ? undefined : `the loop is not fair to ${starved.name}`;
}
