import { InputError } from '../foundation/input-error.ts';
import type { System } from '../system/system.ts';

/** A step of a model by its names: what an implementation is asked to do, or what it did. */
export interface NamedStep {
  readonly process: string;
  readonly event: string;
  /** Which of the environment's choices; 0 where there is one. */
  readonly choice: number;
}

/** Which steps a log entry may stand for. An absent part matches any. */
export type StepPattern = Partial<NamedStep>;

/** `client acquire`, and `client acquire 2` for a choice other than 0. */
export function stepText({ process, event, choice }: NamedStep): string {
  return choice === 0 ? `${process} ${event}` : `${process} ${event} ${choice}`;
}

/** The name of the kind of a transition: its process and event. */
export function kindName({ process, event }: Pick<NamedStep, 'process' | 'event'>): string {
  return `${process} ${event}`;
}

/**
 * The transitions that names stand for, 1 at each. A name is a process (`client`), all its events
 * (`client *`) or one of them (`client acquire`). Throws `InputError('data')` for a name that the model does not
 * have; `where` begins the message.
 */
export function transitionsNamed(
  { transitions }: System,
  names: readonly string[],
  where: string,
): Uint8Array {
  const named = new Uint8Array(transitions.length);
  for (const name of names) {
    const [process, event = '*', ...more] = name.split(' ');
    const found = transitions.filter(
      (each) => each.process === process && (event === '*' || each.event === event),
    );
    if (found.length === 0 || more.length > 0) {
      const known = [...new Set(transitions.map((each) => kindName(each)))].join(', ');
      throw new InputError('data', `${where}: the model has no step '${name}'; it has ${known}`);
    }
    for (const { id } of found) named[id] = 1;
  }
  return named;
}

/** Whether a step is one of those that a pattern stands for. */
export function matchesPattern(
  { process, event }: Pick<NamedStep, 'process' | 'event'>,
  choice: number,
  pattern: StepPattern,
): boolean {
  return (
    (pattern.process === undefined || pattern.process === process) &&
    (pattern.event === undefined || pattern.event === event) &&
    (pattern.choice === undefined || pattern.choice === choice)
  );
}
