import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../campaign/shard.ts';

/** Units of memory and traffic, in bytes. */
export const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const bitRateUnits: Readonly<Record<string, number>> = {
  bit: 1 / 8,
  Kbit: 1e3 / 8,
  Mbit: 1e6 / 8,
  Gbit: 1e9 / 8,
  'B/s': 1,
  'MB/s': 1e6,
  'MiB/s': 2 ** 20,
  'GB/s': 1e9,
};
/** Units of time, in seconds. */
export const secondUnits: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, min: 60, h: 3600 };

/** A number with its unit, in the base unit. The error names what would have been right. */
function quantity(
  text: string,
  units: Readonly<Record<string, number>>,
  { example, min }: { readonly example: string; readonly min: number },
): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([A-Za-z/]+)$/.exec(text.trim()) ?? [];
  const factor =
    unit === undefined ? undefined : Object.hasOwn(units, unit) ? units[unit] : undefined;
  const value = Number(digits) * (factor ?? NaN);
  if (!(value >= min) || !Number.isFinite(value)) {
    const known = Object.keys(units).join(', ');
    throw new InvalidArgumentError(
      `expected a number above 0 with a unit (${known}), such as ${example}.`,
    );
  }
  return value;
}

/** `2GiB`, in bytes. */
export function bytesArgument(text: string): number {
  return quantity(text, byteUnits, { example: '2GiB', min: 1 });
}

/** `1Gbit` per second, in bytes per second. */
export function linkArgument(text: string): number {
  return quantity(text.replace(/bit\/s$/, 'bit'), bitRateUnits, {
    example: '1Gbit',
    min: 1,
  });
}

/** `300s`, in seconds; 0 is a moment too. */
export function secondsArgument(text: string): number {
  return quantity(text, secondUnits, { example: '300s', min: 0 });
}

/** `5000,25000`: pages, and writes of them per second. */
export function oldWritesArgument(text: string): {
  readonly pages: number;
  readonly perSecond: number;
} {
  const [, pages, perSecond] = /^([1-9]\d{0,8}),([1-9]\d{0,8})$/.exec(text.trim()) ?? [];
  if (pages === undefined) {
    throw new InvalidArgumentError(
      'expected pages and writes a second, whole numbers above 0, such as 5000,25000.',
    );
  }
  return { pages: Number(pages), perSecond: Number(perSecond) };
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

const multiples: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** `5000`, `1M`, `2.5k`; NaN for anything else. */
function wholeOf(text: string): number {
  const [, digits, multiple = ''] = /^(\d+(?:\.\d+)?)([kKMG]?)$/.exec(text.trim()) ?? [];
  // Rounded, for 1.1k is not a whole number of halves of the machine's.
  const value = Number((Number(digits) * (multiples[multiple] ?? NaN)).toPrecision(15));
  // A plain number may be as long as one likes: what it names decides whether it exists.
  const isWhole = multiple === '' ? Number.isInteger(value) : Number.isSafeInteger(value);
  return isWhole ? value : NaN;
}

/** 1, 2, 3 ..., also `1M`. */
export function positiveWholeNumber(text: string): number {
  const value = wholeOf(text);
  if (!(value > 0)) {
    throw new InvalidArgumentError('expected a whole number above 0, such as 5000 or 1M.');
  }
  return value;
}

/** Above 0. */
export function positiveNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('expected a number above 0.');
  }
  return value;
}

/** A duration above 0: a number of seconds, or `10s`, `5min`. In seconds. */
export function positiveSeconds(text: string): number {
  const value = /^[\d.e+-]+$/i.test(text.trim())
    ? Number(text)
    : quantity(text, secondUnits, { example: '10s', min: 0 });
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('expected a time above 0, such as 10, 10s or 5min.');
  }
  return value;
}

/** Memory above 0: a number of MiB, or `2GiB`. In MiB, rounded up. */
export function memoryArgument(text: string): number {
  const value = /^\d+$/.test(text.trim())
    ? Number(text)
    : Math.ceil(quantity(text, byteUnits, { example: '2GiB', min: 1 }) / 2 ** 20);
  if (!(value > 0)) throw new InvalidArgumentError('expected memory above 0, such as 2GiB.');
  return value;
}

/** 0, 1, 2 ..., also `1M`. */
export function wholeNumber(text: string): number {
  const value = wholeOf(text);
  if (Number.isNaN(value)) {
    throw new InvalidArgumentError('expected a whole number, such as 5000 or 1M.');
  }
  return value;
}

/** `3/8`: the third of eight parts. */
export function shardArgument(text: string): Shard {
  const [, index, count] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (count === undefined || Number(index) > Number(count)) {
    throw new InvalidArgumentError('expected a part of several, such as 3/8.');
  }
  return { index: Number(index), count: Number(count) };
}
