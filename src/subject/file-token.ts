import { InputError } from '../foundation/input-error.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { decodeToken, encodeToken } from '../fuzzing/token.ts';
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

/** Reads a token of that system. Throws `InputError('data')` where it is of another one, or damaged. */
export function readFileToken({ system }: Pick<SubjectSystem, 'system'>, token: string): FileRun {
  const { scenario, steps } = decodeToken(systemIdentity(system), token);
  const parts: unknown = JSON.parse(scenario);
  if (!Array.isArray(parts) || parts.length !== 5) {
    throw new InputError('data', 'cannot replay this token: it is not of a system of a file');
  }
  const [, , property, failureClass, loopStart] = parts as [
    string,
    string,
    string,
    string,
    number | null,
  ];
  return { property, failureClass, steps, ...(loopStart === null ? {} : { loopStart }) };
}
