import { inputLimits } from '../../input/input-limits.ts';

/**
 * What one log may cost. A log beyond a limit is read as far as the limit says, and the reader reports
 * it; none of them is reached by a log that a JVM wrote in a month.
 */
export interface ReadingLimits {
  /** Characters of one line; the rest of a longer one is dropped. */
  readonly lineLength: number;
  /** Characters of one record of JDK 8, which may run over many lines; a longer one is dropped. */
  readonly recordLength: number;
  /** Lines and bytes one after the other without a line of a JVM, beyond which a file is not read on. */
  readonly foreignLines: number;
  readonly foreignBytes: number;
  /** Collections that are kept; of more, the last ones are. */
  readonly collections: number;
  /** Programs whose lines are distinguished by prefix; further ones are not read. */
  readonly sources: number;
}

/** The limits that `skipover` reads with. `--max-input` raises those on what is no log. */
export function readingLimits(): ReadingLimits {
  const { bytes, lines } = inputLimits();
  return {
    lineLength: 2 ** 16,
    recordLength: 2 ** 18,
    foreignLines: Math.ceil(lines / 4),
    foreignBytes: bytes,
    collections: 500_000,
    sources: 64,
  };
}
