import { base64urlnopad } from '@scure/base';
import { sha256Of } from '../foundation/digest.ts';
import { InputError } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import type { Step, System } from '../system/system.ts';
import { Walk } from './walk.ts';

/** What a run is a run of: one hash over all of it, and one for each part, by its name. */
export interface ModelIdentity {
  /** Letters and digits. */
  readonly hash: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** A run and what it is a run of: all that it takes to make the run again. */
export interface Replay {
  /** What the system is built from; the caller's own text, not looked into. */
  readonly scenario: string;
  readonly steps: readonly Step[];
}

const version = 'v1';
/** Bytes of SHA-256 at the end of the payload; an edit passes unseen once in 2^48. */
const checksumBytes = 6;
/** A scenario and a run are some hundred bytes; anything of this size is not one of our tokens. */
const charactersMax = 1 << 20;
/** A mark of byte order is text like any other. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * One line for a run: `v1:<modelHash>:<payload>`. The payload is base64url of: number of parts of the
 * model, a mark of 4 bytes for each, length of the scenario in bytes, scenario in UTF-8, number of
 * steps, transition and choice of each (all numbers but marks as LEB128 varints), checksum. About 2
 * bytes a step. Equal runs have equal tokens.
 *
 * `hash` may not contain a colon, and `scenario` no half of a surrogate pair; numbers of steps are
 * below 2^32.
 */
export function encodeToken(model: ModelIdentity, { scenario, steps }: Replay): string {
  return encode(model.hash, [...marksOf(model).keys()], { scenario, steps });
}

function encode(modelHash: string, marks: readonly number[], { scenario, steps }: Replay): string {
  invariant(isPlain(modelHash), `a model hash is letters and digits, not ${modelHash}`);
  const text = new TextEncoder().encode(scenario);
  invariant(utf8.decode(text) === scenario, 'the scenario is not well-formed text');
  const bytes: number[] = [];
  pushVarint(bytes, marks.length);
  for (const mark of marks) for (const shift of [24, 16, 8, 0]) bytes.push((mark >>> shift) & 0xff);
  pushVarint(bytes, text.length);
  for (const byte of text) bytes.push(byte);
  pushVarint(bytes, steps.length);
  for (const { transition, choice } of steps) {
    pushVarint(bytes, transition);
    pushVarint(bytes, choice);
  }
  const sum = checksum(modelHash, Uint8Array.from(bytes));
  return `${version}:${modelHash}:${base64urlnopad.encode(Uint8Array.from([...bytes, ...sum]))}`;
}

function half(text: string): number {
  const [high = 0, low = 0] = sha256Of(text);
  return high * 256 + low;
}

/** A part of a model as tokens know it: half of the mark stands for its name, half for its content. */
function marksOf({ parts }: ModelIdentity): Map<number, string> {
  return new Map(
    Object.entries(parts).map(([name, content]) => {
      return [half(name) * 2 ** 16 + half(content), name];
    }),
  );
}

/**
 * What a token says. Throws `InputError('data')`, in one line, where the token is no token, is of
 * another version, was truncated or edited, or is of another model: then it says which parts of the
 * model have changed. That its steps can be taken is not said: see {@link requireRun}.
 */
export function decodeToken(model: ModelIdentity, token: string): Replay {
  const { foundHash, marks, replay } = opened(token);
  if (foundHash !== model.hash) {
    const found = foundHash.slice(0, 32);
    refuse(`it is of model ${found}, this is ${model.hash}; ${changes(model, marks)}`);
  }
  return replay;
}

/** What a token was made for, whatever its model is now. Throws `InputError('data')` for a damaged token. */
export function scenarioOf(token: string): string {
  return opened(token).replay.scenario;
}

interface Opened {
  readonly foundHash: string;
  readonly marks: readonly number[];
  readonly replay: Replay;
}

function opened(token: string): Opened {
  if (token.length > charactersMax) refuse('it is far too long');
  const [foundVersion, foundHash, payload, ...more] = token.trim().split(':');
  if (foundHash === undefined || payload === undefined || more.length > 0) {
    refuse('it does not look like v1:<model>:<payload>');
  }
  if (foundVersion !== version) refuse(`its version is not ${version}`);
  if (!isPlain(foundHash)) refuse('its model hash is damaged');
  const bytes = bytesOf(payload);
  const content = bytes.subarray(0, Math.max(0, bytes.length - checksumBytes));
  const sum = checksum(foundHash, content);
  const isWhole = bytes.length === content.length + checksumBytes;
  if (!isWhole || sum.some((byte, at) => byte !== bytes[content.length + at]))
    refuse('it was truncated or edited; copy all of the line');
  const { marks, ...replay } = new Reader(content).token();
  // There is one way to write a token: other alphabets, padding and long varints are edits.
  if (encode(foundHash, marks, replay) !== token.trim()) {
    refuse('it was edited; copy all of the line');
  }
  return { foundHash, marks, replay };
}

/** Which parts of this model are not as they were in the model that has these marks. */
function changes(model: ModelIdentity, marks: readonly number[]): string {
  const names = new Set(marks.map((mark) => mark >>> 16));
  const known = new Set(marks);
  const current = [...marksOf(model)];
  const ofThen = new Set(current.map(([mark]) => mark >>> 16));
  const changed = current.filter(([mark]) => !known.has(mark) && names.has(mark >>> 16));
  const added = current.filter(([mark]) => !names.has(mark >>> 16));
  const gone = [...names].filter((name) => !ofThen.has(name)).length;
  const listed = (parts: readonly (readonly [number, string])[]): string =>
    parts.map(([, name]) => name).join(', ');
  const sentences = [
    changed.length === 0 ? '' : `changed since: ${listed(changed)}`,
    added.length === 0 ? '' : `new since: ${listed(added)}`,
    gone === 0 ? '' : `${gone} parts are gone`,
  ].filter((sentence) => sentence !== '');
  return sentences.length === 0
    ? 'nothing that the token records has changed'
    : sentences.join('; ');
}

/**
 * Throws `InputError('data')` where the steps of a token are not a run of `system`: a checksum can be
 * made for any steps. Takes every step once.
 */
export function requireRun(system: System, steps: readonly Step[]): void {
  const walk = new Walk(system, steps.length);
  steps.forEach((step, index) => {
    const isKnown = step.transition < system.transitions.length;
    if (!isKnown || walk.findNamed(step) !== step.transition) {
      refuse(`its step ${index + 1} cannot be taken where it comes`);
    }
    walk.take(step.transition, step.choice);
  });
}

function refuse(reason: string): never {
  throw new InputError('data', `cannot replay this token: ${reason}`);
}

function isPlain(modelHash: string): boolean {
  return /^[\da-z]+$/i.test(modelHash);
}

function checksum(modelHash: string, content: Uint8Array): Uint8Array {
  return sha256Of(`${version}:${modelHash}:`, content).subarray(0, checksumBytes);
}

/** What cannot be read was edited, or cut inside a byte. */
function bytesOf(payload: string): Uint8Array {
  try {
    return base64urlnopad.decode(payload);
  } catch {
    return refuse('it was truncated or edited; copy all of the line');
  }
}

function pushVarint(bytes: number[], value: number): void {
  invariant(value >>> 0 === value, `${value} is no whole number below 2^32`);
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

/** Reads a payload whose checksum is right; what does not fit all the same is refused. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  token(): Replay & { readonly marks: readonly number[] } {
    const markCount = this.#varint();
    if (markCount * 4 > this.#bytes.length - this.#at) refuse('it has fewer parts than it says');
    const marks = Array.from({ length: markCount }, () => {
      this.#at += 4;
      const [a = 0, b = 0, c = 0, d = 0] = this.#bytes.subarray(this.#at - 4, this.#at);
      return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    });
    const scenarioBytes = this.#varint();
    const scenarioEnd = this.#at + scenarioBytes;
    if (scenarioEnd > this.#bytes.length) refuse('its scenario has no end');
    const scenario = utf8.decode(this.#bytes.subarray(this.#at, scenarioEnd));
    this.#at = scenarioEnd;
    // A scenario that was not UTF-8 comes out with other bytes, which `decodeToken` notices.
    const count = this.#varint();
    // At least two bytes a step: no number makes us allocate more than the token is long.
    if (count * 2 > this.#bytes.length - this.#at) refuse('it has fewer steps than it says');
    const steps = Array.from({ length: count }, (): Step => {
      const transition = this.#varint();
      return { transition, choice: this.#varint() };
    });
    if (this.#at !== this.#bytes.length) refuse('something follows its last step');
    return { marks, scenario, steps };
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) refuse('it ends inside a number');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value < 2 ** 32 ? value : refuse('a number in it is too large');
    }
    return refuse('a number in it is too long');
  }
}
