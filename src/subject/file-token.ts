import { InputError } from '../foundation/input-error.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { decodeToken, encodeToken, requireRun, scenarioOf } from '../fuzzing/token.ts';
import type { Step } from '../system/system.ts';
import type { SubjectSystem } from './subject.ts';

/** What a token of a file's system says of its run. */
export interface FileRun {
  readonly property: string;
  readonly failureClass: string;
  readonly steps: readonly Step[];
  readonly loopStart?: number;
}

/** The arguments of `replay` that repeat a run of a file's system. */
export function fileToken(
  { name, system }: Pick<SubjectSystem, 'name' | 'system'>,
  file: string,
  { property, failureClass, steps, loopStart }: FileRun,
): string {
  const scenario = JSON.stringify([file, name, property, failureClass, loopStart ?? null]);
  return encodeToken(systemIdentity(system), { scenario, steps });
}

/** A run of a file's system, and which system that is. */
export interface ReadFileRun<Subject> extends FileRun {
  readonly subject: Subject;
}

/**
 * Reads a token of one of the systems of a file: of the one that it names, as several may have the same rules and
 * differ in the code of their guards and actions alone. Throws `InputError('data')` where the token is damaged, of
 * no such system, or of a run that the system does not have.
 */
export function readFileToken<Subject extends Pick<SubjectSystem, 'name' | 'system'>>(
  systems: readonly Subject[],
  token: string,
): ReadFileRun<Subject> {
  const [file, name, property, failureClass, loopStart] = scenarioIn(token);
  const subject = systems.find((each) => each.name === name);
  if (subject === undefined) refuse(`it is of a system '${name}' of ${file}, which is not here`);
  const { steps } = decodeToken(systemIdentity(subject.system), token);
  requireRun(subject.system, steps);
  const loop = loopStart === null ? {} : { loopStart };
  return { subject, property, failureClass, steps, ...loop };
}

type Scenario = readonly [
  file: string,
  name: string,
  property: string,
  failureClass: string,
  loopStart: number | null,
];

function scenarioIn(token: string): Scenario {
  const parts = parsed(scenarioOf(token));
  if (!Array.isArray(parts) || parts.length !== 5) refuse('it is not of a system of a file');
  return parts as unknown as Scenario;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(reason: string): never {
  throw new InputError('data', `cannot replay this token: ${reason}`);
}
