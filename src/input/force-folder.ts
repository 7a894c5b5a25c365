import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Forces what was renamed in a folder to the disk. Not every system can do that: then a power cut may undo it. */
export function forceFolder(folder: string): void {
  try {
    const file = openSync(folder, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // The files are complete.
  }
}
