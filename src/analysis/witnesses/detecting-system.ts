import { consumedDirtiness, consumedDirtinessId } from '../../../properties/consumed-dirtiness.ts';
import type { Migration, MigrationOptions } from '../../migration/migration-system.ts';
import type { Property } from '../../system/definition.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';

/** A scenario in which the detector is asked too. */
export function detectingSystem(
  scenario: Scenario,
  mutate?: MigrationOptions['mutate'],
): Migration {
  return scenarioSystem(scenario, mutate, {
    further: (question) =>
      question.design.assistance === 'none' ? [] : [consumedDirtiness(question)],
  });
}

/** Whether a property of such a system is a verdict on the design; what the detector finds never is. */
export function isJudged({ id }: Pick<Property, 'id'>): boolean {
  return id !== consumedDirtinessId;
}
