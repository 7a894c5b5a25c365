import { probes } from '../system/compile.ts';
import type { System } from '../system/system.ts';

/** What schedules ask of a transition, as tables: no property is looked up by name in a run. */
export interface StepKinds {
  /** Transition -> its kind. A kind is a process and an event, whatever the control state. */
  readonly kindOf: Int32Array;
  /** Transition -> position of its process in `System.processes`. */
  readonly processOf: Int32Array;
  /** Transition -> 1 where taking it counts as progress. */
  readonly isProgress: Uint8Array;
  /** Transition -> 1 where its event is a message. */
  readonly isMessage: Uint8Array;
  readonly kindCount: number;
}

export function stepKindsOf({ transitions, processes }: System): StepKinds {
  const kinds = new Map<string, number>();
  const kindOf = Int32Array.from(transitions, ({ process, event }) => {
    const name = JSON.stringify([process, event]);
    if (!kinds.has(name)) kinds.set(name, kinds.size);
    return kinds.get(name)!;
  });
  const positions = new Map(processes.map(({ name }, position) => [name, position]));
  return {
    kindOf,
    processOf: Int32Array.from(transitions, ({ process }) => positions.get(process)!),
    isProgress: Uint8Array.from(transitions, ({ progress }) => (progress ? 1 : 0)),
    isMessage: Uint8Array.from(transitions, ({ channel }) => (channel === undefined ? 0 : 1)),
    kindCount: kinds.size,
  };
}

/** Whether some event has so many choices that a walk had better draw them (see `sampleEnabled`). */
export function isWide({ processes }: System): boolean {
  return processes.some(({ definition }) =>
    Object.values(definition.choices ?? {}).some((choices) => choices > probes),
  );
}
