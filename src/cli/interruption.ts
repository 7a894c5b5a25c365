import { constants } from 'node:os';

/** What ends a run from outside: a person, a scheduler, a terminal that is closed. All mean the same. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** A word shared with the threads that search: 1 once the user has asked to end. */
let flag: Int32Array | undefined;
let received: Signal = 'SIGINT';
/** What the user can do so that the next interruption loses nothing. */
let hint = '';

/** From now on an interruption is left to the searches, which write themselves down first. */
export function interruptible(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(4);
  flag = new Int32Array(memory);
  return memory;
}

/** Adds a sentence to the line that an interruption prints. */
export function hintAtInterruption(text: string): void {
  hint = `; ${text}`;
}

/** Whether the user has asked to end. */
export function isInterrupted(memory: SharedArrayBuffer | undefined): boolean {
  return memory !== undefined && Atomics.load(new Int32Array(memory), 0) === 1;
}

/** The code of an interrupted run, as shells count: 128 and the signal. SIGINT 130, SIGTERM 143, SIGHUP 129. */
export function interruptedCode(): number {
  return 128 + constants.signals[received];
}

/** Ends the program at a signal: when the searches have written themselves down, or at once. */
export function listenForSignals(): void {
  for (const signal of signals) process.on(signal, interrupted);
}

/** Leaves signals to the system, which ends the process at once: this thread is going to work without a pause. */
export function leaveSignals(): void {
  for (const signal of signals) process.off(signal, interrupted);
}

function interrupted(signal: NodeJS.Signals): void {
  received = signal as Signal;
  const isPassedOn = flag !== undefined && Atomics.exchange(flag, 0, 1) === 0;
  if (isPassedOn) return;
  console.error(`\nskipover: interrupted: what was not finished is not written${hint}`);
  process.exit(interruptedCode());
}
