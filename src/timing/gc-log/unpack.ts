import type { UnzipFile } from 'fflate';
import { InputError } from '../../foundation/input-error.ts';
import type { InputFile } from '../../input/input-file.ts';
import { sizeText } from '../../input/input-limits.ts';

/** A piece of a file's content, or the end of one of the files that an archive holds. */
export type Piece = Uint8Array | 'endOfFile';

export interface Unpacking {
  /** Bytes that come out at most. */
  readonly bytesMax: number;
  /** Called once if the archive is cut. Its checksum is missing then: what came before may be damaged. */
  readonly onCut: (format: string) => void;
}

/** Packed bytes that are unpacked at once. */
const zstdPiece = 2 ** 10;
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];
const xzMagic = [0xfd, 0x37, 0x7a, 0x58, 0x5a];
const zipMagic = [0x50, 0x4b];

/**
 * The content of a file in pieces: plain, gzip (also cut off), zip with any number of files, zstd or xz. The
 * first bytes decide. Each of them may be cut off.
 *
 * Throws `InputError('data')` as `InputFile` does, on content over the limit, and on a damaged archive.
 */
export async function* unpacked(input: InputFile, given: Unpacking): AsyncGenerator<Piece, void> {
  let total = 0;
  const limit = Math.min(given.bytesMax, isPacked(input) ? input.unpackedMax : Infinity);
  for await (const piece of contentOf(input, given)) {
    if (piece !== 'endOfFile') total += piece.length;
    if (total > limit) input.refuseSize('content', sizeText(limit));
    yield piece;
  }
}

/** What unpacks an archive is loaded when there is one: few logs are. */
function contentOf(input: InputFile, { onCut }: Unpacking): AsyncIterable<Piece> | Iterable<Piece> {
  switch (formatOf(input)) {
    case 'zstd':
      return guarded(unzstd(input), { input, onCut, format: 'zstd' });
    case 'xz':
      return guarded(unxz(input), { input, onCut, format: 'xz' });
    case 'zip':
      return guarded(unzip(input), { input, onCut, format: 'zip' });
    case undefined:
      return plain(input, onCut);
  }
}

/** The format of an archive that is unpacked here; `InputFile` unpacks gzip. */
function formatOf(input: InputFile): 'zstd' | 'xz' | 'zip' | undefined {
  const head = input.head(8);
  const begins = (magic: readonly number[]): boolean =>
    magic.every((byte, at) => head[at] === byte);
  if (begins(zstdMagic)) return 'zstd';
  if (begins(xzMagic)) return 'xz';
  return begins(zipMagic) && head[2]! < 9 ? 'zip' : undefined;
}

function isPacked(input: InputFile): boolean {
  return formatOf(input) !== undefined;
}

function* plain(input: InputFile, onCut: Unpacking['onCut']): Generator<Piece, void> {
  yield* input.pieces({ mayBeCut: true });
  if (input.isCut) onCut('gzip');
}

async function* unzstd(input: InputFile): AsyncGenerator<Piece, void> {
  const { Decompress } = await import('fzstd');
  const pieces: Uint8Array[] = [];
  const stream = new Decompress((piece) => void pieces.push(piece));
  for (const piece of input.pieces()) {
    // Four bytes may stand for 128 KiB.
    for (let at = 0; at < piece.length; at += zstdPiece) {
      stream.push(piece.subarray(at, at + zstdPiece));
      yield* pieces.splice(0);
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* pieces.splice(0);
}

async function* unzip(input: InputFile): AsyncGenerator<Piece, void> {
  const { Unzip, UnzipInflate } = await import('fflate');
  const pieces: Piece[] = [];
  let failure: Error | undefined;
  const stream = new Unzip((file: UnzipFile) => {
    file.ondata = (error, piece, isLast) => {
      if (error !== null) failure ??= error;
      else pieces.push(piece);
      if (isLast) pieces.push('endOfFile');
    };
    file.start();
  });
  stream.register(UnzipInflate);
  for (const piece of input.pieces()) {
    stream.push(piece);
    yield* pieces.splice(0);
    if (failure !== undefined) throw failure;
  }
  stream.push(new Uint8Array(0), true);
  yield* pieces.splice(0);
}

/** The library is a CommonJS module: all of it is Node's default export. */
type XzModule = typeof import('xz-decompress');

async function* unxz(input: InputFile): AsyncGenerator<Piece, void> {
  const loaded = (await import('xz-decompress')) as XzModule & { readonly default?: XzModule };
  const { XzReadableStream } = loaded.default ?? loaded;
  const pieces = input.pieces();
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
  const reader = new XzReadableStream(source).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    input.close();
  }
}

/** How each library says that the content ends too early; whatever else it says is damage. */
const cutMessages = {
  zstd: 'unexpected EOF',
  xz: 'error code 8',
  zip: 'invalid zip data',
} as const;

interface Archive {
  readonly input: InputFile;
  readonly onCut: Unpacking['onCut'];
  readonly format: keyof typeof cutMessages;
}

async function* guarded(
  content: AsyncIterable<Piece>,
  { input, onCut, format }: Archive,
): AsyncGenerator<Piece, void> {
  try {
    yield* content;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (!message.includes(cutMessages[format])) input.refuseDamaged(format);
    onCut(format);
  }
}
