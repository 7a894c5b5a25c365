import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { reasonOf } from '../files/staged-files.ts';

/** Locks the folders that a search writes to and was read from; returns how they are given back. */
export function lockCheckpoints(search: {
  readonly checkpoint?: string;
  readonly resume?: string;
}): () => void {
  const folders = new Set([search.checkpoint, search.resume].filter((each) => each !== undefined));
  const releases = [...folders].filter((each) => existsSync(each)).map(lockCheckpoint);
  return () => {
    for (const release of releases) release();
  };
}

const lockName = 'checkpoint.lock';

/**
 * Keeps the folder of a checkpoint for this process: two searches that write there would take turns in destroying
 * each other's files. Returns how it is given back. The lock of a process that is gone is taken over.
 *
 * Throws `InputError('usage')` where another search has the folder, or no lock can be written.
 */
function lockCheckpoint(folder: string): () => void {
  const file = join(folder, lockName);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (written(file)) {
      const release = (): void => {
        process.off('exit', release);
        if (ownerOf(file) === identityOf(process.pid)) rmSync(file, { force: true });
      };
      process.once('exit', release);
      return release;
    }
    const owner = ownerOf(file);
    const [pid] = owner.split(' ');
    if (owner !== '' && owner === identityOf(Number(pid))) {
      throw new InputError(
        'usage',
        `${folder}: another search (process ${pid}) has this checkpoint: wait for it, or name another folder`,
      );
    }
    rmSync(file, { force: true });
  }
  throw new InputError('usage', `${file}: taken by one process after the other`);
}

/** Writes the lock if there is none; false if there is one. */
function written(file: string): boolean {
  try {
    const lock = openSync(file, 'wx');
    writeSync(lock, identityOf(process.pid));
    closeSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new InputError('usage', `cannot write ${file}: ${reasonOf(error)}`);
  }
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A process and, where the system reports, when it began: numbers are used again. Empty if there is none. */
function identityOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return '';
  }
  try {
    // Field 22 of proc_pid_stat(5), counted after the name, which may contain blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid}`;
  }
}
