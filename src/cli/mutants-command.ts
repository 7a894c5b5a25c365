import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Tinypool } from 'tinypool';
import { mutants } from '../../properties/mutants/all.ts';
import type { Mutant } from '../../properties/mutants/mutant.ts';
import { modelHash } from '../analysis/model-hash.ts';
import { basesOf, judged, type BaseEntry } from '../analysis/mutation-base.ts';
import type { MutantEntry } from '../analysis/mutation.ts';
import { InputError } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import type { MutantsResults } from '../report/results.ts';
import { exitCodes, worst } from './exit-codes.ts';
import { writeMutantTrace } from './mutant-trace-file.ts';
import { mutantsView, scoreLine } from './mutants-view.ts';
import type { MutantsAnswer, MutantsTask } from './mutants-worker.ts';
import { StatusLine } from './progress.ts';
import { requireResultPlace, saveResult } from './result-file.ts';
import { slug } from './text.ts';
import { toolOf } from './version.ts';

export interface MutantsArguments {
  /** Names of mutants; all of them where none is given. */
  readonly only: readonly string[];
  /** The budget of each search. Default: {@link maxStatesDefault}. */
  readonly maxStates?: number;
  readonly json?: string;
  readonly out: string;
}

const maxStatesDefault = 3_000_000;

/** `skipover mutants`. Returns the exit code: 15 where a mutant survives, 20 where a budget ended a search. */
export async function mutantsCommand(given: MutantsArguments): Promise<number> {
  const chosen = chosenMutants(given.only);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const maxStates = given.maxStates ?? maxStatesDefault;
  const { entries, bases, seconds } = await runAll(chosen, maxStates);
  const tool = toolOf();
  const results: MutantsResults = {
    schema: 'skipover-mutants/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    maxStates,
    score: scoreOf(entries),
    results: entries.map((entry, index) => ({ ...entry, seconds: seconds[index]! })),
    bases,
  };
  const name = given.only.length === 0 ? 'mutants' : slug(['mutants', ...given.only].join('-'));
  const files = entries.flatMap((entry) =>
    writeMutantTrace(join(given.out, 'traces'), entry, results),
  );
  console.log(mutantsView(entries));
  if (files.length > 0) {
    console.log(
      `${files.length} counterexamples saved; run one again with: skipover replay ${files[0]}`,
    );
  }
  await saveResult(results, name, given);
  console.log(scoreLine(results.score));
  return worst(entries.map(codeOf));
}

/** Throws `InputError('configuration')` on an unknown name. Repeated ones count once. */
function chosenMutants(only: readonly string[]): readonly Mutant[] {
  if (only.length === 0) return mutants;
  const names = new Set(only.flatMap((text) => text.split(',')));
  for (const name of names) {
    if (mutants.some((mutant) => mutant.name === name)) continue;
    const allowed = mutants.map((mutant) => mutant.name).join(', ');
    throw new InputError('configuration', `unknown mutant '${name}'; allowed: ${allowed}`);
  }
  return mutants.filter(({ name }) => names.has(name));
}

interface Tried {
  readonly entries: readonly MutantEntry[];
  readonly bases: readonly BaseEntry[];
  /** Per mutant. */
  readonly seconds: readonly number[];
}

/** First every mutant, one per core at a time; then the designs that they were made of. */
async function runAll(chosen: readonly Mutant[], maxStates: number): Promise<Tried> {
  const threads = Math.max(1, Math.min(chosen.length, availableParallelism()));
  const pool = new Tinypool({
    filename: new URL('./mutants-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const status = new StatusLine();
  let finished = 0;
  const runOne = async (task: MutantsTask): Promise<MutantsAnswer> => {
    const answer = (await pool.run(task)) as MutantsAnswer;
    finished++;
    status.show(`${Math.min(finished, chosen.length)} of ${chosen.length} mutants tried`);
    return answer;
  };
  try {
    const answers = await Promise.all(
      chosen.map(({ name }) => runOne({ mutant: name, maxStates })),
    );
    const tried = answers.map((answer) => {
      invariant('mutant' in answer, 'a mutant was asked for');
      return answer.mutant;
    });
    const bases = await Promise.all(
      basesOf(chosen, tried).map(async (base) => {
        const answer = await runOne({ base, maxStates });
        invariant('base' in answer, 'a base was asked for');
        return { ...answer.base, seconds: answer.seconds };
      }),
    );
    return {
      entries: judged(chosen, tried, bases),
      bases,
      seconds: answers.map(({ seconds }) => seconds),
    };
  } finally {
    status.clear();
    await pool.destroy();
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
