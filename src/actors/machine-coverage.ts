import type { ProcessCoverage, TransitionCoverage } from '../checking/coverage/coverage.ts';
import type { ActorSlot } from './actor-slot.ts';
import type { ActorsSystem } from './actors-system.ts';
import type { LocalState } from './local-state.ts';
import { transitionPairs } from './transition-pairs.ts';
import { drawnConfig, drawnPath, drawnTransitions } from './xstate/drawn-machine.ts';
import { isMachine, nodesOf } from './xstate/logic-kind.ts';
import { leavesEntered, targetsOf } from './xstate/successive.ts';

/** How a machine of a system is drawn, and what a search of the system did with it. */
export interface MachineCoverage {
  readonly chart: Readonly<Record<string, unknown>>;
  readonly coverage: ProcessCoverage;
}

/**
 * The machines of a system that was searched, each with its coverage. A transition counts once for each snapshot
 * of its machine in which it was taken. A guard failed where a later transition of its state was taken instead, or
 * none.
 */
export function machineCoverage({ model }: ActorsSystem, system: string): MachineCoverage[] {
  return model.slots.flatMap((slot) => {
    const logic = slot.path === undefined ? undefined : slot.table.states[1]?.actor.logic;
    if (logic === undefined || !isMachine(logic)) return [];
    const title = slot.name === system ? system : `${system} ${slot.name}`;
    const name = title.replaceAll(/\W/g, '_');
    const nodes = nodesOf(logic);
    const leaves = nodes.filter(
      ({ states, type }) => Object.keys(states).length === 0 && type !== 'history',
    );
    const visited = visitedIn(slot);
    return [
      {
        chart: drawnConfig(logic, name),
        coverage: {
          process: title,
          states: leaves.map((node) => ({ state: drawnPath(node), visited: visited.has(node.id) })),
          transitions: nodes.flatMap((node) =>
            transitionsOf(node, name, { taken: takenIn(slot), refused: refusedIn(slot) }),
          ),
          pairs: transitionPairs(slot.table, nodes),
        },
      },
    ];
  });
}

interface LocalCounts {
  /** By transition. */
  readonly taken: ReadonlyMap<string, number>;
  /** By state and event: how often no transition was taken. */
  readonly refused: ReadonlyMap<string, number>;
}

function refusedIn({ table }: ActorSlot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { local, type } of table.refused) {
    for (const id of activeIn(table.states[local])) {
      const key = `${id}:${type}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // A guard of `always` failed in every snapshot that its state rests in.
  for (const state of table.states) {
    for (const id of activeIn(state)) counts.set(`${id}:`, (counts.get(`${id}:`) ?? 0) + 1);
  }
  return counts;
}

/** The ids of the active states. */
export function activeIn(state: LocalState | undefined): string[] {
  const nodes = (state?.snapshot as { _nodes?: readonly { id: string }[] } | undefined)?.['_nodes'];
  return (nodes ?? []).map(({ id }) => id);
}

/** States that a snapshot rests in, and those that a step passes: a final state whose parent goes on at once. */
export function visitedIn({ table }: ActorSlot): Set<string> {
  const taken = table.effects.flatMap((effect) => effect?.taken ?? []);
  const passed = [...new Set(taken.map(({ node, event, index }) => targetsOf(node, event, index)))];
  return new Set([
    ...table.states.flatMap((state) => activeIn(state)),
    ...passed.flat().flatMap(leavesEntered),
  ]);
}

/** By transition, how often it was taken. */
export function takenIn({ table }: ActorSlot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const effect of table.effects) {
    for (const { node, event, index } of effect?.taken ?? []) {
      const key = `${node.id}:${event}:${index}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function transitionsOf(
  node: Parameters<typeof drawnTransitions>[0],
  chart: string,
  { taken: counts, refused }: LocalCounts,
): TransitionCoverage[] {
  const drawn = drawnTransitions(node);
  const path = drawnPath(node);
  const id = path === '' ? chart : `${chart}.${path}`;
  const takenOf = ({ key }: { key: string }): number => counts.get(key) ?? 0;
  return drawn.map((each) => {
    const { label, event, guard, target } = each;
    const siblings = drawn.filter((other) => other.label === label);
    const place = siblings.indexOf(each);
    const later = siblings.slice(place + 1).reduce((sum, other) => sum + takenOf(other), 0);
    const taken = takenOf(each);
    return {
      from: path,
      event: label,
      to: target ?? path,
      ...(guard === undefined
        ? {}
        : {
            guard,
            guardHeld: taken,
            guardFailed: later + (refused.get(`${node.id}:${event}`) ?? 0),
          }),
      declaredAt: `${id}:${label}:${place}`,
      taken,
    };
  });
}
