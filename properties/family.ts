import type { Controls, Property } from '../src/system/definition.ts';
import type { Machine } from '../src/migration/machine.ts';
import type { Design } from '../models/design.ts';

/** What decides whether a property is asked. */
export interface Setting {
  readonly machine: Machine;
  readonly design: Design;
}

/** What a property needs to know of the scenario that it is asked in. */
export interface Question extends Setting {
  readonly controls: Controls;
}

/** A property, and when it makes sense to ask it. */
export interface PropertyFamily {
  readonly id: string;
  readonly title: string;
  /** `undefined` where it is asked; else why it cannot be. */
  readonly unasked: (setting: Setting) => string | undefined;
  readonly define: (question: Question) => Property;
}

/** Why a property about skipping cannot be asked of a design that skips nothing. */
export function needsAssistance({ design }: Setting): string | undefined {
  return design.assistance === 'none' ? 'nothing is skipped and nobody is asked' : undefined;
}
