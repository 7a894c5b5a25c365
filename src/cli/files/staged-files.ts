import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { forceFolder } from '../../input/force-folder.ts';

/**
 * The files of one run, all or none. Each is written beside its place first and forced to disk; the renames come
 * last, when nothing can run out of space any more. A process killed between two renames leaves some files of this
 * run beside some of the one before, each complete.
 */
const staged = new Map<string, string>();
let waits = false;

const partialName = /^\.partial-(\d+)-/;

/** From now on files wait for {@link commitStaged}; if the process ends before, none is left. */
export function beginStaging(): void {
  if (waits) return;
  waits = true;
  process.once('exit', discardStaged);
}

export function isStaging(): boolean {
  return waits;
}

/** Writes a file beside its place. Throws `InputError('usage')` where it cannot. */
export function stageFile(file: string, content: string): void {
  const folder = dirname(file);
  const partial = join(folder, `.partial-${process.pid}-${randomUUID()}`);
  try {
    makeFolder(folder);
    writeForced(partial, content);
  } catch (error) {
    rmSync(partial, { force: true });
    throw cannotWrite(file, error);
  }
  const before = staged.get(file);
  if (before !== undefined) rmSync(before, { force: true });
  staged.set(file, partial);
}

/** Puts every file that was written into its place. */
export function commitStaged(): void {
  const folders = new Set<string>();
  for (const [file, partial] of staged) {
    try {
      renameSync(partial, file);
    } catch (error) {
      discardStaged();
      throw cannotWrite(file, error);
    }
    staged.delete(file);
    folders.add(dirname(file));
  }
  for (const folder of folders) {
    forceFolder(folder);
    removeAbandoned(folder);
  }
}

/** Takes back what was written and is not in its place. */
export function discardStaged(): void {
  for (const partial of staged.values()) rmSync(partial, { force: true });
  staged.clear();
}

/** Where the content of a file is now: in its place, or beside it until the run ends. */
export function currentPlace(file: string): string {
  return staged.get(file) ?? file;
}

/** The names in a folder as they will be when the run ends. */
export function namesIn(folder: string): string[] {
  const waiting = [...staged.keys()].filter((file) => dirname(file) === folder);
  const present = readdirSync(folder).filter((name) => !partialName.test(name));
  return [...new Set([...present, ...waiting.map((file) => basename(file))])].toSorted();
}

/** Makes a folder and those above it, one by one: below /proc Node's own way of doing it never ends. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function cannotWrite(file: string, error: unknown): InputError {
  return new InputError('usage', `cannot write ${file}: ${reasonOf(error)}`);
}

function writeForced(path: string, content: string): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes what a process that was killed has left behind. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = partialName.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
