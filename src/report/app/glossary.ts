/** A word of the field and its meaning. */
export interface GlossaryEntry {
  /** As the glossary lists it: `skip, un-skip`. */
  readonly term: string;
  readonly meaning: string;
  /** The words by which it is found in a text. */
  readonly words: readonly string[];
}

/** Words that are too common to be marked wherever they occur; the glossary explains them all the same. */
const common: ReadonlySet<string> = new Set(
  'page frame area live skip hold ready release state step trace iteration round witness netlink'.split(
    ' ',
  ),
);

/** Reads the table below the heading `Glossary` of a Markdown text: a term and its meaning in each row. */
export function glossaryOf(markdown: string): GlossaryEntry[] {
  const [, table = ''] = markdown.split(/^## Glossary$/m);
  return table
    .split('\n')
    .map((line) => /^\| (.+?) +\| (.+?) +\|$/.exec(line))
    .flatMap((row) => (row === null || row[1] === 'term' || /^-+$/.test(row[1]!) ? [] : [row]))
    .map(([, term = '', meaning = '']) => ({
      term,
      meaning: meaning.replaceAll('`', ''),
      words: term.split(/, | \(|\)/).filter((word) => word !== '' && !common.has(word)),
    }));
}

/** A piece of a text; with a meaning if it is a word that is explained. */
export interface Piece {
  readonly text: string;
  readonly meaning?: string;
}

/** Cuts a text at the words that are explained, the longest first; each word is marked once. */
export function piecesOf(text: string, meanings: ReadonlyMap<string, string>): Piece[] {
  const words = [...meanings.keys()].toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return [{ text }];
  const escaped = words.map((word) => word.replaceAll(/[^\w\s]/g, String.raw`\$&`));
  const pattern = new RegExp(String.raw`(?<![\w-])(${escaped.join('|')})(?![\w-])`, 'gi');
  const seen = new Set<string>();
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const word = match[0].toLowerCase();
    if (seen.has(word)) continue;
    seen.add(word);
    const meaning = meanings.get(word);
    if (meaning === undefined) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: match[0], meaning });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
