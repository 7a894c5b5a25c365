import { invariant } from '../foundation/invariant.ts';
import { askedAt } from '../system/asked-at.ts';
import { deadlockProperty, differ, stuckAt } from '../system/deadlock.ts';
import type { Property, Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { CoverageCounts, coverageOf } from './coverage.ts';
import { StateTable } from './state-table.ts';
import {
  rollUp,
  type CheckResult,
  type Counterexample,
  type PropertyResult,
  type Verdict,
} from './verdict.ts';

export interface CheckOptions {
  /** Ends the search at the end of the level in which this many states are passed. Default: none. */
  readonly maxStates?: number;
  /** Asked every few thousand states; a reason ends the search at the end of the level. */
  readonly stop?: () => string | undefined;
  /** Told every few thousand states. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export interface CheckProgress {
  readonly states: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
}

export { deadlockProperty };

const statesPerProgress = 1 << 14;
/** A step is kept in one word: transition and choice, 16 bits each. */
const choiceBits = 16;

/**
 * Explores every reachable state of `system`, breadth first, and judges its properties and deadlock.
 *
 * Every counterexample is as short as any run into that kind of failure, because states are expanded
 * in order of distance. The search goes on past a violation, so that one failure does not hide another
 * and counts do not depend on the properties. A violation is data, never an exception.
 *
 * The same system gives the same result, byte for byte. Cost: one visit and one hash per step.
 * Throws `InvariantError` where no step could be taken at all.
 */
export function check(system: System, options: CheckOptions = {}): CheckResult {
  return new Search(system, options).run();
}

class Search {
  readonly #system: System;
  readonly #options: CheckOptions;
  readonly #table: StateTable;
  readonly #counts: CoverageCounts;
  readonly #judges: readonly Judge[];
  readonly #deadlock: Judge;
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  #transitions = 0;

  constructor(system: System, options: CheckOptions) {
    requireStepsInOneWord(system);
    this.#system = system;
    this.#options = options;
    this.#table = new StateTable(system.layout.wordsPerState);
    this.#counts = new CoverageCounts(system);
    this.#current = system.layout.zero();
    this.#next = system.layout.zero();
    this.#judges = system.properties.map((property) => new Judge(system, property));
    this.#deadlock = new Judge(system, {
      id: deadlockProperty,
      title: 'No deadlock',
      violation: (words) => stuckAt(system, words),
      exercised: () => true,
    });
  }

  run(): CheckResult {
    const table = this.#table;
    const initial = this.#system.initial();
    table.add(initial, 0, 0);
    for (const judge of this.#judges) judge.look(initial, 0);
    let expanded = 0;
    let depth = 0;
    let ended: string | undefined;
    for (let levelEnd = 1; expanded < levelEnd && ended === undefined; levelEnd = table.size) {
      for (; expanded < levelEnd; expanded++) {
        this.#expand(expanded);
        if (expanded % statesPerProgress === 0) {
          ended ??= this.#options.stop?.();
          this.#options.onProgress?.({
            states: table.size,
            depth,
            frontier: table.size - expanded,
          });
        }
      }
      if (table.size > levelEnd) depth++;
      if (table.size >= (this.#options.maxStates ?? Infinity)) ended ??= 'maxStates';
    }
    invariant(this.#transitions > 0, `${this.#system.name}: no step could be taken`);
    const frontier = table.size - expanded;
    return this.#result(depth, frontier === 0 ? undefined : { reason: ended ?? '', frontier });
  }

  #expand(id: number): void {
    const system = this.#system;
    const current = this.#current;
    const next = this.#next;
    this.#table.read(id, current);
    let progress = false;
    const visit = (transition: number, choice: number): void => {
      for (let word = 0; word < next.length; word++) next[word] = current[word]!;
      system.apply(next, transition, choice);
      this.#transitions++;
      this.#counts.taken[transition]! += 1;
      progress ||= system.transitions[transition]!.progress && differ(current, next);
      const added = this.#table.add(next, id, (transition << choiceBits) | choice);
      if (added >= 0) for (const judge of this.#judges) judge.look(next, added);
    };
    for (const process of system.processes) process.forEachEnabled(current, visit, this.#counts);
    // Every expanded state puts the absence of deadlock to the test.
    this.#deadlock.exercised = true;
    if (!progress && !system.atRest(current, 0)) this.#deadlock.look(current, id);
  }

  #result(depth: number, ended: CheckResult['ended']): CheckResult {
    const properties = [...this.#judges, this.#deadlock].map((judge): PropertyResult => {
      const counterexamples = [...judge.found.values()].map(
        ({ id, violation }): Counterexample => ({
          property: judge.id,
          violation,
          steps: this.#pathTo(id),
        }),
      );
      const verdict = judgement(judge, ended !== undefined);
      return { id: judge.id, verdict, exercised: judge.exercised, counterexamples };
    });
    return {
      verdict: rollUp(properties.map((property) => property.verdict)),
      properties,
      states: this.#table.size,
      transitions: this.#transitions,
      depth,
      ...(ended === undefined ? {} : { ended }),
      bytesPerState: this.#table.bytes / this.#table.size,
      coverage: coverageOf(this.#system, this.#counts),
    };
  }

  #pathTo(id: number): Step[] {
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.#table.parent(at)) {
      const step = this.#table.step(at);
      steps.push({ transition: step >>> choiceBits, choice: step & (2 ** choiceBits - 1) });
    }
    return steps.toReversed();
  }
}

function requireStepsInOneWord({ transitions, processes }: System): void {
  const limit = 2 ** choiceBits;
  invariant(transitions.length <= limit, `${transitions.length} transitions; at most ${limit}`);
  for (const { name, definition } of processes) {
    for (const [event, choices] of Object.entries(definition.choices ?? {})) {
      invariant(choices <= limit, `${name}.${event}: ${choices} choices; at most ${limit}`);
    }
  }
}

function judgement(judge: Judge, ended: boolean): Verdict {
  if (judge.found.size > 0) return 'violated';
  if (ended) return 'inconclusive';
  return judge.exercised ? 'verified' : 'vacuous';
}

/** Watches one property over all states, and keeps the first state of each kind of failure. */
class Judge {
  readonly id: string;
  /** By bug class. The first found lies at the least depth. */
  readonly found = new Map<string, { readonly id: number; readonly violation: Violation }>();
  exercised = false;
  readonly #property: Property;
  readonly #isAsked: (words: Uint32Array) => boolean;

  constructor(system: System, property: Property) {
    this.id = property.id;
    this.#property = property;
    this.#isAsked = askedAt(system, property);
  }

  look(words: Uint32Array, id: number): void {
    if (!this.exercised && this.#property.exercised(words, 0)) this.exercised = true;
    if (!this.#isAsked(words)) return;
    const violation = this.#property.violation(words);
    if (violation === undefined || this.found.has(violation.bugClass)) return;
    this.found.set(violation.bugClass, { id, violation });
  }
}
