const zero = 48;
const nine = 57;
const powersOfTen = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Sizes before and after a collection, with the capacities that follow in brackets; NaN if not printed. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly capacityBefore: number;
  readonly capacityAfter: number;
}

/** A place in a text, moved forward by what is read. Nothing is read twice: the cost is linear. */
export class Cursor {
  text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** The code of the next character; NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Moves over `part` if it comes next. */
  accept(part: string): boolean {
    // Parts are short: a loop costs less than a call.
    for (let index = 0; index < part.length; index++) {
      if (this.text.charCodeAt(this.at + index) !== part.charCodeAt(index)) return false;
    }
    this.at += part.length;
    return true;
  }

  /** Moves over blanks and tabs. */
  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Moves behind the next `part`. */
  skipPast(part: string): boolean {
    const found = this.text.indexOf(part, this.at);
    if (found < 0) return false;
    this.at = found + part.length;
    return true;
  }

  /** Digits only; NaN, without a move, if there are none. */
  integer(): number {
    const start = this.at;
    let value = 0;
    for (let code = this.text.charCodeAt(this.at); isDigit(code);) {
      value = value * 10 + (code - zero);
      code = this.text.charCodeAt(++this.at);
    }
    return this.at === start ? Number.NaN : value;
  }

  /** Digits with a decimal point or, as HotSpot prints them in some countries, a decimal comma. */
  number(): number {
    const value = this.integer();
    const code = this.text.charCodeAt(this.at);
    const isPoint = code === 46 || code === 44;
    if (Number.isNaN(value) || !isPoint || !isDigit(this.text.charCodeAt(this.at + 1))) {
      return value;
    }
    const point = this.at++;
    let digits = value;
    for (let next = this.text.charCodeAt(this.at); isDigit(next);) {
      digits = digits * 10 + (next - zero);
      next = this.text.charCodeAt(++this.at);
    }
    const decimals = this.at - point - 1;
    // Both are exact, so their quotient is the number that the same literal is.
    if (digits < 2 ** 53 && decimals < powersOfTen.length) return digits / powersOfTen[decimals]!;
    return Number(`${value}.${this.text.slice(point + 1, this.at)}`);
  }

  /** A size with its unit, in bytes: `24.0M`, `65536K`, `0.0B`; NaN, without a move, if there is none. */
  size(): number {
    const start = this.at;
    const value = this.number();
    const unit = unitBytes(this.text.charCodeAt(this.at));
    if (Number.isNaN(value) || unit === 0) {
      this.at = start;
      return Number.NaN;
    }
    this.at++;
    return Math.round(value * unit);
  }

  /** `A->B`, `A->B(C)` or `A(C)->B(D)`; undefined, without a move, if something else comes next. */
  change(): Change | undefined {
    const start = this.at;
    const before = this.size();
    const capacityBefore = this.#bracketed();
    const hasArrow = this.accept('->');
    const after = hasArrow ? this.size() : Number.NaN;
    if (Number.isNaN(before) || Number.isNaN(after)) {
      this.at = start;
      return undefined;
    }
    return { before, after, capacityBefore, capacityAfter: this.#bracketed() };
  }

  #bracketed(): number {
    const start = this.at;
    const size = this.accept('(') ? this.size() : Number.NaN;
    if (!Number.isNaN(size) && this.accept(')')) return size;
    this.at = start;
    return Number.NaN;
  }
}

/** Whether the code is that of a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function unitBytes(code: number): number {
  if (code === 75) return 2 ** 10;
  if (code === 77) return 2 ** 20;
  if (code === 71) return 2 ** 30;
  if (code === 84) return 2 ** 40;
  return code === 66 ? 1 : 0;
}
