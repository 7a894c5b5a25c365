import { Decorations, readMessage } from './decorations.ts';
import { beginsRecord } from './jdk8-stamp.ts';
import type { LogLine } from './log-line.ts';
import { prefixReaders, type Unprefixed } from './prefix.ts';
import { WallClock } from './wall-clock.ts';

const escape = 27;
const plainLinesMax = 200;

/**
 * Takes off a line what is not HotSpot's message: the prefixes of containers and system logs, colours,
 * decorations. Which prefix a log has is learned from the first line that makes sense behind one.
 */
export class Tokenizer {
  readonly #clock = new WallClock();
  readonly #decorations = new Decorations(this.#clock);
  readonly #line: LogLine = {
    number: 0,
    isUnified: false,
    uptimeSeconds: Number.NaN,
    wallSeconds: Number.NaN,
    isForeignTime: false,
    gcId: -1,
    message: '',
    source: '',
  };
  /** Lines that made sense as they are. After some of them a prefix is not looked for. */
  #plainLines = 0;
  #prefix: (typeof prefixReaders)[number] | undefined;
  /** What a container runtime has split off, by program. */
  #partial = '';

  /** The same object for every line, or undefined for a part of a line that goes on in the next. */
  read(text: string, number: number): LogLine | undefined {
    const line = this.#line;
    line.number = number;
    line.uptimeSeconds = Number.NaN;
    line.wallSeconds = Number.NaN;
    line.isForeignTime = false;
    line.source = '';
    const uncoloured = text.includes('\u001b') ? withoutColours(text) : text;
    if (this.#plainLines >= plainLinesMax) {
      this.#readMessage(uncoloured);
      return line;
    }
    if (this.#prefix === undefined) {
      if (this.#readBody(uncoloured)) this.#plainLines++;
      else this.#learnPrefix(uncoloured);
      return line;
    }
    const found = this.#prefix(uncoloured, this.#clock);
    if (found === undefined) {
      this.#readBody(uncoloured);
      return line;
    }
    const body = this.#partial === '' ? found.body : this.#partial + found.body;
    if (found.isPartial) {
      this.#partial = body;
      return undefined;
    }
    this.#partial = '';
    this.#readPrefixed(found, body);
    return line;
  }

  /** Whether the text is HotSpot's as it is; its message is set in any case. */
  #readBody(text: string): boolean {
    return this.#readMessage(text) || beginsRecord(text);
  }

  /** Whether the text is of unified logging. */
  #readMessage(text: string): boolean {
    const line = this.#line;
    line.isUnified = false;
    line.gcId = -1;
    line.message = text;
    const first = text.charCodeAt(0);
    if (first === 91 && this.#decorations.read(text, 0, line)) return true;
    if (first === 71 && text.startsWith('GC(') && readMessage(text, 0, line)) return true;
    line.isUnified = false;
    return false;
  }

  #readPrefixed(found: Unprefixed, body: string): boolean {
    const isBody = this.#readBody(body);
    const line = this.#line;
    line.source = found.source;
    if (Number.isNaN(line.wallSeconds) && !Number.isNaN(found.wallSeconds)) {
      line.wallSeconds = found.wallSeconds;
      line.isForeignTime = true;
    }
    return isBody;
  }

  #learnPrefix(text: string): void {
    for (const reader of prefixReaders) {
      const found = reader(text, this.#clock);
      if (found === undefined || !this.#readPrefixed(found, found.body)) continue;
      this.#prefix = reader;
      return;
    }
    this.#readBody(text);
    this.#line.source = '';
    this.#line.isForeignTime = false;
  }
}

/** Without the sequences that colour a terminal: `ESC [ ... letter`. */
function withoutColours(text: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('\u001b'); at >= 0; at = text.indexOf('\u001b', from)) {
    plain += text.slice(from, at);
    from = at + 1;
    if (text.charCodeAt(from) !== 91) continue;
    from++;
    while (from < text.length && !isFinal(text.charCodeAt(from))) from++;
    from++;
  }
  return plain + text.slice(from);
}

function isFinal(code: number): boolean {
  return (code >= 64 && code <= 126) || code === escape;
}
