import type { Scenario } from '../../migration/scenario.ts';
import type { System } from '../../system/system.ts';
import { scenarioSystem } from './scenario-system.ts';

/** The system of a scenario alone: how a thread that helps in a search builds it. */
export function systemOfScenario(scenario: Scenario): System {
  return scenarioSystem(scenario).system;
}
