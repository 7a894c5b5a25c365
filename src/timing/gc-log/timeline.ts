/** Threads stamp a line before they write it: neighbours may swap. A second JVM goes back more. */
const swappedLinesSeconds = 1;

/** Where the seconds of a log come from. */
export type TimeSource =
  /** The JVM's own uptime. */
  | 'uptime'
  /** The JVM's wall clock; counted from the first line. */
  | 'wallClock'
  /** What a container runtime or a system log put before the line. */
  | 'foreignClock';

/** Turns the times of one JVM's lines into seconds that never run back by more than swapped lines do. */
export class Timeline {
  source: TimeSource | undefined;
  /** Wall-clock seconds at uptime 0, or those of the first line without uptime. */
  #origin = Number.NaN;
  #last = Number.NaN;

  /** Seconds since 1970 at second 0 of the log; NaN if the log has no dates. */
  get originSeconds(): number {
    return this.#origin;
  }

  /** Seconds of the log's line with these times; NaN if it has none. */
  secondsOf(uptimeSeconds: number, wallSeconds: number, isForeign: boolean): number {
    if (!Number.isNaN(uptimeSeconds)) {
      this.source = 'uptime';
      if (!Number.isNaN(wallSeconds) && !isForeign) this.#origin = wallSeconds - uptimeSeconds;
      return uptimeSeconds;
    }
    // A prefix's time is when the line was shipped; with times of the JVM's own it is of no use.
    if (Number.isNaN(wallSeconds) || (isForeign && this.#hasOwnTimes())) return Number.NaN;
    if (this.source !== 'uptime') this.source = isForeign ? 'foreignClock' : 'wallClock';
    if (Number.isNaN(this.#origin)) this.#origin = wallSeconds;
    return wallSeconds - this.#origin;
  }

  /** Whether the time has run back so far that another JVM must have begun. */
  runsBack(seconds: number): boolean {
    const isBack = seconds < this.#last - swappedLinesSeconds;
    if (!Number.isNaN(seconds) && !isBack) this.#last = seconds;
    return isBack;
  }

  /** The clock was set back while the JVM ran: time goes on from the last line. */
  continueAt(seconds: number): void {
    this.#origin += seconds - this.#last;
  }

  #hasOwnTimes(): boolean {
    return this.source === 'uptime' || this.source === 'wallClock';
  }
}
