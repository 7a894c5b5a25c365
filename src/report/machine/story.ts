import type { Trace } from '../../subject/trace.ts';
import { traceLines } from '../../subject/trace-lines.ts';
import { counted } from '../page/format.ts';
import type { CheckEntry, PropertyEntry } from '../results.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

/**
 * Says in which file a counterexample was saved, as the reader of the report would name it. Where files
 * go is the business of the command line.
 */
export type TraceFileOf = (entry: CheckEntry, trace: Trace) => string;

/** A counterexample as plain text: what is wrong, the moment of loss, every step on a line of its own. */
export function story(trace: Trace, scenario: Pick<CheckEntry['scenario'], 'file'> = {}): string {
  const { property, failureClass, violation, summary, steps } = trace;
  const lines = traceLines(trace).map(({ first, text }) => first + text);
  const head = `${failureNameIn(scenario, property).name} (${failureClass}), ${counted(steps.length, 'step')}: ${violation}`;
  return [head, ...(summary === violation ? [] : [summary]), ...lines].map(oneLine).join('\n');
}

/** How to see a counterexample again: from its file or its token where one is known, and by the same check. */
export function replayHint(
  entry: CheckEntry,
  { trace, token }: Pick<PropertyEntry, 'trace' | 'token'>,
  traceFile?: TraceFileOf,
): string {
  const file = trace === undefined ? undefined : traceFile?.(entry, trace);
  return [
    ...(file === undefined ? [] : [`Replay: skipover replay ${quoted(file)}`]),
    ...(token === undefined ? [] : [`Replay: skipover replay --token ${quoted(token)}`]),
    `Check again: ${checkCommand(entry)}`,
  ].join('\n');
}

/** The command line that checks one cell again. */
export function checkCommand({ scenario }: CheckEntry): string {
  const { design, hazards, scope, file } = scenario;
  if (file !== undefined)
    return ['skipover', 'check', file, '--only', design].map(quoted).join(' ');
  const words = [
    'skipover',
    'check',
    '--design',
    design,
    ...hazards.flatMap((hazard) => ['--hazard', hazard]),
    '--scope',
    scope,
  ];
  return words.map(quoted).join(' ');
}

/** A text from outside as one line: nothing in it can pass for a line of ours. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trimEnd();
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  const plain = oneLine(word);
  return /^[\w:=,./+-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}
