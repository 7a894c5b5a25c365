import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** A way of speaking that the project does not use, and what to write instead. */
interface Idiom {
  readonly pattern: RegExp;
  readonly better: string;
}

/** Brackets keep the patterns from finding themselves. */
const idioms: readonly Idiom[] = [
  { pattern: /\b(?:t[o]ld|t[e]lls?)\b/i, better: 'reports, prints, shows' },
  { pattern: /\bh[e]ld against\b/i, better: 'compared with' },
  { pattern: /\bp[u]t away\b/i, better: 'discarded' },
  { pattern: /\bm[a]de small\b/i, better: 'minimized' },
  { pattern: /\bl[e]ts? go\b/i, better: 'releases' },
  {
    pattern:
      /\bc[o]mes? to (?:rest|(?:an|its|no) end|nothing|stand|where|a state)\b|\b(?:must|may) c[o]me to\b/i,
    better: 'reaches, ends',
  },
  { pattern: /\bst[a]nds? (?:in|at|beside|above|there|here|as)\b(?! for\b)/i, better: 'is' },
  { pattern: /\bw[h]ole\b(?! numbers?\b)/i, better: 'complete' },
  { pattern: /\b[k]inds? of failures?\b/i, better: 'failure class' },
  { pattern: /(?<!the-)\bw[o]rlds?\b/i, better: 'configuration, or hazards and scope' },
  { pattern: /\b(?:p[a]ins|t[a]bleau|b[l]ame|c[r]ew)\b/i, better: 'a word of the field' },
  { pattern: /\bo[r]dinary life\b/i, better: 'no hazard' },
  { pattern: /\bput to the t[e]st\b/i, better: 'exercised' },
  { pattern: /\bw[h]o notices\b/i, better: 'which property detects it' },
  {
    pattern: /\(R\d+[)]|\bm[a]ndated package\b|\bDESIGN f[o]rbids\b/,
    better: 'what a reader can see',
  },
  {
    pattern: /\btable we were g[i]ven\b|\bindependent e[n]coding\b/,
    better: 'what a reader can see',
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Folders of code whose comments, texts and titles are plain. */
const codeFolders = ['models', 'properties', 'src', 'examples', 'schemas', 'native', 'tools'];

function textsUnder(folder: string, extension: RegExp): Text[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (['.git', 'node_modules', 'dist', 'coverage'].includes(entry.name)) return [];
    if (entry.isDirectory()) return path === 'reports' ? [] : textsUnder(path, extension);
    if (!entry.isFile() || !extension.test(entry.name)) return [];
    const text = readFileSync(join(root, path), 'utf8');
    return [{ path: relative('.', path).split(sep).join('/'), text }];
  });
}

/** Lines that use an idiom, with the place and what to write instead. */
function idiomsIn({ path, text }: Text): string[] {
  return text.split('\n').flatMap((line, at) =>
    idioms.flatMap(({ pattern, better }) => {
      const found = pattern.exec(line);
      return found === null ? [] : [`${path}:${at + 1}: "${found[0]}": ${better}`];
    }),
  );
}

/** Most words of a sentence of prose. */
const wordsMax = 32;

/** Sentences of Markdown prose that are too long. Tables, code and headings are no prose. */
function longSentencesIn({ path, text }: Text): string[] {
  const prose = text
    .replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '\n')
    .replaceAll(/^(?:\||#|<!--|!\[| {4}).*$/gm, '\n')
    .replaceAll(/\]\([^)]*\)/g, ']');
  return prose
    .split(/\n\s*\n|\n\s*(?:[-*]|\d+\.) /)
    .flatMap((paragraph) => paragraph.replaceAll(/\s+/g, ' ').split(/(?<=[.:;?!][)*_`]*) /))
    .filter((sentence) => sentence.split(' ').length > wordsMax)
    .map((sentence) => `${path}: ${sentence}`);
}

const pages = textsUnder('.', /\.md$/);

describe('the pages', () => {
  test('were read', () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  test('use plain words', () => {
    expect(pages.flatMap(idiomsIn)).toEqual([]);
  });

  test(`have no sentence of over ${wordsMax} words`, () => {
    expect(pages.flatMap(longSentencesIn)).toEqual([]);
  });
});

describe('the sources', () => {
  const sources = codeFolders.flatMap((folder) => textsUnder(folder, /\.(?:tsx?|c|h|json)$/));

  test('were read', () => {
    expect(sources.length).toBeGreaterThan(800);
  });

  test('use plain words', () => {
    expect(sources.flatMap(idiomsIn)).toEqual([]);
  });
});

describe('the check itself', () => {
  const found = (...words: readonly string[]): number =>
    idiomsIn({ path: 'page.md', text: words.join('') }).length;

  test('finds an idiom and leaves plain words alone', () => {
    expect(found('it is t', 'old')).toBe(1);
    expect(found('the wh', 'ole graph')).toBe(1);
    expect(found('a whole number from 1 to 8')).toBe(0);
    expect(found('it reports the complete graph')).toBe(0);
  });

  test('finds a long sentence in prose only', () => {
    const long = `${'word '.repeat(wordsMax + 1).trim()}.`;
    const pageOf = (text: string): string[] => longSentencesIn({ path: 'page.md', text });
    expect(pageOf(long)).toHaveLength(1);
    expect(pageOf(`\`\`\`\n${long}\n\`\`\`\n| ${long} |`)).toEqual([]);
    expect(pageOf('Short. Also short.')).toEqual([]);
  });
});
