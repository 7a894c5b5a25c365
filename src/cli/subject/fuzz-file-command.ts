import { join } from 'node:path';
import { unknownName } from '../../foundation/unknown-name.ts';
import { fuzz } from '../../fuzzing/fuzz.ts';
import type { FuzzResult } from '../../fuzzing/fuzz-result.ts';
import { strategyNames } from '../../fuzzing/strategy.ts';
import { assumedOf } from '../../subject/assumed.ts';
import type { SubjectSystem } from '../../subject/subject.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { deadlockProperty } from '../../system/deadlock.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import type { FuzzArguments } from '../fuzz/fuzz-command.ts';
import { grouped, slug, styled } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import { tokenOfFileTrace } from './file-token.ts';
import { writeFileTraces } from './file-trace.ts';
import { printTrace } from './file-view.ts';
import { chosenSystems, codeOfRefused, loadSubject } from './load-file.ts';

export interface FuzzFileArguments extends Omit<FuzzArguments, 'design' | 'hazard' | 'scope'> {
  readonly file: string;
  readonly only: readonly string[];
}

/** Seconds for each system where neither runs nor seconds are given. */
const secondsDefault = 20;

/**
 * `skipover fuzz FILE`: runs each system of a file under generated schedules, in this thread. Returns the exit
 * code: that of the failure, or 15 where a property was never exercised.
 */
export async function fuzzFileCommand(given: FuzzFileArguments): Promise<number> {
  const { file } = given;
  const strategy = strategyNames.find((name) => name === given.strategy);
  if (strategy === undefined) {
    throw unknownName('strategy', given.strategy, { allowed: strategyNames });
  }
  const loaded = await loadSubject(file);
  const chosen = chosenSystems(loaded, given.only);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const seed = given.seed ?? Date.now() % 2 ** 31;
  const entries = chosen.map((subject) => fuzzed(subject, given, { strategy, seed }));
  const tool = toolOf();
  const modelHash = hashOf(chosen);
  for (const { scenario, failures } of entries) {
    const properties = failures.map(({ trace }) => ({ ...propertyHead(trace), trace }));
    const saved = writeFileTraces(
      join(given.out, 'traces'),
      { scenario, properties },
      { tool, modelHash },
    );
    if (saved.length > 0) console.log(`Replay: skipover replay ${saved[0]}`);
  }
  const results = { schema: 'skipover-fuzz-file/1', tool, startedAt, modelHash, results: entries };
  await saveResult(results, slug(`fuzz-${file}`), given);
  return worst([...entries.map(codeOf), codeOfRefused(loaded, given.only)]);
}

interface FileFuzz {
  readonly scenario: {
    readonly design: string;
    readonly switches: Readonly<Record<string, string>>;
    readonly hazards: readonly string[];
    readonly scope: string;
    readonly file: string;
  };
  readonly runs: number;
  readonly steps: number;
  readonly seed: number;
  readonly strategy: string;
  /** Properties that no run exercised. */
  readonly unexercised: readonly string[];
  readonly failures: readonly { readonly token: string; readonly trace: Trace }[];
}

function propertyHead({ property, failureClass }: Trace): {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'violated';
  readonly failureClass: string;
} {
  return { id: property, title: property, verdict: 'violated', failureClass };
}

function fuzzed(
  subject: SubjectSystem,
  given: FuzzFileArguments,
  { strategy, seed }: { readonly strategy: (typeof strategyNames)[number]; readonly seed: number },
): FileFuzz {
  const { name, system } = subject;
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const isUnbounded = given.runs === undefined && given.maxSeconds === undefined;
  const secondsMax = given.maxSeconds ?? (isUnbounded ? secondsDefault : Infinity);
  const result = fuzz(system, {
    runs: given.runs ?? Number.MAX_SAFE_INTEGER,
    seed,
    strategy,
    stop: () => (elapsed() > secondsMax ? 'maxSeconds' : undefined),
  });
  const failures = result.violations.map(({ property, violation, steps }) => {
    const trace = traceOf(subject, { property, violation, steps });
    return { token: tokenOfFileTrace(subject, given.file, trace), trace };
  });
  const asked = [...system.properties.map(({ id }) => id), deadlockProperty];
  const unexercised = asked.filter((id) => !result.exercised.includes(id));
  print(subject, result, { failures, unexercised, seconds: elapsed() });
  return {
    scenario: { design: name, switches: {}, hazards: [], scope: given.file, file: given.file },
    runs: result.runs,
    steps: result.steps,
    seed,
    strategy,
    unexercised,
    failures,
  };
}

function print(
  subject: SubjectSystem,
  { runs, steps, seed }: FuzzResult,
  found: Pick<FileFuzz, 'failures' | 'unexercised'> & { readonly seconds: number },
): void {
  const { failures, unexercised, seconds } = found;
  console.log(
    `\n${styled('bold', subject.name)}: ${grouped(runs)} runs, ${grouped(steps)} steps, seed ${seed}, ` +
      `${seconds.toFixed(1)} s`,
  );
  for (const line of assumedOf(subject)) console.log(`  assumed: ${line}`);
  for (const { trace, token } of failures) {
    console.log(styled('red', `  ✗ ${trace.property}: ${trace.failureClass}`));
    printTrace(trace);
    console.log(styled('gray', `  token: ${token}`));
  }
  for (const id of unexercised) {
    console.log(styled('bold', `  ∅ ${id} was never exercised: it needs more runs`));
  }
  if (failures.length === 0) console.log('  No failure found. Fuzzing proves nothing.');
}

function codeOf({ failures, unexercised }: FileFuzz): number {
  const codes = failures.map(({ trace }) =>
    trace.property === deadlockProperty ? exitCodes.deadlock : exitCodes.safety,
  );
  return worst([...codes, ...(unexercised.length > 0 ? [exitCodes.threshold] : [])]);
}
