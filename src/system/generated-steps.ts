import type { CompiledProcess, Transition } from './compile.ts';
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
 * Only numbers and names reduced to letters and digits get into the text.
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
    const text = new Text();
    const cases = process.states.map(({ own, mailboxes }, state) => {
      const lines = own.map(({ transitions }) => text.first(transitions));
      for (const { channel, byMessage } of mailboxes) {
        const messages = byMessage.flatMap((candidates, message) =>
          candidates === undefined
            ? []
            : [`case ${message}: ${text.first(candidates.transitions)} break;`],
        );
        if (messages.length === 0) continue;
        lines.push(`switch (${text.constant(channel)}.head(words)) { ${messages.join('\n')} }`);
      }
      return text.function('words', ['const choice = 0;', ...lines, 'return -1;'], state);
    });
    return text.made(this.#dispatch(text, process, { parameters: 'words', cases })) as FirstStep;
  }

  on(process: CompiledProcess, event: string): EnabledOn {
    const text = new Text();
    const cases = process.states.map(({ own }, state) => {
      const transitions = own.find((each) => each.event === event)?.transitions ?? [];
      const body = [text.first(transitions), 'return -1;'];
      return text.function('words, choice', body, state);
    });
    const parameters = 'words, choice';
    return text.made(this.#dispatch(text, process, { parameters, cases })) as EnabledOn;
  }

  #dispatch(
    text: Text,
    { control, definition }: CompiledProcess,
    { parameters, cases }: { readonly parameters: string; readonly cases: readonly string[] },
  ): string {
    const { runsWhile } = definition;
    return [
      `return function (${parameters}) {`,
      runsWhile === undefined ? '' : `if (!${text.constant(runsWhile)}(words, 0)) return -1;`,
      `switch (${control.sourceOfGet('words')}) {`,
      ...cases.map((name, state) => `case ${state}: return ${name}(${parameters});`),
      '}',
      'return -1;',
      '};',
    ].join('\n');
  }
}

function stepOf({ actions, control, target, channel }: Transition): EnabledStep {
  const text = new Text();
  const body = [
    ...actions.map((action) => `${text.constant(action)}(words, choice);`),
    control.sourceOfSet('words', target),
    channel === undefined ? '' : `${text.constant(channel)}.consume(words);`,
  ];
  return text.made(`return function (words, choice) { ${body.join('\n')} };`) as EnabledStep;
}

type EnabledStep = (words: Uint32Array, choice: number) => void;

/** A piece of generated code and the values that it names. */
class Text {
  readonly #constants: unknown[] = [];
  readonly #functions: string[] = [];

  constant(value: unknown): string {
    const known = this.#constants.indexOf(value);
    return `k${known >= 0 ? known : this.#constants.push(value) - 1}`;
  }

  function(parameters: string, body: readonly string[], state: number): string {
    const name = `state${state}`;
    this.#functions.push([`function ${name}(${parameters}) {`, ...body, '}'].join('\n'));
    return name;
  }

  /** Returns the first of the transitions whose guard holds. */
  first(transitions: readonly Transition[]): string {
    return transitions
      .map(({ id, guard }) =>
        guard === undefined
          ? `return ${id};`
          : `if (${this.constant(guard)}(words, choice)) return ${id};`,
      )
      .join('\n');
  }

  made(body: string): unknown {
    const names = this.#constants.map((_, at) => `const k${at} = constants[${at}];`);
    const source = ['"use strict";', ...names, ...this.#functions, body].join('\n');
    // eslint-disable-next-line typescript/no-implied-eval -- of the model only numbers get into the text
    return new Function('constants', source)(this.#constants);
  }
}
