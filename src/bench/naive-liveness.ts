import type { FairGroup } from '../checking/liveness/fairness.ts';
import type { Goal } from '../system/liveness-goal.ts';
import type { System } from '../system/system.ts';

/** Liveness by brute force, for small systems: the contract suite of `checkLiveness` holds against it. */
interface NaiveEdge {
  readonly to: string;
  readonly groups: ReadonlySet<string>;
}

interface NaiveState {
  readonly words: Uint32Array;
  readonly edges: readonly NaiveEdge[];
  readonly enabled: ReadonlySet<string>;
}

type NaiveGraph = ReadonlyMap<string, NaiveState>;

function explore(system: System, fairness: readonly FairGroup[]): NaiveGraph {
  const graph = new Map<string, NaiveState>();
  const waiting = [system.initial()];
  for (let words = waiting.pop(); words !== undefined; words = waiting.pop()) {
    const from = words;
    if (graph.has(from.join())) continue;
    const edges = system.enabled(from).map(({ transition, choice }): NaiveEdge => {
      const next = from.slice();
      system.apply(next, transition, choice);
      waiting.push(next);
      const inGroup = fairness.filter(({ includes }) => includes(system.transitions[transition]!));
      return { to: next.join(), groups: new Set(inGroup.map(({ name }) => name)) };
    });
    const enabled = new Set(edges.flatMap(({ groups }) => [...groups]));
    graph.set(from.join(), { words: from, edges, enabled });
  }
  return graph;
}

/** By state where a run may be that has begun to stay: its distance. Relaxes until nothing changes. */
function stayingDistances(system: System, graph: NaiveGraph, goal: Goal): Map<string, number> {
  const initial = system.initial().join();
  const free = new Map([[initial, 0]]);
  const staying = new Map<string, number>();
  const lower = (distances: Map<string, number>, id: string, distance: number): boolean => {
    if ((distances.get(id) ?? Infinity) <= distance) return false;
    distances.set(id, distance);
    return true;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const [id, distance] of free) {
      const { words, edges } = graph.get(id)!;
      for (const { to } of edges) changed = lower(free, to, distance + 1) || changed;
      const begins = goal.from === 'start' ? id === initial : goal.from(words);
      if (begins && goal.within(words)) changed = lower(staying, id, distance) || changed;
    }
    for (const [id, distance] of staying) {
      for (const { to } of graph.get(id)!.edges) {
        if (goal.within(graph.get(to)!.words))
          changed = lower(staying, to, distance + 1) || changed;
      }
    }
  }
  return staying;
}

/**
 * Whether a fair run breaks `goal`: for each choice of which strong groups are served and which are
 * never enabled again, a fixed point of states from which everything owed can be paid over and over
 * (Emerson and Lei 1986), on explicit sets. Exponential in the strong groups.
 */
export function hasFairLasso(system: System, goal: Goal, fairness: readonly FairGroup[]): boolean {
  const graph = explore(system, fairness);
  const region = new Set(stayingDistances(system, graph, goal).keys());
  const strong = fairness.filter(({ strength }) => strength === 'strong');
  for (let served = 0; served < 2 ** strong.length; served++) {
    const silent = strong.filter((_, index) => ((served >>> index) & 1) === 0);
    const part = [...region].filter((id) =>
      silent.every(({ name }) => !graph.get(id)!.enabled.has(name)),
    );
    const owed = [
      ...strong.filter((group) => !silent.includes(group)),
      ...fairness.filter(({ strength }) => strength === 'weak'),
    ];
    if (canPayForEver(graph, goal, { part, owed })) return true;
  }
  return false;
}

type Paid = (from: NaiveState, edge: NaiveEdge) => boolean;

function canPayForEver(
  graph: NaiveGraph,
  goal: Goal,
  { part, owed }: { readonly part: readonly string[]; readonly owed: readonly FairGroup[] },
): boolean {
  const payments = owed.map(
    ({ name, strength }): Paid =>
      (from, edge) =>
        edge.groups.has(name) || (strength === 'weak' && !from.enabled.has(name)),
  );
  if (goal.visits !== undefined) payments.push(({ words }) => goal.visits!(words));
  if (payments.length === 0) payments.push(() => true);
  let alive = new Set(part);
  for (;;) {
    let left = alive;
    for (const paid of payments) left = canReachPayment(graph, left, paid);
    if (left.size === alive.size) return alive.size > 0;
    alive = left;
  }
}

/** Standing still is an edge to the same state that no group takes part in. */
function edgesOf(id: string, { edges }: NaiveState): NaiveEdge[] {
  return [...edges, { to: id, groups: new Set() }];
}

function canReachPayment(graph: NaiveGraph, part: ReadonlySet<string>, paid: Paid): Set<string> {
  const good = new Set<string>();
  for (let changed = true; changed;) {
    changed = false;
    for (const id of part) {
      const state = graph.get(id)!;
      const leads = edgesOf(id, state).some(
        (edge) => part.has(edge.to) && (paid(state, edge) || good.has(edge.to)),
      );
      if (!leads || good.has(id)) continue;
      good.add(id);
      changed = true;
    }
  }
  return good;
}

/** Length of a shortest stem and loop together; from every state, over every set of what was seen. */
export function shortestLasso(system: System, goal: Goal, fairness: readonly FairGroup[]): number {
  const graph = explore(system, fairness);
  const staying = stayingDistances(system, graph, goal);
  const visits = (id: string): boolean => goal.visits?.(graph.get(id)!.words) ?? true;
  const seenIn = (id: string): string[] => {
    const { enabled } = graph.get(id)!;
    const seen = fairness.map(({ name }) => `${enabled.has(name) ? 'on' : 'off'} ${name}`);
    return visits(id) ? [...seen, 'visit'] : seen;
  };
  const isFair = (seen: ReadonlySet<string>): boolean =>
    seen.has('visit') &&
    fairness.every(
      ({ name, strength }) =>
        seen.has(`taken ${name}`) ||
        (strength === 'weak' ? seen.has(`off ${name}`) : !seen.has(`on ${name}`)),
    );
  let best = Infinity;
  for (const [start, distance] of staying) {
    if (graph.get(start)!.enabled.size === 0 && visits(start)) best = Math.min(best, distance);
    const known = new Set<string>();
    let level = [{ id: start, seen: new Set(seenIn(start)) }];
    for (let length = 1; level.length > 0; length++) {
      const next: typeof level = [];
      for (const { id, seen } of level) {
        for (const { to, groups } of graph.get(id)!.edges) {
          if (!staying.has(to)) continue;
          const now = new Set([
            ...seen,
            ...seenIn(to),
            ...[...groups].map((one) => `taken ${one}`),
          ]);
          if (to === start && isFair(now)) best = Math.min(best, distance + length);
          const key = `${to} ${[...now].toSorted().join()}`;
          if (known.has(key)) continue;
          known.add(key);
          next.push({ id: to, seen: now });
        }
      }
      level = next;
    }
  }
  return best;
}
