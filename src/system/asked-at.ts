import type { Property } from './definition.ts';
import type { System } from './system.ts';

/** Whether a property must hold in a state: everywhere, or at the control states that it names. */
export function askedAt(system: System, { at }: Property): (words: Uint32Array) => boolean {
  if (at === undefined) return () => true;
  const process = system.process(at.process);
  const matches = process.statesMatching(at.states);
  const { control } = process;
  return (words) => matches[control.get(words, 0)] === 1;
}
