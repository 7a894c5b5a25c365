import { ExactStore } from '../../checking/stores/exact-store.ts';
import { askedAt } from '../../system/asked-at.ts';
import { deadlockProperty } from '../../system/deadlock.ts';
import type { Step, System } from '../../system/system.ts';

/** From which moment of a counterexample nothing could save it any more. */
export interface Certainty {
  /** The loss is certain after this step; 0: from the start. */
  readonly step: number;
  /** False where a budget ended a search below `step`: it may have been certain before. */
  readonly isExact: boolean;
  /** States looked at, over all searches. */
  readonly states: number;
}

export interface CertaintyOptions {
  /** Distinct states of one search; past it the search says nothing. Default: 200,000. */
  readonly maxStates?: number;
}

type Answer = 'safe end' | 'no safe end' | 'unknown';

/**
 * The first step after which every continuation fails: from the state behind it no end (the system at
 * rest) is reachable without violating `property` on the way. Decided by search, from states picked by
 * bisection: what is certain stays certain. Every step of every process counts as possible, so nothing
 * is certain that luck could still avert.
 */
export function certaintyOf(
  system: System,
  { property, steps }: { readonly property: string; readonly steps: readonly Step[] },
  { maxStates = 200_000 }: CertaintyOptions = {},
): Certainty {
  const states = statesAlong(system, steps);
  const violates = violationTest(system, property);
  let looked = 0;
  let [low, high] = [0, steps.length];
  let unknownAt = -1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const known = new ExactStore(system.layout.wordsPerState);
    const answer = safeEndFrom(system, states[middle]!, { known, violates, maxStates });
    looked += known.size;
    if (answer === 'no safe end') high = middle;
    else low = middle + 1;
    if (answer === 'unknown') unknownAt = Math.max(unknownAt, middle);
  }
  return { step: high, isExact: unknownAt < 0, states: looked };
}

function statesAlong(system: System, steps: readonly Step[]): Uint32Array[] {
  const words = system.initial();
  return [
    words.slice(),
    ...steps.map(({ transition, choice }) => {
      system.apply(words, transition, choice);
      return words.slice();
    }),
  ];
}

/** Whether a state violates a property. A deadlock needs no test: it has no way on. */
function violationTest(system: System, id: string): (words: Uint32Array) => boolean {
  const property = system.properties.find((candidate) => candidate.id === id);
  if (property === undefined || id === deadlockProperty) return () => false;
  const isAsked = askedAt(system, property);
  return (words) => isAsked(words) && property.violation(words) !== undefined;
}

interface Hunt {
  readonly known: ExactStore;
  readonly violates: (words: Uint32Array) => boolean;
  readonly maxStates: number;
}

/** Depth first, steps that count as progress before all others: an end is most often near. */
function safeEndFrom(
  system: System,
  start: Uint32Array,
  { known, violates, maxStates }: Hunt,
): Answer {
  if (violates(start)) return 'no safe end';
  if (system.isTerminal(start, 0)) return 'safe end';
  const current = system.layout.zero();
  const next = system.layout.zero();
  const stack = [known.add(start, 0)];
  while (stack.length > 0) {
    const id = stack.pop()!;
    known.read(id, current);
    const progressing: number[] = [];
    let ends = false;
    const visit = (transition: number, choice: number): void => {
      next.set(current);
      system.apply(next, transition, choice);
      const added = known.add(next, id);
      if (added < 0 || violates(next)) return;
      ends ||= system.isTerminal(next, 0);
      if (system.transitions[transition]!.progress) progressing.push(added);
      else stack.push(added);
    };
    for (const process of system.processes) process.forEachEnabled(current, visit);
    if (ends) return 'safe end';
    if (known.size > maxStates) return 'unknown';
    for (const added of progressing) stack.push(added);
  }
  return 'no safe end';
}
