import { scenarioOf, type Mutant, type MutantWorld } from '../../properties/mutants/mutant.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { Verdict } from '../checking/verdict.ts';
import { scenarioSystem } from './check-scenario.ts';
import { namesOf, type MutantEntry, type ScenarioNames } from './mutation.ts';

/** A design that mutants were made of, in one world: only where it holds is a kill worth anything. */
export interface MutationBase {
  readonly world: MutantWorld;
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

/** The worlds in which mutants were killed, each once, and how far the design must hold there. */
export function basesOf(
  mutants: readonly Mutant[],
  entries: readonly MutantEntry[],
): MutationBase[] {
  const bases = new Map<string, MutationBase>();
  mutants.forEach((mutant, index) => {
    const { kill, tried } = entries[index]!;
    const world = mutant.worlds[tried.length - 1];
    if (kill === undefined || world === undefined) return;
    const key = JSON.stringify(namesOf(scenarioOf(world)));
    const known = bases.get(key);
    const isPair = mutant.switches !== undefined;
    const isWhole =
      isPair || kill.steps === undefined || (known !== undefined && known.maxDepth === undefined);
    const maxDepth = Math.max(kill.steps ?? 0, known?.maxDepth ?? 0);
    bases.set(key, isWhole ? { world } : { world, maxDepth });
  });
  return [...bases.values()];
}

/** Searches the design itself. It holds where nothing is violated, and nothing vacuous, in what was asked. */
export function tryBase({ world, maxDepth }: MutationBase, options: CheckOptions): BaseEntry {
  const scenario = scenarioOf(world);
  const result = check(scenarioSystem(scenario).system, {
    ...options,
    finish: 'first',
    ...(maxDepth === undefined ? {} : { maxDepth }),
  });
  const { verdict, states, depth, ended } = result;
  const isFarEnough = ended?.reason === 'maxDepth';
  const holds = verdict === 'verified' || (verdict === 'inconclusive' && isFarEnough);
  return { ...namesOf(scenario), holds, verdict, states, depth };
}

/** A kill in a world in which the design itself fails, or was not searched far enough, is none. */
export function judged(
  mutants: readonly Mutant[],
  entries: readonly MutantEntry[],
  bases: readonly BaseEntry[],
): MutantEntry[] {
  return entries.map((entry, index): MutantEntry => {
    const world = mutants[index]!.worlds[entry.tried.length - 1];
    if (entry.kill === undefined || world === undefined) return entry;
    const { design, hazards, scope } = namesOf(scenarioOf(world));
    const base = bases.find(
      (each) =>
        each.design === design && each.scope === scope && each.hazards.join() === hazards.join(),
    );
    if (base?.holds === true) return entry;
    const { kill: _kill, ...rest } = entry;
    return base?.verdict === 'violated'
      ? { ...rest, outcome: 'survived', reason: `${design} fails in that world without it` }
      : { ...rest, outcome: 'inconclusive', reason: `${design} was not searched far enough` };
  });
}
