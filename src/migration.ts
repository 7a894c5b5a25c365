/**
 * The migration model for programs of one's own: `import { scenarioSystem, designs, scopes } from
 * 'skipover/migration'`. What it returns is a system like any other: `check`, `fuzz` and the rest take it.
 */
export { scenarioSystem } from './analysis/matrix/scenario-system.ts';
export type { Migration } from './migration/migration-system.ts';
export { designs, type Design } from '../models/design.ts';
export { hazardNames, type HazardName } from '../models/hazards.ts';
export { scopes, type Scope } from '../models/scope.ts';
