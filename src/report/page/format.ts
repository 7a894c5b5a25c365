// Made once: making one takes longer than a thousand uses of it.
const wholeNumbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Thousands are parted by commas, wherever the page is made. */
export function count(value: number): string {
  return wholeNumbers.format(value);
}

/** `1 state`, `2 states`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Three significant digits in s, ms or µs. */
export function duration(seconds: number): string {
  if (seconds === 0) return '0';
  if (seconds >= 100) return `${count(seconds)} s`;
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`;
  if (seconds >= 1e-3) return `${Number((seconds * 1e3).toPrecision(3))} ms`;
  return `${Number((seconds * 1e6).toPrecision(3))} µs`;
}

/** Decimal units, as link rates are: 1 GB = 10^9 bytes. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  return `${Number((value / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** An ISO 8601 time to the minute, in UTC; anything else as it is. */
export function moment(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}
