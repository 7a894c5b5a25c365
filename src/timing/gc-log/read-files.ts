import { InputFile } from '../../input/input-file.ts';
import { inputLimits, sizeText } from '../../input/input-limits.ts';
import type { GcLog } from './history.ts';
import { readingLimits } from './limits.ts';
import { LineSplitter } from './line-splitter.ts';
import { logFilesOf } from './log-files.ts';
import { GcLogReader, type ReadingOptions } from './read.ts';
import { unpacked } from './unpack.ts';

export interface FileReadingOptions extends ReadingOptions {
  /** Called with the bytes of content that were read, now and then. */
  readonly onProgress?: (bytes: number) => void;
}

const expected = 'a HotSpot GC log';
const whenDamaged =
  'numbers in it may be wrong; unpack it yourself, and give - and on standard input what you trust of it';
const progressBytes = 2 ** 24;

/**
 * Reads a log from files, folders, glob patterns or the standard input (`-`): parts of one log in any order,
 * plain or packed. Memory depends on the number of collections only.
 *
 * Throws `InputError('data')` as `GcLogReader.finish`, `InputFile` and `logFilesOf` do.
 */
export async function readGcLogFiles(
  paths: readonly string[],
  options: FileReadingOptions = {},
): Promise<GcLog> {
  const limits = { ...readingLimits(), ...options.limits };
  const { streamedBytes: bytesMax } = inputLimits();
  const files = logFilesOf(paths, expected);
  const name = files.length === 1 ? files[0]! : `${paths.join(' ')} (${files.length} files)`;
  const reader = new GcLogReader(name, options);
  const notes: string[] = [];
  const splitter = new LineSplitter(limits.lineLength, (text) => reader.line(text));
  let bytes = 0;
  let reported = 0;
  /** Where the last line of a JVM was. */
  let last = { bytes: 0, lines: 0, gcLines: 0 };
  for (const file of files) {
    const input = new InputFile(file, { expected, bytesMax, whenDamaged });
    reader.beginPart(input.name);
    const onTrouble = (what: string): void => void notes.push(`${input.name}: ${what}`);
    const damagedBefore = reader.damagedLines;
    let cut: string | undefined;
    const onCut = (format: string): void => void (cut = format);
    for await (const piece of unpacked(input, { bytesMax, onCut })) {
      if (piece === 'endOfFile') {
        splitter.finish();
        reader.endPart();
        continue;
      }
      splitter.push(piece);
      bytes += piece.length;
      const { lines, gcLines } = reader;
      if (gcLines > last.gcLines) last = { bytes, lines, gcLines };
      if (lines - last.lines > limits.foreignLines || bytes - last.bytes > limits.foreignBytes) {
        const size = sizeText(bytes - last.bytes);
        onTrouble(`${size} without a line of a JVM: not read on (--max-input raises the limit)`);
        break;
      }
      if (bytes - reported < progressBytes) continue;
      reported = bytes;
      options.onProgress?.(bytes);
    }
    if (cut !== undefined) {
      // The line that the cut goes through has not been read yet.
      const isDamaged = reader.damagedLines > damagedBefore;
      if (isDamaged) input.refuse(`a ${cut} file that is cut off and damaged: ${whenDamaged}`);
      onTrouble(`the ${cut} file is cut off; its checksum is lost, so damage may not show`);
    }
    splitter.finish();
    reader.endPart();
  }
  if (splitter.cutLines > 0) {
    notes.push(`${splitter.cutLines} lines over ${limits.lineLength} characters were cut there`);
  }
  return reader.finish(notes);
}
