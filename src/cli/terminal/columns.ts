import wrapAnsi from 'wrap-ansi';

const columnsMin = 40;
const columnsDefault = 80;

/** Columns to print in: those of the terminal, else `COLUMNS`, else 80. Never fewer than 40. */
export function columns(): number {
  return knownColumns() ?? columnsDefault;
}

/** As {@link columns}, but `undefined` if nobody has said how wide: then a program may read what is printed. */
export function knownColumns(): number | undefined {
  const fromTerminal = process.stdout.columns as number | undefined;
  const fromEnvironment = Number(process.env['COLUMNS']);
  const known = fromTerminal ?? (fromEnvironment > 0 ? fromEnvironment : undefined);
  return known === undefined ? undefined : Math.max(columnsMin, Math.floor(known));
}

export interface WrapOptions {
  /** Before the first line. Default: nothing. */
  readonly first?: string;
  /** Before every other line. Default: as many blanks as `first` has characters. */
  readonly rest?: string;
  /** Columns of a line with its indent. Default: {@link columns}. */
  readonly width?: number;
}

/** Text in lines that fit {@link columns}; words longer than a line are broken. Colours are kept. */
export function wrapped(text: string, { first = '', rest, width }: WrapOptions = {}): string {
  const indent = rest ?? ' '.repeat(first.length);
  const room = Math.max(8, (width ?? columns()) - Math.max(first.length, indent.length));
  const lines = wrapAnsi(text, room, { hard: true }).split('\n');
  return lines.map((line, index) => (index === 0 ? first : indent) + line).join('\n');
}

/** Names and their meanings, a name each, with the meanings in one column, or below where that is too narrow. */
export function definitions(rows: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...rows.map(([name]) => name.length));
  const beside = widest + 4 <= columns() / 2;
  return rows
    .map(([name, text]) =>
      beside
        ? wrapped(text, { first: `  ${name.padEnd(widest)}  ` })
        : `  ${name}\n${wrapped(text, { first: '      ' })}`,
    )
    .join('\n');
}
