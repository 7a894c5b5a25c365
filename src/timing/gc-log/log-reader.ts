import type { GcEvent } from './events.ts';
import { Jdk8Dialect } from './jdk8.ts';
import type { ReadingLimits } from './limits.ts';
import type { LogLine } from './log-line.ts';
import { RunBuilder } from './run-builder.ts';
import { Timeline } from './timeline.ts';
import { UnifiedDialect } from './unified.ts';

/** What one JVM left in a log, from its start or the first line to its end or the last line. */
export interface JvmRun {
  readonly builder: RunBuilder;
  readonly timeline: Timeline;
  /** The program, if a prefix names it. */
  readonly source: string;
  readonly firstLine: number;
  /** It begins with a file, or with the headers of JDK 8. */
  readonly isPartStart: boolean;
}

/** What only HotSpot prints without a stamp, before the first collection. */
const headers = ['Java HotSpot(TM) ', 'OpenJDK 64-Bit Server VM ', 'CommandLine flags: '];

/** Concurrent cycles have numbers too: so many may be missing between two pauses. */
const skippedNumbersMax = 4;

/** Reads the lines of one program: both dialects, one run after the other. */
export class LogReader {
  readonly runs: JvmRun[] = [];
  /** Lines that are of HotSpot's log, whatever they say. */
  gcLines = 0;
  readonly #limits: ReadingLimits;
  readonly #source: string;
  readonly #onEvent: ((event: GcEvent, seconds: number) => void) | undefined;
  readonly #unified: UnifiedDialect;
  readonly #jdk8: Jdk8Dialect;
  #run: JvmRun;
  /** The collection that the line at hand belongs to, or -1. */
  #id = -1;
  #now = Number.NaN;
  #line = 0;
  /** A file has begun, and no collection has been seen in it. */
  #isPartStart = true;
  /** The headers of another JVM have come, and no line of it yet. */
  #hasHeader = false;

  constructor(
    limits: ReadingLimits,
    source: string,
    onEvent?: (event: GcEvent, seconds: number) => void,
  ) {
    this.#limits = limits;
    this.#source = source;
    this.#onEvent = onEvent;
    const emit = (event: GcEvent): void => this.#take(event);
    this.#unified = new UnifiedDialect(emit);
    this.#jdk8 = new Jdk8Dialect({
      emit,
      recordLength: limits.recordLength,
      onStamp: ({ uptimeSeconds, wallSeconds }) => {
        if (this.#hasTimeOf(uptimeSeconds, wallSeconds)) {
          this.gcLines++;
          this.#setNow(uptimeSeconds, wallSeconds, false);
        }
        return { seconds: this.#now, line: this.#line };
      },
    });
    this.#run = this.#newRun(1);
  }

  read(line: LogLine): void {
    this.#line = line.number;
    if (line.isUnified) {
      this.gcLines++;
      this.#id = line.gcId;
      if (this.#isPartStart && line.gcId >= 0) this.#beginNumbers(line.gcId);
      this.#setNow(line.uptimeSeconds, line.wallSeconds, line.isForeignTime);
      this.#id = -1;
      if (this.#isNewJvm(line)) this.#startRun();
      this.#unified.read(line);
      return;
    }
    // A line without any stamp has the time of the prefix, if that is all there is.
    if (line.isForeignTime) this.#setNow(Number.NaN, line.wallSeconds, true);
    const { message } = line;
    // Stamps and records begin otherwise.
    const first = message.charCodeAt(0);
    if (first >= 65 && first <= 90) {
      if (message.startsWith('Using ') || message.startsWith('Heap ')) this.#unified.read(line);
      if (headers.some((begins) => message.startsWith(begins))) {
        this.gcLines++;
        if (!Number.isNaN(this.#run.builder.firstSeconds)) this.#hasHeader = true;
      }
    }
    this.#jdk8.read(message);
  }

  /** What follows is in another file. */
  beginPart(): void {
    this.#isPartStart = true;
  }

  finish(): void {
    this.#jdk8.finish();
    this.#run.builder.finish();
  }

  #hasTimeOf(uptimeSeconds: number, wallSeconds: number): boolean {
    return !Number.isNaN(uptimeSeconds) || !Number.isNaN(wallSeconds);
  }

  #setNow(uptimeSeconds: number, wallSeconds: number, isForeign: boolean): void {
    let { timeline } = this.#run;
    let seconds = timeline.secondsOf(uptimeSeconds, wallSeconds, isForeign);
    if (timeline.runsBack(seconds)) {
      const isOlder = this.#id >= 0 && this.#id < this.#run.builder.lastId;
      if (timeline.source === 'uptime' || isOlder) {
        this.#startRun();
        ({ timeline } = this.#run);
      } else timeline.continueAt(seconds);
      seconds = timeline.secondsOf(uptimeSeconds, wallSeconds, isForeign);
      timeline.runsBack(seconds);
    }
    this.#now = seconds;
    if (!Number.isNaN(seconds)) this.#run.builder.passed(seconds);
  }

  /** Headers come first, and numbers of collections rise; without uptime nothing else distinguishes JVMs. */
  #isNewJvm({ message, gcId }: LogLine): boolean {
    const { builder } = this.#run;
    if (builder.lastId < 0) return false;
    if (gcId < 0) return message.startsWith('Using ') && builder.table.length > 0;
    const isPause = message.startsWith('Pause Young') || message.startsWith('Pause Full');
    // Serial ends a young collection behind the full one that it has turned into.
    return isPause && gcId < (message.endsWith('ms') ? builder.lastId - 1 : builder.lastId);
  }

  /** Parts in a wrong order: the collections between two of them are somewhere else. */
  #beginNumbers(id: number): void {
    const { lastId } = this.#run.builder;
    if (lastId >= 0 && id > lastId + skippedNumbersMax) this.#startRun();
    this.#isPartStart = false;
  }

  #startRun(): void {
    this.#jdk8.finish();
    this.#run.builder.finish();
    this.#run = this.#newRun(this.#line);
  }

  #newRun(firstLine: number): JvmRun {
    const run = {
      builder: new RunBuilder(this.#limits.collections),
      timeline: new Timeline(),
      source: this.#source,
      firstLine,
      isPartStart: this.#isPartStart || this.#hasHeader,
    };
    this.#isPartStart = false;
    this.#hasHeader = false;
    this.runs.push(run);
    return run;
  }

  #take(event: GcEvent): void {
    this.#onEvent?.(event, this.#now);
    const { builder } = this.#run;
    builder.read(event, this.#now, this.#line);
    if (event.type === 'pauseEnd') this.gcLines++;
  }
}
