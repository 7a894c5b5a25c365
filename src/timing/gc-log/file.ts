import { constants } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../foundation/input-error.ts';
import type { GcLog } from './history.ts';
import { readGcLog } from './read.ts';
import { oneLine } from './line.ts';

/**
 * Reads a log from a plain or gzip file; which of the two, the file's first bytes tell.
 *
 * @throws InputError('data') with one line: a file that cannot be read, is no regular file or is
 *   longer than the longest string (0.5 GB), a cut or damaged gzip, and all errors of `readGcLog`
 */
export function readGcLogFile(path: string): GcLog {
  const text = readTextFile(path, 'a HotSpot GC log');
  // What is no UTF-8 was read as U+FFFD.
  const foreign = text.search(/[\0\uFFFD]/);
  if (foreign >= 0) {
    const line = text.slice(0, foreign).split('\n').length;
    throw new InputError(
      'data',
      `${oneLine(path)}:${line}: binary data; expected a HotSpot GC log`,
    );
  }
  return readGcLog(text, path);
}

/**
 * The text of a plain or gzip file.
 *
 * @param expected what the file should be, for the errors
 * @throws InputError('data') as {@link readGcLogFile}
 */
export function readTextFile(path: string, expected: string): string {
  try {
    const bytes = readFileSync(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    // The bound keeps a small file from unpacking into all of the memory.
    const plain = isGzip
      ? gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH })
      : bytes;
    return plain.toString('utf8');
  } catch (error) {
    throw new InputError('data', oneLine(`${path}: ${reason(error)}; expected ${expected}`));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a directory',
  EACCES: 'no permission to read it',
  Z_BUF_ERROR: 'a gzip file that is cut off',
  Z_DATA_ERROR: 'a damaged gzip file',
  ERR_BUFFER_TOO_LARGE: 'too long to read in one piece',
  ERR_STRING_TOO_LONG: 'too long to read in one piece',
  ERR_FS_FILE_TOO_LARGE: 'too long to read in one piece',
};

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? error.message;
}
