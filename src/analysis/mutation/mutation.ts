import {
  mutate,
  placesOf,
  scenarioOf,
  type Mutant,
  type MutantConfiguration,
} from '../../../properties/mutants/mutant.ts';
import { convergence } from '../../../properties/convergence.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { CheckResult, Counterexample, Verdict } from '../../checking/verdict.ts';
import type { Migration, MigrationOptions } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { costEntries } from '../cost-bounds/cost-entries.ts';
import { departureOf } from '../cutoff/compare-results.ts';
import { checkRuns } from '../matrix/check-liveness.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { sceneOf, type TraceInsight } from '../counterexamples/insight.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

/** A scenario by its names. */
export interface ScenarioNames {
  readonly design: string;
  readonly hazards: readonly string[];
  readonly scope: string;
}

/** One search of a mutant. */
export interface MutantAttempt extends ScenarioNames {
  readonly verdict: Verdict;
  readonly states: number;
  readonly depth: number;
}

/** How a mutant was noticed: a property is violated, something cannot be reached any more, or a property is
 * not exercised any more. */
export interface Kill extends ScenarioNames {
  readonly property: string;
  readonly how: 'violated' | 'unreachable' | 'vacuous';
  /** Of a violation: its kind, and the shortest run into it; what no run reaches. */
  readonly failureClass?: string;
  readonly steps?: number;
  readonly trace?: Trace;
  readonly insight?: Pick<TraceInsight, 'clauses' | 'snapshots'>;
  /** One line that `skipover replay --token` runs again; left to the caller, who knows the version. */
  readonly token?: string;
}

/**
 * - `killed`: a property notices
 * - `equivalent`: it was said to change nothing, and searches to the end found no difference
 * - `survived`: neither; a property is too weak, or the mutant is no mistake
 * - `inconclusive`: a budget ended a search before anything was noticed
 */
export type MutantOutcome = 'killed' | 'equivalent' | 'survived' | 'inconclusive';

export interface MutantEntry {
  readonly name: string;
  readonly title: string;
  /** Process and guard, action or transition; one phrase per place. */
  readonly places: readonly string[];
  readonly outcome: MutantOutcome;
  readonly kill?: Kill;
  /** Why it is equivalent; or what is wrong with the claim. */
  readonly reason?: string;
  readonly tried: readonly MutantAttempt[];
}

/** Tries one mutant in its configurations, in order, until something notices it. */
export function tryMutant(mutant: Mutant, options: CheckOptions): MutantEntry {
  const { name, title } = mutant;
  const entry = { name, title, places: placesOf(mutant) };
  return 'equivalent' in mutant.fate
    ? { ...entry, ...compare(mutant, mutant.fate.equivalent, options) }
    : { ...entry, ...hunt(mutant, mutant.fate.killedBy, options) };
}

type Finding = Pick<MutantEntry, 'outcome' | 'kill' | 'reason' | 'tried'>;

function hunt(mutant: Mutant, expected: string, options: CheckOptions): Finding {
  const tried: MutantAttempt[] = [];
  for (const configuration of mutant.configurations) {
    const scenario = scenarioOf(configuration, mutant);
    const migration = scenarioSystem(scenario, mutate(mutant));
    const result = check(migration.system, { ...options, finish: 'first' });
    tried.push(attemptOf(scenario, result));
    const kill =
      killOf(migration, result, expected) ??
      killBeyondStates(migration, scenario, { configuration, changed: mutate(mutant) });
    if (kill !== undefined) {
      return { outcome: 'killed', kill: { ...namesOf(scenario), ...kill }, tried };
    }
  }
  const isWhole = tried.every(({ verdict }) => verdict !== 'inconclusive');
  return isWhole
    ? { outcome: 'survived', reason: 'no property notices it', tried }
    : { outcome: 'inconclusive', reason: 'a budget ended the search', tried };
}

/** The counterexample of the expected property where there is one at the least depth, else any. */
function killOf(
  migration: Migration,
  { verdict, properties }: CheckResult,
  expected: string,
): Omit<Kill, keyof ScenarioNames> | undefined {
  const found: readonly Counterexample[] = properties
    .flatMap(({ counterexamples }) => counterexamples)
    .toSorted((a, b) => a.steps.length - b.steps.length);
  const least = found.filter(({ steps }) => steps.length === found[0]?.steps.length);
  const shown = least.find(({ property }) => property === expected) ?? least[0];
  if (shown !== undefined) {
    const { property, violation, steps } = shown;
    const trace = traceOf(viewOf(migration), shown);
    const insight = sceneOf(migration, shown);
    const { failureClass } = violation;
    return { property, how: 'violated', failureClass, steps: steps.length, trace, insight };
  }
  const missed = properties.find((property) => property.verdict === 'violated');
  if (missed !== undefined) {
    return { property: convergence.id, how: 'unreachable', failureClass: missed.id };
  }
  if (verdict !== 'vacuous') return undefined;
  const idle = properties.filter((property) => property.verdict === 'vacuous').map(({ id }) => id);
  return { property: idle.includes(expected) ? expected : idle[0]!, how: 'vacuous' };
}

/** What is asked of runs: that none goes on for ever, and what they cost. */
function killBeyondStates(
  migration: Migration,
  scenario: Scenario,
  {
    configuration: { liveness, costs },
    changed,
  }: { readonly configuration: MutantConfiguration; readonly changed: MigrationOptions['mutate'] },
): Pick<Kill, 'property' | 'how' | 'failureClass'> | undefined {
  const runs = liveness === true ? checkRuns(migration).properties : [];
  const endless = runs.find(({ verdict }) => verdict === 'violated');
  if (endless !== undefined) {
    const failureClass = endless.counterexamples[0]?.violation.failureClass ?? endless.id;
    return { property: endless.id, how: 'violated', failureClass };
  }
  const entries = costs === undefined ? [] : costEntries(scenario, costs, changed);
  const dear = entries.find(({ verdict }) => verdict === 'violated');
  if (dear === undefined) return undefined;
  return { property: dear.id, how: 'violated', failureClass: dear.failureClass ?? dear.id };
}

/** Whether the design itself passes what a configuration asks of runs. */
export function holdsBeyondStates(configuration: MutantConfiguration, scenario: Scenario): boolean {
  const asked = { configuration, changed: undefined };
  return killBeyondStates(scenarioSystem(scenario), scenario, asked) === undefined;
}

/** Searches mutant and design to the end, in every configuration, and looks for a difference. */
function compare(mutant: Mutant, reason: string, options: CheckOptions): Finding {
  const tried: MutantAttempt[] = [];
  for (const configuration of mutant.configurations) {
    const scenario = scenarioOf(configuration);
    const changed = check(scenarioSystem(scenario, mutate(mutant)).system, options);
    tried.push(attemptOf(scenario, changed));
    const original = check(scenarioSystem(scenario).system, options);
    if (changed.ended !== undefined || original.ended !== undefined) {
      return { outcome: 'inconclusive', reason: 'a budget ended the search', tried };
    }
    const departure = departureOf(changed, original);
    if (departure !== undefined) {
      return { outcome: 'survived', reason: `not equivalent: ${departure}`, tried };
    }
  }
  return { outcome: 'equivalent', reason, tried };
}

export function namesOf({ designName, hazards, scope }: Scenario): ScenarioNames {
  return { design: designName, hazards, scope: scope.name };
}

function attemptOf(scenario: Scenario, { verdict, states, depth }: CheckResult): MutantAttempt {
  return { ...namesOf(scenario), verdict, states, depth };
}
