import type { AnyStateMachine } from 'xstate';
import { invariant } from '../foundation/invariant.ts';
import { ModelError } from '../foundation/model-error.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { AccessLog } from '../layout/access-log.ts';
import { LayoutBuilder, type Layout } from '../layout/layout.ts';
import { ruleTable, type RuleTable } from '../statecharts/rule-table.ts';
import { queuesOf } from './channel.ts';
import { compileProcess, type CompiledProcess, type Transition } from './compile.ts';
import { lostSends, UnhandledMessages } from './default-properties.ts';
import type {
  Controls,
  Guard,
  InterchangeablePart,
  Narrator,
  ProcessDefinition,
  Property,
  ReachableGoal,
  SystemDefinition,
  SystemParts,
  SystemSymmetry,
} from './definition.ts';
import { problemsOf, sortedProperties } from './definition-problems.ts';
import type { Goal } from './liveness-goal.ts';
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
  /** What every fair run must do. */
  readonly liveness: readonly Goal[];
  /** 1 once a message arrived that the receiving chart has no row for. */
  readonly unhandledMessage: Field;
  readonly isTerminal: Guard;
  readonly interchangeable: readonly InterchangeablePart[];
  readonly symmetry: SystemSymmetry | undefined;
  readonly narrator: Narrator | undefined;
  readonly #initialize: (words: Uint32Array) => void;
  /** Judges steps; absent where no property asks it. */
  readonly watch: StepWatch | undefined;
  readonly #before: Uint32Array;
  readonly #definition: SystemDefinition;

  /** Throws `ModelError`, which names every mistake, for a definition that no system can be made of. */
  constructor(definition: SystemDefinition, log?: AccessLog | 'checked') {
    this.name = definition.name;
    this.#definition = definition;
    const builder = new LayoutBuilder(log);
    const unhandled = new UnhandledMessages(builder);
    this.unhandledMessage = unhandled.field;
    const controls = new DeferredControls(this.unhandledMessage);
    const parts = definition.build(builder, controls);
    refuse(problemsOf(parts));
    const transitions: Transition[] = [];
    const problems: string[] = [];
    this.processes = parts.processes.flatMap((given) => {
      // JavaScript may leave them out.
      const process: ProcessDefinition = { ...withoutCode, ...given };
      const table = tableOf(process.machine, problems);
      if (table === undefined) return [];
      const control = builder.field(`${process.name}.state`, bitsFor(table.states.length - 1));
      const compiled = compileProcess({
        process,
        table,
        control,
        unhandled,
        transitions,
        problems,
        refusesUnheard: !(parts.ignores ?? []).includes('unhandledMessage'),
        isChecked: builder.isChecked,
      });
      return [compiled];
    });
    refuse([...problems, ...queuesWithoutReceiver(builder, parts)]);
    this.transitions = transitions;
    const { states, steps, reachable, liveness } = sortedProperties(parts);
    const watched = steps.length === 0 ? undefined : watchSteps(builder, steps);
    this.watch = watched?.watch;
    const ownProperties = defaultProperties(builder, parts, unhandled);
    this.layout = builder.build();
    this.#before = this.layout.zero();
    if (typeof log === 'object') log.before = this.#before;
    controls.bind(this.processes);
    this.properties = [...states, ...(watched?.properties ?? []), ...ownProperties];
    this.reachable = reachable;
    this.liveness = liveness;
    this.isTerminal = parts.isTerminal ?? (() => false);
    this.interchangeable = parts.interchangeable ?? [];
    this.symmetry = parts.symmetry;
    this.narrator = parts.narrator;
    this.#initialize = parts.initialize ?? (() => {});
  }

  /** The same system, built once more with a log that records every access to its memory. */
  recordedBy(log: AccessLog): System {
    return new System(this.#definition, log);
  }

  /** Whether the code behind its guards and actions has checks of its own: then there is no first, slow pass. */
  get checksItself(): boolean {
    return false;
  }

  /** The same system, built once more with every index, guard and action checked: slow, for a few states. */
  checked(): System {
    return new System(this.#definition, 'checked');
  }

  /** The process of that name; throws if there is none. */
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
    if (this.watch !== undefined) {
      // A question may keep words of its own after those of the state.
      const before = this.#before;
      for (let at = 0; at < before.length; at++) before[at] = words[at]!;
    }
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

const withoutCode = { guards: {}, actions: {} };

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ModelError(problems);
}

/** The table of a chart; `undefined`, with the reasons noted, if a table cannot carry it. */
function tableOf(machine: AnyStateMachine, problems: string[]): RuleTable | undefined {
  try {
    return ruleTable(machine);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function queuesWithoutReceiver(builder: LayoutBuilder, { processes }: SystemParts): string[] {
  const received = new Set(processes.flatMap(({ inbox = [] }) => inbox));
  return queuesOf(builder)
    .filter((queue) => !received.has(queue))
    .map(
      ({ name }) => `queue ${name} is in the inbox of no process: nobody can receive its messages`,
    );
}

/** What is asked of every system with channels, unless it opts out. */
function defaultProperties(
  builder: LayoutBuilder,
  { processes, ignores = [], interchangeable = [] }: SystemParts,
  unhandled: UnhandledMessages,
): Property[] {
  const channels = processes.flatMap(({ inbox = [] }) => inbox);
  const queues = queuesOf(builder).filter(({ ignoresLostSends }) => !ignoresLostSends);
  // Of parts that are alike no state may say which of them failed.
  const options = { tellsPlaces: interchangeable.length < 2 };
  return [
    ...(channels.length === 0 || ignores.includes('unhandledMessage')
      ? []
      : [unhandled.property(builder, channels, options)]),
    ...(queues.length === 0 || ignores.includes('lostSend')
      ? []
      : [lostSends(builder, queues, options)]),
  ];
}

class DeferredControls implements Controls {
  readonly unhandledMessage: Field;
  #processes: readonly CompiledProcess[] = [];

  constructor(unhandledMessage: Field) {
    this.unhandledMessage = unhandledMessage;
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
