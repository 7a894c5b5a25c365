import type { Property, StepProperty } from '../src/system/definition.ts';
import type { MigrationControls, ProcessStates } from '../src/migration/chart-names.ts';
import type { Machine } from '../src/migration/machine.ts';
import type { Design } from '../models/design.ts';

/** What decides whether a property is asked. */
export interface Setting {
  readonly machine: Machine;
  readonly design: Design;
}

/** What a property needs to know of the scenario that it is asked in. */
export interface Question extends Setting {
  readonly controls: MigrationControls;
}

/** A property that names processes and states as the charts do. */
export interface MigrationProperty extends Property {
  readonly at?: ProcessStates;
}

/** Where the daemon is when the VM has just been suspended. */
export const atSuspension = {
  process: 'daemon',
  states: ['suspending.paused', 'suspending.pausedLate'],
} as const satisfies ProcessStates;

/** A property, and when it makes sense to ask it. */
export interface PropertyFamily {
  readonly id: string;
  readonly title: string;
  /** `undefined` where it is asked; else why it cannot be. */
  readonly unasked: (setting: Setting) => string | undefined;
  readonly define: (question: Question) => MigrationProperty;
}

/** A property of steps, asked by searches and not by the clock: it needs the memory before each step. */
export interface StepFamily extends Omit<PropertyFamily, 'define'> {
  readonly define: (question: Question) => StepProperty;
}

/** Why a property about skipping cannot be asked of a design that skips nothing. */
export function needsAssistance({ design }: Setting): string | undefined {
  return design.assistance === 'none' ? 'nothing is skipped and nobody is asked' : undefined;
}
