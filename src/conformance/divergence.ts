import { refusalOf, type Refusal } from './candidate-guards.ts';
import { kindName, type NamedStep } from './named-step.ts';
import {
  differences,
  type CheckedObservation,
  type Difference,
  type Observation,
  type StateView,
} from './observation.ts';
import type { PossibleState, PossibleStates } from './possible-states.ts';

/**
 * How an implementation leaves the model.
 * - `notAllowed`: it did a step that no possible state has
 * - `differs`: the step is possible, what was observed after it is not
 * - `refused`: it refused a step that every possible state has
 * - `notRefused`: it did a step that it had to refuse
 */
export type DivergenceKind = 'notAllowed' | 'differs' | 'refused' | 'notRefused';

/** A state that explains everything before the divergence. */
export interface Survivor {
  /** Control states by process. */
  readonly controls: Readonly<Record<string, string>>;
  /** The steps that it would have allowed, by kind: `client acquire`, `kernel write 0, 2, 4 to 9`. */
  readonly allowed: readonly string[];
  /** Why it does not allow the step that came. */
  readonly refusal?: Refusal;
}

export interface Divergence {
  readonly kind: DivergenceKind;
  /** One sentence: what came and what was expected. */
  readonly detail: string;
  /** Step of the schedule or line of the log, from 1; 0 is the state after the reset. */
  readonly position: number;
  readonly step?: NamedStep;
  readonly observed?: Observation;
  /** The first few of the states that explain everything before. */
  readonly survivors: readonly Survivor[];
  readonly survivorCount: number;
  /** For `differs`: what differs, in the states that come nearest to what was observed. */
  readonly nearest: readonly (readonly Difference[])[];
}

/** Survivors and nearest states that a report lists. */
const listedMax = 4;
const allowedMax = 12;

/** What came where the model has nothing that explains it. */
export interface Unexplained {
  readonly kind: Exclude<DivergenceKind, 'differs'>;
  readonly position: number;
  readonly step: NamedStep | undefined;
  readonly reason?: string;
  readonly observed?: Observation;
}

/** A divergence of steps: what every possible state would have allowed, and why not this. */
export function stepDivergence(
  possible: PossibleStates,
  states: readonly PossibleState[],
  { kind, position, step, reason, observed }: Unexplained,
): Divergence {
  return {
    kind,
    detail: detailOf(kind, step, reason),
    position,
    ...(step === undefined ? {} : { step }),
    ...(observed === undefined ? {} : { observed }),
    survivors: survivorsOf(possible, states, kind === 'refused' ? undefined : step),
    survivorCount: states.length,
    nearest: [],
  };
}

function detailOf(
  kind: Unexplained['kind'],
  step: NamedStep | undefined,
  reason: string | undefined,
): string {
  const name = step === undefined ? 'this entry' : kindName(step);
  switch (kind) {
    case 'notAllowed':
      return `no possible state allows ${name}`;
    case 'notRefused':
      return `${name} had to be refused and was done`;
    case 'refused':
      return `${name} was refused and every possible state allows it${reason === undefined ? '' : `: ${reason}`}`;
  }
}

/** An observation that no state after the step has. */
export interface Unobserved {
  readonly position: number;
  readonly step: NamedStep | undefined;
  readonly view: StateView;
  readonly checked: CheckedObservation;
  readonly observed: Observation;
  /** The states before the step. */
  readonly before: readonly PossibleState[];
}

/** A divergence of states: what differs, in the nearest of the states `after` the step. */
export function stateDivergence(
  possible: PossibleStates,
  after: readonly PossibleState[],
  { position, step, view, checked, observed, before }: Unobserved,
): Divergence {
  const nearest = after
    .map(({ words }) => differences(view, words, checked))
    .toSorted((one, other) => one.length - other.length)
    .slice(0, listedMax);
  const [first] = nearest[0] ?? [];
  const name = step === undefined ? '' : `after ${kindName(step)} `;
  const detail =
    first === undefined ? `${name}no possible state is left` : `${name}${differenceText(first)}`;
  return {
    kind: 'differs',
    detail,
    position,
    ...(step === undefined ? {} : { step }),
    observed,
    survivors: survivorsOf(possible, before, undefined),
    survivorCount: before.length,
    nearest,
  };
}

/** `holder is 2, the model has 1`. */
export function differenceText({ name, index, expected, observed }: Difference): string {
  const element = index === undefined ? name : `${name}[${index}]`;
  return `${element} is ${valueText(observed)}, the model has ${valueText(expected)}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  return JSON.stringify(value) ?? 'nothing';
}

function survivorsOf(
  possible: PossibleStates,
  states: readonly PossibleState[],
  step: NamedStep | undefined,
): Survivor[] {
  const { system } = possible;
  return states.slice(0, listedMax).map(({ words }): Survivor => {
    const isRefused = step !== undefined && possible.transitionOf(words, step) < 0;
    return {
      controls: Object.fromEntries(
        system.processes.map(({ name }) => [name, system.stateOf(words, name)]),
      ),
      allowed: allowedIn(possible, words),
      ...(isRefused ? { refusal: refusalOf(system, words, step) } : {}),
    };
  });
}

/** The kinds of step that a state has, each with its choices if there are several. */
function allowedIn({ system }: PossibleStates, words: Uint32Array): string[] {
  const choices = new Map<string, number[]>();
  for (const { transition, choice } of system.enabled(words)) {
    const kind = kindName(system.transitions[transition]!);
    choices.set(kind, [...(choices.get(kind) ?? []), choice]);
  }
  const kinds = [...choices].map(([kind, picks]) =>
    picks.length === 1 && picks[0] === 0 ? kind : `${kind} ${choicesText(picks)}`,
  );
  const more = kinds.length - allowedMax;
  return more > 0 ? [...kinds.slice(0, allowedMax), `and ${more} more`] : kinds;
}

/** `0, 2, 5 to 9`: the choices of a step may be thousands. */
function choicesText(choices: readonly number[]): string {
  const runs: { readonly from: number; to: number }[] = [];
  for (const choice of choices) {
    const last = runs.at(-1);
    if (last?.to === choice - 1) last.to = choice;
    else runs.push({ from: choice, to: choice });
  }
  return runs
    .flatMap(({ from, to }) => {
      if (to - from > 1) return [`${from} to ${to}`];
      return from === to ? [`${from}`] : [`${from}, ${to}`];
    })
    .join(', ');
}
