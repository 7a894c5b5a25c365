import { Cursor, isDigit } from './cursor.ts';
import type { EventSink, Pause } from './events.ts';
import { foreignOf } from './foreign.ts';
import { G1Lines } from './g1.ts';
import { HeapBlockReader } from './heap-block.ts';
import type { LogLine } from './log-line.ts';
import { readPause } from './pause.ts';
import { readSafepoint } from './safepoint.ts';

/** Names that introduce a generation or a space in the size lines of Parallel and Serial. */
const generations = [
  { label: 'PSYoungGen: ', collector: 'Parallel', space: 'young' },
  { label: 'ParOldGen: ', collector: 'Parallel', space: 'old' },
  { label: 'PSOldGen: ', collector: 'Parallel', space: 'old' },
  { label: 'DefNew: ', collector: 'Serial', space: 'young' },
  { label: 'Tenured: ', collector: 'Serial', space: 'old' },
] as const;

const unnamed: Pause = { kind: 'young', cause: '' };

/**
 * Reads messages of unified logging (JDK 9 to 23): pauses, the size lines of each collector, the blocks
 * with addresses, safepoints. Lines about other things yield nothing.
 */
export class UnifiedDialect {
  readonly #emit: EventSink;
  readonly #g1: G1Lines;
  readonly #cursor = new Cursor('');
  #block: { readonly reader: HeapBlockReader; readonly side: 'before' | 'after' } | undefined;

  constructor(emit: EventSink) {
    this.#emit = emit;
    this.#g1 = new G1Lines(emit);
  }

  read(line: LogLine): void {
    const { message } = line;
    const first = message.charCodeAt(0);
    if (first === 32) this.#readIndented(line);
    else if (first === 80) this.#readPausesAndGenerations(line);
    else if (first === 72 || first === 123) this.#readHeap(line);
    else if (first === 69 || first === 79) this.#g1.readRegions(line);
    else if (first === 83) this.#readSafepointOrSurvivors(line);
    else if (first === 65) this.#readAveragesOrArchive(line);
    else if (first === 68) this.#readGeneration(line);
    else if (first === 84) this.#readTenuredOrStopped(line);
    else if (first === 85) this.#readUsing(line);
    else if (first === 71 || first === 82) this.#g1.readOthers(line);
    // A pause of the collectors that are read is none of another's.
    const isOwn = first === 69 || (first === 80 && message.startsWith('Pause Young'));
    const mayBeForeign = line.gcId >= 0 || first !== 32;
    if (mayBeForeign && !isOwn) this.#readForeign(line);
  }

  #readForeign({ message }: LogLine): void {
    const name = foreignOf(message);
    if (name !== undefined) this.#emit({ type: 'foreign', name, text: message });
  }

  #readUsing({ message }: LogLine): void {
    if (!message.startsWith('Using ')) return;
    const name = message.slice(6);
    if (name !== 'Parallel' && name !== 'Serial' && name !== 'G1') return;
    this.#emit({ type: 'jvmStart' });
    this.#emit({ type: 'collector', name, isCertain: true });
  }

  #readPausesAndGenerations(line: LogLine): void {
    if (line.message.startsWith('Pause ')) readPause(line, this.#emit);
    else this.#readGeneration(line);
  }

  #readTenuredOrStopped(line: LogLine): void {
    if (line.message.startsWith('Total time')) readSafepoint(line.message, this.#emit);
    else this.#readGeneration(line);
  }

  #readSafepointOrSurvivors(line: LogLine): void {
    if (line.message.startsWith('Safepoint ')) readSafepoint(line.message, this.#emit);
    else this.#g1.readRegions(line);
  }

  /** `PSYoungGen: 65536K(76288K)->4096K(76288K) Eden: 65536K(65536K)->0K(65536K) From: ...`. */
  #readGeneration({ message, gcId }: LogLine): void {
    const cursor = this.#cursor;
    cursor.text = message;
    cursor.at = 0;
    const found = generations.find(({ label }) => cursor.accept(label));
    if (found === undefined || gcId < 0) return;
    const change = cursor.change();
    if (change === undefined) {
      this.#emit({ type: 'damaged', text: message });
      return;
    }
    this.#emit({ type: 'collector', name: found.collector, isCertain: true });
    this.#emit({ type: 'space', id: gcId, space: found.space, change, inRegions: false });
    const eden = cursor.accept(' Eden: ') ? cursor.change() : undefined;
    const from = cursor.accept(' From: ') ? cursor.change() : undefined;
    if (eden === undefined || from === undefined) return;
    this.#emit({ type: 'space', id: gcId, space: 'eden', change: eden, inRegions: false });
    this.#emit({ type: 'space', id: gcId, space: 'survivor', change: from, inRegions: false });
  }

  /** The heading of a block of addresses, before JDK 14 with its first line behind it; `Heap Region Size`. */
  #readHeap(line: LogLine): void {
    const { message, gcId } = line;
    const at = message.charCodeAt(0) === 123 ? 1 : 0;
    const isBefore = message.startsWith('Heap before', at);
    if (!isBefore && !message.startsWith('Heap after', at)) {
      this.#g1.readOthers(line);
      return;
    }
    this.#block = { reader: new HeapBlockReader(), side: isBefore ? 'before' : 'after' };
    // The block before comes before the line that names the pause.
    if (isBefore) this.#emit({ type: 'pauseStart', id: gcId, pause: unnamed });
    else this.#emit({ type: 'stillStopped', id: gcId });
    const rest = message.indexOf('): ');
    if (rest > 0) this.#readBlockLine(message.slice(rest + 3), gcId);
  }

  #readIndented(line: LogLine): void {
    if (this.#block !== undefined) this.#readBlockLine(line.message, line.gcId);
    this.#g1.readOthers(line);
  }

  #readBlockLine(message: string, id: number): void {
    const block = this.#block!;
    const part = block.reader.read(message);
    if (part === 'foreign' || part === 'part') return;
    this.#block = undefined;
    if (part === 'damaged') this.#emit({ type: 'damaged', text: message });
    else this.#emit({ type: 'geometry', id, side: block.side, heap: part });
  }

  #readAveragesOrArchive(line: LogLine): void {
    const { message, gcId } = line;
    if (!message.startsWith('AdaptiveSizePolicy::')) {
      this.#g1.readRegions(line);
      return;
    }
    const averages = readAverages(message);
    if (averages !== undefined) this.#emit({ type: 'averages', id: gcId, ...averages });
  }
}

/** `survived: 8361280  promoted: 1431144  overflow` in a line of the Parallel collector's policy. */
export function readAverages(
  text: string,
): { readonly survived: number; readonly promoted: number } | undefined {
  const cursor = new Cursor(text);
  if (!cursor.skipPast('survived: ')) return undefined;
  const survived = cursor.integer();
  cursor.skipBlanks();
  const isWhole = cursor.accept('promoted: ') && isDigit(text.charCodeAt(cursor.at));
  const promoted = isWhole ? cursor.integer() : Number.NaN;
  cursor.skipBlanks();
  return cursor.accept('overflow') && !Number.isNaN(survived) ? { survived, promoted } : undefined;
}
