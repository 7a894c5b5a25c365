import { columns } from './columns.ts';
import { moveOnTerminal, printable } from './standard-output.ts';

/** Between two lines where the output is not a terminal. */
const lineEveryMs = 10_000;
/** Between two changes of the line on a terminal. */
const changeEveryMs = 100;

/** `95 s`, or `3 min 20 s`. */
export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  return rounded < 100 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/**
 * What a command is doing, with the time since it began: one line on a terminal, rewritten in place; elsewhere, as in
 * CI, a line of its own every ten seconds.
 */
export class StatusLine {
  readonly #stream = process.stderr;
  /** Whether the cursor can be moved. */
  readonly #moves = this.#stream.isTTY && process.env['TERM'] !== 'dumb';
  readonly #startedAt = performance.now();
  #shownAt = this.#moves ? 0 : performance.now();

  show(text: string): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#moves ? changeEveryMs : lineEveryMs)) return;
    this.#shownAt = now;
    const line = `${duration(this.secondsSince())}: ${text}`;
    if (this.#moves) this.#rewrite(line.slice(0, columns() - 1));
    else console.log(line);
  }

  /** Seconds since the work began. */
  secondsSince(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  clear(): void {
    if (this.#moves) this.#rewrite('');
  }

  #rewrite(text: string): void {
    // Back to the start, and the line erased from there.
    moveOnTerminal(`\r\u001b[K${printable(text)}`);
  }
}
