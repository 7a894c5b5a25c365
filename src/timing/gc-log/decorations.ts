import { Cursor, isDigit } from './cursor.ts';
import type { LogLine } from './log-line.ts';
import { WallClock } from './wall-clock.ts';

const open = 91;
/** No decoration is longer: a name of a host has 253 characters at most. */
const decorationLengthMax = 260;
/**
 * The decorations timemillis and timenanos look like an uptime but count from 1970: 1.7e9 s.
 * No JVM has been up for the 31 years of this bound.
 */
const uptimeSecondsMax = 1e9;
const levels = ['info', 'debug', 'trace', 'warning', 'error'];

type Class = 'time' | 'name' | 'other';

/** Takes the decorations of unified logging (JDK 9 and later) off a line, in any set and order. */
export class Decorations {
  readonly #clock: WallClock;
  readonly #cursor = new Cursor('');
  /** The decorations of a line up to its last time, and what they say. */
  #times = '';
  #uptimeSeconds = Number.NaN;
  #wallSeconds = Number.NaN;

  constructor(clock: WallClock) {
    this.#clock = clock;
  }

  /**
   * Reads the decorations that begin at `from` into `line`, its message and `GC(n)` included. False, with
   * `line` unchanged in its message, if there are none that report a time, a level or a tag of HotSpot.
   */
  read(text: string, from: number, line: LogLine): boolean {
    let at = from;
    let isUnified = false;
    let afterTimes = from;
    // Lines of one millisecond begin alike.
    if (this.#times !== '' && text.startsWith(this.#times, from)) {
      line.uptimeSeconds = this.#uptimeSeconds;
      line.wallSeconds = this.#wallSeconds;
      at = from + this.#times.length;
      afterTimes = at;
      isUnified = true;
    }
    const timesBefore = afterTimes;
    while (text.charCodeAt(at) === open) {
      const end = text.indexOf(']', at);
      if (end < 0 || end - at > decorationLengthMax) break;
      // What a name says matters only as long as nothing else has distinguished HotSpot's lines from others.
      if (!isUnified || isDigit(text.charCodeAt(at + 1))) {
        const found = this.#classify(text, { at: at + 1, end }, line);
        if (found !== 'other') isUnified = true;
        if (found === 'time') afterTimes = end + 1;
      }
      at = end + 1;
    }
    if (!isUnified) return false;
    if (afterTimes > timesBefore) this.#keepTimes(text.slice(from, afterTimes), line);
    // What is printed below a decorated line without an own message starts right behind it.
    const start = text.charCodeAt(at) === 32 ? at + 1 : at;
    readMessage(text, start, line);
    return true;
  }

  #keepTimes(times: string, { uptimeSeconds, wallSeconds }: LogLine): void {
    this.#times = times;
    this.#uptimeSeconds = uptimeSeconds;
    this.#wallSeconds = wallSeconds;
  }

  #classify(
    text: string,
    { at, end }: { readonly at: number; readonly end: number },
    line: LogLine,
  ): Class {
    if (!isDigit(text.charCodeAt(at))) return nameClass(text, at, end);
    const cursor = this.#cursor;
    cursor.text = text;
    cursor.at = at;
    const wall = this.#clock.read(cursor);
    if (!Number.isNaN(wall) && cursor.at === end) {
      if (isOfOtherLogger(text, end)) return 'other';
      line.wallSeconds = wall;
      return 'time';
    }
    cursor.at = at;
    const value = cursor.number();
    const seconds = value / unitsPerSecond(text, cursor.at, end);
    if (Number.isNaN(seconds)) return 'other';
    if (seconds < uptimeSecondsMax) line.uptimeSeconds = seconds;
    else line.wallSeconds = seconds;
    return 'time';
  }
}

/** `[2018-10-28T14:41:01,003][INFO ]...`: a time without zone and a level in capitals are not HotSpot's. */
function isOfOtherLogger(text: string, end: number): boolean {
  const zone = text.charCodeAt(end - 5);
  const hasZone = zone === 43 || zone === 45 || text.charCodeAt(end - 1) === 90;
  const next = text.charCodeAt(end + 2);
  return !hasZone && text.charCodeAt(end + 1) === open && next >= 65 && next <= 90;
}

/** Whether a level or a tag of garbage collection is at `at`, blanks up to `end` aside. */
function nameClass(text: string, at: number, end: number): Class {
  if (text.startsWith('gc', at)) {
    const next = text.charCodeAt(at + 2);
    return next === 44 || next === 32 || at + 2 === end ? 'name' : 'other';
  }
  if (text.startsWith('safepoint', at)) return 'name';
  const level = levels.find((name) => text.startsWith(name, at));
  if (level === undefined) return 'other';
  const next = text.charCodeAt(at + level.length);
  return next === 93 || next === 32 ? 'name' : 'other';
}

/** `s`, `ms` or `ns` and then the end of the decoration, or NaN. */
function unitsPerSecond(text: string, at: number, end: number): number {
  if (end - at === 1) return text.charCodeAt(at) === 115 ? 1 : Number.NaN;
  if (end - at !== 2 || text.charCodeAt(at + 1) !== 115) return Number.NaN;
  const code = text.charCodeAt(at);
  if (code === 109) return 1e3;
  return code === 110 ? 1e9 : Number.NaN;
}

/** Splits `GC(17) message` at `from` into number and message. True if the number is there. */
export function readMessage(text: string, from: number, line: LogLine): boolean {
  line.isUnified = true;
  line.gcId = -1;
  let start = from;
  let at = from + 3;
  if (text.charCodeAt(from) === 71 && text.startsWith('GC(', from)) {
    let id = 0;
    while (isDigit(text.charCodeAt(at)) && at - from < 13) {
      id = id * 10 + text.charCodeAt(at++) - 48;
    }
    if (at > from + 3 && text.charCodeAt(at) === 41 && text.charCodeAt(at + 1) === 32) {
      line.gcId = id;
      start = at + 2;
    }
  }
  const last = text.charCodeAt(text.length - 1);
  const message = start === 0 ? text : text.slice(start);
  line.message = last === 32 || last === 9 ? message.trimEnd() : message;
  return line.gcId >= 0;
}
