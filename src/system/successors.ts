import { differ } from './deadlock.ts';
import type { Candidates, CompiledProcess, Mailbox, StepVisitor, Transition } from './compile.ts';
import { GeneratedText } from './generated-text.ts';
import type { System } from './system.ts';

/** How often each step was taken, and how often each guard came out true and false; by transition. */
export interface StepCounts {
  readonly taken: Float64Array;
  readonly held: Float64Array;
  readonly failed: Float64Array;
}

export interface SuccessorsInput {
  readonly system: System;
  /** Every successor is written here, one after the other. */
  readonly next: Uint32Array;
  /** Receives every step with the state `next` that it leads to. May write `next`. */
  readonly visit: StepVisitor;
  readonly counts: StepCounts;
}

/** Takes every enabled step of a state; true where one that counts as progress changes something. */
export type Successors = (words: Uint32Array) => boolean;

/** The same, by going through the table of transitions: at once, and slower once it is warm. */
export function successorsByTable(input: SuccessorsInput): Successors {
  const { system, next, visit, counts } = input;
  const { transitions } = system;
  let from = next;
  let moved = false;
  const take = (transition: number, choice: number): void => {
    // A loop: `set` costs more than the step where states are small.
    for (let word = 0; word < next.length; word++) next[word] = from[word]!;
    system.apply(next, transition, choice);
    counts.taken[transition]! += 1;
    if (!moved && transitions[transition]!.progress) moved = differ(from, next);
    visit(transition, choice);
  };
  return (words) => {
    from = words;
    moved = false;
    for (const process of system.processes) process.forEachEnabled(words, take, counts);
    return moved;
  };
}

/** States of more words are copied and compared in a loop. */
const unrolledMax = 32;

/**
 * What `System.apply` does to every enabled step of a state, in the order of `System.enabled`, as
 * JavaScript generated from the same compiled transitions: a function for each control state and event in
 * which every guard and action has a call of its own, so that V8 can put the body of each into its place.
 * `successors.test.ts` holds both equal on every kind of system in the tree.
 *
 * Costs a few milliseconds for a system of some hundred transitions; then 2 to 3 times less per step than
 * going through the table. Throws what guards and actions throw; `counts` are of no use then.
 */
export function successorsOf({ system, next, visit, counts }: SuccessorsInput): Successors {
  const { taken, held, failed } = counts;
  return new Generator(system).made({ next, visit, taken, held, failed }) as Successors;
}

/** Visits every enabled step of a state, in the order of `System.enabled`. */
export type EnabledSteps = (words: Uint32Array, visit: StepVisitor) => void;

const enabledKnown = new WeakMap<System, EnabledSteps>();

/** The enabled steps of a system by generated code, made once per system. See {@link successorsOf}. */
export function enabledStepsOf(system: System): EnabledSteps {
  let known = enabledKnown.get(system);
  if (known === undefined) {
    known = new Generator(system, false).made({}) as EnabledSteps;
    enabledKnown.set(system, known);
  }
  return known;
}

class Generator {
  readonly #system: System;
  readonly #text = new GeneratedText();
  /** Whether steps are taken and counted; else they are only visited. */
  readonly #takes: boolean;
  readonly #parameters: string;

  constructor(system: System, takes = true) {
    this.#system = system;
    this.#takes = takes;
    this.#parameters = takes ? 'words, moved' : 'words, visit';
  }

  made(named: Readonly<Record<string, unknown>>): unknown {
    const calls = this.#system.processes.map((process) => this.#process(process));
    const body = this.#takes
      ? ['return function successors(words) {', 'let moved = false;']
      : ['return function enabledSteps(words, visit) {'];
    const lines = [...body, ...calls.map((call) => this.#call(call)), this.#end(), '};'];
    return this.#text.made(lines, named);
  }

  #function(name: string, body: readonly string[]): string {
    return this.#text.function(`step_${name}`, this.#parameters, body);
  }

  #call(name: string): string {
    return this.#takes ? `moved = ${name}(words, moved);` : `${name}(words, visit);`;
  }

  #end(): string {
    return this.#takes ? 'return moved;' : 'return;';
  }

  #process({ name, table, control, states, definition }: CompiledProcess): string {
    const cases = states.map(({ own, mailboxes }, state) => {
      const place = `${name}_${table.states[state]}`;
      const calls = [
        ...own.map((candidates) => this.#event(place, candidates)),
        ...mailboxes.flatMap((mailbox) => this.#mailbox(place, mailbox) ?? []),
      ];
      const lines = calls.map((call) => this.#call(call));
      return `case ${state}: ${lines.join(' ')} ${this.#end()}`;
    });
    const { runsWhile } = definition;
    return this.#function(name, [
      ...(runsWhile === undefined
        ? []
        : [`if (!${this.#text.constant(runsWhile)}(words, 0)) ${this.#end()}`]),
      `switch (${control.sourceOfGet('words')}) {`,
      ...cases,
      '}',
      this.#end(),
    ]);
  }

  #event(place: string, { event, choices, transitions }: Candidates): string {
    return this.#function(`${place}_${event}`, [
      ...this.#declarations(transitions),
      `for (let choice = 0; choice < ${choices}; choice++) {`,
      this.#first(transitions),
      '}',
      ...this.#sums(transitions),
      this.#end(),
    ]);
  }

  #mailbox(place: string, { channel, byMessage }: Mailbox): string | undefined {
    const cases = byMessage.flatMap((candidates, message) => {
      if (candidates === undefined) return [];
      const { event, transitions } = candidates;
      const call = this.#function(`${place}_${event}`, [
        ...this.#declarations(transitions),
        'const choice = 0;',
        this.#first(transitions),
        ...this.#sums(transitions),
        this.#end(),
      ]);
      return [`case ${message}: return ${call}(${this.#parameters});`];
    });
    if (cases.length === 0) return undefined;
    return this.#function(`${place}_${channel.name}`, [
      `switch (${this.#text.constant(channel)}.head(words)) {`,
      ...cases,
      '}',
      this.#end(),
    ]);
  }

  #declarations(transitions: readonly Transition[]): string[] {
    if (!this.#takes) return [];
    return transitions.map(({ id }) => `let taken${id} = 0, failed${id} = 0;`);
  }

  #sums(transitions: readonly Transition[]): string[] {
    if (!this.#takes) return [];
    return transitions.map(({ id, guard }) => {
      const taken = `taken[${id}] += taken${id};`;
      if (guard === undefined) return taken;
      return `${taken} held[${id}] += taken${id}; failed[${id}] += failed${id};`;
    });
  }

  /** Takes the first of the transitions whose guard holds. */
  #first([transition, ...rest]: readonly Transition[]): string {
    if (transition === undefined) return '';
    const { id, guard } = transition;
    const step = this.#step(transition);
    if (guard === undefined) return step;
    return [
      `if (${this.#text.constant(guard)}(words, choice)) {`,
      step,
      '} else {',
      this.#takes ? `failed${id}++;` : '',
      this.#first(rest),
      '}',
    ].join('\n');
  }

  #step(transition: Transition): string {
    const { id, progress } = transition;
    if (!this.#takes) return `visit(${id}, choice);`;
    const { watch } = this.#system;
    return [
      this.#copy(),
      ...this.#text.effects(transition, 'next'),
      watch === undefined
        ? ''
        : `${this.#text.constant(watch)}(words, next, ${this.#text.constant(transition)});`,
      `taken${id}++;`,
      progress ? `if (!moved) moved = ${this.#differs()};` : '',
      `visit(${id}, choice);`,
    ].join('\n');
  }

  #copy(): string {
    const words = this.#words();
    if (words === undefined) return 'next.set(words);';
    return words.map((word) => `next[${word}] = words[${word}];`).join(' ');
  }

  #differs(): string {
    const words = this.#words();
    if (words === undefined) return `${this.#text.constant(differ)}(words, next)`;
    return words.map((word) => `next[${word}] !== words[${word}]`).join(' || ');
  }

  /** The numbers of all words, or nothing where they are too many to be written out. */
  #words(): number[] | undefined {
    const { wordsPerState } = this.#system.layout;
    return wordsPerState > unrolledMax ? undefined : [...Array(wordsPerState).keys()];
  }
}
