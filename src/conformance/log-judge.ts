import { InputError } from '../foundation/input-error.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import type { Step, System } from '../system/system.ts';
import { stateDivergence, stepDivergence, type Divergence } from './divergence.ts';
import type { LogEntry } from './log-entry.ts';
import {
  kindName,
  matchesPattern,
  transitionsNamed,
  type NamedStep,
  type StepPattern,
} from './named-step.ts';
import {
  checkedObservation,
  differences,
  systemView,
  type CheckedObservation,
  type Observation,
  type StateView,
} from './observation.ts';
import {
  deduplicated,
  partsOfTrail,
  PossibleStates,
  stepsOfTrail,
  type PossibleState,
} from './possible-states.ts';

export interface JudgeOptions {
  /** Steps that are not logged, named as `client`, `client *` or `client acquire`. Default: none. */
  readonly silent?: readonly string[];
  /** How many lines a line may be late; 0 to 16, default 0. */
  readonly reorder?: number;
  /** Model states that may explain the log at the same time; default 10,000. Beyond: inconclusive. */
  readonly statesMax?: number;
  /** What observations name. Default: fields and processes. */
  readonly view?: StateView;
}

const judgeKinds: OptionKinds<JudgeOptions> = {
  silent: 'list',
  reorder: 'natural',
  statesMax: 'count',
  view: 'object',
};

/** One step of the run that explains a log. */
export interface ExplainedStep extends NamedStep {
  /** The line that it explains; absent if the step is not logged. */
  readonly line?: number;
}

export interface JudgeResult {
  /** `explained`: the model has a run that explains every line. */
  readonly verdict: 'explained' | 'diverges' | 'inconclusive';
  /** Lines that say something. */
  readonly lines: number;
  /** Lines that some run of the model explains, from the first on. */
  readonly explained: number;
  readonly divergence?: Divergence;
  /** Why it is inconclusive. */
  readonly reason?: string;
  /** A run that explains them. */
  readonly run: readonly ExplainedStep[];
  /** The same run as steps of the model, and what the log showed, by number of steps taken. */
  readonly steps: readonly Step[];
  readonly shown: ReadonlyMap<number, Observation>;
  /** Kinds of logged step that no line stands for. */
  readonly unseen: readonly string[];
  /** Largest number of states that explained the log at the same time. */
  readonly largest: number;
}

const reorderMax = 16;

interface Waiting {
  readonly entry: LogEntry;
  readonly line: number;
  readonly checked: CheckedObservation | undefined;
}

/** States by the lines of the window that they have explained already, as bits. */
type Groups = Map<number, readonly PossibleState[]>;

/**
 * Looks for a run of a model that explains a log, line by line as it grows. All runs that explain what was read
 * so far are followed at the same time, as a set of states.
 */
export class LogJudge {
  readonly #system: System;
  readonly #possible: PossibleStates;
  readonly #view: StateView;
  readonly #reorder: number;
  readonly #silent: Uint8Array;
  readonly #waiting: Waiting[] = [];
  /** What each line showed, by its number. */
  readonly #observed = new Map<number, Observation>();
  #groups: Groups;
  #lines = 0;
  #explained = 0;
  #divergence: Divergence | undefined;
  #reason: string | undefined;
  #last: PossibleState;

  /** Throws `InputError('data')` if `silent` names what the model does not have. */
  constructor(system: System, options: JudgeOptions = {}) {
    requireOptions('judgeLog', options, judgeKinds);
    const { silent = [], reorder = 0, statesMax = 10_000, view = systemView(system) } = options;
    if (!Number.isInteger(reorder) || reorder < 0 || reorder > reorderMax) {
      throw new InputError(
        'usage',
        `the reordering window is 0 to ${reorderMax} lines, not ${reorder}`,
      );
    }
    this.#system = system;
    this.#view = view;
    this.#reorder = reorder;
    this.#silent = transitionsNamed(system, silent, 'silent steps');
    this.#possible = new PossibleStates(system, this.#silent, statesMax);
    this.#last = this.#possible.initial();
    this.#groups = new Map([[0, [this.#last]]]);
  }

  /** Whether more lines can change nothing any more. */
  get isDecided(): boolean {
    return this.#divergence !== undefined || this.#reason !== undefined;
  }

  /** Takes the next line. Throws `InputError('data')` if it names what the model does not have. */
  push(entry: LogEntry, line: number): void {
    if (this.isDecided) return;
    const { state } = entry;
    const checked =
      state === undefined ? undefined : checkedObservation(this.#view, state, `line ${line}`);
    this.#requireKnown(entry, line);
    if (state !== undefined) this.#observed.set(line, state);
    this.#waiting.push({ entry, line, checked });
    this.#lines++;
    while (!this.isDecided && this.#waiting.length > this.#reorder) this.#advance();
  }

  /** The result, once no line will come. */
  end(): JudgeResult {
    while (!this.isDecided && this.#waiting.length > 0) this.#advance();
    if (this.#lines === 0) this.#reason = 'the log has no line that says anything';
    const run = this.#runTo(this.#last);
    const verdict = this.#divergence === undefined ? 'explained' : 'diverges';
    return {
      verdict: this.#reason === undefined ? verdict : 'inconclusive',
      lines: this.#lines,
      explained: this.#explained,
      ...(this.#divergence === undefined ? {} : { divergence: this.#divergence }),
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      run,
      steps: stepsOfTrail(this.#last.trail),
      shown: this.#shownTo(this.#last),
      unseen: this.#unseenIn(run),
      largest: this.#possible.largest,
    };
  }

  /** Explains the oldest line, by itself or after younger lines of the window. */
  #advance(): void {
    const window = this.#waiting.slice(0, this.#reorder + 1);
    const groups: Groups = new Map(this.#groups);
    for (let taken = 0; taken < 2 ** window.length; taken += 2) {
      const states = groups.get(taken);
      if (states === undefined) continue;
      for (const [index, waiting] of window.entries()) {
        const bit = 2 ** index;
        if ((taken & bit) !== 0) continue;
        const after = this.#explaining(states, waiting);
        if (after === undefined) return this.#giveUp(waiting.line);
        if (after.length === 0) continue;
        groups.set(taken | bit, deduplicated([...(groups.get(taken | bit) ?? []), ...after]));
      }
    }
    const next: Groups = new Map();
    for (const [taken, states] of groups) if (taken % 2 === 1) next.set((taken - 1) / 2, states);
    if (next.size === 0) return this.#diverge(groups, window[0]!);
    this.#groups = next;
    this.#last = [...next.values()][0]![0]!;
    this.#explained++;
    this.#waiting.shift();
  }

  /** The states after a line, of those before it; `undefined` beyond the budget. */
  #explaining(
    states: readonly PossibleState[],
    { entry, line, checked }: Waiting,
  ): readonly PossibleState[] | undefined {
    const before = this.#before(states, entry);
    if (before === undefined) return undefined;
    const after = this.#possible.closed(this.#afterStep(before, entry, line));
    if (after === undefined || checked === undefined) return after;
    return after.filter(({ words }) => differences(this.#view, words, checked).length === 0);
  }

  #before(
    states: readonly PossibleState[],
    { dropped }: LogEntry,
  ): readonly PossibleState[] | undefined {
    if (dropped === undefined) return this.#possible.closed(states);
    return this.#possible.withAny(states, dropped === true ? Infinity : dropped);
  }

  #afterStep(
    before: readonly PossibleState[],
    { step }: LogEntry,
    line: number,
  ): readonly PossibleState[] {
    const patterns = patternsOf(step);
    if (patterns === undefined) {
      return before.map(({ words, trail }) => {
        const length = trail?.length ?? 0;
        return { words, trail: { step: undefined, entry: line, length, previous: trail } };
      });
    }
    const { transitions } = this.#system;
    return this.#possible.after(
      before,
      (transition, choice) =>
        patterns.some((pattern) => matchesPattern(transitions[transition]!, choice, pattern)),
      line,
    );
  }

  #giveUp(line: number): void {
    this.#reason = `line ${line}: more states explain the log than the budget allows`;
  }

  #diverge(groups: Groups, { entry, line, checked }: Waiting): void {
    const before = this.#before(deduplicated([...groups.values()].flat()), entry);
    if (before === undefined) return this.#giveUp(line);
    const after = this.#possible.closed(this.#afterStep(before, entry, line));
    if (after === undefined) return this.#giveUp(line);
    const [pattern] = patternsOf(entry.step) ?? [];
    const step = pattern === undefined ? undefined : namedStep(pattern);
    const { state: observed } = entry;
    if (after.length > 0 && checked !== undefined && observed !== undefined) {
      const unobserved = { position: line, step, view: this.#view, checked, observed, before };
      this.#divergence = stateDivergence(this.#possible, after, unobserved);
      return;
    }
    this.#divergence = stepDivergence(this.#possible, before, {
      kind: 'notAllowed',
      position: line,
      step,
      ...(observed === undefined ? {} : { observed }),
    });
  }

  #requireKnown({ step }: LogEntry, line: number): void {
    for (const pattern of patternsOf(step) ?? []) {
      const isKnown = this.#system.transitions.some((each) =>
        matchesPattern(each, pattern.choice ?? 0, pattern),
      );
      if (isKnown) continue;
      const name = [pattern.process, pattern.event].filter((part) => part !== undefined).join(' ');
      throw new InputError('data', `line ${line}: the model has no step '${name}'`);
    }
  }

  #unseenIn(run: readonly ExplainedStep[]): string[] {
    const unseen = new Set(
      this.#system.transitions
        .filter(({ id, rule }) => this.#silent[id] !== 1 && rule !== undefined)
        .map((transition) => kindName(transition)),
    );
    for (const step of run) if (step.line !== undefined) unseen.delete(kindName(step));
    return [...unseen];
  }

  #shownTo({ trail }: PossibleState): Map<number, Observation> {
    const shown = new Map<number, Observation>();
    for (const { entry, length } of partsOfTrail(trail)) {
      const observed = entry === undefined ? undefined : this.#observed.get(entry);
      if (observed !== undefined) shown.set(length, { ...shown.get(length), ...observed });
    }
    return shown;
  }

  #runTo({ trail }: PossibleState): ExplainedStep[] {
    return partsOfTrail(trail).flatMap(({ step, entry }) => {
      if (step === undefined) return [];
      const { process, event } = this.#system.transitions[step.transition]!;
      const line = entry === undefined ? {} : { line: entry };
      return [{ process, event, choice: step.choice, ...line }];
    });
  }
}

function patternsOf(step: LogEntry['step']): readonly StepPattern[] | undefined {
  if (step === undefined) return undefined;
  return Array.isArray(step) ? (step as readonly StepPattern[]) : [step as StepPattern];
}

/** A pattern that names one step; `undefined` if it stands for several. */
function namedStep({ process, event, choice = 0 }: StepPattern): NamedStep | undefined {
  if (process === undefined || event === undefined) return undefined;
  return { process, event, choice };
}
