import type { StateGraph } from './state-graph.ts';

/**
 * Strongly connected components of parts of a graph (Tarjan 1972, without recursion). Holds its working
 * memory, 17 bytes per state, from one call to the next.
 */
export class Components {
  readonly #graph: StateGraph;
  /** Order of the visit + 1, 0 where not visited. */
  readonly #order: Uint32Array;
  readonly #low: Uint32Array;
  readonly #nextEdge: Uint32Array;
  readonly #onStack: Uint8Array;
  readonly #stack: Uint32Array;
  #stackSize = 0;

  constructor(graph: StateGraph) {
    this.#graph = graph;
    this.#order = new Uint32Array(graph.size);
    this.#low = new Uint32Array(graph.size);
    this.#nextEdge = new Uint32Array(graph.size);
    this.#onStack = new Uint8Array(graph.size);
    this.#stack = new Uint32Array(graph.size);
  }

  /**
   * Visits every component of the part that consists of `nodes`, of which `includes` must know each and
   * no state that is not expanded. In reverse topological order: a component comes after all that it
   * leads to. A component of one state without an edge to itself is visited too. The states are a
   * view, valid during the visit. Linear in states and edges of the part.
   */
  forEach(
    nodes: Uint32Array,
    includes: (id: number) => boolean,
    visit: (states: Uint32Array) => void,
  ): void {
    let visited = 0;
    const path: number[] = [];
    const enter = (id: number): void => {
      this.#order[id] = ++visited;
      this.#low[id] = visited;
      this.#nextEdge[id] = this.#graph.firstEdge(id);
      this.#onStack[id] = 1;
      this.#stack[this.#stackSize++] = id;
      path.push(id);
    };
    for (const root of nodes) {
      if (this.#order[root] !== 0) continue;
      enter(root);
      while (path.length > 0) {
        const at = path.at(-1)!;
        const next = this.#nextTarget(at, includes);
        if (next >= 0) {
          if (this.#order[next] === 0) enter(next);
          else if (this.#onStack[next] === 1) this.#lower(at, this.#order[next]!);
          continue;
        }
        path.pop();
        const before = path.at(-1);
        if (before !== undefined) this.#lower(before, this.#low[at]!);
        if (this.#low[at] === this.#order[at]) visit(this.#take(at));
      }
    }
    for (const id of nodes) this.#order[id] = 0;
  }

  #nextTarget(id: number, includes: (id: number) => boolean): number {
    const { targets } = this.#graph;
    const end = this.#graph.firstEdge(id + 1);
    for (let edge = this.#nextEdge[id]!; edge < end; edge++) {
      const target = targets[edge]!;
      if (!includes(target)) continue;
      this.#nextEdge[id] = edge + 1;
      return target;
    }
    this.#nextEdge[id] = end;
    return -1;
  }

  #lower(id: number, order: number): void {
    if (order < this.#low[id]!) this.#low[id] = order;
  }

  #take(root: number): Uint32Array {
    const end = this.#stackSize;
    let id: number;
    do {
      id = this.#stack[--this.#stackSize]!;
      this.#onStack[id] = 0;
    } while (id !== root);
    return this.#stack.subarray(this.#stackSize, end);
  }
}
