import type { Design } from '../../../models/design.ts';
import type { SystemFamily } from '../../fuzzing/minimize.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { smallerThan, type Configuration } from './configurations.ts';

/** One design in all its configurations, for making a failure small. */
export function migrationFamily(design: Design): SystemFamily<Configuration> {
  return {
    systemOf: ({ hazards, scope }) =>
      scenarioSystem({ designName: 'minimized', design, hazards, scope }).system,
    smaller: smallerThan,
  };
}
