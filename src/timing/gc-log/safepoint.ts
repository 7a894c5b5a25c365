import { dataError, excerpt, type LogLine } from './line.ts';

const SAFEPOINT = /^Safepoint "/;
/** JDK 13 and later. */
const REACHING = /^Safepoint "[^"]*",.* Reaching safepoint: (\d{1,15}) ns,/;
/** JDK 9 to 12. */
const STOPPED =
  /^Total time for which application threads were stopped: [\d.]+ seconds, Stopping threads took: ([\d.]+) seconds$/;

/**
 * Finds how long threads took to reach the safepoint of a collection: a line that comes after it. The
 * first collection since the last such line is the one that the threads stopped for.
 */
export class SafepointWaits {
  #stoppedFor: { reachingSafepointSeconds: number } | undefined;

  /** A collection has been read whole; its wait is filled in when it is known. */
  stoppedFor(collection: { reachingSafepointSeconds: number }): void {
    this.#stoppedFor ??= collection;
  }

  /** @throws InputError('data') a safepoint line that is damaged */
  read(line: LogLine): void {
    const seconds = waitOf(line);
    if (seconds === undefined) return;
    if (this.#stoppedFor !== undefined) this.#stoppedFor.reachingSafepointSeconds = seconds;
    this.#stoppedFor = undefined;
  }
}

function waitOf(line: LogLine): number | undefined {
  const stopped = STOPPED.exec(line.message)?.[1];
  if (stopped !== undefined) return Number(stopped);
  if (!SAFEPOINT.test(line.message)) return undefined;
  const nanoseconds = REACHING.exec(line.message)?.[1];
  if (nanoseconds !== undefined) return Number(nanoseconds) / 1e9;
  throw dataError(
    line,
    `a damaged line ${excerpt(line.message)}`,
    'Safepoint "...", ..., Reaching safepoint: 810252 ns, ...',
  );
}
