import { connectAdapter } from '../../conformance/adapter-client.ts';
import {
  conformImplementation,
  pathKinds,
  type ConformOptions,
  type ConformResult,
  type PathKind,
} from '../../conformance/conform.ts';
import { divergenceText } from '../../conformance/divergence-text.ts';
import { lanesOf } from '../../conformance/lanes.ts';
import { InputError } from '../../foundation/input-error.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { systemIdentity } from '../../fuzzing/system-identity.ts';
import { decodeToken, requireRun } from '../../fuzzing/token.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { stepsOf } from '../../subject/trace.ts';
import type { Step, System } from '../../system/system.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { departure } from '../files/schema.ts';
import { readTraceFile } from '../replay/trace-file.ts';
import { grouped, slug, styled } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { AdapterProcess } from './adapter-process.ts';
import { readModel, type ModelArguments, type NamedModel } from './model-argument.ts';

export interface DriveArguments extends ModelArguments {
  readonly paths?: string;
  readonly process: readonly string[];
  readonly runs?: number;
  readonly seed?: number;
  readonly maxSteps?: number;
  readonly maxStates?: number;
  readonly trace?: string;
  readonly token?: string;
  readonly timeout: number;
  readonly json?: string;
  readonly out: string;
}

/**
 * `skipover drive`. Returns the exit code: 14 for a divergence, 15 where something that was declared was not reached, 20
 * where a budget ended the run. Throws `InputError('data')` for an adapter that breaks the protocol.
 */
export async function driveCommand(
  [command, ...args]: readonly string[],
  given: DriveArguments,
): Promise<number> {
  if (command === undefined) {
    throw new InputError('usage', 'name the adapter: skipover drive ... -- COMMAND ARGS');
  }
  const model = await readModel(given);
  const schedules = schedulesOf(model.system, given);
  const options: ConformOptions = {
    ...optionsOf(given),
    ...(schedules === undefined ? {} : { schedules }),
  };
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const adapter = new AdapterProcess({ command, args, timeoutMs: given.timeout * 1_000 });
  let result: ConformResult;
  try {
    const client = await connectAdapter(adapter, {
      system: model.name,
      configuration: model.configuration,
      departure: (answer) => departure('adapter-answer', answer),
    });
    result = await conformImplementation(model.system, client, options);
    await client.bye();
  } finally {
    await adapter.close();
  }
  const seconds = Number(((performance.now() - start) / 1_000).toFixed(3));
  print(model, result, seconds);
  if (result.found !== undefined) {
    console.log(
      `\nThis schedule alone:\nskipover drive ${model.flags} --token ${result.found.token} -- ${[command, ...args].join(' ')}`,
    );
  }
  const name = slug(['drive', model.name, result.implementation.name].join('-'));
  await saveResult(contentOf(model, { result, startedAt, seconds }), name, given);
  return codeOf(result);
}

function schedulesOf(
  system: System,
  { trace, token }: DriveArguments,
): readonly (readonly Step[])[] | undefined {
  if (trace !== undefined && token !== undefined) {
    throw new InputError('usage', '--trace and --token each name one schedule: give one of them');
  }
  if (trace !== undefined) return [traceSteps(system, trace)];
  if (token === undefined) return undefined;
  const { steps } = decodeToken(systemIdentity(system), token);
  requireRun(system, steps);
  return [steps];
}

function traceSteps(system: System, file: string): readonly Step[] {
  try {
    return stepsOf(system, readTraceFile(file).trace);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('data', `${file}: not a run of this model: ${(error as Error).message}`);
  }
}

function optionsOf(given: DriveArguments): ConformOptions {
  const { paths, process: pathProcesses, runs, seed, maxSteps, maxStates } = given;
  if (paths !== undefined && !Object.hasOwn(pathKinds, paths)) {
    throw unknownName('kind of path', paths, { allowed: Object.keys(pathKinds), kind: 'usage' });
  }
  return {
    ...(paths === undefined ? {} : { paths: paths as PathKind }),
    ...(pathProcesses.length === 0 ? {} : { pathProcesses }),
    ...(runs === undefined ? {} : { runs }),
    ...(seed === undefined ? {} : { seed }),
    ...(maxSteps === undefined ? {} : { stepsMax: maxSteps }),
    ...(maxStates === undefined ? {} : { statesMax: maxStates }),
  };
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function print({ system, name, flags }: NamedModel, result: ConformResult, seconds: number): void {
  const { verdict, implementation, schedules, performed, refused, unreached, reason } = result;
  console.log(
    `${implementation.name} ${implementation.version} against ${name} (${flags})\n` +
      `${counted(schedules, 'schedule')}, ${counted(performed, 'step')} done, ${grouped(refused)} rightly refused, ${seconds.toFixed(1)} s`,
  );
  switch (verdict) {
    case 'conforms':
      console.log(styled('bold', 'conforms: every step was as the model has it'));
      break;
    case 'unreached':
      console.log(styled('bold', `never reached, though declared: ${unreached.join(', ')}`));
      break;
    case 'inconclusive':
      console.log(styled('bold', `inconclusive: ${reason}`));
      break;
    case 'diverges':
      console.log(`\n${divergenceText(system, implementation.name, result.found!)}`);
  }
}

function contentOf(
  { system, name, scenario }: NamedModel,
  {
    result,
    startedAt,
    seconds,
  }: { readonly result: ConformResult; readonly startedAt: string; readonly seconds: number },
): { readonly schema: 'skipover-drive/1' } {
  const { found, ...rest } = result;
  const { steps = [], shown = new Map(), ...reported } = found ?? {};
  const tool = toolOf();
  return {
    schema: 'skipover-drive/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    system: name,
    ...(scenario === undefined ? {} : { scenario }),
    seconds,
    ...rest,
    ...(found === undefined
      ? {}
      : { found: { ...reported, lanes: lanesOf(system, steps, shown) } }),
  } as { readonly schema: 'skipover-drive/1' };
}

function codeOf({ verdict }: ConformResult): number {
  switch (verdict) {
    case 'conforms':
      return exitCodes.ok;
    case 'diverges':
      return exitCodes.conformance;
    case 'unreached':
      return exitCodes.threshold;
    case 'inconclusive':
      return exitCodes.inconclusive;
  }
}
