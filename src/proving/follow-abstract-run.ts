import { ExactStore } from '../checking/stores/exact-store.ts';
import { enabledStepsOf } from '../system/successors.ts';
import type { Step } from '../system/system.ts';
import type { Abstraction } from './abstraction.ts';

/** How far the concrete system can go along an abstract run. */
export interface Followed {
  /** Abstract steps that some concrete run takes, seen from some element. */
  readonly steps: number;
  /** The first step that it does not take; absent where it takes all. */
  readonly missing?: { readonly process: string; readonly event: string; readonly detail: string };
}

/**
 * Follows an abstract run in the concrete system, step by step, with steps in between that do not show. Ends
 * after `budget` concrete states for each element.
 */
export function followAbstractRun(
  abstraction: Abstraction,
  run: readonly Step[],
  budget: number,
): Followed {
  const { abstract, elements, ghosts } = abstraction;
  const states: Uint32Array[] = [];
  const words = abstract.initial();
  for (const { transition, choice } of run) {
    abstract.apply(words, transition, choice);
    const seen = words.slice();
    for (const ghost of ghosts) ghost.set(seen, 0, 0);
    states.push(seen);
  }
  let steps = 0;
  for (let element = 0; element < elements && steps < run.length; element++) {
    steps = Math.max(steps, follow(abstraction, { states, element, budget }));
  }
  const next = run[steps];
  if (next === undefined) return { steps };
  const { process, event, rule } = abstract.transitions[next.transition]!;
  return { steps, missing: { process, event, detail: rule?.description ?? '' } };
}

/** How many of the abstract states one concrete run goes through, in their order. */
function follow(
  { concrete, abstract, alpha, ghosts }: Abstraction,
  given: {
    readonly states: readonly Uint32Array[];
    readonly element: number;
    readonly budget: number;
  },
): number {
  const { states, element, budget } = given;
  const seen = abstract.layout.zero();
  const stateSeen = (words: Uint32Array): Uint32Array => {
    alpha(words, element, seen);
    for (const ghost of ghosts) ghost.set(seen, 0, 0);
    return seen;
  };
  const isAt = (words: Uint32Array, position: number): boolean =>
    states[position] !== undefined && same(stateSeen(words), states[position]);
  const enabled = enabledStepsOf(concrete);
  const words = concrete.initial();
  const next = concrete.layout.zero();
  let reached = 0;
  let frontier: Uint32Array[] = isAt(words, 0) ? [words.slice()] : [];
  let expanded = 0;
  for (let position = 0; frontier.length > 0; position++) {
    reached = position + 1;
    if (reached === states.length) return reached;
    // All that can be reached without a step that shows, and from there the next one that does.
    const here = new ExactStore(words.length);
    const beyond = new ExactStore(words.length);
    for (const state of frontier) here.add(state, 0);
    for (let at = 0; at < here.size && expanded < budget; at++, expanded++) {
      here.read(at, words);
      enabled(words, (transition, choice) => {
        next.set(words);
        concrete.apply(next, transition, choice);
        if (isAt(next, position)) here.add(next, 0);
        if (isAt(next, position + 1)) beyond.add(next, 0);
      });
    }
    frontier = Array.from({ length: beyond.size }, (_, at) => {
      const state = concrete.layout.zero();
      beyond.read(at, state);
      return state;
    });
  }
  return reached;
}

function same(one: Uint32Array, other: Uint32Array): boolean {
  return one.every((word, at) => word === other[at]);
}
