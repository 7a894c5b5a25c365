import type { Property } from '../../system/definition.ts';
import type { System } from '../../system/system.ts';

/** What a search found, in the plainest containers. */
export interface NaiveResult {
  /** By words, joined: the distance from the initial state. */
  readonly distances: ReadonlyMap<string, number>;
  readonly transitions: number;
  /** By `property: bug class`: steps of the shortest run into it. A deadlock is `D: stuck: ...`. */
  readonly shortest: ReadonlyMap<string, number>;
  /** Properties that some state exercised. */
  readonly exercised: ReadonlySet<string>;
  /** Goals that some state came to. */
  readonly reached: ReadonlySet<string>;
  /** States found and not expanded: 0 unless `maxStates` ended the search. */
  readonly frontier: number;
}

/**
 * Breadth first over a Map with string keys: what one would write in an afternoon. The benchmark
 * measures it beside `check`, and the contract suite of the searches holds them against it.
 * Ends with the level in which `maxStates` are passed.
 */
export function searchNaively(system: System, maxStates = Infinity): NaiveResult {
  const distances = new Map<string, number>();
  const shortest = new Map<string, number>();
  const exercised = new Set<string>();
  const reached = new Set<string>();
  let transitions = 0;
  let level: Uint32Array[] = [];
  const reach = (words: Uint32Array, distance: number): void => {
    const key = words.join();
    if (distances.has(key)) return;
    distances.set(key, distance);
    level.push(words);
    for (const goal of system.reachable) if (goal.holds(words)) reached.add(goal.id);
    for (const property of system.properties) {
      if (property.exercised(words, 0)) exercised.add(property.id);
      if (!appliesTo(system, property, words)) continue;
      const found = property.violation(words);
      const name = `${property.id}: ${found?.failureClass}`;
      if (found !== undefined && !shortest.has(name)) shortest.set(name, distance);
    }
  };
  reach(system.initial(), 0);
  let ended = false;
  for (let distance = 0; level.length > 0 && !ended; distance++) {
    const expanded = level;
    level = [];
    for (const words of expanded) {
      const steps = system.enabled(words);
      transitions += steps.length;
      let moves = false;
      for (const { transition, choice } of steps) {
        const next = words.slice();
        system.apply(next, transition, choice);
        moves ||= system.transitions[transition]!.progress && next.join() !== words.join();
        reach(next, distance + 1);
      }
      const name = `D: ${placesOf(system, words)}`;
      const isStuck = !moves && !system.isTerminal(words, 0);
      if (isStuck && !shortest.has(name)) shortest.set(name, distance);
    }
    ended = distances.size >= maxStates;
  }
  return { distances, transitions, shortest, exercised, reached, frontier: level.length };
}

/** How a deadlock is named: by the processes that do not stand where they started. */
function placesOf(system: System, words: Uint32Array): string {
  const places = system.processes.map(({ name, table }) => {
    const state = system.stateOf(words, name);
    return state === table.states[table.initial] ? '' : `${name} ${state}`;
  });
  const moved = places.filter((place) => place !== '');
  return `stuck: ${moved.length > 0 ? moved.join(', ') : 'every process in its first state'}`;
}

function appliesTo(system: System, { at }: Property, words: Uint32Array): boolean {
  if (at === undefined) return true;
  const state = system.stateOf(words, at.process);
  return at.states.some((path) => state === path || state.startsWith(`${path}.`));
}
