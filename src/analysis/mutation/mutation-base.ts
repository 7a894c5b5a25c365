import {
  scenarioOf,
  type Mutant,
  type MutantConfiguration,
} from '../../../properties/mutants/mutant.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { Verdict } from '../../checking/verdict.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { holdsBeyondStates, namesOf, type MutantEntry, type ScenarioNames } from './mutation.ts';

/** A design that mutants were made of, in one configuration: only where it holds is a kill worth anything. */
export interface MutationBase {
  readonly configuration: MutantConfiguration;
  /** How far it is searched: to the deepest kill. Absent: to the end, for pairs and vacuity. */
  readonly maxDepth?: number;
}

export interface BaseEntry extends ScenarioNames {
  readonly holds: boolean;
  readonly verdict: Verdict;
  readonly states: number;
  readonly depth: number;
  /** Left to the caller, who has a clock. */
  readonly seconds?: number;
}

/** The configurations in which mutants were killed, each once, and how far the design must hold there. */
export function basesOf(
  mutants: readonly Mutant[],
  entries: readonly MutantEntry[],
): MutationBase[] {
  const bases = new Map<string, MutationBase>();
  mutants.forEach((mutant, index) => {
    const { kill, tried } = entries[index]!;
    const configuration = mutant.configurations[tried.length - 1];
    if (kill === undefined || configuration === undefined) return;
    const { liveness, costs } = configuration;
    const key = JSON.stringify([namesOf(scenarioOf(configuration)), liveness, costs]);
    const known = bases.get(key);
    const isPair = mutant.switches !== undefined;
    const isWhole =
      isPair || kill.steps === undefined || (known !== undefined && known.maxDepth === undefined);
    const maxDepth = Math.max(kill.steps ?? 0, known?.maxDepth ?? 0);
    bases.set(key, isWhole ? { configuration } : { configuration, maxDepth });
  });
  return [...bases.values()];
}

/** Searches the design itself. It holds where nothing is violated, and nothing vacuous, in what was asked. */
export function tryBase(
  { configuration, maxDepth }: MutationBase,
  options: CheckOptions,
): BaseEntry {
  const scenario = scenarioOf(configuration);
  const result = check(scenarioSystem(scenario).system, {
    ...options,
    finish: 'first',
    ...(maxDepth === undefined ? {} : { maxDepth }),
  });
  const { verdict, states, depth, ended } = result;
  const isFarEnough = ended?.reason === 'maxDepth';
  const holdsInStates = verdict === 'verified' || (verdict === 'inconclusive' && isFarEnough);
  const holds = holdsInStates && holdsBeyondStates(configuration, scenario);
  return { ...namesOf(scenario), holds, verdict, states, depth };
}

/** A kill in a configuration in which the design itself fails, or was not searched far enough, is none. */
export function judged(
  mutants: readonly Mutant[],
  entries: readonly MutantEntry[],
  bases: readonly BaseEntry[],
): MutantEntry[] {
  return entries.map((entry, index): MutantEntry => {
    const configuration = mutants[index]!.configurations[entry.tried.length - 1];
    if (entry.kill === undefined || configuration === undefined) return entry;
    const { design, hazards, scope } = namesOf(scenarioOf(configuration));
    const base = bases.find(
      (each) =>
        each.design === design && each.scope === scope && each.hazards.join() === hazards.join(),
    );
    if (base?.holds === true) return entry;
    const { kill: _kill, ...rest } = entry;
    return base?.verdict === 'violated'
      ? { ...rest, outcome: 'survived', reason: `${design} fails in that configuration without it` }
      : { ...rest, outcome: 'inconclusive', reason: `${design} was not searched far enough` };
  });
}
