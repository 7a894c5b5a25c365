import { InputError } from '../foundation/input-error.ts';
import type { FieldChange } from '../layout/layout.ts';
import type { Migration } from '../migration/migration-system.ts';
import { ActorSystem } from '../replay/actors.ts';
import { findStep } from '../replay/run.ts';
import { deadlockIn, deadlockProperty } from '../checking/check.ts';
import { askedAt } from '../system/asked-at.ts';
import type { Trace } from './trace.ts';

type RecordedTrace = Pick<Trace, 'property' | 'bugClass' | 'steps'>;

/**
 * Runs a recorded counterexample again, step by step, twice at once: through the executor that was
 * checked, and in real XState actors bound to a memory of their own. Throws `InputError('data')` at
 * the first step that is not possible or does not do what was recorded, and where the failure at the
 * end is not the recorded one.
 */
export function replayTrace({ system }: Migration, trace: RecordedTrace, file: string): void {
  const words = system.initial();
  const before = system.layout.zero();
  const actors = new ActorSystem(system);
  trace.steps.forEach((recorded, index) => {
    const where = `${file}: step ${index + 1} (${recorded.process} ${recorded.step})`;
    const { process, step: event, choice } = recorded;
    const step = findStep(system, words, { process, event, choice });
    if (step === undefined) throw new InputError('data', `${where} is not possible there`);
    before.set(words);
    system.apply(words, step.transition, step.choice);
    actors.send(process, event, choice);
    if (actors.words.some((word, at) => word !== words[at])) {
      throw new InputError('data', `${where}: XState actors and the executor disagree`);
    }
    if (!sameChanges(recorded.changes, system.layout.changes(before, words))) {
      throw new InputError('data', `${where} does not do what the file says`);
    }
  });
  const bugClass = failureAt({ system }, words, trace.property);
  if (bugClass !== trace.bugClass) {
    throw new InputError(
      'data',
      `${file}: ends without the recorded failure (${trace.property} ${trace.bugClass})`,
    );
  }
}

/** Recorded are all changes but those of control states. */
function sameChanges(recorded: readonly FieldChange[], made: readonly FieldChange[]): boolean {
  const memory = made.filter(({ field }) => !field.endsWith('.state'));
  return JSON.stringify(memory) === JSON.stringify(recorded);
}

function failureAt(
  { system }: Pick<Migration, 'system'>,
  words: Uint32Array,
  id: string,
): string | undefined {
  if (id === deadlockProperty) {
    const moves = system
      .enabled(words)
      .some(({ transition }) => system.transitions[transition]!.progress);
    return moves || system.atRest(words, 0) ? undefined : deadlockIn(system, words).bugClass;
  }
  const property = system.properties.find((candidate) => candidate.id === id);
  if (property === undefined || !askedAt(system, property)(words)) return undefined;
  return property.violation(words)?.bugClass;
}
