import { constants as zlibConstants, gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { isPageTrace, readPageTrace, type PageTrace } from './read.ts';

/** More than any recording: a small file must not unpack into all of the memory. */
const unpackedBytesMax = 2 ** 30;

/**
 * Reads a page trace from a plain or gzip file; `undefined` where the file is something else or cannot be
 * read: the reader of logs says what is wrong with it. A gzip that was cut is read as far as it goes.
 */
export function readPageTraceFile(path: string): PageTrace | undefined {
  const found = unpacked(path);
  if (found === undefined || !isPageTrace(found.bytes)) return undefined;
  return readPageTrace(found.bytes, path, found.isCut ? [`${path}: the gzip file is cut off`] : []);
}

function unpacked(
  path: string,
): { readonly bytes: Uint8Array; readonly isCut: boolean } | undefined {
  try {
    const bytes = readFileSync(path);
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, isCut: false };
    try {
      return { bytes: gunzipSync(bytes, { maxOutputLength: unpackedBytesMax }), isCut: false };
    } catch (error) {
      const isCut = (error as { code?: string }).code === 'Z_BUF_ERROR';
      if (!isCut) return undefined;
      const finishFlush = zlibConstants.Z_SYNC_FLUSH;
      return {
        bytes: gunzipSync(bytes, { maxOutputLength: unpackedBytesMax, finishFlush }),
        isCut,
      };
    }
  } catch {
    return undefined;
  }
}
