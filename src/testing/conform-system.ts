import { cwd, env } from 'node:process';
import { describe, expect, test } from 'vitest';
import {
  conformImplementation,
  conformKinds,
  type ConformOptions,
  type ConformResult,
} from '../conformance/conform.ts';
import { divergenceText } from '../conformance/divergence-text.ts';
import {
  inProcess,
  inProcessKinds,
  requireFunctions,
  type InProcess,
} from '../conformance/in-process.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { decodeToken, requireRun } from '../fuzzing/token.ts';
import type { System } from '../system/system.ts';
import { ownToken, repeatLine, scenarioFor, type NamedTask } from './repeat-line.ts';
import { requireSuite } from './suite-arguments.ts';

export interface ConformTestOptions extends Pick<
  ConformOptions,
  'paths' | 'pathStatesMax' | 'runs' | 'seed' | 'stepsMax' | 'statesMax' | 'view'
> {
  /** Milliseconds for each test; default: as the test runner says. */
  readonly timeoutMs?: number;
}

const budgetKinds: OptionKinds<ConformTestOptions> = {
  paths: conformKinds.paths,
  pathStatesMax: conformKinds.pathStatesMax,
  runs: conformKinds.runs,
  seed: conformKinds.seed,
  stepsMax: conformKinds.stepsMax,
  statesMax: conformKinds.statesMax,
  view: conformKinds.view,
  timeoutMs: 'positive',
};

/**
 * Declares a suite that lets an implementation follow `system`: through covering paths of its transitions, and
 * through random schedules (100, if `runs` names no other number). A test fails if the implementation shows
 * something that no run of the model explains; the schedule is minimized. It fails too if an action, gate or name
 * that was declared is never reached, or if nothing is observed.
 *
 * A failure prints a line that repeats it: with `SKIPOVER_TOKEN` set, the test that printed it drives that schedule and
 * nothing else; other tests do not react.
 */
export function conformSystem<Instance>(
  name: string,
  system: System,
  subject: InProcess<Instance> & ConformTestOptions,
): void {
  requireSuite('conformSystem', name, system);
  requireOptions('conformSystem', subject, { ...inProcessKinds, ...budgetKinds });
  requireFunctions('conformSystem', subject);
  const { timeoutMs, paths = 'transitions', runs = 100, ...rest } = subject;
  const options: ConformOptions = Object.fromEntries(
    Object.entries(rest).filter(([option]) => Object.hasOwn(budgetKinds, option)),
  );
  const settings = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  const driven = async (part: ConformOptions): Promise<ConformResult> => {
    const implementation = inProcess(system, name, subject);
    try {
      return await conformImplementation(system, implementation, { ...options, ...part });
    } finally {
      await implementation.close();
    }
  };
  const tests: Readonly<Record<string, (scenario: string) => Promise<ConformResult>>> = {
    [`follows paths that cover the ${paths} of the model, and does all it declares`]: (scenario) =>
      driven({ paths, runs: 0, scenario }),
    // What is declared and not reached by chance is the business of the test before.
    [`follows ${runs} random schedules of the model`]: async (scenario) => {
      const result = await driven({ runs, scenario });
      return result.verdict === 'unreached' ? { ...result, verdict: 'conforms' } : result;
    },
  };
  const repeated = (token: string): Promise<ConformResult> => {
    const { steps, scenario } = decodeToken(systemIdentity(system), token);
    requireRun(system, steps);
    return driven({ schedules: [steps], scenario });
  };
  describe(name, () => {
    for (const [title, drive] of Object.entries(tests)) {
      test(title, settings, async ({ task }) => {
        const token = ownToken(task, env['SKIPOVER_TOKEN']);
        const scenario = scenarioFor({ property: 'conforms', failureClass: 'divergence' }, task);
        const result = await (token === undefined ? drive(scenario) : repeated(token));
        const failure = failureOf(system, { name, task }, result);
        if (failure !== undefined) expect.fail(failure);
      });
    }
  });
}

function failureOf(
  system: System,
  { name, task }: { readonly name: string; readonly task: NamedTask },
  result: ConformResult,
): string | undefined {
  const { verdict, found, reason, unreached } = result;
  switch (verdict) {
    case 'conforms':
      return undefined;
    case 'diverges':
      return [
        divergenceText(system, name, found!),
        'this schedule alone:',
        repeatLine(found!.token, task, cwd()),
      ].join('\n');
    case 'inconclusive':
      return `${name} is inconclusive: ${reason}`;
    case 'unreached':
      return `${name}: declared and never reached: ${unreached.join(', ')}`;
  }
}
