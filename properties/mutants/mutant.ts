import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { CostBounds } from '../../models/matrix-cell.ts';
import type { Scope } from '../../models/scope.ts';
import type { Machine } from '../../src/migration/machine.ts';
import type { Scenario } from '../../src/migration/scenario.ts';
import { invariant } from '../../src/foundation/invariant.ts';
import { withEdit, type TransitionEdit } from '../../src/statecharts/edit-chart.ts';
import type { Action, Guard, ProcessDefinition } from '../../src/system/definition.ts';

/** What a mutant does to one process: to what a name means, or to a transition of its chart. */
export type Change = { readonly process: string } & (
  | { readonly guard: string; readonly holds: (original: Guard, machine: Machine) => Guard }
  | { readonly action: string; readonly does: (original: Action, machine: Machine) => Action }
  | { readonly row: TransitionEdit }
);

/** A configuration in which a mutant is tried: `hardened`, with switches turned where one repair would hide that
 * another is broken. Unchanged, the design holds in it. */
export interface MutantConfiguration {
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  readonly design?: Partial<Design>;
  /** Runs that go on for ever are judged too. */
  readonly liveness?: true;
  /** What every run costs without the mutant, exactly at best and at worst. */
  readonly costs?: CostBounds;
}

/** A mistake that an implementer could make. */
export interface Mutant {
  /** Unique; words joined by dashes. */
  readonly name: string;
  /** What is wrong, in words. */
  readonly title: string;
  readonly changes?: readonly Change[];
  /** Switches turned back: the mutant is the first of a pair of designs, its configuration the second. */
  readonly switches?: Partial<Design>;
  /** Cheapest first. */
  readonly configurations: readonly MutantConfiguration[];
  /** The property that must notice it; or why there is nothing to notice. */
  readonly fate: { readonly killedBy: string } | { readonly equivalent: string };
}

/** The scenario of a configuration, the mutant's switches included where one is given. */
export function scenarioOf(
  { hazards, scope, design }: MutantConfiguration,
  mutant?: Mutant,
): Scenario {
  const turned = { ...design, ...mutant?.switches };
  const overrides = Object.entries(turned).map((pair) => pair.join('='));
  const designName = overrides.length === 0 ? 'hardened' : `hardened:${overrides.join(',')}`;
  return { designName, design: { ...designs.hardened, ...turned }, hazards, scope };
}

/** Where a mutant is changed, one phrase per place. */
export function placesOf({ changes = [], switches = {} }: Mutant): string[] {
  const turned = Object.entries(switches).map((pair) => `design: ${pair.join('=')}`);
  return [...turned, ...changes.map((change) => `${change.process}: ${placeOf(change)}`)];
}

function placeOf(change: Change): string {
  if ('guard' in change) return `guard ${change.guard}`;
  if ('action' in change) return `action ${change.action}`;
  const { state, event, at = 0, becomes } = change.row;
  const verb = becomes === undefined ? 'without' : 'other';
  return `${verb} transition ${at + 1} of ${state} on ${event}`;
}

/** Applies the changes of a mutant to one process, for `scenarioSystem`. */
export function mutate({ changes = [] }: Pick<Mutant, 'changes'>) {
  return (process: ProcessDefinition, machine: Machine): ProcessDefinition =>
    changes
      .filter((change) => change.process === process.name)
      .reduce((changed, change) => applied(changed, change, machine), process);
}

function applied(process: ProcessDefinition, change: Change, machine: Machine): ProcessDefinition {
  if ('row' in change) return { ...process, machine: withEdit(process.machine, change.row) };
  if ('guard' in change) {
    const original = process.guards[change.guard];
    invariant(original !== undefined, `${process.name} has no guard ${change.guard}`);
    const guard = change.holds(original, machine);
    return { ...process, guards: { ...process.guards, [change.guard]: guard } };
  }
  const original = process.actions[change.action];
  invariant(original !== undefined, `${process.name} has no action ${change.action}`);
  const action = change.does(original, machine);
  return { ...process, actions: { ...process.actions, [change.action]: action } };
}
