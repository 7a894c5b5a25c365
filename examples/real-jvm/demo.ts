#!/usr/bin/env node
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { modelHash } from '../../src/analysis/matrix/model-hash.ts';
import { packageFolder } from '../../src/cli/files/files.ts';
import { requireResultPlace, saveResult } from '../../src/cli/files/result-file.ts';
import { listenForSignals } from '../../src/cli/interruption.ts';
import { toolOf } from '../../src/cli/version.ts';
import { InputError } from '../../src/foundation/input-error.ts';
import { exitCodeOf, exitCodes } from '../../src/cli/exit-codes.ts';
import { buildNativeParts, Missing } from './native-build.ts';
import { playRace } from './play-race.ts';
import { frontPageRaces, races, type Race } from './races.ts';
import type { RealJvmRace, RealJvmResult } from './real-jvm-result.ts';
import { lossOf, resultTable } from './result-table.ts';

const usage = 'usage: demo:jvm [--runs N] [--race NUMBER | --all] [--out DIR]';
/** The implementation departed from the model (DESIGN: conformance). */
const departed = 14;

async function main(): Promise<number> {
  const { runs, chosen, out } = argumentsOf(process.argv.slice(2));
  requireResultPlace({ out });
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const sources = join(packageFolder(), 'examples/real-jvm');
  const native = await buildNativeParts({ sources, into: join(out, 'real-jvm') });
  const played: RealJvmRace[] = [];
  for (const each of chosen) {
    console.log(
      `${each.name}: ${runs} runs for each design, on skipover's counterexample of ${each.designName}`,
    );
    played.push(await playRace(native, each, { runs, atOnce: availableParallelism() + 1, out }));
  }
  const tool = toolOf();
  const result: RealJvmResult = {
    schema: 'skipover-real-jvm/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    machine: { kernel: release(), java: native.java },
    races: played,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  console.log(['', ...resultTable(played), ''].join('\n'));
  for (const { name, plays } of played) {
    console.log(`${name}, first run:`);
    for (const play of plays) console.log(`  ${lossOf(play)}`);
  }
  console.log(`\n${result.seconds} s; model and reality step by step:`);
  await saveResult(result, 'real-jvm', { out });
  const isAsForetold = played.every(({ plays }) =>
    plays.every((play) => play.agreeing === play.runs),
  );
  return isAsForetold ? exitCodes.ok : departed;
}

function argumentsOf(words: readonly string[]): {
  readonly runs: number;
  readonly chosen: readonly Race[];
  readonly out: string;
} {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        runs: { type: 'string' },
        race: { type: 'string' },
        all: { type: 'boolean' },
        out: { type: 'string' },
      },
    });
    const race = values.race === undefined ? undefined : Number(values.race);
    const runs = Number(values.runs ?? 20);
    if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs: ${values.runs}`);
    if (race !== undefined && races[race - 1] === undefined)
      throw new Error(`--race: 1 to ${races.length}`);
    if (race !== undefined && values.all === true) throw new Error('--race or --all: give one');
    const count = values.all === true ? races.length : frontPageRaces;
    const chosen = race === undefined ? races.slice(0, count) : [races[race - 1]!];
    return { runs, chosen, out: values.out ?? 'reports' };
  } catch (error) {
    throw new InputError('usage', `${(error as Error).message}; ${usage}`);
  }
}

listenForSignals();
try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof Missing) {
    console.log(`skipped: the demonstration on a real JVM needs ${error.message}`);
  } else if (error instanceof InputError) {
    console.error(`skipover: ${error.message}`);
    process.exitCode = exitCodeOf[error.kind];
  } else throw error;
}
