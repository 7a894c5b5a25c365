/**
 * Schedules as fast-check arbitraries. A schedule is a list of picks: natural numbers; at each step a
 * run takes `enabled[pick % enabled.length]`, so every list is a run and every list that is left when
 * picks are removed is a run too.
 *
 * fast-check has `commands` and `modelRun` for this, and they are not used: a command whose `check` is
 * never true is left out in silence and the run counts as a success, so that a schedule in which
 * nothing was enabled would pass; each command is an object with its own `run`, made per step; and it
 * is shrunk by leaving commands out of the list, not by name. Plain arbitraries over numbers have none
 * of it.
 */
import fc from 'fast-check';
import { Random } from '../foundation/random.ts';
import type { Step, System } from '../system/system.ts';
import { strategyOf, type Strategy, type StrategyName } from './strategy.ts';
import { Walk } from './walk.ts';

/** At each step, which of the enabled steps is taken: counted round, from 0. */
export type Schedule = readonly number[];

export interface ScheduleOptions {
  /** Steps at most; default 400. */
  readonly stepsMax?: number;
  /** Default `mixed`. */
  readonly strategy?: StrategyName;
}

export const scheduleDefaults = { stepsMax: 400, strategy: 'mixed' } as const;

/**
 * Schedules of `system`, biased as the strategy says. A generated schedule is a run to its end, or to
 * `stepsMax`; it shrinks as an array of naturals does, whatever the strategy was.
 */
export function schedules(system: System, options: ScheduleOptions = {}): fc.Arbitrary<Schedule> {
  const { stepsMax, strategy } = { ...scheduleDefaults, ...options };
  const walk = new Walk(system, stepsMax);
  return new ScheduleArbitrary(walk, strategyOf(strategy, walk));
}

/** Lists of picks with nothing known of any system; what shrinking works on. */
export function pickLists(stepsMax: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(), { maxLength: stepsMax });
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #walk: Walk;
  readonly #strategy: Strategy;
  readonly #random = new Random();
  readonly #lists: fc.Arbitrary<number[]>;

  constructor(walk: Walk, strategy: Strategy) {
    super();
    this.#walk = walk;
    this.#strategy = strategy;
    this.#lists = pickLists(walk.stepsMax);
  }

  override generate(source: fc.Random): fc.Value<Schedule> {
    const walk = this.#walk;
    const random = this.#random;
    random.start(source.nextInt(), 0);
    this.#strategy.begin(random);
    const picks: number[] = [];
    walk.reset();
    for (walk.findEnabled(); mayGoOn(walk); walk.findEnabled()) {
      const pick = this.#strategy.pick(walk, random);
      picks.push(pick);
      walk.take(walk.enabledTransitions[pick]!, walk.enabledChoices[pick]!);
    }
    return new fc.Value<Schedule>(picks, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Schedule {
    return this.#lists.canShrinkWithoutContext(value);
  }

  override shrink(value: Schedule, context: unknown): fc.Stream<fc.Value<Schedule>> {
    return this.#lists.shrink([...value], context);
  }
}

function mayGoOn(walk: Walk): boolean {
  return walk.enabledCount > 0 && walk.length < walk.stepsMax;
}

/** Takes the next step of a schedule; false where nothing is enabled or the walk is full. */
function takePick(walk: Walk, pick: number): boolean {
  walk.findEnabled();
  if (!mayGoOn(walk)) return false;
  const index = pick % walk.enabledCount;
  walk.take(walk.enabledTransitions[index]!, walk.enabledChoices[index]!);
  return true;
}

/**
 * Runs a schedule on `walk` from the initial state until a state is as sought: true where one is, and
 * then `walk` is in it.
 */
export function runUntil(
  walk: Walk,
  schedule: Schedule,
  isSought: (words: Uint32Array) => boolean,
): boolean {
  walk.reset();
  if (isSought(walk.words)) return true;
  for (const pick of schedule) {
    if (!takePick(walk, pick)) return false;
    if (isSought(walk.words)) return true;
  }
  return false;
}

/** The steps that a schedule takes. */
export function stepsOf(system: System, schedule: Schedule): Step[] {
  const walk = new Walk(system, schedule.length);
  runUntil(walk, schedule, () => false);
  return walk.steps();
}

/** The schedule that takes these steps, each of which must be enabled where it comes. */
export function scheduleOf(walk: Walk, steps: readonly Step[]): number[] {
  walk.reset();
  return steps.map(({ transition, choice }) => {
    walk.findEnabled();
    let pick = 0;
    while (walk.enabledTransitions[pick] !== transition || walk.enabledChoices[pick] !== choice) {
      pick++;
    }
    walk.take(transition, choice);
    return pick;
  });
}
