import { check, type CheckOptions } from '../../checking/check.ts';
import type { CheckResult } from '../../checking/verdict.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioSystem } from './scenario-system.ts';

/** Checks one scenario exhaustively. See `check` for what the result means. */
export function checkScenario(scenario: Scenario, options?: CheckOptions): CheckResult {
  return check(scenarioSystem(scenario).system, options);
}
