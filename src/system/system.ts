import { invariant } from '../foundation/invariant.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { AccessLog } from '../layout/access-log.ts';
import { LayoutBuilder, type Layout } from '../layout/layout.ts';
import { ruleTable, type RuleTable } from '../statecharts/rule-table.ts';
import { compileProcess, type CompiledProcess, type Transition } from './compile.ts';
import type {
  Controls,
  Guard,
  InterchangeablePart,
  Property,
  ReachableGoal,
  SystemDefinition,
} from './definition.ts';
import { watchSteps, type StepWatch } from './step-watch.ts';

/** A step that can be taken: a transition and the environment's choice. */
export interface Step {
  readonly transition: number;
  readonly choice: number;
}

/**
 * Processes, channels and memory as one transition system: **the one place that says what each step
 * does**. Checker, fuzzer, clock and replay all go through {@link System.apply}, or through what is made of the
 * same transitions and held equal to it by tests: generated code (`successors.ts`, and for the clock
 * `generated-steps.ts`), and, for the clock, a step taken several times at once (`migration/repeats.ts`).
 */
export class System {
  readonly name: string;
  readonly layout: Layout;
  readonly processes: readonly CompiledProcess[];
  readonly transitions: readonly Transition[];
  readonly properties: readonly Property[];
  readonly reachable: readonly ReachableGoal[];
  /** 1 once a message arrived that the receiving chart has no row for. */
  readonly surprise: Field;
  readonly atRest: Guard;
  readonly interchangeable: readonly InterchangeablePart[];
  readonly #initialize: (words: Uint32Array) => void;
  /** Judges steps; absent where no property asks it. */
  readonly watch: StepWatch | undefined;
  readonly #before: Uint32Array;
  readonly #definition: SystemDefinition;

  constructor(definition: SystemDefinition, log?: AccessLog) {
    this.name = definition.name;
    this.#definition = definition;
    const builder = new LayoutBuilder(log);
    this.surprise = builder.field('surprise', 1);
    const controls = new DeferredControls(this.surprise);
    const parts = definition.build(builder, controls);
    const transitions: Transition[] = [];
    this.processes = parts.processes.map((process) => {
      const table: RuleTable = ruleTable(process.machine);
      const control = builder.field(`${process.name}.state`, bitsFor(table.states.length - 1));
      return compileProcess({ process, table, control, surprise: this.surprise, transitions });
    });
    this.transitions = transitions;
    const steps = parts.steps ?? [];
    const watched = steps.length === 0 ? undefined : watchSteps(builder, steps);
    this.watch = watched?.watch;
    this.layout = builder.build();
    this.#before = this.layout.zero();
    if (log !== undefined) log.before = this.#before;
    controls.bind(this.processes);
    this.properties = [...parts.properties, ...(watched?.properties ?? [])];
    this.reachable = parts.reachable ?? [];
    this.atRest = parts.atRest;
    this.interchangeable = parts.interchangeable ?? [];
    this.#initialize = parts.initialize;
  }

  /** The same system, built once more so that a log is told of every access to its memory. */
  recordedBy(log: AccessLog): System {
    return new System(this.#definition, log);
  }

  /** The process of that name; throws where there is none. */
  process(name: string): CompiledProcess {
    const found = this.processes.find((process) => process.name === name);
    invariant(found !== undefined, `${this.name} has no process ${name}`);
    return found;
  }

  initial(): Uint32Array {
    const words = this.layout.zero();
    for (const process of this.processes) process.control.set(words, 0, process.table.initial);
    this.#initialize(words);
    return words;
  }

  /** Applies one step to `words`, in place. The step must be enabled. */
  apply(words: Uint32Array, transition: number, choice: number): void {
    const taken = this.transitions[transition]!;
    const { actions, control, target, channel } = taken;
    if (this.watch !== undefined) this.#before.set(words);
    for (let index = 0; index < actions.length; index++) actions[index]!(words, choice);
    control.set(words, 0, target);
    if (channel !== undefined) channel.consume(words);
    this.watch?.(this.#before, words, taken);
  }

  /** Every enabled step, in the fixed order of processes, events and choices. Allocates. */
  enabled(words: Uint32Array): Step[] {
    const steps: Step[] = [];
    for (const process of this.processes) {
      process.forEachEnabled(words, (transition, choice) => steps.push({ transition, choice }));
    }
    return steps;
  }

  /** The control state of a process, as a dotted path. */
  stateOf(words: Uint32Array, process: string): string {
    const { table, control } = this.process(process);
    return table.states[control.get(words, 0)]!;
  }
}

class DeferredControls implements Controls {
  readonly surprise: Field;
  #processes: readonly CompiledProcess[] = [];

  constructor(surprise: Field) {
    this.surprise = surprise;
  }

  bind(processes: readonly CompiledProcess[]): void {
    this.#processes = processes;
  }

  in(process: string, states: readonly string[]): (words: Uint32Array) => boolean {
    let matches: Uint8Array | undefined;
    let control: Field;
    return (words) => {
      if (matches === undefined) {
        const compiled = this.#processes.find(({ name }) => name === process);
        invariant(compiled !== undefined, `no process ${process}`);
        control = compiled.control;
        matches = compiled.statesMatching(states);
      }
      return matches[control.get(words, 0)] === 1;
    };
  }
}
