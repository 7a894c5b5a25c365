import { InputError } from '../../foundation/input-error.ts';

/** Where a line is: the log's name and its 1-based line number. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/**
 * One line without what others put before it. The tokenizer reuses one object for all lines: whoever
 * keeps something of a line copies it.
 */
export interface LogLine {
  /** 1-based, counted over all parts of the log. */
  number: number;
  /** The decorations gave a time, a level or a tag, or the message begins with `GC(n)`. */
  isUnified: boolean;
  /** JVM uptime in seconds; NaN if the line has none. */
  uptimeSeconds: number;
  /** Seconds since 1970; NaN if the line has none. */
  wallSeconds: number;
  /** The time is that of a container or a system log, not the JVM's own. */
  isForeignTime: boolean;
  /** The number in `GC(17)`; -1 on lines that belong to no collection. */
  gcId: number;
  /** What follows the decorations and `GC(17) `, its indentation kept, trailing blanks cut. */
  message: string;
  /** Which of several programs wrote it, if a prefix names it. */
  source: string;
}

/** Blanks out whatever would break a message of one line or a terminal: control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{C}|\p{Zl}|\p{Zp}/gu, '?');
}

/** An `InputError('data')` whose message is one line: `file:line: found; expected ...`. */
export function dataError(place: LinePlace, found: string, expected: string): InputError {
  return new InputError(
    'data',
    oneLine(`${place.file}:${place.line}: ${found}; expected ${expected}`),
  );
}

/** The start of a line, for an error message. */
export function excerpt(text: string): string {
  return `"${text.slice(0, 200).trim().slice(0, 90)}"`;
}

/** What to type for a unified log (JDK 9 and later) that gives the reader every fact. */
export const unifiedFlag =
  '-Xlog:gc*=debug,gc+ergo*=trace,safepoint*=info:file=gc.log:uptimenanos,level,tags:filecount=0';

/** What to type for a log of JDK 8 that gives the reader every fact. */
export const jdk8Flags =
  '-XX:+PrintGCDetails -XX:+PrintGCTimeStamps -XX:+PrintGCApplicationStoppedTime -Xloggc:gc.log';
