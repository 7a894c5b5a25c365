import { InvalidArgumentError } from 'commander';

const byteUnits: Readonly<Record<string, number>> = {
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
const secondUnits: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, min: 60, h: 3600 };

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

/** 1, 2, 3 ... */
export function positiveWholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('expected a whole number above 0.');
  }
  return Number(text);
}

/** Above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('expected a number above 0.');
  }
  return value;
}

/** 0, 1, 2 ... */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}
