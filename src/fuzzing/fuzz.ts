import { invariant } from '../foundation/invariant.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import { Random } from '../foundation/random.ts';
import type { Violation } from '../system/definition.ts';
import { firstPass } from '../system/first-pass.ts';
import type { Step, System } from '../system/system.ts';
import type { FuzzResult, FuzzViolation, Growth } from './fuzz-result.ts';
import { Behaviours } from './coverage-map.ts';
import { Corpus } from './corpus.ts';
import { deadlockJudge, judgesOf, type Failure, type Judge } from './judge.ts';
import { scheduleDefaults, type ScheduleOptions } from './schedules.ts';
import { isWide } from './step-kinds.ts';
import { shrink } from './shrink.ts';
import { strategyNames, strategyOf, type Strategy } from './strategy.ts';
import { Walk } from './walk.ts';

export interface FuzzOptions extends ScheduleOptions {
  /** Runs at most; default 10,000. */
  readonly runs?: number;
  /** Any whole number; default 1. */
  readonly seed?: number;
  /** Whether violations are made shorter at the end; default true. */
  readonly shrinks?: boolean;
  /** The only kinds of step that are taken (see `StepKinds`); default: all. */
  readonly kinds?: readonly number[];
  /** Number of the first run, for a part of a larger fuzzing; default 1. */
  readonly firstRun?: number;
  /** Ends the fuzzing after the run that first shows this failure class. Default: none does. */
  readonly until?: Failure;
  /** Called after every run; `walk` is reused by the next. */
  readonly onRun?: (walk: Walk, run: number) => void;
  /** Asked every 16 runs; a reason ends the fuzzing. */
  readonly stop?: () => string | undefined;
}

const defaults = { ...scheduleDefaults, runs: 10_000, seed: 1, firstRun: 1, shrinks: true };
const optionKinds: OptionKinds<FuzzOptions> = {
  runs: 'natural',
  seed: 'integer',
  shrinks: 'boolean',
  kinds: 'list',
  firstRun: 'count',
  until: 'object',
  onRun: 'function',
  stop: 'function',
  stepsMax: 'count',
  strategy: strategyNames,
};
const runsPerStop = 16;
/** At rest only steps that are no progress are left; they may lead on, but seldom do. */
const restingStepsMax = 16;

/**
 * Runs `system` many times under random schedules, and judges properties and deadlock in every state.
 * A run goes on past a violation, so that one failure does not hide another.
 *
 * Deterministic: the same system, seed and options give the same result. A run costs what its steps
 * cost and nothing else; each failure class costs one shrinking at the end (see `shrink`). A deadlock
 * in which steps of progress are enabled but change nothing is seen once such a step is taken.
 *
 * @example
 * ```ts
 * import { fuzz } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const { violations } = fuzz(twoWorkers, { runs: 100, seed: 1 });
 * console.log(violations[0]!.steps.length); // 4
 * ```
 */
export function fuzz(system: System, options: FuzzOptions = {}): FuzzResult {
  requireOptions('fuzz', options, optionKinds);
  firstPass(system);
  return new Fuzzer(system, { ...defaults, ...options }).run();
}

function keyOf({ property, failureClass }: Failure): string {
  return `${property} ${failureClass}`;
}

interface Found {
  readonly property: string;
  readonly firstRun: number;
  runs: number;
  lastRun: number;
  violation: Violation;
  steps: readonly Step[];
}

type Sometimes = 'until' | 'stop' | 'kinds' | 'onRun';
type Resolved = Required<Omit<FuzzOptions, Sometimes>> & Pick<FuzzOptions, Sometimes>;

class Fuzzer {
  readonly #system: System;
  readonly #options: Resolved;
  readonly #walk: Walk;
  readonly #strategy: Strategy;
  readonly #random = new Random();
  readonly #judges: readonly Judge[];
  readonly #deadlock: Judge;
  /** Judges whose property was not exercised yet. */
  #unexercised: readonly Judge[];
  readonly #taken: Float64Array;
  readonly #behaviours: Behaviours;
  readonly #growth: Growth[] = [];
  readonly #corpus: Corpus | undefined;
  readonly #isWide: boolean;
  readonly #found = new Map<string, Found>();
  readonly #ends = { isTerminal: 0, stuck: 0, cut: 0 };
  readonly #lengths: number[] = [];
  #run = 0;
  #steps = 0;
  /** Length of the current run when it last did something new. */
  #freshAt = 0;

  constructor(system: System, options: Resolved) {
    this.#system = system;
    this.#options = options;
    this.#walk = new Walk(system, options.stepsMax, options.kinds);
    this.#behaviours = new Behaviours(system);
    this.#corpus = options.strategy === 'feedback' ? new Corpus() : undefined;
    this.#isWide = isWide(system);
    this.#strategy = strategyOf(options.strategy, this.#walk);
    this.#judges = judgesOf(system);
    this.#deadlock = deadlockJudge(system);
    this.#unexercised = this.#judges;
    this.#taken = new Float64Array(system.transitions.length);
  }

  run(): FuzzResult {
    const { runs, seed, stepsMax, strategy, until, stop, onRun } = this.#options;
    const sought = until === undefined ? undefined : keyOf(until);
    let ended: string | undefined;
    while (this.#run < runs && ended === undefined) {
      this.#run++;
      this.#random.start(seed, this.#options.firstRun - 1 + this.#run);
      this.#ends[this.#oneRun()]++;
      // At powers of two: a curve of few points that shows the first runs and the last.
      if ((this.#run & (this.#run - 1)) === 0) this.#noteGrowth();
      onRun?.(this.#walk, this.#run);
      if (sought !== undefined && this.#found.has(sought)) ended = `found ${sought}`;
      else if (this.#run % runsPerStop === 0) ended = stop?.();
    }
    if (this.#run > 0 && this.#growth.at(-1)?.runs !== this.#run) this.#noteGrowth();
    invariant(this.#steps > 0 || runs === 0, `${this.#system.name}: no step could be taken`);
    const violations = [...this.#found.values()].map((found) => this.#reported(found));
    const never = this.#system.transitions.filter(
      ({ id, rule }) => rule !== undefined && this.#taken[id] === 0,
    );
    return {
      verdict: violations.length > 0 ? 'violated' : 'inconclusive',
      runs: this.#run,
      steps: this.#steps,
      seed,
      stepsMax,
      strategy,
      violations,
      stepKinds: [...this.#taken],
      neverTaken: never.map(({ id }) => id),
      exercised: [...this.#judges, this.#deadlock]
        .filter((judge) => !this.#unexercised.includes(judge))
        .map(({ property }) => property),
      ends: this.#ends,
      lengths: Array.from(this.#lengths, (count) => count ?? 0),
      behaviours: this.#behaviours.slots(),
      growth: this.#growth,
      ...(ended === undefined ? {} : { ended }),
    };
  }

  #noteGrowth(): void {
    this.#growth.push({ runs: this.#run, behaviours: this.#behaviours.count });
  }

  #oneRun(): keyof FuzzResult['ends'] {
    const walk = this.#walk;
    this.#strategy.begin(this.#random);
    walk.reset();
    this.#behaviours.begin();
    this.#freshAt = 0;
    this.#look();
    this.#corpus?.start(walk, this.#random, (step) => this.#takeKnown(step));
    const end = this.#walkOn();
    this.#steps += walk.length;
    const power = 31 - Math.clz32(walk.length);
    this.#lengths[Math.max(0, power)] = (this.#lengths[Math.max(0, power)] ?? 0) + 1;
    if (this.#freshAt > 0) this.#corpus?.keep(walk.steps(this.#freshAt));
    return end;
  }

  #walkOn(): keyof FuzzResult['ends'] {
    const walk = this.#walk;
    const random = this.#random;
    let resting = 0;
    while (walk.length < walk.stepsMax) {
      if (this.#isWide) walk.sampleEnabled(random);
      else walk.findEnabled();
      if (walk.progressCount === 0) {
        if (this.#judge(this.#deadlock)) return 'stuck';
        if (walk.enabledCount === 0 || ++resting > restingStepsMax) return 'isTerminal';
      }
      const index = this.#strategy.pick(walk, random);
      const transition = walk.enabledTransitions[index]!;
      const changed = walk.take(transition, walk.enabledChoices[index]!);
      this.#taken[transition]! += 1;
      if (this.#behaviours.take(transition)) this.#freshAt = walk.length;
      if (changed) this.#look();
      else if (walk.kinds.isProgress[transition] === 1 && this.#judge(this.#deadlock)) {
        return 'stuck';
      }
    }
    return 'cut';
  }

  /** A step of an earlier run again; its states were judged then. */
  #takeKnown({ transition, choice }: Step): void {
    this.#walk.take(transition, choice);
    this.#behaviours.take(transition);
    this.#taken[transition]! += 1;
  }

  #look(): void {
    const judges = this.#judges;
    for (let index = 0; index < judges.length; index++) this.#judge(judges[index]!);
    if (this.#unexercised.length === 0) return;
    const { words } = this.#walk;
    if (!this.#unexercised.some(({ exercised }) => exercised(words, 0))) return;
    this.#unexercised = this.#unexercised.filter(({ exercised }) => !exercised(words, 0));
  }

  /** Whether the property is violated now; keeps what is new or shorter. */
  #judge({ property, violation: violationIn }: Judge): boolean {
    const violation = violationIn(this.#walk.words);
    if (violation === undefined) return false;
    const key = keyOf({ property, failureClass: violation.failureClass });
    const found = this.#found.get(key);
    if (found === undefined) {
      const [firstRun, steps] = [this.#run, this.#walk.steps()];
      const first = { property, firstRun, runs: 1, lastRun: firstRun, violation, steps };
      this.#found.set(key, first);
    } else if (found.lastRun !== this.#run) {
      found.runs++;
      found.lastRun = this.#run;
      if (this.#walk.length < found.steps.length) {
        found.violation = violation;
        found.steps = this.#walk.steps();
      }
    }
    return true;
  }

  #reported({ property, firstRun, runs, violation, steps }: Found): FuzzViolation {
    const stepsBeforeShrinking = steps.length;
    const failure = { property, failureClass: violation.failureClass };
    const shrunk = this.#options.shrinks
      ? shrink(this.#system, failure, steps)
      : { violation, steps };
    return { property, ...shrunk, firstRun, runs, stepsBeforeShrinking };
  }
}
