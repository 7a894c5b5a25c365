import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../foundation/input-error.ts';
import type { System } from '../system/system.ts';
import type { JudgeReport } from './judge.ts';
import type { SearchPosition } from './search.ts';
import type { Visited } from './visited.ts';

/**
 * A search written down, to be taken up again: a file for the states, one for all else, and a manifest with
 * their hashes. The manifest is put in place last, in one step, so that a process killed at any moment leaves
 * the checkpoint before, or this one, whole.
 */
const manifestName = 'checkpoint.json';
const format = 'skipover checkpoint 2';
/** Node reads, writes and hashes less than 2 GiB in one call. */
const bytesAtOnce = 1 << 26;

/** All of a search but its store. */
export interface SavedSearch {
  readonly position: SearchPosition;
  /** States in the store. */
  readonly states: number;
  readonly taken: readonly number[];
  readonly held: readonly number[];
  readonly failed: readonly number[];
  readonly judges: readonly JudgeReport[];
}

interface Manifest {
  readonly format: string;
  readonly identity: string;
  readonly generation: number;
  readonly files: readonly FileSeal[];
}

interface FileSeal {
  readonly name: string;
  readonly sha256: string;
}

/** A checkpoint that was found whole and to belong to the system. */
export interface Checkpoint {
  readonly generation: number;
  readonly search: SavedSearch;
  /** What the store dumped. */
  readonly dump: Uint32Array;
}

/** Everything that decides whether states and ids mean the same. */
export function identityOf(system: System, visited: Visited, key: string): string {
  const { layout, transitions, properties, reachable, name } = system;
  const fields = layout.fields.map(({ name: field, bits, length }) => [field, bits, length]);
  const steps = transitions.map(({ process, event, target }) => [process, event, target]);
  const ids = [...properties, ...reachable].map(({ id }) => id);
  const initial = [...system.initial()];
  const content = { key, name, visited, fields, steps, ids, initial, endianness: endianness() };
  return hashOf(Buffer.from(JSON.stringify(content)));
}

/** Writes a checkpoint and removes the one before. Throws `InputError('usage')` where it cannot. */
export function writeCheckpoint(
  folder: string,
  { generation, identity }: { readonly generation: number; readonly identity: string },
  { search, dump }: { readonly search: SavedSearch; readonly dump: Iterable<Uint32Array> },
): void {
  const files = [
    writePieces(folder, `states.${generation}`, dump),
    writePieces(folder, `search.${generation}`, [Buffer.from(JSON.stringify(search))]),
  ];
  const manifest: Manifest = { format, identity, generation, files };
  const line = JSON.stringify(manifest);
  const text = `${line}\n${hashOf(Buffer.from(line))}\n`;
  writePieces(folder, `${manifestName}.partial`, [Buffer.from(text)]);
  renameSync(join(folder, `${manifestName}.partial`), join(folder, manifestName));
  for (const name of readdirSync(folder)) {
    const isOurs = /^(?:states|search)\.\d+$/.test(name);
    if (isOurs && !name.endsWith(`.${generation}`)) rmSync(join(folder, name), { force: true });
  }
}

/** Reads a checkpoint. Throws `InputError('data')` where there is none, where it belongs to another
 * system, version or mode, and where a file is missing, cut or changed. */
export function readCheckpoint(folder: string, identity: string): Checkpoint {
  const [line, hash, rest] = read(folder, manifestName).toString().split('\n');
  if (line === undefined || hash !== hashOf(Buffer.from(line)) || rest !== '') {
    refuse(folder, `is damaged: ${manifestName} is not as it was written`);
  }
  const manifest = JSON.parse(line) as Manifest;
  if (manifest.format !== format) refuse(folder, 'was written by another version');
  if (manifest.identity !== identity) {
    refuse(folder, 'belongs to another model, scenario, version or mode of search');
  }
  const [states, search] = manifest.files.map((sealed) => readSealed(folder, sealed));
  const { buffer, byteOffset, byteLength } = states!;
  return {
    generation: manifest.generation,
    search: JSON.parse(search!.toString()) as SavedSearch,
    dump: new Uint32Array(buffer, byteOffset, byteLength / 4),
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function refuse(folder: string, why: string): never {
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
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new InputError('usage', `cannot write ${path}: ${(error as Error).message}`);
  }
  return { name, sha256: hash.digest('hex') };
}

function read(folder: string, name: string): Buffer {
  let file: number;
  try {
    file = openSync(join(folder, name), 'r');
  } catch {
    if (name === manifestName) throw new InputError('data', `${folder}: there is no checkpoint`);
    return refuse(folder, `lacks ${name}`);
  }
  try {
    const bytes = Buffer.alloc(fstatSync(file).size);
    for (let done = 0; done < bytes.length;) {
      const length = Math.min(bytesAtOnce, bytes.length - done);
      const got = readSync(file, bytes, done, length, done);
      if (got === 0) break;
      done += got;
    }
    return bytes;
  } catch (error) {
    throw new InputError('data', `${join(folder, name)}: ${(error as Error).message}`);
  } finally {
    closeSync(file);
  }
}

function readSealed(folder: string, { name, sha256 }: FileSeal): Buffer {
  const bytes = read(folder, name);
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    hash.update(bytes.subarray(at, at + bytesAtOnce));
  }
  const isWhole = hash.digest('hex') === sha256;
  if (!isWhole) refuse(folder, `is damaged: ${name} is not as it was written`);
  return bytes;
}
