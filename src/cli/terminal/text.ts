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
const listIndent = '  ';
/** A text in a column that takes more lines than this is read better in a list. */
const linesMax = 4;

/** Rows of cells of several lines. */
type Rows = readonly (readonly (readonly string[])[])[];

/**
 * Lays cells of several lines out side by side; the last column may run on. On a terminal that is too narrow, the widest
 * columns break between words. If words would be broken as well, each row is a list: its first cell, and below it the
 * others with the titles of their columns, which are the first row. `room`: columns of the terminal.
 */
export function table(rows: Rows, room = knownColumns() ?? Infinity): string {
  return laidOut(rows, room) ?? listed(rows.slice(1), rows[0] ?? [], room);
}

/** The same without a row of titles. */
export function untitledTable(rows: Rows, room = knownColumns() ?? Infinity): string {
  return laidOut(rows, room) ?? listed(rows, [], room);
}

/** `undefined` if words would have to be broken, or a text be a column of single words. */
function laidOut(rows: Rows, room: number): string | undefined {
  const columns = rows[0]?.length ?? 0;
  const widthsOf = (measure: (line: string) => number): number[] =>
    Array.from({ length: columns }, (_, column) =>
      Math.max(...rows.flatMap((row) => (row[column] ?? []).map(measure))),
    );
  const natural = widthsOf(visibleLength);
  const words = widthsOf(longestWord).map((width) => Math.max(width, cellWidthMin));
  const widths = narrowed(natural, words, room);
  if (totalOf(widths) > room) return undefined;
  const isTall = rows.some((row) =>
    row.some((cell, column) =>
      cell.some((line) => brokenCell([line], widths[column]!).length > linesMax),
    ),
  );
  if (isTall) return undefined;
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

/** Columns of the terminal that a table takes, with two blanks between its own. */
function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 2, -2);
}

/** Widths that fit `room`, taken from the widest column that still has room between its words. */
function narrowed(
  natural: readonly number[],
  words: readonly number[],
  room: number,
): readonly number[] {
  const widths = [...natural];
  for (;;) {
    const excess = totalOf(widths) - room;
    const slack = widths.map((width, column) => (width > words[column]! ? width : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (excess <= 0 || slack[widest] === 0) return widths;
    widths[widest] = Math.max(words[widest]!, widths[widest]! - excess);
  }
}

function longestWord(line: string): number {
  return Math.max(...line.split(' ').map(visibleLength));
}

/** A table as a list: a block per row, with the titles of the columns where they have one. */
function listed(rows: Rows, titles: Rows[number], room: number): string {
  const indented = (text: string, indent: string): string =>
    wrapAnsi(text, room - indent.length - 2, { hard: true })
      .split('\n')
      .map((line, index) => (index === 0 ? indent : `${indent}  `) + line)
      .join('\n');
  const blockOf = ([first = [], ...cells]: readonly (readonly string[])[]): string[] => [
    ...first.map((line) => indented(line, '')),
    ...cells.flatMap((cell, index) => {
      const title = (titles[index + 1] ?? []).join(' ');
      const text = cell.filter((line) => line !== '').join(', ');
      if (text === '') return [];
      return [indented(title === '' ? text : `${title}: ${text}`, listIndent)];
    }),
  ];
  return rows.flatMap(blockOf).join('\n');
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
