import type { Design } from '../../models/design.ts';
import type { SystemFamily } from '../fuzzing/minimize.ts';
import { scenarioSystem } from './check-scenario.ts';
import { smallerThan, type Configuration } from './configurations.ts';

/** One design in all its worlds, for making a failure small. */
export function migrationFamily(design: Design): SystemFamily<Configuration> {
  return {
    systemOf: ({ hazards, scope }) =>
      scenarioSystem({ designName: 'minimized', design, hazards, scope }).system,
    smaller: smallerThan,
  };
}
