import { isDigit } from './cursor.ts';

/**
 * Finds the end of a record of JDK 8 by its square brackets, line by line. A record may hold others
 * (reference processing, lines of the concurrent thread) and run over many lines; what belongs to it
 * itself is `own`, what is in brackets inside it is in `parts`.
 */
export class RecordScan {
  /** Text of the record outside inner brackets. */
  own = '';
  /** Inner brackets, the innermost included, without their own brackets. */
  readonly parts: string[] = [];
  /** Characters taken in. */
  length = 0;
  #depth = 0;
  #opened = false;
  /** Where each bracket that is open began in `#inner`. */
  readonly #starts: number[] = [];
  #inner = '';

  /** Whether the record's own bracket is closed. */
  get isClosed(): boolean {
    return this.#opened && this.#depth === 0;
  }

  /** Takes text in up to the end of the record; returns the place behind it, or the length of the text. */
  add(text: string, from: number): number {
    this.length += text.length - from;
    if (isHistogramRow(text, from)) return text.length;
    let run = from;
    let opens = indexOf(text, '[', from);
    let closes = indexOf(text, ']', from);
    for (;;) {
      const at = opens < closes ? opens : closes;
      if (at === Infinity) break;
      if (at === opens) {
        opens = indexOf(text, '[', at + 1);
        if (isAddress(text, at)) continue;
        this.#take(text.slice(run, at));
        if (this.#depth > 0) this.#starts.push(this.#inner.length);
        this.#depth++;
        this.#opened = true;
        run = at + 1;
        continue;
      }
      closes = indexOf(text, ']', at + 1);
      if (this.#depth === 0) continue;
      this.#take(text.slice(run, at));
      this.#depth--;
      run = at + 1;
      if (this.#depth === 0) return run;
      this.#closePart();
    }
    this.#take(text.slice(run));
    this.#take('\n');
    return text.length;
  }

  #take(text: string): void {
    if (this.#depth <= 1) this.own += text;
    else this.#inner += text;
  }

  #closePart(): void {
    const start = this.#starts.pop() ?? 0;
    this.parts.push(this.#inner.slice(start));
    if (this.#starts.length === 0) this.#inner = '';
  }
}

function indexOf(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found < 0 ? Infinity : found;
}

/** `[0x00000000eab00000, ...)` of a heap block: a bracket that is never closed. */
function isAddress(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 48 && text.charCodeAt(at + 2) === 120;
}

/** `   1:      1234      56789  [C`: a row of a class histogram, whose names have brackets. */
function isHistogramRow(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === 32) at++;
  const start = at;
  while (isDigit(text.charCodeAt(at))) at++;
  if (at === start || text.charCodeAt(at) !== 58 || text.charCodeAt(at + 1) !== 32) return false;
  while (text.charCodeAt(++at) === 32);
  return isDigit(text.charCodeAt(at));
}
