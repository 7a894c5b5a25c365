import type { Trace } from '../../analysis/trace.ts';
import { counted } from '../page/format.ts';
import type { CheckEntry, PropertyEntry } from '../results.ts';

/**
 * Says in which file a counterexample was saved, as the reader of the report would name it. Where files
 * go is the business of the command line.
 */
export type TraceFileOf = (entry: CheckEntry, trace: Trace) => string;

/** A counterexample as plain text: what is wrong, the moment of loss, every step on a line of its own. */
export function story(trace: Trace): string {
  const { property, bugClass, violation, summary, steps, loopStart } = trace;
  const width = Math.max(0, ...steps.map(({ process }) => process.length));
  const lines = steps.flatMap(({ process, detail }, index) => [
    ...(index === loopStart ? ['      from here the steps are repeated for ever:'] : []),
    `${String(index + 1).padStart(4)}  ${process.padEnd(width)}  ${detail}`,
  ]);
  if (loopStart === steps.length) lines.push('      and so it stands for ever');
  const head = `${property} ${bugClass}, ${counted(steps.length, 'step')}: ${violation}`;
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
  const { design, hazards, scope } = scenario;
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
