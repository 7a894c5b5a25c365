import { failureTest } from '../../analysis/explorer/run-end.ts';
import { InputError } from '../../foundation/input-error.ts';
import { findStep } from '../../replay/run.ts';
import { narratedStep, type Trace } from '../../subject/trace.ts';
import { traceLines } from '../../subject/trace-lines.ts';
import type { SubjectSystem } from '../../subject/subject.ts';
import { readJson } from '../../input/read-json.ts';
import { departure } from '../files/schema.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import { deadlockIn, deadlockProperty } from '../../system/deadlock.ts';
import type { FileTrace } from './file-trace.ts';
import { readFileToken } from '../../subject/file-token.ts';
import { loadSubject, loadSystem } from './load-file.ts';

/** Whether parsed JSON says that it is a counterexample of a file's system. */
export function isFileTrace(content: unknown): boolean {
  return (
    typeof content === 'object' &&
    content !== null &&
    (content as { readonly schema?: unknown }).schema === 'skipover-file-trace/1'
  );
}

/**
 * Runs a saved counterexample of a file's system again, step by step. Returns 0 where every step happens as
 * recorded and the failure shows. Throws `InputError('data')` with the place where it does not.
 */
export async function replayFileTrace(path: string): Promise<number> {
  const content = readJson(path);
  const wrong = departure('file-trace', content);
  if (wrong !== undefined)
    throw new InputError('data', `${path}: not a trace of skipover: ${wrong}`);
  const { file, system: name, trace, modelHash } = content as FileTrace;
  const subject = await loadSystem(file, name);
  const { systems } = await loadSubject(file);
  const hashes = [hashOf(systems), hashOf([subject])];
  if (!hashes.includes(modelHash)) {
    throw new InputError(
      'data',
      `${path}: ${file} has changed since: check it again to get a new trace`,
    );
  }
  repeat(subject, trace, path);
  return 0;
}

function repeat(subject: SubjectSystem, trace: Trace, place: string): void {
  const { system } = subject;
  const words = system.initial();
  console.log(`${subject.name}: ${trace.property} ${trace.failureClass}`);
  trace.steps.forEach((recorded, index) => {
    const { process, step: event, choice } = recorded;
    const step = findStep(system, words, { process, event, choice });
    const at = `${place}: at step ${index + 1}`;
    if (step === undefined) throw new InputError('data', `${at}: ${process} cannot ${event} there`);
    const before = words.slice();
    system.apply(words, step.transition, step.choice);
    const repeated = narratedStep(subject, step, { before, after: words });
    if (JSON.stringify(repeated) !== JSON.stringify(recorded)) {
      throw new InputError('data', `${at}: '${repeated.detail}' instead of '${recorded.detail}'`);
    }
  });
  for (const { first, text } of traceLines(trace)) console.log(first + text);
  console.log(trace.violation);
  console.log(`Repeated in ${trace.steps.length} steps, as recorded.`);
}

/**
 * Replays a token of a system of `file`. Throws `InputError('data')` where the steps are no run of that system any
 * more, or end without the failure that the token names.
 */
export async function replayFileToken(file: string, token: string): Promise<number> {
  const { systems } = await loadSubject(file);
  const { subject, steps, property, failureClass } = readFileToken(systems, token);
  const words = subject.system.initial();
  const taken = steps.map((step) => {
    const before = words.slice();
    subject.system.apply(words, step.transition, step.choice);
    return narratedStep(subject, step, { before, after: words });
  });
  for (const { first, text } of traceLines({ steps: taken })) console.log(first + text);
  requireFailure(subject, words, { property, failureClass });
  console.log(`${subject.name}: ${property} ${failureClass}`);
  return 0;
}

/** Of a property that a state can violate; a goal that is never reached is no state's. */
function requireFailure(
  { system, name }: SubjectSystem,
  words: Uint32Array,
  { property, failureClass }: { readonly property: string; readonly failureClass: string },
): void {
  const isDeadlock = property === deadlockProperty;
  if (!isDeadlock && !system.properties.some(({ id }) => id === property)) return;
  const violation = isDeadlock
    ? deadlockIn(system, words)
    : failureTest(system, ({ id }) => id === property)(words)?.violation;
  if (violation?.failureClass === failureClass) return;
  const after = violation === undefined ? 'holds' : `ends as '${violation.failureClass}'`;
  throw new InputError(
    'data',
    `cannot replay this token: ${name}: ${property} ${after} after its steps, instead of '${failureClass}'`,
  );
}
