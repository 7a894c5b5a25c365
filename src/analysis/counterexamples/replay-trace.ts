import { InputError } from '../../foundation/input-error.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { ActorSystem } from '../../replay/actors.ts';
import { findStep } from '../../replay/run.ts';
import { askedAt } from '../../system/asked-at.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import type { Violation } from '../../system/definition.ts';
import type { Step } from '../../system/system.ts';
import { runViolation } from '../matrix/check-liveness.ts';
import { isJudged } from '../witnesses/detecting-system.ts';
import { isPassingRun, witnessClass } from '../witnesses/passing-run.ts';
import { narratedStep, traceOf, type Trace } from '../../subject/trace.ts';
import { chosenEnd, chosenRun } from '../explorer/run-end.ts';
import { viewOf } from './migration-view.ts';

/**
 * Runs a recorded counterexample again, step by step, twice at once: through the executor that was
 * checked, and in real XState actors bound to a memory of their own. Throws `InputError('data')` at
 * the first step that is not possible, where the failure at the end is not the recorded one, and
 * where anything in the file differs from what happens.
 */
export function replayTrace(migration: Migration, trace: Trace, file: string): void {
  const { system } = migration;
  const words = system.initial();
  const before = system.layout.zero();
  const actors = new ActorSystem(system);
  const steps = trace.steps.map(({ process, step: event, choice }, index): Step => {
    const where = `${file}: step ${index + 1} (${process} ${event})`;
    const step = findStep(system, words, { process, event, choice });
    if (step === undefined) throw new InputError('data', `${where} is not possible there`);
    before.set(words);
    system.apply(words, step.transition, step.choice);
    actors.send(process, event, choice);
    if (actors.words.some((word, at) => word !== words[at])) {
      throw new InputError('data', `${where}: XState actors and the executor disagree`);
    }
    const retold = narratedStep(viewOf(migration), step, { before, after: words });
    if (JSON.stringify(retold) !== JSON.stringify(trace.steps[index])) {
      throw new InputError('data', `${where} does not do what the file says`);
    }
    return step;
  });
  const { property, loopStart } = trace;
  const failure = (): Violation | undefined =>
    loopStart === undefined
      ? failureAt(migration, words, property)
      : runViolation(migration, { property, steps, loopStart });
  const shown = (): Violation | undefined => {
    if (property === chosenRun.property) return chosenEnd(system, steps, isJudged);
    return trace.failureClass === witnessClass && isPassingRun(migration, steps)
      ? { failureClass: witnessClass, detail: trace.violation }
      : failure();
  };
  const violation = shown();
  if (violation?.failureClass !== trace.failureClass) {
    throw new InputError(
      'data',
      `${file}: ends without the recorded failure (${property} ${trace.failureClass})`,
    );
  }
  const reported = { property, steps, ...(loopStart === undefined ? {} : { loopStart }) };
  requireSameStory(trace, traceOf(viewOf(migration), { ...reported, violation }), file);
}

/** What is recorded beside the steps must be what this run shows. */
function requireSameStory(recorded: Trace, retold: Trace, file: string): void {
  for (const key of new Set([...Object.keys(retold), ...Object.keys(recorded)])) {
    const name = key as keyof Trace;
    if (JSON.stringify(retold[name]) === JSON.stringify(recorded[name])) continue;
    throw new InputError('data', `${file}: at trace.${key}: not what happens in this run`);
  }
}

function failureAt({ system }: Migration, words: Uint32Array, id: string): Violation | undefined {
  if (id === deadlockProperty) return deadlockIn(system, words);
  const property = system.properties.find((candidate) => candidate.id === id);
  if (property === undefined || !askedAt(system, property)(words)) return undefined;
  return property.violation(words);
}
