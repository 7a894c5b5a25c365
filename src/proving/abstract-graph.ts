import { BreadthFirst } from '../checking/search/breadth-first.ts';
import { askedAt } from '../system/asked-at.ts';
import { enabledStepsOf } from '../system/successors.ts';
import type { System } from '../system/system.ts';

export interface AbstractGraphOptions {
  readonly system: System;
  /** The property that fails. */
  readonly property: string;
  /** Explores so many states at most. */
  readonly maxStates: number;
}

const unreachable = -1;

/** The search ends when it has found so many times the states that it had at the first failure. */
const beyondFirst = 3;

/**
 * Reachable states of an abstract system around its nearest failures, and how many steps each is away from one.
 * Costs two words per step beside the states.
 */
export class AbstractGraph {
  /** States found. */
  readonly size: number;
  readonly #search: BreadthFirst;
  readonly #distances: Int32Array;

  constructor({ system, property, maxStates }: AbstractGraphOptions) {
    const search = new BreadthFirst(system, { enabled: enabledStepsOf(system) });
    const edges = new Edges();
    const failing: number[] = [];
    const judged = system.properties.find(({ id }) => id === property)!;
    const isAsked = askedAt(system, judged);
    let firstSize: number | undefined;
    const judge = (id: number): void => {
      if (isAsked(search.next) && judged.violation(search.next) !== undefined) failing.push(id);
    };
    judge(0);
    const isLarge = (): boolean =>
      search.size >= Math.min(maxStates, beyondFirst * (firstSize ?? maxStates));
    while (search.isLeft && !isLarge()) {
      if (failing.length > 0) firstSize ??= search.size;
      search.expand((transition, choice) => {
        const known = search.size;
        const id = search.reach(transition, choice);
        edges.add(search.expanded, id);
        if (id === known) judge(id);
      });
    }
    this.size = search.size;
    this.#search = search;
    this.#distances = edges.distancesTo(failing, search.size);
  }

  /** Abstract steps from a state to the nearest failure; `undefined` where none is known to lead there. */
  distanceOf(words: Uint32Array): number | undefined {
    const id = this.#search.idOf(words);
    const distance = id < 0 ? unreachable : this.#distances[id]!;
    return distance === unreachable ? undefined : distance;
  }
}

/** Steps between numbered states, in the order in which they were found. */
class Edges {
  #from = new Int32Array(1 << 16);
  #to = new Int32Array(1 << 16);
  #count = 0;

  add(from: number, to: number): void {
    if (this.#count === this.#from.length) {
      this.#from = grown(this.#from);
      this.#to = grown(this.#to);
    }
    this.#from[this.#count] = from;
    this.#to[this.#count++] = to;
  }

  /** Steps from each state to the nearest of `targets`, backward breadth first. */
  distancesTo(targets: readonly number[], states: number): Int32Array {
    const starts = new Int32Array(states + 1);
    for (let edge = 0; edge < this.#count; edge++) starts[this.#to[edge]! + 1]! += 1;
    for (let state = 0; state < states; state++) starts[state + 1]! += starts[state]!;
    const filled = starts.slice();
    const sources = new Int32Array(this.#count);
    for (let edge = 0; edge < this.#count; edge++) {
      sources[filled[this.#to[edge]!]!++] = this.#from[edge]!;
    }
    const distances = new Int32Array(states).fill(unreachable);
    const queue = new Int32Array(states);
    let end = 0;
    for (const target of targets) {
      distances[target] = 0;
      queue[end++] = target;
    }
    for (let at = 0; at < end; at++) {
      const state = queue[at]!;
      for (let place = starts[state]!; place < starts[state + 1]!; place++) {
        const source = sources[place]!;
        if (distances[source] !== unreachable) continue;
        distances[source] = distances[state]! + 1;
        queue[end++] = source;
      }
    }
    return distances;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
