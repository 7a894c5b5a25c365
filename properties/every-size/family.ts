import type { AbstractControls } from '../../src/migration/abstract/abstract-controls.ts';
import type { AbstractMachine } from '../../src/migration/abstract/machine.ts';
import type { Design } from '../../models/design.ts';
import type { MigrationProperty } from '../family.ts';

/** What a property needs to know of the abstraction that it is asked in. */
export interface ObservedQuestion {
  readonly machine: AbstractMachine;
  readonly controls: AbstractControls;
  readonly design: Design;
}

/** A safety property, asked of one frame and one page. */
export interface ObservedFamily {
  readonly id: string;
  /** Why every violation, at any size, is one that some frame and page show. */
  readonly covering: string;
  readonly define: (question: ObservedQuestion) => MigrationProperty;
}
