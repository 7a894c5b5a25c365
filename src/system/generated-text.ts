import type { Transition } from './compile.ts';

/**
 * JavaScript that is generated from compiled transitions, and the values that it names: what the search
 * (`successors.ts`) and the clock (`generated-steps.ts`) share. Only numbers, and names reduced to letters and
 * digits, get from a model into the text.
 */
export class GeneratedText {
  readonly #constants: unknown[] = [];
  readonly #functions: string[] = [];

  /** The name by which generated code calls a value. */
  constant(value: unknown): string {
    const known = this.#constants.indexOf(value);
    return `k${known >= 0 ? known : this.#constants.push(value) - 1}`;
  }

  /** Adds a function. Returns its name, which starts with the one given: a profile shows it. */
  function(name: string, parameters: string, body: readonly string[]): string {
    const unique = `${name.replaceAll(/[^A-Za-z0-9]/g, '_')}_${this.#functions.length}`;
    this.#functions.push([`function ${unique}(${parameters}) {`, ...body, '}'].join('\n'));
    return unique;
  }

  /** What a step does to a state: its actions, the control state after it, the message that it takes. */
  effects({ actions, control, target, channel }: Transition, words: string): string[] {
    return [
      ...actions.map((action) => `${this.constant(action)}(${words}, choice);`),
      control.sourceOfSet(words, target),
      channel === undefined ? '' : `${this.constant(channel)}.consume(${words});`,
    ];
  }

  /** Runs the code and returns what `body` returns. `named`: more values, by the names that the code uses. */
  made(body: readonly string[], named: Readonly<Record<string, unknown>> = {}): unknown {
    const names = this.#constants.map((_, at) => `const k${at} = constants[${at}];`);
    const source = ['"use strict";', ...names, ...this.#functions, ...body].join('\n');
    // eslint-disable-next-line typescript/no-implied-eval -- of the model only numbers get into the text, and names reduced to letters and digits
    const make = new Function('constants', ...Object.keys(named), source);
    return make(this.#constants, ...Object.values(named)) as unknown;
  }
}
