import { Cursor, isDigit } from './cursor.ts';
import type { WallClock } from './wall-clock.ts';
import { WallClock as Clock } from './wall-clock.ts';

/** The stamps in front of a line of JDK 8 and older: `2024-05-26T14:45:37.987+0200: 12.345: #7: `. */
export interface Stamp {
  /** NaN without `-XX:+PrintGCTimeStamps`. */
  uptimeSeconds: number;
  /** Seconds since 1970; NaN without `-XX:+PrintGCDateStamps`. */
  wallSeconds: number;
}

/** Moves over all stamps at the cursor, in any number, and puts the first of each kind into `stamp`. */
export function readStamps(cursor: Cursor, clock: WallClock, stamp: Stamp): void {
  stamp.uptimeSeconds = Number.NaN;
  stamp.wallSeconds = Number.NaN;
  for (;;) {
    const start = cursor.at;
    const { code } = cursor;
    // All of them begin with a digit, or with `#`.
    if (!isDigit(code) && code !== 35) return;
    const wall = clock.read(cursor);
    const isNumbered = Number.isNaN(wall) && cursor.accept('#');
    const value = Number.isNaN(wall) ? cursor.number() : wall;
    // `20:40:55` is the time of somebody else's line.
    // An uptime has decimals: `12: ` is somebody else's.
    const isUptime = Number.isNaN(wall) && !isNumbered;
    const isForeign = isUptime && Number.isInteger(value) && !hasDecimals(cursor, start);
    if (Number.isNaN(value) || isForeign || !cursor.accept(': ')) {
      cursor.at = start;
      return;
    }
    cursor.skipBlanks();
    if (isNumbered) continue;
    if (!Number.isNaN(wall)) {
      if (Number.isNaN(stamp.wallSeconds)) stamp.wallSeconds = wall;
    } else if (Number.isNaN(stamp.uptimeSeconds)) stamp.uptimeSeconds = value;
  }
}

/** Whether the number between `start` and the cursor has a decimal point or comma. */
function hasDecimals({ text, at }: Cursor, start: number): boolean {
  const digits = text.slice(start, at);
  return digits.includes('.') || digits.includes(',');
}

const clockOfProbes = new Clock();
const probe = new Cursor('');
const probed: Stamp = { uptimeSeconds: Number.NaN, wallSeconds: Number.NaN };

/** Whether a line begins a record of JDK 8 or older, stamped or not. */
export function beginsRecord(text: string): boolean {
  const first = text.charCodeAt(0);
  const isStart = first === 91 || first === 35 || (first >= 48 && first <= 57);
  if (!isStart) return false;
  probe.text = text;
  probe.at = 0;
  readStamps(probe, clockOfProbes, probed);
  return isRecordStart(text, probe.at);
}

/** Whether `[GC` or `[Full GC` is at `at`, and not a detail such as `[GC Worker Start (ms): ...`. */
export function isRecordStart(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 91) return false;
  if (text.startsWith('Full GC', at + 1)) return true;
  return text.startsWith('GC', at + 1) && !text.startsWith(' Worker', at + 3);
}

/** Where a stamped record begins behind something else in a line; -1 where none does. */
export function recordInside(text: string, from: number): number {
  for (let at = text.indexOf(': [', from); at >= 0; at = text.indexOf(': [', at + 3)) {
    if (at + 2 === from || !isDigit(text.charCodeAt(at - 1))) continue;
    const isCollection =
      text.startsWith('Full GC', at + 3) ||
      text.startsWith('GC (', at + 3) ||
      text.startsWith('GC [', at + 3) ||
      text.startsWith('GC pause', at + 3);
    if (isCollection) return at + 2;
  }
  return -1;
}

const dateLength = '2024-05-26T14:45:37.987+0200'.length;

/** Where the stamps begin that end at `start`: `date: uptime: ` or `uptime: ` behind a blank. `start` if torn. */
export function stampsBefore(text: string, start: number): number {
  const uptime = numberBefore(text, start - 2);
  for (const end of [start - 2, uptime - 2]) {
    const date = end - dateLength;
    const isDate = text.charCodeAt(date + 4) === 45 && text.charCodeAt(date + 10) === 84;
    if (date >= 0 && isDate && text.startsWith(': ', end)) return date;
  }
  const isApart = uptime === 0 || text.charCodeAt(uptime - 1) === 32;
  return isApart && uptime < start - 2 ? uptime : start;
}

/** Where the number begins whose last digit is before `end`. */
function numberBefore(text: string, end: number): number {
  let at = end;
  for (let code = text.charCodeAt(at - 1); isDigit(code) || code === 44 || code === 46;) {
    code = text.charCodeAt(--at - 1);
  }
  return at;
}
