import { judgementText } from '../../conformance/divergence-text.ts';
import { lanesOf } from '../../conformance/lanes.ts';
import { judgeLog, judgeStream } from '../../conformance/judge-log.ts';
import type { JudgeOptions, JudgeResult } from '../../conformance/log-judge.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { InputError } from '../../foundation/input-error.ts';
import { InputFile } from '../../input/input-file.ts';
import { linesOf } from '../../input/read-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { grouped, slug, styled } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { followedLines } from './followed-lines.ts';
import type { JudgeArguments, Judged } from './judgement.ts';
import { readModel } from './model-argument.ts';
import { judgeRecording } from './qemu-recording.ts';

/** Last steps of an explaining run that a result keeps, with both lanes. */
const runMax = 1_000;

/**
 * `skipover judge`. Returns the exit code: 14 where no run of the model explains the log, 20 where a budget ended the
 * search or the log says nothing. Throws `InputError('data')`, with the number of the line, for a damaged log.
 */
export async function judgeCommand(log: string, given: JudgeArguments): Promise<number> {
  const judge = given.qemu === true ? judgeRecording(log, given) : await judgeOf(log, given);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const { model, result, unit } = await judge();
  const seconds = Number(((performance.now() - start) / 1_000).toFixed(3));
  console.log(
    `${log} against ${model.name} (${model.flags})\n` +
      `${grouped(result.explained)} of ${grouped(result.lines)} ${unit} explained, ${seconds.toFixed(1)} s; ` +
      `at most ${grouped(result.largest)} states at the same time`,
  );
  print(result);
  const { run, steps, shown, ...rest } = result;
  const lanes = lanesOf(model.system, steps, shown).map((row, index) => ({
    ...row,
    ...run[index],
  }));
  const tool = toolOf();
  const content = {
    schema: 'skipover-judge/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    system: model.name,
    ...(model.scenario === undefined ? {} : { scenario: model.scenario }),
    seconds,
    log,
    ...rest,
    stepsBefore: Math.max(0, lanes.length - runMax),
    lanes: lanes.slice(-runMax),
  } as const;
  await saveResult(content, slug(`judge-${model.name}-${log}`), given);
  return codeOf(result);
}

async function judgeOf(log: string, given: JudgeArguments): Promise<() => Promise<Judged>> {
  const model = await readModel(given);
  return async () => ({ model, result: await judged(log, model.system, given), unit: 'lines' });
}

async function judged(
  log: string,
  system: Parameters<typeof judgeLog>[0],
  { silent, reorder, maxStates, follow, idle }: JudgeArguments,
): Promise<JudgeResult> {
  const options: JudgeOptions = {
    silent,
    ...(reorder === undefined ? {} : { reorder }),
    ...(maxStates === undefined ? {} : { statesMax: maxStates }),
  };
  try {
    if (follow === true) {
      return await judgeStream(system, followedLines(log, { idleMs: idle * 1_000 }), options);
    }
    const expected = 'a log with one JSON object per line';
    return judgeLog(system, linesOf(new InputFile(log, { expected })), options);
  } catch (error) {
    const isOfLine = error instanceof InputError && /^line \d/.test(error.message);
    throw isOfLine ? new InputError(error.kind, `${log}: ${error.message}`) : error;
  }
}

function print(result: JudgeResult): void {
  const { verdict, unseen, reason } = result;
  switch (verdict) {
    case 'explained':
      console.log(styled('bold', 'explained: the model has a run that did what the log says'));
      break;
    case 'inconclusive':
      console.log(styled('bold', `inconclusive: ${reason}`));
      break;
    case 'diverges':
      console.log(`\n${judgementText(result)}`);
  }
  if (unseen.length > 0) console.log(`Never in the log: ${unseen.join(', ')}`);
}

function codeOf({ verdict }: JudgeResult): number {
  switch (verdict) {
    case 'explained':
      return exitCodes.ok;
    case 'diverges':
      return exitCodes.conformance;
    case 'inconclusive':
      return exitCodes.inconclusive;
  }
}
