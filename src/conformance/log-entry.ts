import { InputError } from '../foundation/input-error.ts';
import type { StepPattern } from './named-step.ts';
import type { Observation } from './observation.ts';

/** What one line of a log says. */
export interface LogEntry {
  /** The step that was taken, or several of which it was one. Absent: the line shows a state only. */
  readonly step?: StepPattern | readonly StepPattern[];
  /** What was seen after the step. */
  readonly state?: Observation;
  /** Lines that the logger dropped before this one; `true` if it does not know how many. */
  readonly dropped?: number | true;
}

/**
 * Reads a line of a log in skipover's own format, one JSON object: `process` and `action` with `picks` for a
 * step, `state` for what was seen, `dropped` for lines that were lost. Empty lines say nothing.
 */
export function readEntry(line: string, number: number): LogEntry | undefined {
  if (line.trim() === '') return undefined;
  const fail = (reason: string): never => {
    throw new InputError('data', `line ${number}: ${reason}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return fail(`not a complete JSON object: ${line.slice(0, 60)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('not a JSON object');
  }
  const { process, action, picks, state, dropped, ...more } = value as Readonly<
    Record<string, unknown>
  >;
  const [stray] = Object.keys(more).filter((key) => key !== 'time' && key !== 'note');
  if (stray !== undefined) return fail(`it has no meaning for '${stray}'`);
  const step = stepIn({ process, action, picks });
  if (step === 'damaged') return fail('process and action are texts, picks is { choice: number }');
  if (state !== undefined && (typeof state !== 'object' || state === null)) {
    return fail('state is an object');
  }
  const isCount = dropped === true || (Number.isInteger(dropped) && Number(dropped) > 0);
  if (dropped !== undefined && !isCount) return fail('dropped is a number of lines, or true');
  if (step === undefined && state === undefined && dropped === undefined) {
    return fail('it names no step, state or drop');
  }
  return {
    ...(step === undefined ? {} : { step }),
    ...(state === undefined ? {} : { state: state as Observation }),
    ...(dropped === undefined ? {} : { dropped: dropped as number | true }),
  };
}

function stepIn({
  process,
  action,
  picks,
}: Readonly<Record<'process' | 'action' | 'picks', unknown>>): StepPattern | 'damaged' | undefined {
  if (process === undefined && action === undefined && picks === undefined) return undefined;
  if (typeof process !== 'string' || typeof action !== 'string') return 'damaged';
  if (picks === undefined) return { process, event: action };
  const { choice } = (picks ?? {}) as { readonly choice?: unknown };
  if (choice === undefined) return { process, event: action };
  return Number.isInteger(choice) ? { process, event: action, choice: Number(choice) } : 'damaged';
}
