import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { fileToken } from '../../subject/file-token.ts';
import type { SubjectSystem } from '../../subject/subject.ts';
import { stepsOf, type Trace } from '../../subject/trace.ts';

/** The token of a run that is given by names. */
export function tokenOfFileTrace(
  subject: Pick<SubjectSystem, 'name' | 'system'>,
  file: string,
  trace: Trace,
): string {
  const { property, failureClass, loopStart } = trace;
  const loop = loopStart === undefined ? {} : { loopStart };
  const steps = stepsOf(subject.system, trace);
  return fileToken(subject, file, { property, failureClass, steps, ...loop });
}

/** The entry with a token beside each trace. */
export function withFileTokens<Entry extends Pick<CheckEntry, 'properties'>>(
  subject: Pick<SubjectSystem, 'name' | 'system'>,
  file: string,
  entry: Entry,
): Entry {
  const properties = entry.properties.map((property) =>
    property.trace === undefined
      ? property
      : { ...property, token: tokenOfFileTrace(subject, file, property.trace) },
  );
  return { ...entry, properties };
}
