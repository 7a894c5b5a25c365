import { quantities, type Quantity } from '../../../properties/quantities.ts';
import { extreme, type Extreme } from '../../checking/cost-bounds.ts';
import { StateGraph, type GraphOptions } from '../../checking/liveness/state-graph.ts';
import { invariant } from '../../foundation/invariant.ts';
import type { Migration, MigrationOptions } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { beyondVanilla, vanillaBooks } from './beside-vanilla.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { framesFollow } from '../../migration/switchover.ts';
import { ghostsOf } from '../../../properties/liveness-family.ts';
import type { TraceInsight } from '../counterexamples/insight.ts';
import { traceSnapshots } from '../../subject/trace-snapshots.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

/** A run that attains a value. */
export interface Schedule {
  /** Not given where a loop costs more each time. */
  readonly value?: number;
  /** Where there is no value, its loop is what costs more each time. */
  readonly trace: Trace;
  readonly insight: Pick<TraceInsight, 'snapshots'>;
}

export interface Measured {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly best: Schedule;
  readonly worst: Schedule;
  /** The value that no run may pass, by the property that says so. */
  readonly limit?: { readonly property: string; readonly most: number; readonly holds: boolean };
}

export interface Quantified {
  readonly quantities: readonly Measured[];
  /** States and steps of both graphs: the migration's, and the one with vanilla's books. */
  readonly states: number;
  readonly transitions: number;
  /** Quantities that cannot be measured in this scenario, and why. */
  readonly unasked?: Readonly<Record<string, string>>;
  /** Why there are no values: a budget ended the exploration, and how much was left. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/**
 * The exact best and worst case of every quantity over all interleavings of a scenario, among the runs
 * that terminate. Explores the graph twice: with the books of a vanilla daemon beside it the second
 * time. A value is attained by the schedule beside it, which is run again here, step by step. `mutate` changes the
 * processes.
 */
export function quantify(
  scenario: Scenario,
  options: GraphOptions = {},
  mutate: NonNullable<MigrationOptions['mutate']> = (process) => process,
): Quantified {
  const migration = scenarioSystem(scenario, mutate);
  const graph = new StateGraph(migration.system, {
    ...options,
    ghosts: ghostsOf(migration),
  });
  const measured = graph.ended === undefined ? quantities.map(measuring(migration, graph)) : [];
  if (scenario.design.assistance === 'none' || graph.ended !== undefined) {
    return quantified(graph, measured);
  }
  // The books stand where the staleness of frames stands, which these two read.
  const reader = scenario.hazards.find((hazard) => hazard === 'swap' || hazard === 'share');
  const keeper = framesFollow(scenario.design) ? 'post-copy' : reader;
  if (keeper !== undefined) {
    const reason = `the books of vanilla cannot be kept under ${keeper}`;
    return { ...quantified(graph, measured), unasked: { [beyondVanilla.id]: reason } };
  }
  const beside = scenarioSystem(scenario, (process, machine) =>
    vanillaBooks(mutate(process, machine), machine),
  );
  const books = new StateGraph(beside.system, options);
  const all =
    books.ended === undefined ? [...measured, measuring(beside, books)(beyondVanilla)] : measured;
  return quantified(books, all, graph);
}

function quantified(graph: StateGraph, all: readonly Measured[], other?: StateGraph): Quantified {
  return {
    quantities: all,
    states: graph.size + (other?.size ?? 0),
    transitions: graph.targets.length + (other?.targets.length ?? 0),
    ...(graph.ended === undefined ? {} : { ended: graph.ended }),
  };
}

function measuring(migration: Migration, graph: StateGraph): (quantity: Quantity) => Measured {
  const { system } = migration;
  const over = (words: Uint32Array): boolean => system.isTerminal(words, 0);
  return (quantity) => {
    const cost = quantity.cost(migration);
    const [best, worst] = [false, true].map((most) => {
      const found = extreme(graph, { cost, over, most });
      invariant(found !== undefined, 'some run terminates');
      requireAttained(migration, quantity, found);
      return found;
    });
    const { id, title, unit, limit } = quantity;
    const most = limit?.most(migration);
    return {
      id,
      title,
      unit,
      best: scheduleOf(migration, quantity, best!),
      worst: scheduleOf(migration, quantity, worst!),
      ...(limit === undefined
        ? {}
        : { limit: { property: limit.property, most: most!, holds: worst!.value <= most! } }),
    };
  };
}

/** Runs a schedule again and adds up what its steps cost. */
function requireAttained(migration: Migration, quantity: Quantity, found: Extreme): void {
  const { system } = migration;
  const cost = quantity.cost(migration);
  const words = system.initial();
  let value = 0;
  for (const { transition, choice } of found.steps) {
    const enabled = system.enabled(words);
    const isEnabled = enabled.some((one) => one.transition === transition && one.choice === choice);
    invariant(isEnabled, `${quantity.id}: a step of the schedule is not possible`);
    value += cost(words, system.transitions[transition]!, choice);
    system.apply(words, transition, choice);
  }
  if (Number.isFinite(found.value)) {
    invariant(value === found.value, `${quantity.id}: ${value} instead of ${found.value}`);
  }
}

function scheduleOf(migration: Migration, quantity: Quantity, found: Extreme): Schedule {
  const { value, steps, loopStart } = found;
  const isBounded = Number.isFinite(value);
  const detail = isBounded
    ? `${quantity.title}: ${value} ${quantity.unit}`
    : `${quantity.title}: more each time, without bound`;
  const reported = traceOf(viewOf(migration), {
    property: quantity.id,
    violation: { failureClass: detail, detail },
    steps,
    ...(loopStart === undefined ? {} : { loopStart }),
  });
  return {
    ...(isBounded ? { value } : {}),
    trace: reported,
    insight: { snapshots: traceSnapshots(viewOf(migration), steps) },
  };
}
