import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'skipover-guest-';

/** The folder of a guest's memory. It goes when the guest does, or when this process ends. */
export class GuestFolder {
  readonly path: string;
  readonly #atExit = (): void => this.remove();

  /** Removes also what harnesses left that were killed before they could. */
  constructor(scratch: string) {
    for (const name of readdirSync(scratch)) {
      if (name.startsWith(prefix) && !existsSync(`/proc/${name.split('-')[2]}`)) {
        rmSync(join(scratch, name), { recursive: true, force: true });
      }
    }
    this.path = mkdtempSync(join(scratch, `${prefix}${process.pid}-`));
    process.on('exit', this.#atExit);
  }

  remove(): void {
    process.off('exit', this.#atExit);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Where guests' memory is kept: a file system in memory, or the folder for temporary files. */
export function scratchFolder(isThere: (path: string) => boolean): string {
  return isThere('/dev/shm') ? '/dev/shm' : tmpdir();
}
