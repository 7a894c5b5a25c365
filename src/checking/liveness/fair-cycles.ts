import { Components } from './components.ts';
import type { Fairness } from './fairness.ts';
import type { StateGraph } from './state-graph.ts';

/** A part of the graph in which some run can stay for ever, being fair. */
export interface FairPart {
  /** Strongly connected, or one state. Every loop through all that it owes is a fair run. */
  readonly states: Uint32Array;
  /** The run stands still in the one state: nothing that is fair is enabled there. */
  readonly standsStill: boolean;
}

export interface FairCycleQuestion {
  readonly graph: StateGraph;
  readonly fairness: Fairness;
  /** By state: 1 where the run must stay. */
  readonly within: Uint8Array;
  /** By state: 1 where it must come again and again; everywhere if absent. */
  readonly visits?: Uint8Array;
}

/**
 * Every maximal part of `within` in which some fair run stays for ever and reaches `visits` again and
 * again. A state in which nothing fair is enabled counts too: the run may stand still there.
 *
 * Weak fairness is decided per strongly connected component: one that neither takes a step of a group
 * nor has a state in which the group is disabled has no fair loop, and no part of it has one. A strong
 * group that is enabled in a component and never taken there costs the states where it is enabled, and
 * the rest is taken apart again (Emerson and Lei 1987; Lichtenstein and Pnueli 1985). At worst states x
 * strong groups visits of the component.
 */
export function fairParts(question: FairCycleQuestion): FairPart[] {
  return new FairPartSearch(question).run();
}

class FairPartSearch {
  readonly #question: FairCycleQuestion;
  readonly #components: Components;
  /** By state: the number of the part that is being taken apart, 0 outside all. */
  readonly #part: Uint32Array;
  readonly #found: FairPart[] = [];
  #parts = 1;

  constructor(question: FairCycleQuestion) {
    this.#question = question;
    this.#components = new Components(question.graph);
    this.#part = Uint32Array.from(question.within);
  }

  run(): FairPart[] {
    const { graph, within } = this.#question;
    let count = 0;
    const nodes = new Uint32Array(graph.expanded);
    for (let id = 0; id < graph.expanded; id++) if (within[id] === 1) nodes[count++] = id;
    const work = [{ nodes: nodes.subarray(0, count), part: 1 }];
    this.#part.fill(0, graph.expanded);
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      const { part } = item;
      const again: Uint32Array<ArrayBuffer>[] = [];
      this.#components.forEach(
        item.nodes,
        (id) => this.#part[id] === part,
        (states) => {
          const rest = this.#judge(states, part);
          if (rest !== undefined) again.push(rest);
        },
      );
      for (const rest of again) {
        const number = ++this.#parts;
        for (const id of rest) this.#part[id] = number;
        work.push({ nodes: rest, part: number });
      }
    }
    return this.#found;
  }

  /** Keeps a component that has a fair loop; returns what is left to take apart of one that may. */
  #judge(states: Uint32Array, part: number): Uint32Array<ArrayBuffer> | undefined {
    const { fairness, visits } = this.#question;
    const first = states[0]!;
    if (states.length === 1 && enabledGroups(this.#question, first) === 0) {
      if (visits === undefined || visits[first] === 1) this.#keep(states, true);
      return undefined;
    }
    if (states.length === 1 && !this.#hasLoop(first)) return undefined;
    // A component counts only what stays inside it, and Tarjan's part may be larger than it.
    const number = ++this.#parts;
    for (const id of states) this.#part[id] = number;
    const { taken, enabledSomewhere, disabledSomewhere, isVisited } = this.#survey(states, number);
    for (const id of states) this.#part[id] = part;
    if (!isVisited) return undefined;
    const weak = fairness.all & ~fairness.strong;
    if ((weak & ~(taken | disabledSomewhere)) !== 0) return undefined;
    const starved = fairness.strong & enabledSomewhere & ~taken;
    if (starved === 0) {
      this.#keep(states, false);
      return undefined;
    }
    return states.filter((id) => (enabledGroups(this.#question, id) & starved) === 0);
  }

  #keep(states: Uint32Array, standsStill: boolean): void {
    this.#found.push({ states: states.slice(), standsStill });
  }

  #hasLoop(id: number): boolean {
    const { graph } = this.#question;
    const end = graph.firstEdge(id + 1);
    for (let edge = graph.firstEdge(id); edge < end; edge++) {
      if (graph.targets[edge] === id) return true;
    }
    return false;
  }

  #survey(states: Uint32Array, number: number): Survey {
    const { graph, fairness, visits } = this.#question;
    let [taken, enabledSomewhere, disabledSomewhere] = [0, 0, 0];
    let isVisited = visits === undefined;
    for (const id of states) {
      isVisited ||= visits![id] === 1;
      const end = graph.firstEdge(id + 1);
      let enabled = 0;
      for (let edge = graph.firstEdge(id); edge < end; edge++) {
        const groups = fairness.byTransition[graph.transitionOf(edge)]!;
        enabled |= groups;
        if (this.#part[graph.targets[edge]!] === number) taken |= groups;
      }
      enabledSomewhere |= enabled;
      disabledSomewhere |= fairness.all & ~enabled;
    }
    return { taken, enabledSomewhere, disabledSomewhere, isVisited };
  }
}

interface Survey {
  readonly taken: number;
  readonly enabledSomewhere: number;
  readonly disabledSomewhere: number;
  readonly isVisited: boolean;
}

/** The groups of which some step is enabled in a state, as bits. */
export function enabledGroups(
  { graph, fairness }: Pick<FairCycleQuestion, 'graph' | 'fairness'>,
  id: number,
): number {
  let enabled = 0;
  const end = graph.firstEdge(id + 1);
  for (let edge = graph.firstEdge(id); edge < end; edge++) {
    enabled |= fairness.byTransition[graph.transitionOf(edge)]!;
  }
  return enabled;
}
