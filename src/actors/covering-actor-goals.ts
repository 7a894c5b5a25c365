import type {
  CoveringPath,
  CoveringPaths,
  GoalResult,
} from '../checking/coverage/covering-paths.ts';
import { StateGraph } from '../checking/liveness/state-graph.ts';
import { ActorGoals, type ActorGoal } from './actor-goals.ts';
import type { Effect } from './actor-table.ts';
import type { ActorsSystem } from './actors-system.ts';
import { takenBy } from './covering-actor-paths.ts';

interface GoalOptions {
  /** States of each search at most. Default 1,000,000. */
  readonly maxStates?: number;
  /** Paths at most. Default: as many as it takes. */
  readonly maxPaths?: number;
}

/** A run by its edges in the graph. */
type Run = readonly number[];

/**
 * Runs that together show every state, transition, pair of transitions and outcome of a guard of the machines of
 * `system`. One search, and one for each machine with its last transitions as part of the state. A goal is proved to
 * be `unreachable` if the searches are complete and computed nothing that may show it. Deterministic.
 */
export function coveringActorGoals(
  system: ActorsSystem,
  { maxStates = 1_000_000, maxPaths = Infinity }: GoalOptions = {},
): CoveringPaths {
  const graph = new StateGraph(system, { maxStates });
  const machines = system.model.slots.flatMap((slot) => ActorGoals.of(slot) ?? []);
  const searches = machines.map((machine) => new MachineSearch(graph, system, machine));
  let states = graph.size;
  const runs: { goal: ActorGoal; run: Run }[] = [];
  for (const search of searches) {
    states += search.explore(maxStates);
    for (const goal of search.machine.goals) {
      const run = search.runTo(goal.key);
      if (run !== undefined) runs.push({ goal, run });
    }
  }
  const paths: CoveringPath[] = [];
  const firstPath = new Map<string, number>();
  const known = new Set(runs.map(({ goal }) => idOf(goal)));
  for (const { goal, run } of runs.toSorted((one, other) => other.run.length - one.run.length)) {
    if (firstPath.has(idOf(goal)) || paths.length >= maxPaths) continue;
    const before = firstPath.size;
    for (const search of searches) {
      for (const key of search.shownBy(run)) {
        const id = `${search.machine.slot.name} ${key}`;
        if (known.has(id) && !firstPath.has(id)) firstPath.set(id, paths.length);
      }
    }
    const steps = run.map((edge) => graph.stepOf(edge));
    paths.push({ name: goal.name, steps, covers: firstPath.size - before });
  }
  const isOpen = graph.ended !== undefined || system.narrator!.limit() !== undefined;
  const goals = searches.flatMap(({ machine, isComplete }) => {
    const possible = machine.possible();
    return machine.goals.map((goal): GoalResult => {
      const { kind, process, name, key } = goal;
      const head = { kind, process, name, inChart: true };
      const path = firstPath.get(idOf(goal));
      if (path !== undefined) return { ...head, status: 'covered', path };
      if (known.has(idOf(goal))) return { ...head, status: 'uncovered' };
      return isOpen || !isComplete || possible.has(key)
        ? { ...head, status: 'unknown' }
        : { ...head, status: 'unreachable', proof: 'search' };
    });
  });
  return { goals, paths, states };
}

function idOf({ process, key }: ActorGoal): string {
  return `${process} ${key}`;
}

/** Where a search is: a state of the graph, and what the machine took last. */
interface Place {
  readonly state: number;
  readonly last: Effect['taken'];
  /** How it was reached: a place before, and an edge. */
  readonly before: Place | undefined;
  readonly edge: number;
}

/** The nearest runs to what one machine of a system may show. */
class MachineSearch {
  readonly machine: ActorGoals;
  readonly #graph: StateGraph;
  readonly #system: ActorsSystem;
  readonly #found = new Map<string, Place>();
  readonly #inState = new Map<number, readonly string[]>();
  readonly #lists = new Map<string, number>();
  readonly #words: Uint32Array;
  isComplete = true;

  constructor(graph: StateGraph, system: ActorsSystem, machine: ActorGoals) {
    this.#graph = graph;
    this.#system = system;
    this.machine = machine;
    this.#words = system.layout.zero();
  }

  /** The number of places. */
  explore(placesMax: number): number {
    const first: Place = { state: 0, last: [], before: undefined, edge: -1 };
    const seen = new Set([this.#keyOf(first)]);
    const queue = [first];
    this.#note(this.#shownIn(0), first);
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at]!;
      if (queue.length > placesMax) {
        this.isComplete = false;
        break;
      }
      if (from.state >= this.#graph.expanded) continue;
      for (const edge of this.#edgesOf(from.state)) {
        const { last, shown } = this.#after(from.state, from.last, edge);
        const place = { state: this.#graph.targets[edge]!, last, before: from, edge };
        this.#note(shown, place);
        const key = this.#keyOf(place);
        if (seen.has(key)) continue;
        seen.add(key);
        queue.push(place);
      }
    }
    return queue.length;
  }

  runTo(key: string): Run | undefined {
    const found = this.#found.get(key);
    if (found === undefined) return undefined;
    const edges: number[] = [];
    for (let at = found; at.before !== undefined; at = at.before) edges.push(at.edge);
    return edges.toReversed();
  }

  /** The keys of all that a run shows of this machine. */
  shownBy(run: Run): string[] {
    const keys = [...this.#shownIn(0)];
    let [state, last]: [number, Effect['taken']] = [0, []];
    for (const edge of run) {
      const after = this.#after(state, last, edge);
      keys.push(...after.shown);
      [state, last] = [this.#graph.targets[edge]!, after.last];
    }
    return keys;
  }

  #note(keys: readonly string[], place: Place): void {
    for (const key of keys) if (!this.#found.has(key)) this.#found.set(key, place);
  }

  #edgesOf(state: number): number[] {
    const [first, end] = [
      this.#graph.firstEdge(state),
      state + 1 < this.#graph.expanded
        ? this.#graph.firstEdge(state + 1)
        : this.#graph.targets.length,
    ];
    return Array.from({ length: end - first }, (_, at) => first + at);
  }

  #localOf(state: number): number {
    this.#graph.read(state, this.#words);
    return this.machine.slot.field.get(this.#words, 0);
  }

  #shownIn(state: number): readonly string[] {
    const local = this.#localOf(state);
    let shown = this.#inState.get(local);
    if (shown === undefined) this.#inState.set(local, (shown = this.machine.inState(local)));
    return shown;
  }

  #after(
    state: number,
    last: Effect['taken'],
    edge: number,
  ): { last: Effect['taken']; shown: string[] } {
    const target = this.#graph.targets[edge]!;
    const shown = [...this.#shownIn(target)];
    const isChanged = this.#localOf(target) !== this.#localOf(state);
    this.#graph.read(state, this.#words);
    const { slot, effect } = takenBy(this.#system, this.#words, this.#graph.stepOf(edge));
    // What another actor's step made of this one is not known by its transitions.
    if (slot !== this.machine.slot) return { last: isChanged ? [] : last, shown };
    if (effect === undefined || effect.taken.length === 0) return { last, shown };
    const pairs = this.machine.betweenSteps(last, effect.taken);
    return { last: effect.taken, shown: [...shown, ...this.machine.inStep(effect), ...pairs] };
  }

  #keyOf({ state, last }: Place): string {
    const list = last.map(({ node, event, index }) => `${node.id}:${event}:${index}`).join(' ');
    let number = this.#lists.get(list);
    if (number === undefined) this.#lists.set(list, (number = this.#lists.size));
    return `${state} ${number}`;
  }
}
