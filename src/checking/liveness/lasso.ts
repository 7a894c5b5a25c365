import { InvariantError } from '../../foundation/invariant.ts';
import { enabledGroups, type FairCycleQuestion, type FairPart } from './fair-cycles.ts';
import type { StateGraph } from './state-graph.ts';

/** Shortest ways to where a run begins to stay inside, and on inside, for ever. */
export class Stems {
  /** By state: steps from the initial state; `unreached` where no stem leads. */
  readonly distances: Uint32Array;
  readonly #graph: StateGraph;
  /** By state: the edge by which the stem comes, or `none` where it begins to stay inside there. */
  readonly #edges: Uint32Array;
  readonly #sources: Uint32Array;

  /** `starts`: by state, 1 where a run may begin to stay; `within`: where it must then stay. */
  constructor(graph: StateGraph, starts: Uint8Array, within: Uint8Array) {
    this.#graph = graph;
    this.distances = new Uint32Array(graph.size).fill(unreached);
    this.#edges = new Uint32Array(graph.size).fill(none);
    this.#sources = new Uint32Array(graph.size);
    // No stem to a start is shorter than its depth. States are numbered by depth, so that starts come
    // in order of distance, as the queue does.
    const ordered: number[] = [];
    for (let id = 0; id < graph.expanded; id++) {
      if (starts[id] === 0 || within[id] === 0) continue;
      this.distances[id] = graph.depths[id]!;
      ordered.push(id);
    }
    const queue: number[] = [];
    let head = 0;
    let start = 0;
    while (start < ordered.length || head < queue.length) {
      const isStart =
        start < ordered.length &&
        (head === queue.length ||
          this.distances[ordered[start]!]! <= this.distances[queue[head]!]!);
      this.#expand(isStart ? ordered[start++]! : queue[head++]!, within, queue);
    }
  }

  #expand(id: number, within: Uint8Array, queue: number[]): void {
    const graph = this.#graph;
    const distance = this.distances[id]! + 1;
    const end = graph.firstEdge(id + 1);
    for (let edge = graph.firstEdge(id); edge < end; edge++) {
      const target = graph.targets[edge]!;
      if (target >= graph.expanded || within[target] === 0) continue;
      if (this.distances[target] !== unreached) continue;
      this.distances[target] = distance;
      this.#edges[target] = edge;
      this.#sources[target] = id;
      queue.push(target);
    }
  }

  /** The edges of the stem inside, and the state in which it begins. */
  backFrom(id: number): { readonly start: number; readonly edges: readonly number[] } {
    const edges: number[] = [];
    let at = id;
    for (; this.#edges[at] !== none; at = this.#sources[at]!) edges.push(this.#edges[at]!);
    return { start: at, edges: edges.toReversed() };
  }
}

export const unreached = 0xffff_ffff;
const none = 0xffff_ffff;

/** Visits of (state, owed) that the search for a shortest loop may make in one part. */
const visitsMax = 4_000_000;

/** The loop of a lasso: the state where it begins, and its edges; none where the run stands still. */
export interface Loop {
  readonly at: number;
  readonly edges: readonly number[];
}

/** Finds the shortest lassos of a graph's fair parts. Holds 4 bytes per state of working memory. */
export class LassoSearch {
  readonly #question: FairCycleQuestion;
  readonly #stems: Stems;
  /** By state: 1 + its position in the part that is being searched, 0 outside it. */
  readonly #positions: Uint32Array;

  constructor(question: FairCycleQuestion, stems: Stems) {
    this.#question = question;
    this.#stems = stems;
    this.#positions = new Uint32Array(question.graph.size);
  }

  /**
   * The loop of one fair part whose stem and loop together are the shortest, shorter than `below`;
   * `undefined` where none is so short. Exact as long as `visitsMax` visits suffice; from then on it
   * keeps the best found, which is a fair loop in any case.
   */
  shortestIn(part: FairPart, below: number): Loop | undefined {
    const { distances } = this.#stems;
    part.states.forEach((id, index) => (this.#positions[id] = index + 1));
    const starts = part.states.toSorted(
      (one, other) => distances[one]! - distances[other]! || one - other,
    );
    const inside = new LoopSearch(this.#question, part, this.#positions);
    let best: Loop | undefined;
    let limit = below;
    for (const at of starts) {
      const distance = distances[at]!;
      if (distance >= limit) break;
      if (inside.mayStandStill(at)) {
        best = { at, edges: [] };
        break;
      }
      if (inside.visits > visitsMax && best !== undefined) break;
      const edges = inside.from(at, limit - distance);
      if (edges === undefined) continue;
      best = { at, edges };
      limit = distance + edges.length;
    }
    for (const id of part.states) this.#positions[id] = 0;
    return best;
  }
}

/**
 * Breadth first over (state, what is owed, which strong groups were taken), inside one part. A weak
 * group is owed until it is taken or found disabled; a strong one from where it is found enabled.
 */
class LoopSearch {
  visits = 0;
  readonly #question: FairCycleQuestion;
  readonly #positions: Uint32Array;
  /** Owed by every loop, as bits: weak groups, and the visit. */
  readonly #owed: number;
  readonly #visitBit: number;
  /** By position: the groups enabled. */
  readonly #enabled: Uint32Array;
  /** Numbers the pairs of what is owed and what was taken, for short keys. */
  readonly #accounts = new Map<string, number>();

  constructor(question: FairCycleQuestion, { states }: FairPart, positions: Uint32Array) {
    const { all, groups, strong } = question.fairness;
    this.#question = question;
    this.#positions = positions;
    this.#visitBit = 1 << groups.length;
    this.#enabled = Uint32Array.from(states, (id) => enabledGroups(question, id));
    this.#owed = (all & ~strong) | this.#visitBit;
  }

  mayStandStill(at: number): boolean {
    return this.#enabledIn(at) === 0 && this.#isVisit(at);
  }

  #enabledIn(id: number): number {
    return this.#enabled[this.#positions[id]! - 1]!;
  }

  #isVisit(id: number): boolean {
    const { visits } = this.#question;
    return visits === undefined || visits[id] === 1;
  }

  /** A shortest fair loop through `at` of fewer than `lengthMax` edges. */
  from(at: number, lengthMax: number): readonly number[] | undefined {
    const start = this.#arrive({ id: at, owes: this.#owed, taken: 0, length: 0 });
    const seen = new Set<number>([this.#keyOf(start)]);
    const queue: Found[] = [start];
    for (let index = 0; index < queue.length; index++) {
      const found = queue[index]!;
      if (found.length + 1 >= lengthMax) return undefined;
      for (const next of this.#after(found)) {
        if (next.id === at && next.owes === 0) return edgesOf(next);
        const key = this.#keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push(next);
        this.visits++;
      }
      if (queue.length > visitsMax) return this.#throughNearest(start, lengthMax);
    }
    return undefined;
  }

  *#after(before: Found): Generator<Found> {
    const { graph, fairness } = this.#question;
    const end = graph.firstEdge(before.id + 1);
    for (let edge = graph.firstEdge(before.id); edge < end; edge++) {
      const id = graph.targets[edge]!;
      if (this.#positions[id] === 0) continue;
      const groups = fairness.byTransition[graph.transitionOf(edge)]!;
      const owes = before.owes & ~groups;
      const taken = before.taken | (groups & fairness.strong);
      yield this.#arrive({ id, owes, taken, edge, before, length: before.length + 1 });
    }
  }

  /** Books what being in a state pays, and what it makes owed. */
  #arrive(found: Found): Found {
    const { strong } = this.#question.fairness;
    const enabled = this.#enabledIn(found.id);
    const paid =
      (~enabled & ~strong & ~this.#visitBit) | (this.#isVisit(found.id) ? this.#visitBit : 0);
    const owes = (found.owes & ~paid) | (enabled & strong & ~found.taken);
    return { ...found, owes };
  }

  #keyOf({ id, owes, taken }: Found): number {
    const account = `${owes} ${taken}`;
    const number = this.#accounts.get(account) ?? this.#accounts.size;
    this.#accounts.set(account, number);
    return id * 2 ** 20 + number;
  }

  /** Where the exact search is too large: to the nearest thing owed, again and again, and back. */
  #throughNearest(start: Found, lengthMax: number): readonly number[] | undefined {
    let last = start;
    do last = this.#leg(last, start.id);
    while (last.owes !== 0 || last.id !== start.id);
    return last.length < lengthMax ? edgesOf(last) : undefined;
  }

  /** The shortest way on to something owed, or home where nothing is. */
  #leg(from: Found, home: number): Found {
    const queue: Found[] = [from];
    const seen = new Set<number>();
    for (let index = 0; index < queue.length; index++) {
      for (const next of this.#after(queue[index]!)) {
        if (from.owes === 0 ? next.id === home : (from.owes & ~next.owes) !== 0) return next;
        if (seen.has(next.id)) continue;
        seen.add(next.id);
        queue.push(next);
      }
    }
    throw new InvariantError('a fair part is strongly connected and pays all that it owes');
  }
}

interface Found {
  readonly id: number;
  readonly owes: number;
  /** The strong groups taken so far. */
  readonly taken: number;
  readonly length: number;
  /** The edge by which it was found, and from where; absent at the start. */
  readonly edge?: number;
  readonly before?: Found;
}

function edgesOf(last: Found): number[] {
  const edges: number[] = [];
  for (let at = last; at.before !== undefined; at = at.before) edges.push(at.edge!);
  return edges.toReversed();
}
