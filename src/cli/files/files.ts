import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../foundation/input-error.ts';
import { commitStaged, isStaging, makeFolder, reasonOf, stageFile } from './staged-files.ts';

/** Makes sure, before any work is done, that files can be written into `folder`. */
export function requireWritableFolder(folder: string): void {
  if (folder === '') throw new InputError('usage', '--out needs the name of a folder');
  try {
    makeFolder(folder);
    writeFileSync(join(folder, `${probePrefix}${randomUUID()}`), '');
    removeProbes(folder);
  } catch (error) {
    throw new InputError('usage', `cannot write into ${folder}: ${reasonOf(error)}`);
  }
}

const probePrefix = '.skipover-probe-';

/** Those of processes that were killed here too: nobody looks at a probe once it is written. */
function removeProbes(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(probePrefix)) rmSync(join(folder, name), { force: true });
  }
}

const nameBytesMax = 255;

/** Makes sure, before any work is done, that `file` can be written and takes the place of no other thing. */
export function requireWritableFile(file: string): void {
  if (file === standardOutput) return;
  const refuse = (reason: string): never => {
    throw new InputError('usage', `cannot write '${file}': ${reason}`);
  };
  const name = basename(file);
  if (name === '' || /[/\\]$/.test(file)) refuse('--json needs the name of a file');
  if (Buffer.byteLength(name) > nameBytesMax) refuse(`a name has at most ${nameBytesMax} bytes`);
  if (!existsSync(dirname(file))) refuse(`there is no folder '${dirname(file)}'`);
  requireWritableFolder(dirname(file));
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) refuse('something that is not a file is there');
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    refuse(reasonOf(error));
  }
}

/** In place of a file's name: the standard output. */
export const standardOutput = '-';

/**
 * Writes a file completely or not at all: in a run of the program together with all its other files, else at once.
 * `-` is the standard output, which gets nothing else then (`reserveOutput`).
 */
export function writeWhole(file: string, content: string): void {
  if (file === standardOutput) {
    process.stdout.write(content);
    return;
  }
  stageFile(file, content);
  if (!isStaging()) commitStaged();
}

/** The folder of the package, wherever this module was built to. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
