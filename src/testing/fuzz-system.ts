import { cwd, env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { fuzz, type FuzzOptions } from '../fuzzing/fuzz.ts';
import type { FuzzResult } from '../fuzzing/fuzz-result.ts';
import { failsBy } from '../fuzzing/judge.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { InputError } from '../foundation/input-error.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import { strategyNames } from '../fuzzing/strategy.ts';
import { decodeToken, encodeToken, requireRun } from '../fuzzing/token.ts';
import { formatTrace } from '../replay/format-trace.ts';
import { run } from '../replay/run.ts';
import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { questionsOf } from './shortfall.ts';
import { ownToken, repeatLine, scenarioFor, type NamedTask } from './repeat-line.ts';
import { requireSuite } from './suite-arguments.ts';

/** How much a property is fuzzed. */
export type FuzzBudget = Pick<FuzzOptions, 'runs' | 'seed' | 'stepsMax' | 'strategy'>;

export interface FuzzTestOptions extends FuzzBudget {
  /** Other budgets or seeds, by the id of the property; deadlock is `D`. */
  readonly properties?: Readonly<Record<string, FuzzBudget>>;
  /** Milliseconds for each test; default: as the test runner says. */
  readonly timeoutMs?: number;
}

const budgetKinds: OptionKinds<FuzzBudget> = {
  runs: 'natural',
  seed: 'integer',
  stepsMax: 'count',
  strategy: strategyNames,
};
const optionKinds: OptionKinds<FuzzTestOptions> = {
  ...budgetKinds,
  properties: 'object',
  timeoutMs: 'positive',
};

/** Each budget belongs to a property of the system: under another id it would change nothing in silence. */
function requireBudgets(system: System, budgets: Readonly<Record<string, FuzzBudget>>): void {
  const ids = questionsOf(system).map(({ id }) => id);
  for (const [id, budget] of Object.entries(budgets)) {
    if (!ids.includes(id)) {
      const known = ids.join(', ');
      throw new InputError(
        'usage',
        `fuzzSystem: ${system.name} has no property ${id}; it has: ${known}`,
      );
    }
    requireOptions(`fuzzSystem, property ${id}`, budget, budgetKinds);
  }
}

/**
 * Declares a suite that fuzzes `system`, with a test for each property. A test fails on a violation,
 * minimized, and if no run exercised the property. That it passes is no proof.
 *
 * A failure prints a line that repeats it alone: with `SKIPOVER_TOKEN` set, the test that printed it replays that run
 * and does nothing else; other tests do not react. `SKIPOVER_SEED` and `SKIPOVER_RUNS` override the options.
 */
export function fuzzSystem(name: string, system: System, options: FuzzTestOptions = {}): void {
  requireSuite('fuzzSystem', name, system);
  requireOptions('fuzzSystem', options, optionKinds);
  const { timeoutMs, properties = {}, ...common } = options;
  requireBudgets(system, properties);
  const results = new Map<string, FuzzResult>();
  const fuzzed = (budget: FuzzBudget): FuzzResult => {
    const key = JSON.stringify(budget);
    const result = results.get(key) ?? fuzz(system, budget);
    results.set(key, result);
    return result;
  };
  describe(name, () => {
    for (const { id, title } of questionsOf(system)) {
      test(title, timeoutMs === undefined ? {} : { timeout: timeoutMs }, ({ task }) => {
        const token = ownToken(task, env['SKIPOVER_TOKEN']);
        const budget = { ...common, ...properties[id], ...budgetFromOutside() };
        const reason =
          token === undefined
            ? failureOf(system, { id, title, task }, fuzzed(budget))
            : replayed(system, id, token);
        if (reason !== undefined) expect.fail(reason);
      });
    }
  });
}

function budgetFromOutside(): FuzzBudget {
  const [seed, runs] = [env['SKIPOVER_SEED'], env['SKIPOVER_RUNS']];
  return {
    ...(seed === undefined ? {} : { seed: wholeNumber('SKIPOVER_SEED', seed) }),
    ...(runs === undefined ? {} : { runs: wholeNumber('SKIPOVER_RUNS', runs) }),
  };
}

function wholeNumber(variable: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${variable} is a whole number, not '${text}'`);
  return Number(text);
}

interface Question {
  readonly id: string;
  readonly title: string;
}

function failureOf(
  system: System,
  { id, title, task }: Question & { readonly task: NamedTask },
  result: FuzzResult,
): string | undefined {
  const found = result.violations.filter(({ property }) => property === id);
  if (found.length > 0) {
    const texts = found.map((each) => {
      const { firstRun, runs } = each;
      const token = tokenOf(system, each, task);
      return [
        formatTrace(system, each),
        `first in run ${firstRun} of seed ${result.seed}, in ${runs} of ${result.runs} runs; this run alone:`,
        repeatLine(token, task, cwd()),
      ].join('\n');
    });
    return [`${title} is violated`, ...texts].join('\n\n');
  }
  if (result.exercised.includes(id)) return undefined;
  return `${title} is vacuous: in none of ${result.runs} runs was it exercised`;
}

function tokenOf(
  system: System,
  failure: {
    readonly property: string;
    readonly violation: Violation;
    readonly steps: readonly Step[];
  },
  task: NamedTask,
): string {
  const { property, violation } = failure;
  const scenario = scenarioFor({ property, failureClass: violation.failureClass }, task);
  return encodeToken(systemIdentity(system), { scenario, steps: failure.steps });
}

/** What the run of a token shows of a property. Throws `InputError` where it is not a run of `system`. */
function replayed(system: System, id: string, token: string): string | undefined {
  const { scenario, steps } = decodeToken(systemIdentity(system), token);
  const [property, failureClass] = JSON.parse(scenario) as [string, string, string];
  if (property !== id) throw new InputError('data', `the token is of ${property}, not of ${id}`);
  requireRun(system, steps);
  let last = system.initial();
  run(system, steps, (_before, after) => (last = after.slice()));
  const violation = failsBy(system, { property, failureClass })(last);
  return violation === undefined ? undefined : formatTrace(system, { property, violation, steps });
}
