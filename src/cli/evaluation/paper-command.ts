import { modelHash } from '../../analysis/matrix/model-hash.ts';
import type { PaperResults } from '../../report/results.ts';
import { evaluate, type MeasuredFigure } from '../../timing/paper/evaluation.ts';
import type { PaperRound } from '../../timing/paper/round.ts';
import { exitCodes } from '../exit-codes.ts';
import type { PaperTask } from './paper-task.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { StatusLine } from '../terminal/progress.ts';
import { styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

export interface PaperArguments {
  readonly seeds: number;
  readonly perturbations: number;
  readonly json?: string;
  readonly out: string;
}

/** `skipover paper`. Every figure of the paper's text beside the measured one. Always 0: it is a report. */
export async function paperCommand(given: PaperArguments): Promise<number> {
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const count = (length: number, task: (index: number) => PaperTask): PaperTask[] =>
    Array.from({ length }, (_, index) => task(index + 1));
  const tasks = [
    ...count(given.seeds, (seed) => ({ seed, perturbation: 0 })),
    ...count(given.perturbations, (perturbation) => ({ seed: perturbation, perturbation })),
  ];
  const rounds = await runAll(tasks);
  const tool = toolOf();
  const content: PaperResults = {
    schema: 'skipover-paper/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    ...evaluate(rounds.slice(0, given.seeds), rounds.slice(given.seeds)),
  };
  print(content);
  await saveResult(content, 'paper', given);
  return exitCodes.ok;
}

/** One round per core at a time, in order. */
async function runAll(tasks: readonly PaperTask[]): Promise<PaperRound[]> {
  const status = new StatusLine();
  let finished = 0;
  status.show(`10 migrations a round; 0 of ${tasks.length} rounds done`);
  try {
    return await withWorkers('paper', threadsFor(tasks.length), (run) =>
      Promise.all(
        tasks.map(async (task) => {
          const round = await run(task);
          finished++;
          status.show(`10 migrations a round; ${finished} of ${tasks.length} rounds done`);
          return round;
        }),
      ),
    );
  } finally {
    status.clear();
  }
}

const close = 0.05;
const near = 0.15;

function print({ figures, shapes, parameters, seeds, perturbations }: PaperResults): void {
  console.log(`\nThe figures of the paper's text, and the means of ${seeds} seeds:\n`);
  const rows = figures.map((figure) => [
    [figure.id],
    [shown(figure.published)],
    [shown(figure.measured)],
    [figure.spread.map(shown).join(' to ')],
    [figure.unit],
    [figure.kind],
    [`${mark(figure)} ${(figure.error * 100).toFixed(1)} %`],
    [figure.note],
  ]);
  const head = ['figure', 'paper', 'measured', 'spread', 'unit', 'kind', 'error', 'where and why'];
  console.log(table([head.map((title) => [styled('bold', title)]), ...rows]));
  const within = (limit: number, of: readonly MeasuredFigure[]): number =>
    of.filter(({ error }) => Math.abs(error) <= limit).length;
  const predicted = figures.filter(({ kind }) => kind === 'predicted');
  const reported = (of: readonly MeasuredFigure[]): string =>
    `${within(near, of)} of ${of.length} within 15 %, ${within(close, of)} within 5 %`;
  console.log(`\nAll figures: ${reported(figures)}`);
  console.log(`Predicted, the only evidence: ${reported(predicted)}`);
  for (const { id, error, note } of figures.filter((each) => Math.abs(each.error) > near)) {
    console.log(`Missed by more than 15 %: ${id}, ${(error * 100).toFixed(1)} %: ${note}`);
  }
  const fitted = parameters.filter(({ source }) => source === 'fitted');
  console.log(`${fitted.length} of ${parameters.length} parameters were fitted:`);
  for (const { id, value, unit, reason } of fitted) {
    console.log(`  ${id} = ${value} ${unit}, by ${reason}`);
  }
  console.log(
    `\nClaims about the order of things (${perturbations} rounds with every assumed value`,
  );
  console.log('times or divided by 1.5):');
  for (const { claim, holds, holdsShare, perturbedShare } of shapes) {
    const shares = [holdsShare, perturbedShare].map((share) => `${Math.round(share * 100)} %`);
    console.log(
      `  ${holds ? '✓' : '✗'} ${claim}: ${shares[0]} of the seeds, ${shares[1]} perturbed`,
    );
  }
}

function mark({ error }: MeasuredFigure): string {
  if (Math.abs(error) <= close) return '✓';
  return Math.abs(error) <= near ? '~' : '✗';
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
