import { join } from 'node:path';
import { mutants } from '../../../properties/mutants/all.ts';
import type { Mutant } from '../../../properties/mutants/mutant.ts';
import {
  basesOf,
  judged,
  type BaseEntry,
  type MutationBase,
} from '../../analysis/mutation/mutation-base.ts';
import type { MutantEntry } from '../../analysis/mutation/mutation.ts';
import type { Shard } from '../../campaign/shard.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { invariant } from '../../foundation/invariant.ts';
import type { MutantsResults } from '../../report/results.ts';
import { identityOfProgram } from '../campaign/identity.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { writeMutantTrace } from './mutant-trace-file.ts';
import { mutantsView, scoreLine } from './mutants-view.ts';
import type { MutantsAnswer, MutantsTask } from './mutants-task.ts';
import { StatusLine } from '../terminal/progress.ts';
import { saveResult } from '../files/result-file.ts';
import { slug } from '../terminal/text.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

export interface MutantsArguments {
  /** Names of mutants; all of them where none is given. */
  readonly only: readonly string[];
  /** The budget of each search. Default: {@link maxStatesDefault}. */
  readonly maxStates?: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
  /** Only this part of them. */
  readonly shard?: Shard;
  readonly json?: string;
  readonly out: string;
}

const maxStatesDefault = 3_000_000;

/** States of each search. */
export function budgetOf({ maxStates }: Pick<MutantsArguments, 'maxStates'>): number {
  return maxStates ?? maxStatesDefault;
}

/** Writes and prints what became of the mutants. Returns the exit code. */
export async function finishMutants(
  given: MutantsArguments,
  { tried, startedAt }: { readonly tried: Tried; readonly startedAt: string },
): Promise<number> {
  const { entries, bases, seconds } = tried;
  const results: MutantsResults = {
    schema: 'skipover-mutants/1',
    ...identityOfProgram(),
    startedAt,
    maxStates: budgetOf(given),
    score: scoreOf(entries),
    results: entries.map((entry, index) => ({ ...entry, seconds: seconds[index]! })),
    bases,
  };
  const files = entries.flatMap((entry) =>
    writeMutantTrace(join(given.out, 'traces'), entry, results),
  );
  console.log(mutantsView(entries));
  if (files.length > 0) {
    console.log(
      `${files.length} counterexamples saved; run one again with: skipover replay ${files[0]}`,
    );
  }
  await saveResult(results, mutantsName(given), given);
  console.log(scoreLine(results.score));
  return worst(entries.map(codeOf));
}

/** What the result is called, without the ending. */
export function mutantsName({ only }: Pick<MutantsArguments, 'only'>): string {
  return only.length === 0 ? 'mutants' : slug(['mutants', ...only].join('-'));
}

/** Throws `InputError('configuration')` on an unknown name. Repeated ones count once. */
export function chosenMutants(only: readonly string[]): readonly Mutant[] {
  if (only.length === 0) return mutants;
  const names = new Set(only.flatMap((text) => text.split(',')));
  for (const name of names) {
    if (mutants.some((mutant) => mutant.name === name)) continue;
    throw unknownName('mutant', name, { allowed: mutants.map((mutant) => mutant.name) });
  }
  return mutants.filter(({ name }) => names.has(name));
}

export interface Tried {
  readonly entries: readonly MutantEntry[];
  readonly bases: readonly BaseEntry[];
  /** Per mutant. */
  readonly seconds: readonly number[];
}

/** Does one search, somewhere. */
export type RunMutants = (task: MutantsTask) => Promise<MutantsAnswer>;

/** First every mutant, then the designs that they were made of. */
export async function tryAll(
  chosen: readonly Mutant[],
  maxStates: number,
  run: RunMutants,
): Promise<Tried> {
  const answers = await Promise.all(chosen.map(({ name }) => run({ mutant: name, maxStates })));
  const tried = answers.map((answer) => {
    invariant('mutant' in answer, 'a mutant was asked for');
    return answer.mutant;
  });
  const bases = await Promise.all(
    basesOf(chosen, tried).map(async (base) => {
      const answer = await run({ base, maxStates });
      invariant('base' in answer, 'a base was asked for');
      return { ...answer.base, seconds: answer.seconds };
    }),
  );
  return {
    entries: judged(chosen, tried, bases),
    bases,
    seconds: answers.map(({ seconds }) => seconds),
  };
}

/** The second stage, once every mutant was tried. */
export function basesToTry(
  chosen: readonly Mutant[],
  answers: readonly (MutantsAnswer | undefined)[],
): MutationBase[] {
  const tried = answers.flatMap((answer) =>
    answer !== undefined && 'mutant' in answer ? [answer.mutant] : [],
  );
  return tried.length < chosen.length ? [] : basesOf(chosen, tried);
}

/** Runs searches in this process, one per core at a time. */
export async function withMutantsPool<Result>(
  mutantCount: number,
  use: (run: RunMutants) => Promise<Result>,
): Promise<Result> {
  const status = new StatusLine();
  let finished = 0;
  try {
    return await withWorkers('mutants', threadsFor(mutantCount), (run) =>
      use(async (task) => {
        const answer = await run(task);
        finished++;
        status.show(`${Math.min(finished, mutantCount)} of ${mutantCount} mutants tried`);
        return answer;
      }),
    );
  } finally {
    status.clear();
  }
}

/** Equivalent mutants are not counted: nobody could kill them. */
function scoreOf(entries: readonly MutantEntry[]): MutantsResults['score'] {
  const count = (outcome: MutantEntry['outcome']): number =>
    entries.filter((entry) => entry.outcome === outcome).length;
  return {
    killed: count('killed'),
    equivalent: count('equivalent'),
    survived: count('survived'),
    inconclusive: count('inconclusive'),
  };
}

/** The code of one mutant. */
export function codeOf({ outcome }: MutantEntry): number {
  switch (outcome) {
    case 'killed':
    case 'equivalent':
      return exitCodes.ok;
    case 'survived':
      return exitCodes.threshold;
    case 'inconclusive':
      return exitCodes.inconclusive;
  }
}
