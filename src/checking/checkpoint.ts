import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../foundation/input-error.ts';
import type { System } from '../system/system.ts';
import type { JudgeReport } from './judge.ts';
import type { Visited } from './visited.ts';

/**
 * A search written down, to be taken up again: one file per shard, one per worker, and a manifest with
 * the hashes of the latter, which have those of the former. The manifest is put in place last, in one step, so
 * that a process killed at any moment leaves the checkpoint before, or this one, whole.
 */
const manifestName = 'checkpoint.json';
const format = 'skipover checkpoint 1';

export interface SavedShard {
  readonly number: number;
  readonly states: number;
  readonly expanded: number;
  readonly levelEnd: number;
  readonly judges: readonly JudgeReport[];
}

/** What one worker writes down. */
export interface SavedPart {
  readonly depth: number;
  readonly levelStates: number;
  readonly transitions: number;
  readonly taken: readonly number[];
  readonly held: readonly number[];
  readonly failed: readonly number[];
  readonly shards: readonly SavedShard[];
}

interface Manifest {
  readonly format: string;
  readonly identity: string;
  readonly generation: number;
  readonly parts: readonly FileSeal[];
}

interface FileSeal {
  readonly name: string;
  readonly sha256: string;
}

interface PartFile {
  readonly part: SavedPart;
  readonly files: readonly FileSeal[];
}

/** A checkpoint that was found whole and to belong to the system. */
export interface SavedSearch {
  readonly generation: number;
  readonly parts: readonly SavedPart[];
  /** What the store of a shard dumped. */
  readonly dumpOf: (shard: number) => Uint32Array;
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

/** Writes what one worker has: the stores of its shards, then its own file. */
export function writePart(
  folder: string,
  { generation, worker }: { readonly generation: number; readonly worker: number },
  { part, dumps }: { readonly part: SavedPart; readonly dumps: readonly Uint32Array[] },
): void {
  const files = part.shards.map(({ number }, index): FileSeal => {
    const { buffer, byteOffset, byteLength } = dumps[index]!;
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    const name = `shard-${number}.${generation}`;
    write(folder, name, bytes);
    return { name, sha256: hashOf(bytes) };
  });
  const content: PartFile = { part, files };
  write(folder, partName(worker, generation), JSON.stringify(content));
}

/** Makes what all workers have written the checkpoint, and removes the one before. */
export function seal(
  folder: string,
  { generation, workers, identity }: { generation: number; workers: number; identity: string },
): void {
  const parts = Array.from({ length: workers }, (_, worker): FileSeal => {
    const name = partName(worker, generation);
    return { name, sha256: hashOf(readFileSync(join(folder, name))) };
  });
  const manifest: Manifest = { format, identity, generation, parts };
  const line = JSON.stringify(manifest);
  const text = `${line}\n${hashOf(Buffer.from(line))}\n`;
  write(folder, `${manifestName}.partial`, text);
  renameSync(join(folder, `${manifestName}.partial`), join(folder, manifestName));
  for (const name of readdirSync(folder)) {
    const isOurs = /^(?:shard|part)-\d+\.\d+$/.test(name);
    if (isOurs && !name.endsWith(`.${generation}`)) rmSync(join(folder, name), { force: true });
  }
}

/** Reads a checkpoint. Throws `InputError('data')` where there is none, where it belongs to another
 * system, version or mode, and where a file is missing, cut or changed. */
export function readCheckpoint(folder: string, identity: string): SavedSearch {
  const [line, hash, rest] = read(folder, manifestName).toString().split('\n');
  if (line === undefined || hash !== hashOf(Buffer.from(line)) || rest !== '') {
    refuse(folder, `is damaged: ${manifestName} is not as it was written`);
  }
  const manifest = JSON.parse(line) as Manifest;
  if (manifest.format !== format) refuse(folder, 'was written by another version');
  if (manifest.identity !== identity) {
    refuse(folder, 'belongs to another model, scenario, version or mode of search');
  }
  const partFiles = manifest.parts.map(
    (sealed) => JSON.parse(readSealed(folder, sealed).toString()) as PartFile,
  );
  const seals = new Map(partFiles.flatMap(({ files }) => files).map((each) => [each.name, each]));
  return {
    generation: manifest.generation,
    parts: partFiles.map(({ part }) => part),
    dumpOf: (shard) => {
      const name = `shard-${shard}.${manifest.generation}`;
      const sealed = seals.get(name) ?? refuse(folder, `has no ${name}`);
      const bytes = readSealed(folder, sealed);
      // A copy: the words must be aligned.
      return new Uint32Array(new Uint8Array(bytes).buffer);
    },
  };
}

function partName(worker: number, generation: number): string {
  return `part-${worker}.${generation}`;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function refuse(folder: string, why: string): never {
  throw new InputError('data', `${folder}: the checkpoint ${why}`);
}

function write(folder: string, name: string, content: string | Uint8Array): void {
  try {
    writeFileSync(join(folder, name), content);
  } catch (error) {
    throw new InputError(
      'usage',
      `cannot write ${join(folder, name)}: ${(error as Error).message}`,
    );
  }
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch {
    if (name === manifestName) throw new InputError('data', `${folder}: there is no checkpoint`);
    return refuse(folder, `lacks ${name}`);
  }
}

function readSealed(folder: string, { name, sha256 }: FileSeal): Buffer {
  const bytes = read(folder, name);
  if (hashOf(bytes) !== sha256) refuse(folder, `is damaged: ${name} is not as it was written`);
  return bytes;
}
