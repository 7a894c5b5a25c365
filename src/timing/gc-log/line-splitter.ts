import { TextDecoder } from 'node:util';

type Encoding = 'latin1' | 'utf-16le' | 'utf-16be';

/**
 * Cuts bytes into lines, whatever wrote them: UTF-8 with or without a byte order mark, Latin-1, UTF-16
 * (PowerShell's redirection), ends of lines of Unix, Windows and old Macs, zeros that copytruncate leaves.
 *
 * HotSpot writes ASCII, so all but UTF-16 is read as Latin-1: no byte is invalid, and a file may mix both.
 * Holds one piece and one line. A line beyond the limit is cut there, and counted.
 */
export class LineSplitter {
  /** Lines of which the rest was dropped. */
  cutLines = 0;
  readonly #lengthMax: number;
  readonly #onLine: (text: string) => void;
  #encoding: Encoding | undefined;
  #decoder: TextDecoder | undefined;
  #rest = '';
  /** What is left of a line that was cut is skipped. */
  #isSkipping = false;
  /** The last character was CR: an LF that follows ends no further line. */
  #endedWithCr = false;

  constructor(lengthMax: number, onLine: (text: string) => void) {
    this.#lengthMax = lengthMax;
    this.#onLine = onLine;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    let piece = bytes;
    if (this.#encoding === undefined) {
      const head = sniff(bytes);
      // Zeros only, as after copytruncate: what the text is comes later.
      if (head === undefined) return;
      this.#encoding = head.encoding;
      piece = bytes.subarray(head.start);
      if (head.encoding !== 'latin1') this.#decoder = new TextDecoder(head.encoding);
    }
    this.#split(this.#decode(piece));
  }

  /** The end of one file: its last line needs no end, and the next file may be encoded differently. */
  finish(): void {
    if (this.#rest !== '' && !this.#isSkipping) this.#onLine(this.#rest);
    this.#rest = '';
    this.#isSkipping = false;
    this.#encoding = undefined;
    this.#decoder = undefined;
    this.#endedWithCr = false;
  }

  #decode(piece: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#decoder.decode(piece, { stream: true });
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    return text.includes('\0') ? text.replaceAll('\0', '') : text;
  }

  #split(decoded: string): void {
    let text = decoded;
    if (this.#endedWithCr && text.startsWith('\n')) text = text.slice(1);
    this.#endedWithCr = decoded.endsWith('\r');
    if (text.includes('\r')) text = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#endLine(text.slice(from, end));
      from = end + 1;
    }
    if (from < text.length) this.#keep(text.slice(from));
  }

  #endLine(end: string): void {
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    let line = this.#rest === '' ? end : this.#rest + end;
    this.#rest = '';
    if (line.length > this.#lengthMax) {
      line = line.slice(0, this.#lengthMax);
      this.cutLines++;
    }
    this.#onLine(line);
  }

  #keep(part: string): void {
    if (this.#isSkipping) return;
    this.#rest += part;
    if (this.#rest.length <= this.#lengthMax) return;
    this.cutLines++;
    this.#onLine(this.#rest.slice(0, this.#lengthMax));
    this.#rest = '';
    this.#isSkipping = true;
  }
}

/** Zeros that follow one another beyond this are a hole in the file, not UTF-16. */
const sniffedBytes = 64;

/** How the text is encoded, and where it begins behind zeros and a byte order mark. */
function sniff(
  bytes: Uint8Array,
): { readonly encoding: Encoding; readonly start: number } | undefined {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', start: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', start: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'latin1', start: 3 };
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return undefined;
  const sample = bytes.subarray(first, first + sniffedBytes);
  const isWide = sample.length > 3 && sample.every((byte, index) => index % 2 === 0 || byte === 0);
  if (!isWide) return { encoding: 'latin1', start: first };
  return first % 2 === 1
    ? { encoding: 'utf-16be', start: first - 1 }
    : { encoding: 'utf-16le', start: first };
}
