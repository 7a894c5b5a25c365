import { mutate, placesOf, scenarioOf, type Mutant } from '../../properties/mutants/mutant.ts';
import { convergence } from '../../properties/convergence.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { CheckResult, Counterexample, Verdict } from '../checking/verdict.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Scenario } from '../migration/scenario.ts';
import { departureOf } from './behaviour.ts';
import { scenarioSystem } from './check-scenario.ts';
import { sceneOf, type TraceInsight } from './insight.ts';
import { traceOf, type Trace } from './trace.ts';

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
 * not put to the test any more. */
export interface Kill extends ScenarioNames {
  readonly property: string;
  readonly how: 'violated' | 'unreachable' | 'vacuous';
  /** Of a violation: its kind, and the shortest run into it; what no run comes to. */
  readonly bugClass?: string;
  readonly steps?: number;
  readonly trace?: Trace;
  readonly insight?: Pick<TraceInsight, 'clauses' | 'tableau'>;
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

/** Tries one mutant in its worlds, in order, until something notices it. */
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
  for (const world of mutant.worlds) {
    const scenario = scenarioOf(world, mutant);
    const migration = scenarioSystem(scenario, mutate(mutant));
    const result = check(migration.system, { ...options, finish: 'first' });
    tried.push(attemptOf(scenario, result));
    const kill = killOf(migration, result, expected);
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
    const trace = traceOf(migration, shown);
    const insight = sceneOf(migration, shown);
    const { bugClass } = violation;
    return { property, how: 'violated', bugClass, steps: steps.length, trace, insight };
  }
  const missed = properties.find((property) => property.verdict === 'violated');
  if (missed !== undefined) {
    return { property: convergence.id, how: 'unreachable', bugClass: missed.id };
  }
  if (verdict !== 'vacuous') return undefined;
  const idle = properties.filter((property) => property.verdict === 'vacuous').map(({ id }) => id);
  return { property: idle.includes(expected) ? expected : idle[0]!, how: 'vacuous' };
}

/** Searches mutant and design to the end, in every world, and looks for a difference. */
function compare(mutant: Mutant, reason: string, options: CheckOptions): Finding {
  const tried: MutantAttempt[] = [];
  for (const world of mutant.worlds) {
    const scenario = scenarioOf(world);
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
