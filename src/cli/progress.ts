import { clearLine, cursorTo } from 'node:readline';

/** One status line on a terminal, rewritten in place; nothing where output is not a terminal. */
export class StatusLine {
  readonly #stream = process.stderr;
  #shownAt = 0;

  show(text: string): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#shownAt < 100) return;
    this.#shownAt = now;
    this.#rewrite(text.slice(0, (this.#stream.columns ?? 80) - 1));
  }

  clear(): void {
    if (this.#stream.isTTY) this.#rewrite('');
  }

  #rewrite(text: string): void {
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
    this.#stream.write(text);
  }
}
