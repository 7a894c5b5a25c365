import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { LineChannel } from '../../conformance/adapter-client.ts';
import { InputError } from '../../foundation/input-error.ts';

export interface AdapterCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/** Longest answer, in characters. */
const lineMax = 1 << 24;
/** How long an adapter's last output may take to arrive after its end. */
const lastWordsMs = 500;
/** How long an adapter may take to end once it has said goodbye. */
const endMs = 1_000;

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: InputError) => void;
}

/**
 * A process that speaks the adapter protocol. Its standard error is passed through. It leads a process group of its
 * own, which is killed at the end, whatever the end was: no child of it stays behind. Every way in which it can fail is
 * an `InputError('data')` of one line.
 */
export class AdapterProcess implements LineChannel {
  readonly name: string;
  readonly #timeoutMs: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  readonly #killAtExit = (): void => this.#kill();
  #parts: string[] = [];
  #partsLength = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: InputError | undefined;

  constructor({ command, args, timeoutMs }: AdapterCommand) {
    this.name = `adapter ${command}`;
    this.#timeoutMs = timeoutMs;
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    this.#child = child;
    process.on('exit', this.#killAtExit);
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => this.#read(text));
    // What is written to a process that has ended is reported when it ends.
    child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      child.on('error', ({ message }) => {
        this.#fail(`cannot be started: ${message}`);
        resolve();
      });
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        const how = signal === null ? `with code ${code}` : `by ${signal}`;
        this.#fail(`it ended ${how}${this.#waiting.length > 0 ? ' before it answered' : ''}`);
        resolve();
      };
      child.on('close', ended);
      // A child of it may hold its output open: what it wrote before its end is here by then.
      child.on('exit', (...how) => setTimeout(ended, lastWordsMs, ...how).unref());
    });
  }

  ask(line: string): Promise<string> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#waiting.length === 1) this.#startTimer();
      this.#child.stdin.write(`${line}\n`);
    });
  }

  /** Closes its input, waits a moment for its end, and kills what is left of its process group. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => (timer = setTimeout(resolve, endMs)));
    await Promise.race([this.#ended, tooLate]);
    clearTimeout(timer);
    this.#kill();
    process.off('exit', this.#killAtExit);
  }

  #read(text: string): void {
    const [first, ...others] = text.split('\n');
    this.#parts.push(first!);
    this.#partsLength += first!.length;
    for (const next of others) {
      const line = this.#parts.join('');
      [this.#parts, this.#partsLength] = [[next], next.length];
      this.#answer(line);
    }
    if (this.#partsLength > lineMax) this.#fail(`its answer is over ${lineMax} characters long`);
  }

  #answer(line: string): void {
    if (line.trim() === '') return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#fail(`it wrote a line that nobody asked for: ${line.slice(0, 80)}`);
      return;
    }
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#startTimer();
    waiting.resolve(line);
  }

  #startTimer(): void {
    this.#timer = setTimeout(() => {
      this.#fail(`it did not answer within ${this.#timeoutMs / 1_000} s`);
    }, this.#timeoutMs);
  }

  /** The first failure counts; everybody who waits learns of it. */
  #fail(reason: string): void {
    clearTimeout(this.#timer);
    this.#failure ??= new InputError('data', `${this.name}: ${reason}`);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
    this.#kill();
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  }
}
