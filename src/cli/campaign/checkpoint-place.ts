import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where workers leave searches for one another: a shared folder, or S3. Names have slashes. */
export interface CheckpointPlace {
  /** Writes a file of a cell, all of it or none. */
  readonly put: (cell: string, name: string, content: Uint8Array) => Promise<void>;
  /** `undefined` if there is none. */
  readonly get: (cell: string, name: string) => Promise<Uint8Array | undefined>;
  /** The names of the files of a cell. */
  readonly list: (cell: string) => Promise<readonly string[]>;
  readonly removeFile: (cell: string, name: string) => Promise<void>;
  /** Removes all files of a cell. */
  readonly remove: (cell: string) => Promise<void>;
}

/** Names the files of the last complete checkpoint: it is written last, in one step. */
const latestName = 'latest.json';
const manifestName = 'checkpoint.json';
const pollMs = 500;

interface Latest {
  readonly folder: string;
  readonly files: readonly string[];
}

/** Brings the last checkpoint of a cell into a folder; false if there is none that is complete. */
export async function restoredInto(
  place: CheckpointPlace,
  cell: string,
  folder: string,
): Promise<boolean> {
  const bytes = await place.get(cell, latestName);
  if (bytes === undefined) return false;
  const { folder: from, files } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Latest;
  for (const name of files) {
    const content = await place.get(cell, `${from}/${name}`);
    // Another worker has just replaced it.
    if (content === undefined) return false;
    writeFileSync(join(folder, name), content);
  }
  return true;
}

/** Saves each new checkpoint that a search writes into its folder. */
export interface CheckpointKeeper {
  /** Saves the newest one now. */
  readonly save: () => Promise<void>;
  /** Stops watching. */
  readonly end: () => Promise<void>;
}

export function keptCheckpoints(
  place: CheckpointPlace,
  cell: string,
  folder: string,
): CheckpointKeeper {
  let saved = manifestOf(folder);
  let saving: Promise<void> = Promise.resolve();
  const save = async (): Promise<void> => {
    const manifest = manifestOf(folder);
    if (manifest === undefined || manifest === saved) return;
    if (await saveAs(place, cell, { folder, manifest })) saved = manifest;
  };
  const next = (): Promise<void> => {
    // A place that cannot be written costs time when this worker dies, and not the search.
    saving = saving.then(save).catch(() => {});
    return saving;
  };
  const timer = setInterval(() => void next(), pollMs);
  return {
    save: next,
    end: async () => {
      clearInterval(timer);
      await saving;
    },
  };
}

/** False where the search has written its next checkpoint meanwhile. */
async function saveAs(
  place: CheckpointPlace,
  cell: string,
  { folder, manifest }: { readonly folder: string; readonly manifest: string },
): Promise<boolean> {
  const { files } = JSON.parse(manifest.split('\n')[0]!) as {
    readonly files: readonly { readonly name: string; readonly sha256: string }[];
  };
  const target = randomUUID();
  for (const { name, sha256 } of files) {
    const content = contentOf(join(folder, name));
    if (content === undefined || digest(content) !== sha256) return false;
    await place.put(cell, `${target}/${name}`, content);
  }
  await place.put(cell, `${target}/${manifestName}`, Buffer.from(manifest));
  const latest: Latest = {
    folder: target,
    files: [...files.map(({ name }) => name), manifestName],
  };
  const before = await place.list(cell);
  await place.put(cell, latestName, Buffer.from(JSON.stringify(latest)));
  for (const name of before) {
    if (name !== latestName && !name.startsWith(`${target}/`)) await place.removeFile(cell, name);
  }
  return true;
}

function manifestOf(folder: string): string | undefined {
  const content = contentOf(join(folder, manifestName));
  return content === undefined ? undefined : Buffer.from(content).toString('utf8');
}

function contentOf(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
