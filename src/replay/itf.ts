import type { Step, System } from '../system/system.ts';

/** A run in the Informal Trace Format (Apalache ADR-015), which other tools show and replay. */
export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, string>>;
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A run as an ITF trace: one state before the first step and one after each. Control states are strings
 * by the name of their process; a field is a number, or a list of them; `mbt::actionTaken` and
 * `mbt::nondetPicks` name the step and the environment's choice, as Quint does.
 */
export function itfTrace(system: System, steps: readonly Step[], description: string): ItfTrace {
  const words = system.initial();
  const controls = new Set(system.processes.map(({ control }) => control.name));
  const fields = system.layout.fields.filter(({ name }) => !controls.has(name));
  const stateAfter = (index: number, action: string, picks: object): Record<string, unknown> => ({
    '#meta': { index },
    ...Object.fromEntries(system.processes.map(({ name }) => [name, system.stateOf(words, name)])),
    ...Object.fromEntries(
      fields.map((field) => {
        const values = Array.from({ length: field.length }, (_, at) => field.get(words, at));
        return [field.name, field.length === 1 ? values[0] : values];
      }),
    ),
    'mbt::actionTaken': action,
    'mbt::nondetPicks': picks,
  });
  const states = [stateAfter(0, 'init', {})];
  for (const { transition, choice } of steps) {
    const { process, event } = system.transitions[transition]!;
    system.apply(words, transition, choice);
    states.push(stateAfter(states.length, `${process} ${event}`, { choice }));
  }
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: system.name,
      description,
    },
    vars: Object.keys(states[0]!).filter((name) => name !== '#meta'),
    states,
  };
}
