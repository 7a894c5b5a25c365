import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { setMaxInput } from '../../input/input-limits.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { GcCollection } from './collection.ts';
import type { GcLog } from './history.ts';
import { readGcLogFiles } from './read-files.ts';
import { readGcLog } from './read.ts';

const recording = fileURLToPath(new URL('../recordings/derby-parallel.gc.log.gz', import.meta.url));
const text = gunzipSync(readFileSync(recording)).toString();
const folder = mkdtempSync(join(tmpdir(), 'skipover-gc-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything but where it was read from. */
function collectionsOf({ collections }: GcLog): GcCollection[] {
  return Array.from({ length: collections.length }, (_, index) => ({
    ...collections.at(index),
    line: 0,
  }));
}
const expected = collectionsOf(readGcLog(text, 'derby.log'));

/** Packed without compression: the wrong bytes spoil one line, and only the sum, which is cut off, would show it. */
function damagedAndCut(): Buffer {
  const packed = gzipSync(text, { level: 0 });
  const arrow = packed.indexOf('->', packed.indexOf('PSYoungGen: '));
  return packed.fill('#', arrow, arrow + 2).subarray(0, -100);
}

/** Cut at line ends into parts of which none but the first has the start of the JVM. */
function parts(count: number): string[] {
  const lines = text.split('\n');
  const size = Math.ceil(lines.length / count);
  return Array.from(
    { length: count },
    (_, index) => `${lines.slice(index * size, (index + 1) * size).join('\n')}\n`,
  );
}

describe('one log', () => {
  test.each<[string, string | Uint8Array]>([
    ['plain, by the name of gzip', text],
    ['gzip', gzipSync(text)],
    [
      'gzip in two members',
      Buffer.concat([gzipSync(text.slice(0, 9999)), gzipSync(text.slice(9999))]),
    ],
    ['zip', zipSync({ 'gc.log': strToU8(text) })],
    ['zip, stored', zipSync({ 'gc.log': strToU8(text) }, { level: 0 })],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['old line ends', text.replaceAll('\n', '\r')],
    ['a hole of zeros', Buffer.concat([Buffer.alloc(300_000), Buffer.from(text)])],
    ['Latin-1 words of the application', Buffer.from(`M\u00fcller\n${text}`, 'latin1')],
  ])('%s', async (name, content) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.log.gz`);
    writeFileSync(path, content);
    expect(collectionsOf(await readGcLogFiles([path]))).toEqual(expected);
  });

  test('cut gzip: what is there, and a note', async () => {
    const path = join(folder, 'cut.gz');
    writeFileSync(path, gzipSync(text).subarray(0, 40_000));
    const log = await readGcLogFiles([path]);
    expect(collectionsOf(log)).toEqual(expected.slice(0, log.collections.length));
    expect(log.collections.length).toBeGreaterThan(5);
    expect(log.notes.join()).toContain(
      'the gzip file is cut off; its checksum is lost, so damage may not show',
    );
  });

  test.each([
    ['missing.log', undefined, /missing\.log: no such file; expected a HotSpot GC log$/],
    [
      'damaged.gz',
      gzipSync(text).fill(7, 500, 900),
      /damaged\.gz: a damaged gzip file: numbers in it may be wrong; unpack it/,
    ],
    [
      'damaged-and-cut.gz',
      damagedAndCut(),
      /damaged-and-cut\.gz: a gzip file that is cut off and damaged: numbers in it may be wrong; unpack it/,
    ],
    ['empty', Buffer.alloc(0), /empty:1: nothing and no line of a HotSpot log/],
    ['*.none', undefined, /\*\.none: no file of that pattern/],
  ])('%s is refused', async (name, bytes, message) => {
    const path = join(folder, name);
    if (bytes !== undefined) writeFileSync(path, bytes);
    await expect(readGcLogFiles([path])).rejects.toThrow(InputError);
    await expect(readGcLogFiles([path])).rejects.toThrow(message);
  });

  test.each<[string, string | Uint8Array]>([
    ['large.log', text],
    ['large.gz', gzipSync(text)],
    ['large.zip', zipSync({ 'gc.log': strToU8(text) })],
  ])('%s over --max-input is refused, packed or not', async (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    setMaxInput(300_000);
    try {
      await expect(readGcLogFiles([path])).rejects.toThrow(
        /over the limit of 293 KiB \(--max-input raises it\); expected a HotSpot GC log$/,
      );
    } finally {
      setMaxInput(undefined);
    }
    expect(collectionsOf(await readGcLogFiles([path]))).toEqual(expected);
  });

  test.each([
    ['cut', (zip: Uint8Array) => zip.subarray(0, zip.length >> 1)],
    // No code of deflate.
    ['damaged', (zip: Uint8Array) => zip.slice().fill(255, zip.length >> 1, zip.length - 200)],
  ])('of a zip that is %s, nothing is taken that may be wrong', async (name, change) => {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, change(zipSync({ 'gc.log': strToU8(text) })));
    if (name === 'damaged') {
      await expect(readGcLogFiles([path])).rejects.toThrow(
        /damaged\.zip: a damaged zip file: numbers in it may be wrong; unpack it yourself/,
      );
      return;
    }
    const log = await readGcLogFiles([path]);
    expect(collectionsOf(log)).toEqual(expected.slice(0, log.collections.length));
    expect(log.notes.join()).toContain('the zip file is cut off');
  });
});

// Larger ones: read-files.full.test.ts.
test('a file that was made to fill a machine is not read on', async () => {
  const path = join(folder, 'newlines.gz');
  writeFileSync(path, gzipSync(Buffer.alloc(2 ** 25, '\n')));
  await expect(readGcLogFiles([path])).rejects.toThrow(
    /without a line of a JVM: not read on|over the limit/,
  );
});

test('a log is read as far as it is one', async () => {
  const path = join(folder, 'log-and-newlines.gz');
  const newlines = gzipSync(Buffer.alloc(2 ** 23, '\n'));
  writeFileSync(path, Buffer.concat([gzipSync(text), newlines]));
  const log = await readGcLogFiles([path]);
  expect(collectionsOf(log)).toEqual(expected);
  expect(log.notes.join()).toContain('without a line of a JVM: not read on');
});

describe('one log in parts', () => {
  const place = (name: string): string => {
    const made = join(folder, name);
    mkdirSync(made);
    return made;
  };

  test('a folder, a pattern and a list of files, in any order, some packed', async () => {
    const made = place('rotated');
    const [first, second, third, fourth] = parts(4);
    // As a JVM rotates: the file without a number is the newest, or in the ring anywhere.
    writeFileSync(join(made, 'gc.log'), fourth!);
    writeFileSync(join(made, 'gc.log.0'), third!);
    writeFileSync(join(made, 'gc.log.10.gz'), gzipSync(first!));
    writeFileSync(join(made, 'gc.log.2'), second!);
    writeFileSync(join(made, 'README.md'), 'about these logs\n');
    expect(collectionsOf(await readGcLogFiles([made]))).toEqual(expected);
    expect(collectionsOf(await readGcLogFiles([join(made, 'gc.log*')]))).toEqual(expected);
    const names = ['gc.log.2', 'gc.log', 'gc.log.10.gz', 'gc.log.0', 'gc.log'];
    const listed = await readGcLogFiles(names.map((name) => join(made, name)));
    expect(collectionsOf(listed)).toEqual(expected);
  });

  test('parts in an archive, and glued together in a wrong order', async () => {
    const [first, second] = parts(2);
    const archive = join(folder, 'parts.zip');
    writeFileSync(archive, zipSync({ 'gc.log.0': strToU8(second!), 'gc.log.1': strToU8(first!) }));
    const glued = join(folder, 'glued.log');
    writeFileSync(glued, second! + first!);
    for (const path of [archive, glued]) {
      const log = await readGcLogFiles([path]);
      // The collection that the cut goes through is in neither part.
      const ids = new Set(collectionsOf(log).map(({ id }) => id));
      expect(ids.size).toBeGreaterThanOrEqual(23);
      expect(collectionsOf(log)).toEqual(expected.filter(({ id }) => ids.has(id)));
      expect(log.notes.join()).toContain('2 parts of the log were put in the order of their times');
    }
  });

  test('errors name the file and its line', async () => {
    const made = place('refused');
    writeFileSync(join(made, 'a.log'), 'nothing\nhere\n');
    writeFileSync(join(made, 'b.log'), '\n[0.1s][info][gc] Using The Z Garbage Collector\n');
    await expect(readGcLogFiles([made])).rejects.toThrow(/refused.b\.log:2: a log of ZGC/);
  });
});
