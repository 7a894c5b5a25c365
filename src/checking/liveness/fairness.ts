import { invariant } from '../../foundation/invariant.ts';
import type { Transition } from '../../system/compile.ts';
import type { System } from '../../system/system.ts';

/**
 * What a fair run owes to a group of transitions:
 * - `weak`: enabled from some point on without a break, one of them is taken again and again
 * - `strong`: enabled again and again, one of them is taken again and again
 */
export type Strength = 'weak' | 'strong';

export interface FairGroup {
  readonly name: string;
  readonly strength: Strength;
  readonly includes: (transition: Transition) => boolean;
}

/** Each process weakly fair in the steps that count as progress: the environment owes nothing. A
 * process that makes no progress belongs to the environment entirely. */
export function weakFairness({ transitions }: System): FairGroup[] {
  const names = new Set(transitions.filter(({ progress }) => progress).map((one) => one.process));
  return [...names].map((name) => ({
    name,
    strength: 'weak',
    includes: ({ process, progress }) => process === name && progress,
  }));
}

const groupsMax = 30;

/** Fair groups as bits: at most 30 of them, so that a set of groups is a small integer. */
export class Fairness {
  readonly groups: readonly FairGroup[];
  /** The groups that are strong, as bits. */
  readonly strong: number;
  /** By transition: the groups that it belongs to, as bits. */
  readonly byTransition: Uint32Array;

  constructor(system: System, groups: readonly FairGroup[]) {
    invariant(groups.length <= groupsMax, `${groups.length} fair groups; at most ${groupsMax}`);
    this.groups = groups;
    this.strong = bitsWhere(groups, ({ strength }) => strength === 'strong');
    this.byTransition = Uint32Array.from(system.transitions, (transition) =>
      bitsWhere(groups, ({ includes }) => includes(transition)),
    );
    groups.forEach(({ name, includes }) => {
      invariant(system.transitions.some(includes), `the fair group ${name} has no transition`);
    });
  }

  /** All groups, as bits. */
  get all(): number {
    return 2 ** this.groups.length - 1;
  }
}

function bitsWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.reduce((bits, item, index) => bits | (holds(item) ? 1 << index : 0), 0);
}
