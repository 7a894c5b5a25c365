import { GeneratedSteps, type EnabledOn } from '../system/generated-steps.ts';
import type { System } from '../system/system.ts';

/**
 * One event of a process's own, with its transitions looked up once: who schedules asks for it millions
 * of times. Says what `CompiledProcess.enabledOn` says, without searching for the name.
 */
export class OwnEvent {
  /** The transition that the event takes with this choice, or -1 where it is not enabled. */
  readonly enabled: EnabledOn;

  constructor(system: System, process: string, event: string) {
    this.enabled = new GeneratedSteps(system).on(system.process(process), event);
  }
}
