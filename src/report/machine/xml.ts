/** Well-formed XML: made by {@link element}, so its strings are escaped. */
export class Xml {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/**
 * An element. Own code, since the packages that write XML leave out the one hard part: characters that
 * XML 1.0 forbids even as references, which a name from outside may contain.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly Xml[] | string = [],
): Xml {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(String(value)).replace(/[\t\n\r]/g, reference)}"`,
  );
  const start = `<${name}${pairs.join('')}`;
  if (content.length === 0) return new Xml(`${start}/>`);
  if (typeof content === 'string') return new Xml(`${start}>${escaped(content)}</${name}>`);
  const inner = content.map(({ markup }) => markup).join('\n');
  return new Xml(`${start}>\n${inner}\n</${name}>`);
}

/** A complete document. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

// Every character but those of the production Char of XML 1.0; a lone surrogate is one of them.
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/**
 * For text and for quoted attributes. A forbidden character becomes U+FFFD. A carriage return in text
 * is written as a reference, else a reader turns it into a line feed; `>` is, for `]]>`.
 */
function escaped(text: string): string {
  return text
    .replace(forbidden, '\u{fffd}')
    .replace(/[&<"]/g, (character) => entities[character]!)
    .replace(/[>\r]/g, reference);
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)!};`;
}
