import { env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { fuzz, type FuzzOptions } from '../fuzzing/fuzz.ts';
import type { FuzzResult } from '../fuzzing/fuzz-result.ts';
import { failsBy } from '../fuzzing/judge.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { decodeToken, encodeToken, requireRun } from '../fuzzing/token.ts';
import { run } from '../replay/run.ts';
import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { questionsOf } from './check-system.ts';
import { failureText } from './failure-text.ts';

/** How much a property is fuzzed. */
export type FuzzBudget = Pick<FuzzOptions, 'runs' | 'seed' | 'stepsMax' | 'strategy'>;

export interface FuzzTestOptions extends FuzzBudget {
  /** Other budgets or seeds, by the id of the property; deadlock is `D`. */
  readonly properties?: Readonly<Record<string, FuzzBudget>>;
  /** Milliseconds for each test; default: as the test runner says. */
  readonly timeoutMs?: number;
}

/**
 * Declares a suite that fuzzes `system`, with a test for each property. A test fails on a violation,
 * made small, and where no run put the property to the test. That it passes is no proof.
 *
 * A failure prints a line that repeats it alone: with `SKIPOVER_TOKEN` set, a test replays that run and
 * does nothing else. `SKIPOVER_SEED` and `SKIPOVER_RUNS` stand above the options.
 */
export function fuzzSystem(name: string, system: System, options: FuzzTestOptions = {}): void {
  const { timeoutMs, properties = {}, ...common } = options;
  const results = new Map<string, FuzzResult>();
  const fuzzed = (budget: FuzzBudget): FuzzResult => {
    const key = JSON.stringify(budget);
    const result = results.get(key) ?? fuzz(system, budget);
    results.set(key, result);
    return result;
  };
  describe(name, () => {
    for (const { id, title } of questionsOf(system)) {
      test(title, timeoutMs === undefined ? {} : { timeout: timeoutMs }, () => {
        const token = env['SKIPOVER_TOKEN'];
        const budget = { ...common, ...properties[id], ...budgetFromOutside() };
        const reason =
          token === undefined
            ? failureOf(system, { id, title }, fuzzed(budget))
            : replayed(system, { id, title }, token);
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
  { id, title }: Question,
  result: FuzzResult,
): string | undefined {
  const found = result.violations.filter(({ property }) => property === id);
  if (found.length > 0) {
    const texts = found.map((each) => {
      const { firstRun, runs } = each;
      const token = tokenOf(system, each);
      return [
        failureText(system, title, each),
        `first in run ${firstRun} of seed ${result.seed}, in ${runs} of ${result.runs} runs; this run alone:`,
        `SKIPOVER_TOKEN=${token} npx vitest run -t '${title}'`,
      ].join('\n');
    });
    return [`${title} is violated`, ...texts].join('\n\n');
  }
  if (result.exercised.includes(id)) return undefined;
  return `${title} is vacuous: in none of ${result.runs} runs was it put to the test`;
}

function tokenOf(
  system: System,
  failure: {
    readonly property: string;
    readonly violation: Violation;
    readonly steps: readonly Step[];
  },
): string {
  const scenario = JSON.stringify([failure.property, failure.violation.bugClass]);
  return encodeToken(systemIdentity(system), { scenario, steps: failure.steps });
}

/** What the run of a token shows of a property. Throws `InputError` where it is not a run of `system`. */
function replayed(system: System, { id, title }: Question, token: string): string | undefined {
  const { scenario, steps } = decodeToken(systemIdentity(system), token);
  const [property, bugClass] = JSON.parse(scenario) as [string, string];
  if (property !== id) return undefined;
  requireRun(system, steps);
  let last = system.initial();
  run(system, steps, (_before, after) => (last = after.slice()));
  const violation = failsBy(system, { property, bugClass })(last);
  return violation === undefined ? undefined : failureText(system, title, { violation, steps });
}
