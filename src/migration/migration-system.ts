import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { fillBits } from '../layout/bitmap.ts';
import type {
  ProcessDefinition,
  Property,
  ReachableGoal,
  StepProperty,
} from '../system/definition.ts';
import { System } from '../system/system.ts';
import type { Environment } from './environment.ts';
import type { MigrationControls } from './chart-names.ts';
import { declareMachine, type Machine, type MachineSize } from './machine.ts';
import { processesOf } from './processes.ts';
import { guestHasSettled } from './guest-quiescence.ts';

export interface MigrationOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly size: MachineSize;
  /** The environment's choices that are too large for a number. */
  readonly environment: (machine: Machine) => Environment;
  /** Who holds what when the story begins. */
  readonly initialize: (words: Uint32Array, machine: Machine) => void;
  readonly properties: (machine: Machine, controls: MigrationControls) => readonly Property[];
  /** What must hold of every step. Default: nothing. */
  readonly steps?: (machine: Machine, controls: MigrationControls) => readonly StepProperty[];
  /** What some run must reach. Default: nothing. */
  readonly reachable?: (machine: Machine, controls: MigrationControls) => readonly ReachableGoal[];
  /** Changes one process, to see whether a property notices. Default: none is changed. */
  readonly mutate?: (process: ProcessDefinition, machine: Machine) => ProcessDefinition;
}

export interface Migration {
  readonly system: System;
  readonly machine: Machine;
  readonly design: Design;
  readonly hazards: readonly HazardName[];
}

/**
 * The migration as a system: all charts over one machine. Checker, clock and replay get it from here
 * and from nowhere else; they differ in size, environment and who picks the next step.
 */
export function migrationSystem(options: MigrationOptions): Migration {
  const { design, hazards, size, mutate } = options;
  let machine: Machine | undefined;
  const system = new System({
    name: 'migration',
    build: (layout, controls) => {
      const built = declareMachine(layout, size, design);
      machine = built;
      const environment = options.environment(built);
      const processes = processesOf(built, controls, { design, hazards, environment });
      const hasSettled = guestHasSettled(built, controls);
      const threadsAreHeld = controls.in('jvm', ['announcing', 'finishing']);
      const daemonIsIdle = controls.in('daemon', ['idle']);
      return {
        processes:
          mutate === undefined ? processes : processes.map((process) => mutate(process, built)),
        initialize: (words) => {
          startWithoutMigration(words, built);
          options.initialize(words, built);
        },
        isTerminal: (words) =>
          daemonIsIdle(words) &&
          built.daemon.attemptsLeft.get(words, 0) === 0 &&
          hasSettled(words) &&
          !threadsAreHeld(words),
        properties: options.properties(built, controls),
        steps: options.steps?.(built, controls) ?? [],
        reachable: options.reachable?.(built, controls) ?? [],
        // The property S7 asks for the first.
        ignores: ['unhandledMessage', 'lostSend'],
      };
    },
  });
  return { system, machine: machine!, design, hazards };
}

/** All bits set, cache empty, nothing logged, budgets full: as the module is loaded (3.3.5). */
function startWithoutMigration(words: Uint32Array, machine: Machine): void {
  const { memory, heap, daemon, kernel, strikes, size } = machine;
  fillBits(words, memory.transfer, 1);
  memory.vmRuns.set(words, 0, 1);
  memory.runsAtSource.set(words, 0, 1);
  strikes.fill(words);
  heap.collectionsLeft.fill(words);
  heap.resizesLeft.fill(words);
  heap.boundaryMovesLeft.fill(words);
  daemon.attemptsLeft.set(words, 0, size.numbers.migrations);
  kernel.takesLeft.fill(words);
  kernel.freesLeft.fill(words);
  kernel.movesLeft.fill(words);
}
