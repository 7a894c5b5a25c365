import type { CompiledProcess, Transition } from './compile.ts';
import { GeneratedText } from './generated-text.ts';
import type { System } from './system.ts';

/** The first enabled step of a process with choice 0, or -1. Says what `CompiledProcess.firstEnabled` says. */
export type FirstStep = (words: Uint32Array) => number;

/** Applies one step in place. Does what `System.apply` does. */
export type ApplyStep = (words: Uint32Array, transition: number, choice: number) => void;

/** The transition that an event takes with a choice, or -1. Says what `CompiledProcess.enabledOn` says. */
export type EnabledOn = (words: Uint32Array, choice: number) => number;

/**
 * What a clock asks of one system millions of times, as JavaScript generated from the same compiled
 * transitions as `System.apply`: each guard and action has a call of its own, which V8 puts into its place
 * with the places of fields as constants. `generated-steps.test.ts` holds all three equal to the table.
 */
export class GeneratedSteps {
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  apply(): ApplyStep {
    const { transitions, watch } = this.#system;
    // Who judges steps must see each of them.
    if (watch !== undefined) {
      return (words, transition, choice) => this.#system.apply(words, transition, choice);
    }
    const steps = transitions.map((transition) => stepOf(transition));
    return (words, transition, choice) => steps[transition]!(words, choice);
  }

  first(process: CompiledProcess): FirstStep {
    const text = new GeneratedText();
    const cases = process.states.map(({ own, mailboxes }, state) => {
      const lines = own.map(({ transitions }) => firstOf(text, transitions));
      for (const { channel, byMessage } of mailboxes) {
        const messages = byMessage.flatMap((candidates, message) =>
          candidates === undefined
            ? []
            : [`case ${message}: ${firstOf(text, candidates.transitions)} break;`],
        );
        if (messages.length === 0) continue;
        lines.push(`switch (${text.constant(channel)}.head(words)) { ${messages.join('\n')} }`);
      }
      return text.function(`state${state}`, 'words', ['const choice = 0;', ...lines, 'return -1;']);
    });
    return text.made(this.#dispatch(text, process, { parameters: 'words', cases })) as FirstStep;
  }

  on(process: CompiledProcess, event: string): EnabledOn {
    const text = new GeneratedText();
    const cases = process.states.map(({ own }, state) => {
      const transitions = own.find((each) => each.event === event)?.transitions ?? [];
      const body = [firstOf(text, transitions), 'return -1;'];
      return text.function(`state${state}`, 'words, choice', body);
    });
    const parameters = 'words, choice';
    return text.made(this.#dispatch(text, process, { parameters, cases })) as EnabledOn;
  }

  #dispatch(
    text: GeneratedText,
    { control, definition }: CompiledProcess,
    { parameters, cases }: { readonly parameters: string; readonly cases: readonly string[] },
  ): string[] {
    const { runsWhile } = definition;
    return [
      `return function (${parameters}) {`,
      runsWhile === undefined ? '' : `if (!${text.constant(runsWhile)}(words, 0)) return -1;`,
      `switch (${control.sourceOfGet('words')}) {`,
      ...cases.map((name, state) => `case ${state}: return ${name}(${parameters});`),
      '}',
      'return -1;',
      '};',
    ];
  }
}

function stepOf(transition: Transition): EnabledStep {
  const text = new GeneratedText();
  const body = ['return function (words, choice) {', ...text.effects(transition, 'words'), '};'];
  return text.made(body) as EnabledStep;
}

type EnabledStep = (words: Uint32Array, choice: number) => void;

/** Returns the first of the transitions whose guard holds. */
function firstOf(text: GeneratedText, transitions: readonly Transition[]): string {
  return transitions
    .map(({ id, guard }) =>
      guard === undefined
        ? `return ${id};`
        : `if (${text.constant(guard)}(words, choice)) return ${id};`,
    )
    .join('\n');
}
