import { InputError } from '../../foundation/input-error.ts';

/** Where a line stands: the log's name and its 1-based line number. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/** One line of a HotSpot unified log whose decorations carry the JVM's uptime. */
export interface LogLine extends LinePlace {
  /** JVM uptime in seconds. */
  readonly uptimeSeconds: number;
  /** The number in `GC(17)`; absent on lines that belong to no collection. */
  readonly gcId?: number;
  /** What follows the decorations and `GC(17) `, its indentation kept, trailing blanks cut. */
  readonly message: string;
}

/**
 * The flag under which HotSpot writes everything that the reader needs. Without filecount=0 it
 * would start a new file at every 20 MB.
 */
export const XLOG_FLAG =
  '-Xlog:gc*=debug,gc+ergo*=trace,safepoint*=info:file=gc.log:uptimenanos,level,tags:filecount=0';

/** A 64-bit or 32-bit JVM's way of printing an address; a missing digit is damage. */
export const ADDRESS = '0x[0-9a-f]{8}(?:[0-9a-f]{8})?';

const DECORATED = /^((?:\[[^[\]]*\])+) (.*)$/;
const UPTIME = /\[(\d+(?:\.\d+)?)(ns|ms|s)\]/g;
const COLLECTION = /^GC\((\d{1,9})\) (.*)$/;
const UNITS_PER_SECOND: Readonly<Record<string, number>> = { ns: 1e9, ms: 1e3, s: 1 };

/**
 * The decorations timemillis and timenanos look like an uptime but count from 1970: 1.7e9 s.
 * No JVM has been up for the 31 years of this bound.
 */
const MAX_UPTIME_SECONDS = 1e9;

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
  return `"${text.trim().slice(0, 90)}"`;
}

/**
 * Takes a line's decorations off. `'undecorated'`: not a line of the unified log, such as the
 * program's own output; `'no uptime'`: one recorded without any of the decorations uptime (s),
 * uptimemillis (ms) and uptimenanos (ns).
 * All other decorations, level and tags among them, are skipped: HotSpot's messages differ without.
 */
export function readLogLine(text: string, place: LinePlace): LogLine | 'undecorated' | 'no uptime' {
  const [, decorations, message] = DECORATED.exec(text) ?? [];
  if (decorations === undefined || message === undefined) return 'undecorated';
  const uptimeSeconds = readUptimeSeconds(decorations);
  if (uptimeSeconds === undefined) return 'no uptime';
  const [, id, ofCollection] = COLLECTION.exec(message) ?? [];
  const common = { file: place.file, line: place.line, uptimeSeconds };
  if (id === undefined || ofCollection === undefined) {
    return { ...common, message: message.trimEnd() };
  }
  return { ...common, gcId: Number(id), message: ofCollection.trimEnd() };
}

/** The last one, because HotSpot's order of decorations puts the finest unit last. */
function readUptimeSeconds(decorations: string): number | undefined {
  let finest: number | undefined;
  for (const [, digits, unit] of decorations.matchAll(UPTIME)) {
    const seconds = Number(digits) / (UNITS_PER_SECOND[unit ?? ''] ?? Number.NaN);
    if (seconds < MAX_UPTIME_SECONDS) finest = seconds;
  }
  return finest;
}

/** Threads stamp a line before they write it: neighbours may swap. A second JVM goes back more. */
export const swappedLinesSeconds = 1;

/** The error for a log whose time runs backwards. */
export function goesBack(line: LogLine, fromSeconds: number): InputError {
  return dataError(
    line,
    `the uptime goes back from ${fromSeconds} s to ${line.uptimeSeconds} s`,
    'the log of one JVM: two logs are in one file',
  );
}
