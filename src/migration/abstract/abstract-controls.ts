import type { MigrationControls } from '../chart-names.ts';

/** The states of the charts, and those of the process that chooses how a run begins. */
export interface AbstractControls extends MigrationControls {
  readonly in: MigrationControls['in'] &
    ((process: 'beginning', states: readonly 'begun'[]) => (words: Uint32Array) => boolean);
}
