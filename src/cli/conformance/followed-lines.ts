import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../foundation/input-error.ts';

export interface FollowOptions {
  /** Ends the log after so long without a new line. */
  readonly idleMs: number;
  /** How long to wait before looking again. */
  readonly pollMs?: number;
}

/**
 * The lines of a file that grows, as they are written; a line counts once its end is there. Ends when nothing was
 * written for a while. Waits for the file if it is not there yet. Throws `InputError('data')` if it gets shorter.
 */
export async function* followedLines(
  path: string,
  { idleMs, pollMs = 50 }: FollowOptions,
): AsyncGenerator<string> {
  let idle = 0;
  while (!existsSync(path)) {
    if (idle >= idleMs) throw new InputError('data', `${path}: no such file`);
    await sleep(pollMs);
    idle += pollMs;
  }
  const file = openSync(path, 'r');
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1 << 16);
  let open = '';
  let position = 0;
  try {
    for (idle = 0; idle < idleMs;) {
      if (fstatSync(file).size < position) throw new InputError('data', `${path}: it got shorter`);
      const count = readSync(file, buffer, 0, buffer.length, position);
      if (count === 0) {
        await sleep(pollMs);
        idle += pollMs;
        continue;
      }
      idle = 0;
      position += count;
      const parts = (open + decoder.decode(buffer.subarray(0, count), { stream: true })).split(
        '\n',
      );
      open = parts.pop()!;
      yield* parts;
    }
    if (open !== '') yield open;
  } finally {
    closeSync(file);
  }
}
