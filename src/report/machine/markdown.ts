import { oneLine } from './story.ts';

/** Markdown that is safe to put into a table: made by {@link gfm}. */
export class Markdown {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = Markdown | string | number | readonly Part[];

/** A template whose every string is escaped and on one line; parts of a list follow one another. */
export function gfm(strings: TemplateStringsArray, ...parts: readonly Part[]): Markdown {
  return new Markdown(String.raw({ raw: strings }, ...parts.map(sourceOf)));
}

function sourceOf(part: Part): string {
  if (part instanceof Markdown) return part.source;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(sourceOf).join('');
}

/** CommonMark lets any punctuation be escaped; these begin emphasis, code, links, HTML, cells, mentions. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|~&$#@:!]/g, String.raw`\$&`);
}

/** A table of GitHub's Markdown; every row has the length of the header. */
export function markdownTable(header: readonly Part[], rows: readonly (readonly Part[])[]): string {
  const line = (cells: readonly Part[]): string => `| ${cells.map(sourceOf).join(' | ')} |`;
  return [line(header), line(header.map(() => new Markdown('---'))), ...rows.map(line)].join('\n');
}
