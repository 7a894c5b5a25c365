import type { Transition } from '../system/compile.ts';
import type { System } from '../system/system.ts';

/**
 * One event of a process's own, with its transitions looked up once: who schedules asks for it millions
 * of times. Says what `CompiledProcess.enabledOn` says, without searching for the name.
 */
export class OwnEvent {
  readonly #control: Transition['control'];
  readonly #runsWhile: ((words: Uint32Array, choice: number) => boolean) | undefined;
  /** By control state: the transitions in the order in which their guards are asked. */
  readonly #byState: readonly (readonly Transition[])[];

  constructor(system: System, process: string, event: string) {
    const { control, table, definition } = system.process(process);
    this.#control = control;
    this.#runsWhile = definition.runsWhile;
    this.#byState = table.states.map((_, state) =>
      system.transitions.filter(
        (transition) =>
          transition.process === process &&
          transition.event === event &&
          transition.rule?.source === state,
      ),
    );
  }

  /** The transition that the event takes with this choice, or -1 where it is not enabled. */
  enabled(words: Uint32Array, choice: number): number {
    if (this.#runsWhile !== undefined && !this.#runsWhile(words, 0)) return -1;
    const transitions = this.#byState[this.#control.get(words, 0)]!;
    for (let index = 0; index < transitions.length; index++) {
      const { id, guard } = transitions[index]!;
      if (guard === undefined || guard(words, choice)) return id;
    }
    return -1;
  }
}
