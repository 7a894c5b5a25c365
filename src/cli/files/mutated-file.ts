import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { invariant } from '../../foundation/invariant.ts';
import { Random } from '../../foundation/random.ts';
import { damaged } from '../../input/damaged-value.ts';

/** A reader of files from outside, for tests. */
export interface Reader {
  readonly name: string;
  /** A file that it reads without complaint. */
  readonly sample: () => Uint8Array;
  /** Reads the file, and does with its content what comes next in the program. */
  readonly read: (path: string) => unknown;
}

export const mutations = 2_000;
/** Far more than a reader takes of files so small, on a busy machine. */
const msMax = 60_000;

/**
 * Gives a reader its sample, then 2,000 that are damaged. It returns or refuses each in one line, in a moment. The file
 * is in `folder`. Returns how many were refused.
 */
export async function attack({ sample, read }: Reader, folder: string): Promise<number> {
  const path = join(folder, 'file');
  const complete = sample();
  writeFileSync(path, complete);
  await read(path);
  const random = new Random(7);
  let refused = 0;
  for (let number = 0; number < mutations; number++) {
    const bytes = mutated(complete, random);
    writeFileSync(path, bytes);
    const since = performance.now();
    try {
      await read(path);
    } catch (error) {
      refused++;
      if (!(error instanceof InputError)) {
        throw new Error(`mutation ${number}: no InputError`, { cause: error });
      }
      invariant(/^\P{Cc}{1,2000}$/u.test(error.message), `mutation ${number}: not one line`);
    }
    invariant(performance.now() - since < msMax, `mutation ${number} takes too long`);
  }
  return refused;
}

const values: readonly unknown[] = [
  undefined,
  null,
  '',
  '__proto__',
  'constructor',
  'toString',
  '\x1B[2J\n',
  'a/b~c',
  [],
  {},
  -1,
  0,
  0.5,
  1e9,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  true,
  'x'.repeat(5e3),
];
const numbers = [
  '-1',
  '0',
  '1e308',
  '99999999999999999999',
  '0x7fffffffffffffff',
  '4294967296',
  'NaN',
];

/** The sample, wrong in one to four places. */
function mutated(sample: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(sample);
  for (let times = 1 + random.below(4); times > 0; times--) bytes = mutatedOnce(bytes, random);
  return bytes;
}

function mutatedOnce(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const length = random.below(random.below(4) === 0 ? 2_000 : 8);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const noise = Buffer.from(Array.from({ length }, () => random.below(256)));
  switch (random.below(8)) {
    case 0:
      return Buffer.concat([before]);
    case 1:
      return Buffer.concat([before, after.subarray(length)]);
    case 2:
      return Buffer.concat([before, noise, after]);
    case 3:
      return Buffer.concat([before, noise, after.subarray(length)]);
    case 4:
      return Buffer.concat([before, bytes.subarray(at, at + length), after]);
    case 5:
      return withNumber(bytes, random);
    case 6:
      return withValue(bytes, random);
    default: {
      const turned = Buffer.concat([bytes]);
      if (at < turned.length) turned[at]! ^= 1 << random.below(8);
      return turned;
    }
  }
}

/** One of the numbers of a text is another. */
function withNumber(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  const text = bytes.toString('latin1');
  const found = [...text.slice(0, 20_000).matchAll(/\d+/g)];
  const one = found[random.below(found.length)];
  if (one === undefined) return Buffer.concat([bytes]);
  const by = numbers[random.below(numbers.length)]!;
  const changed = text.slice(0, one.index) + by + text.slice(one.index + one[0].length);
  return Buffer.from(changed, 'latin1');
}

/** One of the values of a JSON text is another, or is gone. */
function withValue(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString());
  } catch {
    return Buffer.concat([bytes]);
  }
  const places = Array.from({ length: 1 + random.below(7) }, () => random.below(40));
  const by = values[random.below(values.length)];
  return Buffer.from(JSON.stringify(damaged(content, places, by)) ?? '');
}
