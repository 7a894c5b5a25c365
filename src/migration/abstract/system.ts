import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { beginning } from '../../proving/beginning.ts';
import type { ProcessDefinition, Property } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import type { AbstractControls } from './abstract-controls.ts';
import { initialStarts, writeStart } from './initial-states.ts';
import { declareAbstractMachine, type AbstractMachine } from './machine.ts';
import { abstractProcesses } from './processes.ts';

export interface AbstractMigrationOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  /** Messages that each netlink queue holds at most: these capacities are fixed. */
  readonly toAgentMessages: number;
  readonly toLkmMessages: number;
  readonly properties: (
    machine: AbstractMachine,
    controls: AbstractControls,
  ) => readonly Property[];
  /** Changes one process, to see whether the simulation suite notices. Default: none is changed. */
  readonly mutate?: (process: ProcessDefinition) => ProcessDefinition;
}

/** The migration of every size, seen from one frame and one page that nobody chose. */
export interface AbstractMigration {
  readonly system: System;
  readonly machine: AbstractMachine;
  readonly design: Design;
  readonly hazards: readonly HazardName[];
}

/**
 * The same charts as those of `migrationSystem`, over an abstract memory. Frames, pages, iterations, resizes,
 * collections, writes and strikes of each hazard are not bounded. Whether it is an abstraction of the
 * migration is tested by a simulation relation (`src/proving/simulation.ts`), not assumed.
 */
export function abstractMigration(options: AbstractMigrationOptions): AbstractMigration {
  const { design, hazards, toAgentMessages, toLkmMessages, mutate = (same) => same } = options;
  const present = new Set(hazards);
  let machine: AbstractMachine | undefined;
  const system = new System({
    name: 'migration of every size',
    build: (layout, controls) => {
      const built = declareAbstractMachine(layout, {
        design,
        hazards: present,
        toAgentMessages,
        toLkmMessages,
      });
      machine = built;
      const starts = initialStarts();
      return {
        processes: [
          beginning(starts.length, (words, start) => writeStart(built, words, starts[start]!)),
          ...abstractProcesses(built, controls, { design, hazards: present }).map(mutate),
        ],
        // Everything waits until a start is chosen: the VM does not run, and the daemon has not begun.
        initialize: () => {},
        // Deadlock cannot be judged here: an abstraction has steps that a machine has not.
        isTerminal: () => true,
        properties: options.properties(built, controls),
      };
    },
  });
  return { system, machine: machine!, design, hazards };
}
