import type { Candidates, CompiledProcess } from '../system/compile.ts';
import type { System } from '../system/system.ts';

/**
 * One event of a process's own, with its transitions looked up once: who schedules asks for it millions
 * of times. Says what `CompiledProcess.enabledOn` says, without searching for the name.
 */
export class OwnEvent {
  readonly #process: CompiledProcess;
  /** By control state: what the event can do there. */
  readonly #byState: readonly (Candidates | undefined)[];

  constructor(system: System, process: string, event: string) {
    this.#process = system.process(process);
    this.#byState = this.#process.states.map(({ own }) =>
      own.find((candidates) => candidates.event === event),
    );
  }

  /** The transition that the event takes with this choice, or -1 where it is not enabled. */
  enabled(words: Uint32Array, choice: number): number {
    const { control, definition } = this.#process;
    if (definition.runsWhile !== undefined && !definition.runsWhile(words, 0)) return -1;
    return this.#byState[control.get(words, 0)]?.first(words, choice) ?? -1;
  }
}
