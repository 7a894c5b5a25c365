import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours text on a terminal that wants it; the words never depend on it. */
export function styled(style: Style, text: string): string {
  const wanted = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return wanted || process.env['FORCE_COLOR'] === '1' ? styleText(style, text) : text;
}

/** 1234567 -> 1,234,567 */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

const slugLengthMax = 80;

/** Letters, digits and dashes only, for file names. Long texts end in a number that tells them apart. */
export function slug(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (name.length <= slugLengthMax) return name;
  let sum = 0;
  for (const character of name) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) >>> 0;
  return `${name.slice(0, slugLengthMax - 9)}-${sum.toString(16).padStart(8, '0')}`;
}

/** One line without control characters, whatever a name from outside contains. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trimEnd();
}

/** Lays cells of several lines out side by side; the last column may run on. */
export function table(rows: readonly (readonly (readonly string[])[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? []).map(visibleLength))),
  );
  const lines = rows.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      row
        .map((cell, column) => padded(cell[line] ?? '', widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  });
  return lines.join('\n');
}

// eslint-disable-next-line no-control-regex -- colour codes start with the escape character
const colourCode = /\u001b\[\d+m/g;

function visibleLength(text: string): number {
  return text.replace(colourCode, '').length;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - visibleLength(text));
}
