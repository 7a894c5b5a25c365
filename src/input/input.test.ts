import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { InputError } from '../foundation/input-error.ts';
import { InputFile } from './input-file.ts';
import { setMaxInput } from './input-limits.ts';
import { bytesOf } from './read-bytes.ts';
import { parseJson, readJson } from './read-json.ts';
import { linesOf } from './read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-input-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => setMaxInput(undefined));

let count = 0;
function fileOf(content: Uint8Array | string): string {
  const path = join(folder, `file-${count++}`);
  writeFileSync(path, content);
  return path;
}

const open = (path: string): InputFile => new InputFile(path, { expected: 'a test' });
const linesAt = (path: string): string[] => [...linesOf(open(path))];

/** The one line that a reader refuses with. */
function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).kind).toBe('data');
    expect((error as InputError).message).toMatch(/^\P{Cc}+$/u);
    return (error as InputError).message;
  }
  return expect.fail('nothing was refused');
}

/** Gzip of `size` times the same byte, without holding them. */
function bomb(byte: number, size: number): Buffer {
  const member = gzipSync(Buffer.alloc(2 ** 20, byte));
  return Buffer.concat(Array.from({ length: size / 2 ** 20 }, () => member));
}

describe('a file from outside', () => {
  test('is read as it is, plain or gzip, in one member or in several', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 70_000 }), { maxLength: 3 }),
        fc.constantFrom(0, 1, 9),
        (parts, level) => {
          const joined = Buffer.concat(parts);
          const isPlain = joined[0] !== 0x1f || joined[1] !== 0x8b;
          if (isPlain) expect(Buffer.from(bytesOf(open(fileOf(joined))))).toEqual(joined);
          const members = parts.map((part) => gzipSync(part, { level }));
          const packed = Buffer.concat([...members, Buffer.alloc(parts.length === 0 ? 0 : 700)]);
          expect(Buffer.from(bytesOf(open(fileOf(packed))))).toEqual(joined);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  test('in members that end where a piece ends', () => {
    // Stored blocks: a member of a chosen length, so that the next begins with a piece.
    const member = gzipSync(Buffer.alloc(2 ** 14 - 23, 7), { level: 0 });
    expect(member.length).toBe(2 ** 14);
    const packed = Buffer.concat([member, member, gzipSync('end')]);
    expect(bytesOf(open(fileOf(packed))).length).toBe(2 * (2 ** 14 - 23) + 3);
  });

  test('may be looked at before it is read', () => {
    const input = open(fileOf(gzipSync('PDT1 and the rest')));
    expect(Buffer.from(input.head(5)).toString()).toBe('PDT1 ');
    expect(Buffer.from(bytesOf(input)).toString()).toBe('PDT1 and the rest');
    expect(open(fileOf('ab')).head(5)).toHaveLength(2);
  });

  test('is a regular one, or is refused without a read', () => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect(refusalOf(() => open(pipe))).toContain('pipe: a pipe: give - ');
    mkdirSync(join(folder, 'sub'));
    expect(refusalOf(() => open(join(folder, 'sub')))).toContain('a directory; expected a test');
    for (const device of ['/dev/zero', '/dev/null']) {
      const link = join(folder, `link${device.replaceAll('/', '-')}`);
      symlinkSync(device, link);
      expect(refusalOf(() => open(link))).toContain('a device');
    }
    expect(refusalOf(() => open(join(folder, 'none')))).toContain('no such file');
    expect(refusalOf(() => open(join(fileOf(''), 'none')))).toContain('no such file');
    expect(refusalOf(() => bytesOf(open('/proc/self/mem')))).toContain('cannot be read');
  });

  test('is refused where its gzip is cut or damaged, with each bit of its sum', () => {
    const packed = gzipSync(Buffer.from('some text that is packed'));
    for (let end = 2; end < packed.length; end++) {
      const cut = fileOf(packed.subarray(0, end));
      expect(refusalOf(() => bytesOf(open(cut)))).toContain('cut off');
      const input = open(cut);
      expect('some text that is packed').toContain(
        Buffer.from(bytesOf(input, { mayBeCut: true })).toString(),
      );
      expect(input.isCut).toBe(true);
    }
    for (let bit = 0; bit < 64; bit++) {
      const damaged = Buffer.from(packed);
      damaged[packed.length - 8 + (bit >> 3)]! ^= 1 << (bit & 7);
      expect(refusalOf(() => bytesOf(open(fileOf(damaged))))).toContain('a damaged gzip file');
    }
    const junk = fileOf(Buffer.concat([packed, Buffer.from('junk')]));
    expect(refusalOf(() => bytesOf(open(junk)))).toContain('a damaged gzip file');
  });

  test('is refused where it is over the limit, packed or sparse, and not under it', () => {
    const sparse = fileOf('');
    truncateSync(sparse, 3 * 2 ** 30);
    expect(refusalOf(() => bytesOf(open(sparse)))).toContain('3 GiB over the limit of 256 MiB');
    setMaxInput(2 ** 22);
    const small = fileOf(bomb(0, 2 ** 22));
    expect(bytesOf(open(small))).toHaveLength(2 ** 22);
    const large = fileOf(bomb(0, 2 ** 22 + 2 ** 20));
    expect(refusalOf(() => bytesOf(open(large)))).toContain('over the limit of 4 MiB (--max-input');
    setMaxInput(2 ** 23);
    expect(bytesOf(open(large))).toHaveLength(2 ** 22 + 2 ** 20);
  });
});

describe('lines', () => {
  test('are those of split, wherever a piece ends', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', '\t', '\u001b', ' '),
      maxLength: 9,
    });
    const long = fc.constantFrom('', 'x'.repeat(2 ** 14 - 3), '漢'.repeat(30_000));
    fc.assert(
      fc.property(fc.array(fc.oneof(line, long)), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.map((each) => each + end).join('');
        expect(linesAt(fileOf(text))).toEqual(lines);
        expect(linesAt(fileOf(gzipSync(`${text}open`)))).toEqual([...lines, 'open']);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('are refused where they are binary, with the number of the line', () => {
    expect(refusalOf(() => linesAt(fileOf('one\ntwo\0\n')))).toContain(': line 2: binary data; ');
    expect(refusalOf(() => linesAt(fileOf(Buffer.of(0x61, 0xff, 0x0a))))).toContain('line 1');
    expect(refusalOf(() => linesAt(fileOf(Buffer.of(0x61, 0x0a, 0xc3))))).toContain('line 2');
  });

  test('are refused where one is too long, or where they are too many', () => {
    const long = fileOf(`short\n${'x'.repeat(2 ** 20 + 1)}`);
    expect(refusalOf(() => linesAt(long))).toContain('line 2 over the limit of 1 MiB a line');
    expect(linesAt(fileOf('x'.repeat(2 ** 20)))).toHaveLength(1);
    setMaxInput(2 ** 22);
    const many = fileOf(bomb(10, 2 ** 20));
    expect(refusalOf(() => linesAt(many))).toContain('lines over the limit of 262144');
  });
});

/** All strings and keys of a JSON value. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsOf(inner)]);
}

describe('JSON', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  test('is what JSON.parse reads, but for control characters in its names and texts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium', stringUnit: 'binary' }), (value) => {
        const read = parseJson(JSON.stringify(value), 'a file');
        const isPlain = !/\p{C}|\p{Zl}|\p{Zp}/u.test(stringsOf(value).join(''));
        if (isPlain) expect(JSON.stringify(read)).toBe(JSON.stringify(value));
        else expect(stringsOf(read).join('')).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
      }),
      { seed: 1, numRuns: 1_000 },
    );
    const hostile = { 'a\u001b[2J': ['\u009b31m', 'two\nlines', '\u202e'], ['__proto__']: 1 };
    const read = parseJson(JSON.stringify(hostile), 'a file');
    expect(JSON.stringify(read)).toBe('{"a?[2J":["?31m","two?lines","?"],"__proto__":1}');
  });

  test('is refused where it is nested too deeply, has too many values or is too long', () => {
    expect(parseJson(nested(256), 'a file')).toHaveLength(1);
    expect(refusalOf(() => parseJson(nested(257), 'a file'))).toBe(
      'a file: JSON nested deeper than 256',
    );
    const quoted = JSON.stringify([nested(300), '\\', '"[[', `${'\\'.repeat(7)}"`]);
    expect(parseJson(quoted, 'a file')).toHaveLength(4);
    expect(refusalOf(() => readJson(fileOf('['.repeat(2 ** 20))))).toContain('deeper than 256');
    const many = `[${'0,'.repeat(2 ** 22)}0]`;
    expect(refusalOf(() => parseJson(many, 'a file'))).toContain(
      'over the limit of 4194304 values',
    );
    setMaxInput(2 ** 20);
    const long = fileOf(JSON.stringify('x'.repeat(2 ** 18)));
    expect(refusalOf(() => readJson(long))).toContain('over the limit of 256 KiB');
  });

  test.each(['', '{', '"', '"\\', '[1,]', 'nul', '\u001b', '[]]'])('is refused: %j', (text) => {
    expect(refusalOf(() => readJson(fileOf(text)))).toContain('not a complete JSON file');
  });
});

test('a message names a file of any name in one line', () => {
  const name = join(folder, 'two\nlines\u001b[31m\u202e');
  expect(refusalOf(() => open(name))).toContain('two?lines?[31m?: no such file');
});
