import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { forceFolder } from '../../input/force-folder.ts';
import { inputLimits } from '../../input/input-limits.ts';
import { parseJson } from '../../input/read-json.ts';
import type { System } from '../../system/system.ts';
import type { SavedSearch } from './saved-search.ts';
import type { StoreKind } from '../stores/store-kind.ts';

/**
 * A search written down, to be taken up again: a file for the states, one for all else, and a manifest with
 * their hashes. The manifest is put in place last, in one step, so that a process killed at any moment leaves
 * the checkpoint before, or this one, complete.
 */
const manifestName = 'checkpoint.json';
const format = 'skipover checkpoint 2';
/** Node reads, writes and hashes less than 2 GiB in one call. */
const bytesAtOnce = 1 << 26;

interface Manifest {
  readonly format: string;
  readonly identity: string;
  readonly generation: number;
  readonly files: readonly [FileSeal, FileSeal];
}

interface FileSeal {
  readonly name: string;
  readonly sha256: string;
}

/** A checkpoint that was found complete and to belong to the system. */
export interface Checkpoint {
  readonly generation: number;
  /** What stands for a `SavedSearch`: its shape was not looked at. */
  readonly search: unknown;
  /** Reads what the store dumped, which must have so many words. */
  readonly dump: (words: number) => Uint32Array;
}

const manifestBytesMax = 2 ** 20;

/** Everything that decides whether states and ids mean the same. */
export function identityOf(system: System, storeKind: StoreKind, key: string): string {
  const { layout, transitions, properties, reachable, name } = system;
  const fields = layout.fields.map(({ name: field, bits, length }) => [field, bits, length]);
  const steps = transitions.map(({ process, event, target }) => [process, event, target]);
  const ids = [...properties, ...reachable].map(({ id }) => id);
  const initial = [...system.initial()];
  const content = { key, name, storeKind, fields, steps, ids, initial, endianness: endianness() };
  return hashOf(Buffer.from(JSON.stringify(content)));
}

/** Writes a checkpoint and removes the one before. Throws `InputError('usage')` where it cannot. */
export function writeCheckpoint(
  folder: string,
  { generation, identity }: { readonly generation: number; readonly identity: string },
  { search, dump }: { readonly search: SavedSearch; readonly dump: Iterable<Uint32Array> },
): void {
  const files: [FileSeal, FileSeal] = [
    writePieces(folder, `states.${generation}`, dump),
    writePieces(folder, `search.${generation}`, [Buffer.from(JSON.stringify(search))]),
  ];
  const manifest: Manifest = { format, identity, generation, files };
  const line = JSON.stringify(manifest);
  const text = `${line}\n${hashOf(Buffer.from(line))}\n`;
  writePieces(folder, `${manifestName}.partial`, [Buffer.from(text)]);
  renameSync(join(folder, `${manifestName}.partial`), join(folder, manifestName));
  forceFolder(folder);
  for (const name of readdirSync(folder)) {
    const isOurs = /^(?:states|search)\.\d+$/.test(name);
    if (isOurs && !name.endsWith(`.${generation}`)) rmSync(join(folder, name), { force: true });
  }
}

/** Reads a checkpoint. Throws `InputError('data')` if there is none, if it belongs to another
 * system, version or mode, and where a file is missing, cut or changed. */
export function readCheckpoint(folder: string, identity: string): Checkpoint {
  const [line, hash, rest] = read(folder, manifestName, manifestBytesMax).toString().split('\n');
  if (line === undefined || hash !== hashOf(Buffer.from(line)) || rest !== '') {
    refuse(folder, `is damaged: ${manifestName} is not as it was written`);
  }
  const manifest = parseJson(line, join(folder, manifestName));
  requireManifest(manifest, folder);
  if (manifest.identity !== identity) {
    refuse(folder, 'belongs to another model, scenario, version or mode of search');
  }
  const { generation, files } = manifest;
  const search = readSealed(folder, files[1], inputLimits().jsonBytes).toString();
  return {
    generation,
    search: parseJson(search, join(folder, files[1].name)),
    dump: (words) => {
      const { buffer, byteOffset, byteLength } = readSealed(folder, files[0], words * 4);
      if (byteLength !== words * 4)
        refuse(folder, `is damaged: ${files[0].name} has another length`);
      return new Uint32Array(buffer, byteOffset, words);
    },
  };
}

/** The manifest is sealed by its own hash: whoever forges it seals it as well. */
function requireManifest(content: unknown, folder: string): asserts content is Manifest {
  const { format: written, identity, generation, files } = (content ?? {}) as Partial<Manifest>;
  if (written !== format) refuse(folder, 'was written by another version');
  const names = ['states', 'search'].map((name) => `${name}.${generation}`);
  const isOurs =
    typeof identity === 'string' &&
    Number.isSafeInteger(generation) &&
    Array.isArray(files) &&
    names.every((name, at) => (files as readonly Partial<FileSeal>[])[at]?.name === name);
  if (!isOurs) refuse(folder, `is damaged: ${manifestName} makes no sense`);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Says that the checkpoint in a folder cannot be used. */
export function refuse(folder: string, why: string): never {
  throw new InputError('data', `${folder}: the checkpoint ${why}`);
}

function writePieces(
  folder: string,
  name: string,
  pieces: Iterable<Uint8Array | Uint32Array>,
): FileSeal {
  const hash = createHash('sha256');
  const path = join(folder, name);
  try {
    const file = openSync(path, 'w');
    try {
      for (const { buffer, byteOffset, byteLength } of pieces) {
        for (let done = 0; done < byteLength;) {
          const length = Math.min(bytesAtOnce, byteLength - done);
          const bytes = new Uint8Array(buffer, byteOffset + done, length);
          const written = writeSync(file, bytes);
          hash.update(bytes.subarray(0, written));
          done += written;
        }
      }
      // On disk before the manifest says so: a power cut leaves this checkpoint or the one before.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new InputError('usage', `cannot write ${path}: ${(error as Error).message}`);
  }
  return { name, sha256: hash.digest('hex') };
}

function read(folder: string, name: string, bytesMax: number): Buffer {
  let file: number;
  try {
    // A pipe in the place of a file must not be waited for.
    file = openSync(join(folder, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    if (name === manifestName) throw new InputError('data', `${folder}: there is no checkpoint`);
    return refuse(folder, `lacks ${name}`);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) refuse(folder, `is damaged: ${name} is no regular file`);
    if (stat.size > bytesMax) refuse(folder, `is damaged: ${name} is larger than it can be`);
    const bytes = Buffer.alloc(stat.size);
    for (let done = 0; done < bytes.length;) {
      const length = Math.min(bytesAtOnce, bytes.length - done);
      const got = readSync(file, bytes, done, length, done);
      if (got === 0) break;
      done += got;
    }
    return bytes;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('data', `${join(folder, name)}: ${(error as Error).message}`);
  } finally {
    closeSync(file);
  }
}

function readSealed(folder: string, { name, sha256 }: FileSeal, bytesMax: number): Buffer {
  const bytes = read(folder, name, bytesMax);
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    hash.update(bytes.subarray(at, at + bytesAtOnce));
  }
  const isWhole = hash.digest('hex') === sha256;
  if (!isWhole) refuse(folder, `is damaged: ${name} is not as it was written`);
  return bytes;
}
