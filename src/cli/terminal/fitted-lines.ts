import { formatWithOptions } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { knownColumns } from './columns.ts';
import { visibleLength } from './text.ts';

/** Commands, tokens and files are copied: a line that has one is left as it is. */
const copied = /\bskipover (?:[a-z-]+ )?\S|\bv1:[0-9a-f]{16}:|\S+\.(?:json|html|log)\b/;
/** The last column of a line is broken in its own place if that has at least so much room. */
const columnWidthMin = 24;

/** Breaks the lines that are wider than the terminal; words stay as they are. Without a terminal, all stays. */
export function fitted(text: string): string {
  const room = knownColumns();
  if (room === undefined) return text;
  return text
    .split('\n')
    .map((line) =>
      visibleLength(line) <= room || copied.test(line) ? line : brokenLine(line, room),
    )
    .join('\n');
}

/** The rest of a line is below its last column, or a little inside of its beginning. */
function brokenLine(line: string, room: number): string {
  const begin = line.length - line.trimStart().length;
  const gap = [...line.matchAll(/\S {2,}(?=\S)/g)].at(-1);
  const column = gap === undefined ? begin : gap.index + gap[0].length;
  const isBeside = room - visibleLength(line.slice(0, column)) >= columnWidthMin;
  const head = line.slice(0, isBeside ? column : begin);
  const indent = ' '.repeat(visibleLength(head) + (isBeside && gap !== undefined ? 0 : 2));
  const lines = wrapAnsi(line.slice(head.length), room - indent.length).split('\n');
  return lines.map((each, index) => (index === 0 ? head : indent) + each).join('\n');
}

/** From now on, what is printed for people fits the terminal. */
export function fitConsole(): void {
  const log = console.log.bind(console);
  console.log = (...words: readonly unknown[]): void =>
    log(fitted(formatWithOptions({ colors: false }, ...words)));
}
