import type { InputFile } from '../../input/input-file.ts';
import { bytesOf } from '../../input/read-bytes.ts';
import { isPageTrace, magicBytes, readPageTrace, type PageTrace } from './read.ts';

/**
 * Reads a page trace from a plain or gzip file; `undefined`, and nothing is read yet, where the file is something else:
 * the reader of logs says what is wrong with it. A gzip that was cut is read as far as it goes.
 *
 * Throws `InputError('data')` as `InputFile` and `readPageTrace` do.
 */
export function readPageTraceFile(input: InputFile): PageTrace | undefined {
  if (!isPageTrace(input.head(magicBytes))) return undefined;
  const bytes = bytesOf(input, { mayBeCut: true });
  const warnings = input.isCut ? [`${input.name}: the gzip file is cut off`] : [];
  return readPageTrace(bytes, input.name, warnings);
}
