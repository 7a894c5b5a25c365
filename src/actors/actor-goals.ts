import type { GoalKind } from '../checking/coverage/path-goals.ts';
import type { ActorSlot } from './actor-slot.ts';
import type { Effect } from './actor-table.ts';
import { activeIn, takenIn, visitedIn } from './machine-coverage.ts';
import { transitionPairs } from './transition-pairs.ts';
import { drawnPath } from './xstate/drawn-machine.ts';
import { isMachine, nodesOf } from './xstate/logic-kind.ts';
import { arrowKey, arrowsOf, type Arrow } from './xstate/structure.ts';
import { leavesEntered, mayFollow, placedTransitions, targetsOf } from './xstate/successive.ts';

/** Something of a machine that a run may show. */
export interface ActorGoal {
  readonly kind: GoalKind;
  readonly process: string;
  readonly name: string;
  /** Unique within its actor. */
  readonly key: string;
}

type MachineNode = ReturnType<typeof nodesOf>[number];

/** What the machine of one actor may show: its states, transitions, pairs of transitions and outcomes of guards. */
export class ActorGoals {
  readonly slot: ActorSlot;
  readonly goals: readonly ActorGoal[];
  readonly #nodes: readonly MachineNode[];
  readonly #arrows: readonly Arrow[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #pairs: ReadonlySet<string>;

  private constructor(slot: ActorSlot, nodes: readonly MachineNode[], arrows: readonly Arrow[]) {
    this.slot = slot;
    this.#nodes = nodes;
    this.#arrows = arrows;
    this.#numbers = new Map(arrows.map(({ key }, at) => [key, at]));
    this.goals = this.#all();
    this.#pairs = new Set(this.goals.flatMap(({ kind, key }) => (kind === 'pair' ? [key] : [])));
  }

  /** `undefined` for an actor that is no machine, and for a place that several actors share. */
  static of(slot: ActorSlot): ActorGoals | undefined {
    const logic = slot.path === undefined ? undefined : slot.table.states[1]?.actor.logic;
    if (logic === undefined || !isMachine(logic)) return undefined;
    return new ActorGoals(slot, nodesOf(logic), arrowsOf(logic));
  }

  #all(): ActorGoal[] {
    const process = this.slot.name;
    const of = (kind: GoalKind, name: string, key: string): ActorGoal => {
      return { kind, process, name: `${process}: ${name}`, key };
    };
    const titles = this.#arrows.map(titleOf);
    const leaves = this.#nodes.filter(
      ({ states, type }) => Object.keys(states).length === 0 && type !== 'history',
    );
    const placed = this.#nodes.flatMap(placedTransitions);
    return [
      ...leaves.map((node) => of('state', `in ${drawnPath(node)}`, `in ${node.id}`)),
      ...this.#arrows.map(({ key }, at) => of('transition', titles[at]!, `takes ${key}`)),
      ...placed.flatMap((first, one) =>
        placed.flatMap((then, other) =>
          mayFollow(first, then)
            ? [of('pair', `${titles[one]!}, then ${titles[other]!}`, `pair ${one} ${other}`)]
            : [],
        ),
      ),
      ...this.#arrows.flatMap(({ key, guard }, at) =>
        guard === undefined
          ? []
          : [
              of('guard', `${titles[at]!}: the guard holds`, `holds ${key}`),
              of('guard', `${titles[at]!}: the guard fails`, `fails ${key}`),
            ],
      ),
    ];
  }

  /** Shown by a local state: where the actor is, and guards that fail there, so that nothing is taken. */
  inState(local: number): string[] {
    const { table } = this.slot;
    const active = activeIn(table.states[local]);
    // A machine that failed may have asked no guard.
    const resting = table.states[local]?.snapshot.status === 'active' ? [''] : [];
    const types = table.refused.flatMap((each) => (each.local === local ? [each.type] : []));
    return [
      ...active.map((id) => `in ${id}`),
      // What rests in a state took no transition of `always`.
      ...[...resting, ...types].flatMap((type) => this.#failing(active, type)),
    ];
  }

  /** Shown by a step: transitions that are taken, in order, and guards that failed before. */
  inStep({ from, taken }: Effect): string[] {
    const [first] = taken;
    const inner = activeIn(this.slot.table.states[from]).filter((id) =>
      id.startsWith(`${first?.node.id}.`),
    );
    return [
      ...taken.flatMap(({ node, event, index }) => {
        const before = Array.from({ length: index }, (_, at) => arrowKey(node, event, at));
        const key = arrowKey(node, event, index);
        return [
          `takes ${key}`,
          `holds ${key}`,
          ...before.map((each) => `fails ${each}`),
          ...targetsOf(node, event, index)
            .flatMap(leavesEntered)
            .map((id) => `in ${id}`),
        ];
      }),
      // An outer state takes an event only if every guard within it fails.
      ...(first === undefined ? [] : this.#failing(inner, first.event)),
      ...this.#pairsOf(taken.slice(0, -1), taken.slice(1), true),
    ];
  }

  /** Pairs that a step shows after the one before it. */
  betweenSteps(before: Effect['taken'], taken: Effect['taken']): string[] {
    return this.#pairsOf(before, taken, false);
  }

  #pairsOf(before: Effect['taken'], taken: Effect['taken'], isInOrder: boolean): string[] {
    const numberOf = ({ node, event, index }: Effect['taken'][number]): number =>
      this.#numbers.get(arrowKey(node, event, index)) ?? -1;
    return before.flatMap((one, at) =>
      (isInOrder ? taken.slice(at, at + 1) : taken)
        .map((other) => `pair ${numberOf(one)} ${numberOf(other)}`)
        .filter((key) => this.#pairs.has(key)),
    );
  }

  #failing(active: readonly string[], type: string): string[] {
    return this.#nodes.flatMap((node) => {
      if (!active.includes(node.id)) return [];
      const declared = (type === '' ? node.always : node.transitions.get(type)) ?? [];
      return declared.map((_, index) => `fails ${arrowKey(node, type, index)}`);
    });
  }

  /** Keys of all that the search may have met, also within a step of another actor: others are proved to be none. */
  possible(): ReadonlySet<string> {
    const { table } = this.slot;
    const taken = [...takenIn(this.slot).keys()];
    const visited = visitedIn(this.slot);
    return new Set([
      ...[...visited].map((id) => `in ${id}`),
      ...taken.flatMap((key) => [`takes ${key}`, `holds ${key}`]),
      ...transitionPairs(table, this.#nodes).taken.map(([one, other]) => `pair ${one} ${other}`),
      // A guard that fails within a step, or in another region, leaves nothing that could be read.
      ...this.#nodes.flatMap((node) =>
        leavesWithin(node).some((id) => visited.has(id))
          ? [...node.transitions, ['', node.always ?? []] as const].flatMap(([event, each]) =>
              each.map((_, index) => `fails ${arrowKey(node, event, index)}`),
            )
          : [],
      ),
    ]);
  }
}

function leavesWithin(node: MachineNode): string[] {
  const inner = Object.values(node.states);
  return inner.length === 0 ? [node.id] : inner.flatMap(leavesWithin);
}

function titleOf({ from, event, to, guard }: Arrow): string {
  return `${from} ${event.replace(/^xstate\./, '')}${guard === undefined ? '' : ` [${guard}]`} -> ${to}`;
}
