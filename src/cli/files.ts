import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { InputError } from '../foundation/input-error.ts';

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
}

/** Makes a folder and those above it, one by one: below /proc Node's own way of doing it never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/** Makes sure, before any work is done, that files can be written into `folder`. */
export function requireWritableFolder(folder: string): void {
  if (folder === '') throw new InputError('usage', '--out needs the name of a folder');
  try {
    makeFolder(folder);
    const probe = join(folder, `.probe-${randomUUID()}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new InputError('usage', `cannot write into ${folder}: ${reasonOf(error)}`);
  }
}

const nameBytesMax = 255;

/** Makes sure, before any work is done, that `file` can be written and takes the place of no other thing. */
export function requireWritableFile(file: string): void {
  const refuse = (reason: string): never => {
    throw new InputError('usage', `cannot write '${file}': ${reason}`);
  };
  const name = basename(file);
  if (name === '' || /[/\\]$/.test(file)) refuse('--json needs the name of a file');
  if (Buffer.byteLength(name) > nameBytesMax) refuse(`a name has at most ${nameBytesMax} bytes`);
  requireWritableFolder(dirname(file));
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) refuse('something that is not a file stands there');
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    refuse(reasonOf(error));
  }
}

/** Writes a file whole or not at all: first beside it, then in its place. */
export function writeWhole(file: string, content: string): void {
  makeFolder(dirname(file));
  const partial = join(dirname(file), `.partial-${randomUUID()}`);
  try {
    writeFileSync(partial, content);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new InputError('usage', `cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** The folder of the package, wherever this module was built to. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
