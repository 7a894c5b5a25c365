import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { readGcLogFiles } from './read-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-gc-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that was made to fill a machine', () => {
  /** Blocks of zstd (RFC 8878) that repeat a byte: four bytes for 128 KiB. */
  const zstdBomb = (blocks: number): Buffer => {
    const block = Buffer.from([0x02, 0x00, 0x10, 0x0a]);
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
    return Buffer.concat([head, ...Array.from({ length: blocks }, () => block)]);
  };
  const empty = Buffer.alloc(2 ** 25, '\n');

  test.each<[string, () => Uint8Array]>([
    ['newlines.gz', () => gzipSync(Buffer.concat(Array.from({ length: 16 }, () => empty)))],
    ['newlines.zip', () => zipSync({ 'gc.log': empty })],
    ['newlines.zst', () => zstdBomb(20_000)],
    ['letters.gz', () => gzipSync(Buffer.alloc(2 ** 29, 'x'))],
  ])('%s is not read on', async (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes());
    await expect(readGcLogFiles([path])).rejects.toThrow(
      /without a line of a JVM: not read on|over the limit/,
    );
  });
});
