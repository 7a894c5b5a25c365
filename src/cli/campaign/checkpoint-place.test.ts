import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import S3rver from 's3rver';
import { keptCheckpoints, restoredInto, type CheckpointPlace } from './checkpoint-place.ts';
import { folderPlace } from './folder-place.ts';
import { s3Place } from './s3-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-places-'));
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: join(folder, 's3'),
  configureBuckets: [{ name: 'searches', configs: [] }],
});
let endpoint = '';
beforeAll(async () => {
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const environment = (): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
});

/** What a search writes: two files, then the manifest with their hashes. */
function writeCheckpoint(place: string, generation: number, states: string): void {
  const files = [
    { name: `states.${generation}`, text: states },
    { name: `search.${generation}`, text: '{}' },
  ].map(({ name, text }) => {
    writeFileSync(join(place, name), text);
    return { name, sha256: createHash('sha256').update(text).digest('hex') };
  });
  writeFileSync(join(place, 'checkpoint.json'), `${JSON.stringify({ generation, files })}\nseal\n`);
}

let folders = 0;
function newFolder(): string {
  const made = join(folder, `local-${folders++}`);
  mkdirSync(made);
  return made;
}

describe.each([
  ['a shared folder', () => Promise.resolve(folderPlace(join(folder, 'shared')))],
  ['S3', () => s3Place('s3://searches/nightly', environment())],
])('checkpoints in %s', (_name, open: () => Promise<CheckpointPlace>) => {
  test('go from one worker to another, the last one only, and are removed', async () => {
    const place = await open();
    const own = newFolder();
    expect(await restoredInto(place, 'cell', own)).toBe(false);
    const keeper = keptCheckpoints(place, 'cell', own);
    for (const [generation, states] of ['first', 'second'].entries()) {
      writeCheckpoint(own, generation, states);
      await keeper.save();
    }
    await keeper.end();
    const other = newFolder();
    expect(await restoredInto(place, 'cell', other)).toBe(true);
    expect(readFileSync(join(other, 'states.1'), 'utf8')).toBe('second');
    expect(readFileSync(join(other, 'checkpoint.json'), 'utf8')).toMatch(/seal\n$/);
    // The first one is gone: three files and the pointer are left.
    expect(await place.list('cell')).toHaveLength(4);
    await place.remove('cell');
    expect(await place.list('cell')).toEqual([]);
    expect(await restoredInto(place, 'cell', newFolder())).toBe(false);
  });

  test('are not saved while the search writes the next one', async () => {
    const place = await open();
    const own = newFolder();
    const keeper = keptCheckpoints(place, 'torn', own);
    writeCheckpoint(own, 1, 'complete');
    writeFileSync(join(own, 'states.1'), 'torn');
    await keeper.save();
    await keeper.end();
    expect(await restoredInto(place, 'torn', newFolder())).toBe(false);
    await place.remove('torn');
  });
});

test('S3 without keys, or without a bucket, is refused', async () => {
  await expect(s3Place('s3://searches', {})).rejects.toThrow('AWS_ACCESS_KEY_ID is not set');
  await expect(s3Place('s3://', environment())).rejects.toThrow('s3://bucket/prefix');
});
