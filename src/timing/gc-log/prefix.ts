import { Cursor, isDigit } from './cursor.ts';
import { WallClock } from './wall-clock.ts';

/** What stands behind a prefix, and what the prefix says. */
export interface Unprefixed {
  readonly body: string;
  /** Seconds since 1970; NaN if the prefix has no date. */
  readonly wallSeconds: number;
  /** The program that wrote the line; empty if the prefix does not name one. */
  readonly source: string;
  /** Only the first part of a line that the container runtime has split. */
  readonly isPartial: boolean;
}

type Reader = (text: string, clock: WallClock) => Unprefixed | undefined;

const plain = { wallSeconds: Number.NaN, source: '', isPartial: false };
/** No prefix is longer. */
const prefixLengthMax = 200;

/** Kubernetes (CRI): `2024-01-01T10:00:00.0Z stdout F message`; `P` marks a part of a line. */
function readCri(text: string, clock: WallClock): Unprefixed | undefined {
  const cursor = new Cursor(text);
  const wallSeconds = clock.read(cursor);
  if (Number.isNaN(wallSeconds)) return undefined;
  if (!cursor.accept(' stdout ') && !cursor.accept(' stderr ')) return undefined;
  const isPartial = cursor.accept('P ');
  if (!isPartial && !cursor.accept('F ')) return undefined;
  return { body: text.slice(cursor.at), wallSeconds, source: '', isPartial };
}

/** `docker logs --timestamps`, `kubectl logs --timestamps`: a date of UTC and a blank. */
function readDated(text: string, clock: WallClock): Unprefixed | undefined {
  const cursor = new Cursor(text);
  const wallSeconds = clock.read(cursor);
  if (Number.isNaN(wallSeconds) || !cursor.accept(' ')) return undefined;
  return { ...plain, body: text.slice(cursor.at), wallSeconds };
}

/** docker-compose, foreman: `app_1  | message`; the Java Service Wrapper has several such fields. */
function readPiped(text: string): Unprefixed | undefined {
  let start = 0;
  let source = '';
  for (let fields = 0; fields < 4; fields++) {
    const bar = text.indexOf('|', start);
    if (bar < 0 || bar - start > 64 || bar > prefixLengthMax) break;
    const name = text.slice(start, bar).trim();
    if (!isName(name)) break;
    if (fields === 0) source = name;
    start = bar + (text.charCodeAt(bar + 1) === 32 ? 2 : 1);
  }
  return start === 0 ? undefined : { ...plain, body: text.slice(start), source };
}

function isName(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isLetter && !(code >= 45 && code <= 58) && code !== 95 && code !== 32) return false;
  }
  return text.length > 0;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec';

/** journald and syslog: `Jan 01 10:00:00 host java[42]: message`, an ISO date as well, or RFC 5424. */
function readSyslog(text: string, clock: WallClock): Unprefixed | undefined {
  const cursor = new Cursor(text);
  const isSyslog = cursor.accept('<') && !Number.isNaN(cursor.integer()) && cursor.accept('>');
  if (!isSyslog) cursor.at = 0;
  if (isSyslog && cursor.accept('1 ')) return readRfc5424(cursor, clock);
  let wallSeconds = clock.read(cursor);
  if (Number.isNaN(wallSeconds)) {
    wallSeconds = Number.NaN;
    const month = text.slice(cursor.at, cursor.at + 3);
    if (month.length < 3 || !months.includes(month) || text[cursor.at + 9] !== ':') {
      return undefined;
    }
    cursor.at += 15;
  }
  if (!cursor.accept(' ')) return undefined;
  const host = text.indexOf(' ', cursor.at);
  const colon = text.indexOf(': ', host);
  if (host < 0 || colon < 0 || colon > prefixLengthMax) return undefined;
  const identifier = text.slice(host + 1, colon);
  if (identifier.includes(' ') || isDigit(identifier.charCodeAt(0))) return undefined;
  const source = text.slice(cursor.at, colon);
  return { ...plain, body: text.slice(colon + 2), wallSeconds, source };
}

/** Behind the version: date, host, program, process, message id and structured data. */
function readRfc5424(cursor: Cursor, clock: WallClock): Unprefixed | undefined {
  const wallSeconds = clock.read(cursor);
  const start = cursor.at + 1;
  for (let fields = 0; fields < 5; fields++) {
    if (!cursor.skipPast(' ') || cursor.at > prefixLengthMax) return undefined;
  }
  const source = cursor.text.slice(start, cursor.at).trim();
  const isEmpty = cursor.accept('- ');
  if (!isEmpty && !cursor.skipPast('] ')) return undefined;
  return { ...plain, body: cursor.text.slice(cursor.at), wallSeconds, source };
}

/** `kubectl logs --prefix`: `[pod/name/container] message`. */
function readPod(text: string): Unprefixed | undefined {
  if (!text.startsWith('[pod/')) return undefined;
  const end = text.indexOf('] ');
  if (end < 0 || end > prefixLengthMax) return undefined;
  return { ...plain, body: text.slice(end + 2), source: text.slice(1, end) };
}

const messageNames = ['log', 'message', 'MESSAGE', 'msg', 'line', 'body'];
const timeNames = ['time', '@timestamp', 'timestamp', 'ts'];

/** Docker's json-file, journald and log shippers: one JSON object a line. */
function readJson(text: string, clock: WallClock): Unprefixed | undefined {
  if (text.charCodeAt(0) !== 123 || !text.includes('"')) return undefined;
  const fields = parsed(text);
  const body = fields === undefined ? undefined : stringOf(fields, messageNames);
  if (fields === undefined || body === undefined) return undefined;
  const time = stringOf(fields, timeNames);
  const wallSeconds = time === undefined ? Number.NaN : clock.read(new Cursor(time));
  const [first = ''] = body.split('\n', 1);
  return { ...plain, body: first, wallSeconds };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function stringOf(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const found = names.map((name) => fields[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : undefined;
}

/** Anything in front of the first `[12.345s]` or `[2024-...`: `grep -H`, a logger's own columns. */
function readAnchored(text: string): Unprefixed | undefined {
  for (let at = text.indexOf('['); at > 0 && at < prefixLengthMax; at = text.indexOf('[', at + 1)) {
    if (!isDigit(text.charCodeAt(at + 1))) continue;
    const end = text.indexOf(']', at);
    const isTime = text.charCodeAt(end - 1) === 115 || text.charCodeAt(at + 5) === 45;
    if (end > 0 && end - at < 40 && isTime) {
      return { ...plain, body: text.slice(at) };
    }
  }
  return undefined;
}

/** How lines begin when others have had them in hand: in the order in which they are tried. */
export const prefixReaders: readonly Reader[] = [
  readCri,
  readJson,
  readPod,
  readSyslog,
  readPiped,
  readDated,
  readAnchored,
];
