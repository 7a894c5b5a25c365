import { invariant } from '../foundation/invariant.ts';
import type { Transition } from '../system/compile.ts';
import type { Step } from '../system/system.ts';
import { Components } from './liveness/components.ts';
import type { Holds } from '../system/liveness-goal.ts';
import type { StateGraph } from './liveness/state-graph.ts';

/** What one step costs; `words` are the memory before it. A whole number, above 0 or below. */
export type Cost = (words: Uint32Array, transition: Transition, choice: number) => number;

/** The dearest or the cheapest run from the initial state to where `over` holds first. */
export interface Extreme {
  /** Infinite where a loop on the way costs more each time. */
  readonly value: number;
  /** A run that attains it. Where it is infinite: a run into the loop, once round. */
  readonly steps: readonly Step[];
  /** Where the value is infinite: how many steps come before the loop. */
  readonly loopStart?: number;
}

/**
 * The dearest or cheapest run to `over`, exactly, over all interleavings of a complete graph; runs that
 * never come there do not count. `undefined` where none comes there.
 *
 * The graph is taken apart into strongly connected components, from the end of all runs backwards; a
 * component in which going round pays is worth infinitely much. Costs are weights on steps and add no
 * state. Linear in the graph where loops are short.
 */
export function extreme(
  graph: StateGraph,
  { cost, over, most }: { readonly cost: Cost; readonly over: Holds; readonly most: boolean },
): Extreme | undefined {
  invariant(graph.ended === undefined, 'the exact cost of a run needs a complete graph');
  return new ExtremeSearch(graph, { cost, over, sign: most ? 1 : -1 }).run();
}

const none = 0xffff_ffff;

class ExtremeSearch {
  readonly #graph: StateGraph;
  /** By edge: what it pays (the cost, or less the cost where the cheapest run is looked for). */
  readonly #pays: Float64Array;
  /** By state: what the best run from there pays. */
  readonly #worth: Float64Array;
  /** By state: the edge by which that run leaves, or `none`. */
  readonly #next: Uint32Array;
  readonly #isOver: Uint8Array;
  readonly #component: Uint32Array;
  readonly #sign: number;

  constructor(
    graph: StateGraph,
    { cost, over, sign }: { readonly cost: Cost; readonly over: Holds; readonly sign: number },
  ) {
    this.#graph = graph;
    this.#sign = sign;
    this.#isOver = graph.where(over);
    this.#pays = new Float64Array(graph.targets.length);
    this.#worth = new Float64Array(graph.size).fill(-Infinity);
    this.#next = new Uint32Array(graph.size).fill(none);
    this.#component = new Uint32Array(graph.size);
    const words = graph.system.layout.zero();
    for (let id = 0; id < graph.size; id++) {
      graph.read(id, words);
      for (let edge = graph.firstEdge(id); edge < graph.firstEdge(id + 1); edge++) {
        const { transition, choice } = graph.stepOf(edge);
        this.#pays[edge] = sign * cost(words, graph.system.transitions[transition]!, choice);
      }
      if (this.#isOver[id] === 1) this.#worth[id] = 0;
    }
  }

  run(): Extreme | undefined {
    const graph = this.#graph;
    // A run ends where it is over: what lies beyond makes no loop of it.
    const isOnTheWay = (id: number): boolean => this.#isOver[id] === 0;
    const nodes = Uint32Array.from({ length: graph.size }, (_, id) => id).filter(isOnTheWay);
    let number = 0;
    const components = new Components(graph);
    components.forEach(nodes, isOnTheWay, (states) => {
      number++;
      for (const id of states) this.#component[id] = number;
      this.#settle(states);
    });
    const worth = this.#worth[0]!;
    if (worth === -Infinity) return undefined;
    if (worth === Infinity) return this.#loop();
    return { value: this.#sign * worth + 0, steps: this.#path(0) };
  }

  /** Gives every state of a component its worth, those that it leads to having theirs. */
  #settle(states: Uint32Array): void {
    const { targets } = this.#graph;
    let pays = false;
    let costs = false;
    for (const id of states) {
      this.#forEachEdge(id, (edge) => {
        const isInside = this.#component[targets[edge]!] === this.#component[id];
        if (!isInside) return;
        pays ||= this.#pays[edge]! > 0;
        costs ||= this.#pays[edge]! < 0;
      });
    }
    invariant(!pays || !costs, 'a loop of steps that cost and steps that pay is not supported');
    for (let changed = true; changed;) {
      changed = false;
      for (const id of states) {
        this.#forEachEdge(id, (edge) => {
          const worth = this.#pays[edge]! + this.#worth[targets[edge]!]!;
          if (worth <= this.#worth[id]!) return;
          this.#worth[id] = worth;
          this.#next[id] = edge;
          changed = true;
        });
        if (changed && pays) {
          // Going round pays: from anywhere in here the run can be as dear as one likes.
          for (const inside of states) this.#worth[inside] = Infinity;
          return;
        }
      }
    }
  }

  #forEachEdge(id: number, visit: (edge: number) => void): void {
    const end = this.#graph.firstEdge(id + 1);
    for (let edge = this.#graph.firstEdge(id); edge < end; edge++) visit(edge);
  }

  #path(from: number): Step[] {
    const steps: Step[] = [];
    for (let at = from; this.#isOver[at] === 0; at = this.#graph.targets[this.#next[at]!]!) {
      steps.push(this.#graph.stepOf(this.#next[at]!));
    }
    return steps;
  }

  /** A shortest run to an edge that pays inside its component, over it, and back to where it began. */
  #loop(): Extreme {
    const { targets } = this.#graph;
    for (let id = 0; id < this.#graph.size; id++) {
      if (this.#worth[id] !== Infinity) continue;
      let paying = none;
      this.#forEachEdge(id, (edge) => {
        const isInside = this.#component[targets[edge]!] === this.#component[id];
        if (isInside && this.#pays[edge]! > 0 && paying === none) paying = edge;
      });
      if (paying === none) continue;
      const stem = this.#graph.pathTo(id);
      const back = this.#within(targets[paying]!, id);
      const steps = [...stem, this.#graph.stepOf(paying), ...back];
      return { value: this.#sign * Infinity, steps, loopStart: stem.length };
    }
    invariant(false, 'a run that pays for ever goes round where it pays');
  }

  /** A shortest way from one state of a component to another, inside it. */
  #within(from: number, to: number): Step[] {
    const { targets } = this.#graph;
    const before = new Map<number, { readonly id: number; readonly edge: number }>();
    const queue = [from];
    for (let head = 0; head < queue.length; head++) {
      if (to === from || before.has(to)) break;
      const id = queue[head]!;
      this.#forEachEdge(id, (edge) => {
        const target = targets[edge]!;
        if (this.#component[target] !== this.#component[id] || before.has(target)) return;
        before.set(target, { id, edge });
        queue.push(target);
      });
    }
    const steps: Step[] = [];
    for (let at = to; at !== from; at = before.get(at)!.id) {
      steps.push(this.#graph.stepOf(before.get(at)!.edge));
    }
    return steps.toReversed();
  }
}
