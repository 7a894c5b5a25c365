import { InputError } from '../../foundation/input-error.ts';
import { requireOptions, type OptionKinds } from '../../foundation/options.ts';
import { firstPass } from '../../system/first-pass.ts';
import type { System } from '../../system/system.ts';
import { fairParts, type FairCycleQuestion, type FairPart } from './fair-cycles.ts';
import { Fairness, weakFairness, type FairGroup } from './fairness.ts';
import type { Goal } from '../../system/liveness-goal.ts';
import { lassoViolation, roundOf } from './lasso-replay.ts';
import { LassoSearch, Stems, unreached, type Loop } from './lasso.ts';
import { StateGraph, type GraphOptions } from './state-graph.ts';
import { rollUp, type Counterexample, type PropertyResult, type Verdict } from '../verdict.ts';

export interface LivenessOptions extends GraphOptions {
  /** Default: every process weakly fair in what counts as progress. */
  readonly fairness?: readonly FairGroup[];
  /** Names of reductions in force. Any is refused: none is known to keep every fair run. */
  readonly reductions?: readonly string[];
}

export interface LivenessResult {
  readonly verdict: Verdict;
  /** One per goal, in the order given. */
  readonly properties: readonly PropertyResult[];
  readonly states: number;
  readonly transitions: number;
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/**
 * Judges what every fair run must do in the end, over every reachable state of `system`.
 *
 * A goal is violated by a fair run that never does it: a stem and a loop, `System.apply` taking every
 * step. Of each failure class (which processes stand where for ever) the shortest is kept. A run may
 * also stand still where nothing fair is enabled; then the loop has no steps. `vacuous`: complete, and
 * no run began to owe the goal. A budget that ended the search makes `inconclusive` of what it did not
 * refute; a lasso among the states that it did cover is a violation all the same.
 *
 * Memory: the states, 8 bytes per step, about 60 per state. Time: linear, times the strong groups
 * at worst. Throws `InputError('configuration')` where a reduction is in force.
 *
 * @example
 * ```ts
 * import { checkLiveness, eventually } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const never = eventually('somebody waits for ever', () => false);
 * const [result] = checkLiveness(twoWorkers, [never]).properties;
 * console.log(result!.verdict, result!.counterexamples[0]!.loopStart); // violated 0
 * ```
 */
export function checkLiveness(
  system: System,
  goals: readonly Goal[] = system.liveness,
  options: LivenessOptions = {},
): LivenessResult {
  requireOptions('checkLiveness', options, optionKinds);
  firstPass(system, options.maxDepth);
  refuseReductions(options.reductions ?? []);
  const graph = new StateGraph(system, options);
  const fairness = new Fairness(system, options.fairness ?? weakFairness(system));
  const properties = goals.map((goal) => new GoalSearch(graph, fairness, goal).result());
  return {
    verdict: rollUp(properties.map(({ verdict }) => verdict)),
    properties,
    states: graph.size,
    transitions: graph.targets.length,
    ...(graph.ended === undefined ? {} : { ended: graph.ended }),
  };
}

/** The limits of a search that end a liveness question too; the rest of its options is about states only. */
export function sharedLimits(options: LivenessLimits): LivenessLimits {
  const { maxStates, maxDepth, maxBytes, stop } = options;
  const given = Object.entries({ maxStates, maxDepth, maxBytes, stop });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

type LivenessLimits = Pick<LivenessOptions, 'maxStates' | 'maxDepth' | 'maxBytes' | 'stop'>;

const optionKinds: OptionKinds<LivenessOptions> = {
  ghosts: 'list',
  maxStates: 'count',
  maxDepth: 'count',
  maxBytes: 'positive',
  stop: 'function',
  onProgress: 'function',
  fairness: 'list',
  reductions: 'list',
};

/** A reduction leaves out runs; what it leaves out may be the one fair run that breaks a goal. */
function refuseReductions(reductions: readonly string[]): void {
  if (reductions.length === 0) return;
  throw new InputError(
    'configuration',
    `liveness is not kept by the reductions in force (${reductions.join(', ')}): leave them out`,
  );
}

/** One goal over one graph. */
class GoalSearch {
  readonly #graph: StateGraph;
  readonly #goal: Goal;
  readonly #question: FairCycleQuestion;
  readonly #stems: Stems;

  constructor(graph: StateGraph, fairness: Fairness, goal: Goal) {
    this.#graph = graph;
    this.#goal = goal;
    const staying = graph.where(goal.within);
    const starts = startsOf(graph, goal);
    this.#stems = new Stems(graph, starts, staying);
    const within = staying.map((_, id) => (this.#stems.distances[id] === unreached ? 0 : 1));
    const visits = goal.visits === undefined ? undefined : graph.where(goal.visits);
    this.#question = { graph, fairness, within, ...(visits === undefined ? {} : { visits }) };
  }

  result(): PropertyResult {
    const { id } = this.#goal;
    const exercised = this.#question.within.includes(1);
    const counterexamples = exercised ? this.#counterexamples() : [];
    const complete = this.#graph.ended === undefined;
    const held: Verdict = complete ? (exercised ? 'verified' : 'vacuous') : 'inconclusive';
    const verdict = counterexamples.length > 0 ? 'violated' : held;
    return { id, verdict, exercised, counterexamples };
  }

  /** The shortest lasso of each failure class, the shortest first. */
  #counterexamples(): Counterexample[] {
    const search = new LassoSearch(this.#question, this.#stems);
    const best = new Map<string, { readonly loop: Loop; readonly length: number }>();
    const parts = fairParts(this.#question).map((part) => ({ part, near: this.#distanceTo(part) }));
    for (const { part } of parts.toSorted((one, other) => one.near - other.near)) {
      const place = this.#placeOf(part);
      const loop = search.shortestIn(part, best.get(place)?.length ?? Infinity);
      if (loop === undefined) continue;
      const length = this.#stems.distances[loop.at]! + loop.edges.length;
      best.set(place, { loop, length });
    }
    const found = new Map<string, Counterexample>();
    const shortestFirst = [...best.values()].toSorted((one, other) => one.length - other.length);
    for (const { loop } of shortestFirst) {
      const reported = this.#report(loop);
      if (!found.has(reported.violation.failureClass))
        found.set(reported.violation.failureClass, reported);
    }
    return [...found.values()];
  }

  #distanceTo({ states }: FairPart): number {
    return states.reduce((least, id) => Math.min(least, this.#stems.distances[id]!), unreached);
  }

  /** Where processes stand all the while: parts that agree in it are searched for one lasso. */
  #placeOf({ states }: FairPart): string {
    const { system } = this.#graph;
    const words = system.layout.zero();
    let standing: number[] | undefined;
    for (const id of states) {
      this.#graph.read(id, words);
      const now = system.processes.map(({ control }) => control.get(words, 0));
      standing = standing?.map((state, at) => (state === now[at] ? state : -1)) ?? now;
    }
    return standing!.join();
  }

  #report({ at, edges }: Loop): Counterexample {
    const graph = this.#graph;
    const { system } = graph;
    const { start, edges: inside } = this.#stems.backFrom(at);
    const stem = [...graph.pathTo(start), ...inside.map((edge) => graph.stepOf(edge))];
    const steps = [...stem, ...edges.map((edge) => graph.stepOf(edge))];
    const loopStart = stem.length;
    const round = roundOf(system, { steps, loopStart });
    const violation = lassoViolation(system, round, edges.length);
    return { property: this.#goal.id, violation, steps, loopStart };
  }
}

function startsOf(graph: StateGraph, { from }: Goal): Uint8Array {
  if (from !== 'start') return graph.where(from);
  const starts = new Uint8Array(graph.size);
  starts[0] = 1;
  return starts;
}
