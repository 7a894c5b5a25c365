import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { knownColumns } from './columns.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours text on a terminal that wants it; the words never depend on it. */
export function styled(style: Style, text: string): string {
  const { NO_COLOR: refused = '', TERM: terminal } = process.env;
  const wanted = process.stdout.isTTY && refused === '' && terminal !== 'dumb';
  return wanted || process.env['FORCE_COLOR'] === '1' ? styleText(style, text) : text;
}

/** 1234567 -> 1,234,567 */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

const slugLengthMax = 80;

/** Letters, digits and dashes only, for file names. Long texts end in a number that distinguishes them. */
export function slug(text: string): string {
  return shortSlug(text, slugLengthMax);
}

/** File systems take 255 bytes; the rest is for `.json` and what a caller adds. */
const slugsLengthMax = 230;

/** Slugs with dots between them, the name of one file. Where it would be too long for a file system, each is shorter. */
export function slugs(texts: readonly string[]): string {
  const name = texts.map(slug).join('.');
  if (name.length <= slugsLengthMax) return name;
  const lengthMax = Math.floor(slugsLengthMax / texts.length) - 1;
  return texts.map((text) => shortSlug(text, lengthMax)).join('.');
}

function shortSlug(text: string, lengthMax: number): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (name.length <= lengthMax) return name;
  let sum = 0;
  for (const character of name) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) >>> 0;
  return `${name.slice(0, lengthMax - 9)}-${sum.toString(16).padStart(8, '0')}`;
}

/** One line without control characters, whatever a name from outside contains. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trimEnd();
}

/** Columns of a table are not made narrower than this. */
const cellWidthMin = 14;

/**
 * Lays cells of several lines out side by side; the last column may run on. On a terminal that is too narrow, the widest
 * columns break their words; `room`: columns of the terminal.
 */
export function table(
  rows: readonly (readonly (readonly string[])[])[],
  room = knownColumns() ?? Infinity,
): string {
  const columns = rows[0]?.length ?? 0;
  const natural = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? []).map(visibleLength))),
  );
  const widths = narrowed(natural, room);
  const lines = rows.flatMap((row) => {
    const cells = row.map((cell, column) => brokenCell(cell, widths[column]!));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, column) => padded(cell[line] ?? '', widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  });
  return lines.join('\n');
}

/** Widths that fit `room` with two blanks between them, taken from the widest; as near as the least width allows. */
function narrowed(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let count = 0; count < natural.length; count++) {
    const excess = widths.reduce((sum, width) => sum + width + 2, -2) - room;
    if (excess <= 0) break;
    const widest = widths.indexOf(Math.max(...widths));
    const least = Math.min(widths[widest]!, cellWidthMin);
    widths[widest] = Math.max(least, widths[widest]! - excess);
  }
  return widths;
}

function brokenCell(cell: readonly string[], width: number): readonly string[] {
  return cell.flatMap((line) =>
    visibleLength(line) <= width ? line : wrapAnsi(line, width, { hard: true }).split('\n'),
  );
}

// eslint-disable-next-line no-control-regex -- colour codes start with the escape character
const colourCode = /\u001b\[\d+m/g;

/** Characters of a text without its colours. */
export function visibleLength(text: string): number {
  return text.replace(colourCode, '').length;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - visibleLength(text));
}
