import { mutants } from '../../../properties/mutants/all.ts';
import { mutate, scenarioOf, type Mutant } from '../../../properties/mutants/mutant.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import {
  tryBase,
  type BaseEntry,
  type MutationBase,
} from '../../analysis/mutation/mutation-base.ts';
import { tryMutant, type MutantEntry } from '../../analysis/mutation/mutation.ts';
import { invariant } from '../../foundation/invariant.ts';
import { tokenOfTrace } from '../replay/failure-token.ts';

/** One mutant by its name, or one design that mutants were made of. */
export type MutantsTask = { readonly maxStates: number } & (
  | { readonly mutant: string }
  | { readonly base: MutationBase }
);

/** What a worker answers, with the seconds that it took. */
export type MutantsAnswer = { readonly seconds: number } & (
  | { readonly mutant: MutantEntry }
  | { readonly base: BaseEntry }
);

/** Tries one mutant, or searches one design, in a worker thread. */
export function mutantsTask(task: MutantsTask): MutantsAnswer {
  const start = performance.now();
  const seconds = (): number => Number(((performance.now() - start) / 1000).toFixed(3));
  const options = { maxStates: task.maxStates };
  if ('base' in task) return { base: tryBase(task.base, options), seconds: seconds() };
  const mutant = mutants.find(({ name }) => name === task.mutant);
  invariant(mutant !== undefined, `no mutant ${task.mutant}`);
  return { mutant: withToken(mutant, tryMutant(mutant, options)), seconds: seconds() };
}

function withToken(mutant: Mutant, entry: MutantEntry): MutantEntry {
  const { kill, tried } = entry;
  if (kill?.trace === undefined) return entry;
  const { designName, ...scenario } = scenarioOf(mutant.configurations[tried.length - 1]!, mutant);
  const { system } = scenarioSystem({ designName, ...scenario }, mutate(mutant));
  const design = { name: designName, design: scenario.design };
  const configuration = { ...scenario, design, mutant: mutant.name };
  return { ...entry, kill: { ...kill, token: tokenOfTrace(system, configuration, kill.trace) } };
}
