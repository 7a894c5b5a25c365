import type { Controls } from './definition.ts';
import type { System } from './system.ts';

/** Lets questions that come after a system was built ask where its processes stand. */
export function controlsOf(system: System): Controls {
  return {
    unhandledMessage: system.unhandledMessage,
    in: (name, states) => {
      const process = system.process(name);
      const matches = process.statesMatching(states);
      const { control } = process;
      return (words) => matches[control.get(words, 0)] === 1;
    },
  };
}
