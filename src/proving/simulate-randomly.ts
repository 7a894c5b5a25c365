import { Random } from '../foundation/random.ts';
import type { Step, System } from '../system/system.ts';
import type { Abstraction } from './abstraction.ts';
import { failuresMax, type Simulation } from './simulation.ts';

export interface RandomRunOptions {
  readonly seed: number;
  readonly run: number;
  /** Ends the run after so many steps. */
  readonly stepsMax: number;
  /** Elements that a step is seen from, at most. Default: all. */
  readonly elementsPerStep?: number;
}

/**
 * Compares the steps of one random run. First the process and event are drawn, then the choice, so that events
 * with many choices do not crowd out the others. Elements that a step concerns come first.
 */
export function simulateRandomly(
  simulation: Simulation,
  { seed, run, stepsMax, elementsPerStep = Infinity }: RandomRunOptions,
): void {
  const { abstraction } = simulation;
  const { concrete } = abstraction;
  const random = new Random();
  random.start(seed, run);
  const words = concrete.initial();
  const next = concrete.layout.zero();
  simulation.compareInitial(words);
  for (let steps = 0; steps < stepsMax && simulation.failures.length < failuresMax; steps++) {
    if (!simulation.mayContinue(words)) return;
    const step = drawStep(concrete, words, { random, counts: simulation.concreteCounts });
    if (step === undefined) return;
    next.set(words);
    concrete.apply(next, step.transition, step.choice);
    const elements = drawElements(abstraction, { random, count: elementsPerStep, words, next });
    simulation.compareStep({ before: words, after: next, step }, elements);
    words.set(next);
  }
}

function drawStep(
  system: System,
  words: Uint32Array,
  { random, counts }: { random: Random; counts: Simulation['concreteCounts'] },
): Step | undefined {
  const byEvent = new Map<string, Step[]>();
  for (const process of system.processes) {
    process.forEachEnabled(
      words,
      (transition, choice) => {
        const key = `${process.name} ${system.transitions[transition]!.event}`;
        const known = byEvent.get(key);
        if (known === undefined) byEvent.set(key, [{ transition, choice }]);
        else known.push({ transition, choice });
      },
      counts,
    );
  }
  const events = [...byEvent.values()];
  if (events.length === 0) return undefined;
  const steps = events[random.below(events.length)]!;
  return steps[random.below(steps.length)];
}

function drawElements(
  { elements, concerned }: Abstraction,
  given: { random: Random; count: number; words: Uint32Array; next: Uint32Array },
): Iterable<number> {
  const { random, count, words, next } = given;
  if (elements <= count) return Array(elements).keys();
  const near = concerned?.(words, next) ?? [];
  const drawn = new Set<number>();
  for (let at = 0; at < count; at++) {
    const isNear = near.length > 0 && random.below(4) > 0;
    drawn.add(isNear ? near[random.below(near.length)]! : random.below(elements));
  }
  return drawn;
}
