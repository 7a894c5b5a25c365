import type { InputFile } from './input-file.ts';
import { inputLimits, sizeText } from './input-limits.ts';

/** What no text contains: a zero byte, or bytes that are no UTF-8 (read as U+FFFD). */
const foreign = /[\0\uFFFD]/;

/**
 * The lines of a text, without their ends (LF or CR LF), one by one: memory for a line and a piece, whatever the
 * length of the file. Refuses binary data with the number of the line, lines that are too long, and too many.
 * Throws as `InputFile` does. Reads about 100 MB/s, of gzip too.
 */
export function* linesOf(input: InputFile): Generator<string, void> {
  const limits = inputLimits();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let count = 0;
  /** The line that a piece ended in, in parts. */
  let open: string[] = [];
  let openLength = 0;
  const finished = (end: string): string => {
    const text = openLength === 0 ? end : open.join('') + end;
    if (openLength > 0) [open, openLength] = [[], 0];
    if (++count > limits.lines) input.refuseSize('lines', `${limits.lines}`);
    if (text.length > limits.lineBytes) tooLong(input, count, limits.lineBytes);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  };
  for (const piece of input.pieces()) {
    const text = decoder.decode(piece, { stream: true });
    if (foreign.test(text)) refuseBinary(input, count, text);
    const parts = text.split('\n');
    const last = parts.pop()!;
    for (const part of parts) yield finished(part);
    if (last === '') continue;
    open.push(last);
    openLength += last.length;
    if (openLength > limits.lineBytes) tooLong(input, count + 1, limits.lineBytes);
  }
  const rest = decoder.decode();
  if (rest !== '') refuseBinary(input, count, rest);
  if (openLength > 0) yield finished('');
}

function tooLong(input: InputFile, line: number, limit: number): never {
  return input.refuseSize(`line ${line}`, `${sizeText(limit)} a line`);
}

function refuseBinary(input: InputFile, linesBefore: number, text: string): never {
  const before = text.slice(0, text.search(foreign));
  return input.refuse(`line ${linesBefore + before.split('\n').length}: binary data`);
}
