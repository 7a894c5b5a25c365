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
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { InputError } from '../foundation/input-error.ts';

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
}

/** Makes sure, before any work is done, that files can be written into `folder`. */
export function requireWritableFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.probe-${randomUUID()}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new InputError('usage', `cannot write into ${folder}: ${reasonOf(error)}`);
  }
}

/** Makes sure, before any work is done, that `file` can be written. */
export function requireWritableFile(file: string): void {
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new InputError('usage', `cannot write ${file}: it is a folder`);
  }
  requireWritableFolder(dirname(file));
  try {
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new InputError('usage', `cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** Writes a file whole or not at all: first beside it, then in its place. */
export function writeWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}.partial`;
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
