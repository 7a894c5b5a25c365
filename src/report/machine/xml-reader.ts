import { invariant } from '../../foundation/invariant.ts';

// A strict reader of what `xml.ts` writes, for the tests: it throws on anything that is not well-formed
// XML 1.0, and on what that file never uses (comments, CDATA, apostrophes around an attribute).

export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

type OpenNode = XmlNode & {
  readonly attributes: Map<string, string>;
  readonly children: XmlNode[];
  text: string;
};

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const legal = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const token =
  /<\/([A-Za-z][\w.-]*)>|<([A-Za-z][\w.-]*)((?: [A-Za-z][\w.-]*="[^"<]*")*)(\/?)>|([^<]+)/y;

/** The root of a document, references resolved and white space normalized as the standard says. */
export function readXml(source: string): XmlNode {
  invariant(source.startsWith(declaration), 'no declaration');
  invariant(legal.test(source), 'a character that XML forbids');
  const document = open('', '');
  const stack = [document];
  let position = declaration.length;
  while (position < source.length) {
    token.lastIndex = position;
    const match = token.exec(source);
    invariant(match !== null, `not well-formed at ${source.slice(position, position + 40)}`);
    position = token.lastIndex;
    const [, end, start, attributes, selfClosing, text] = match;
    const top = stack.at(-1)!;
    if (text !== undefined) {
      invariant(!text.includes(']]>'), 'a bare ]]>');
      top.text += resolved(text.replaceAll(/\r\n?/g, '\n'));
    } else if (end !== undefined) {
      invariant(stack.length > 1 && end === top.name, `${end} ends ${top.name}`);
      stack.pop();
    } else {
      const node = open(start!, attributes!);
      top.children.push(node);
      if (selfClosing === '') stack.push(node);
    }
  }
  invariant(stack.length === 1, 'an element is open');
  invariant(document.children.length === 1 && document.text.trim() === '', 'not one root');
  return document.children[0]!;
}

/** Every element of that name, in document order. */
export function elementsOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...elementsOf(child, name),
  ]);
}

function open(name: string, source: string): OpenNode {
  const attributes = new Map<string, string>();
  for (const [, key, value] of source.matchAll(/ ([\w.-]+)="([^"]*)"/g)) {
    invariant(!attributes.has(key!), `${key} twice`);
    attributes.set(key!, resolved(value!.replaceAll(/[\t\n\r]/g, ' ')));
  }
  return { name, attributes, children: [], text: '' };
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function resolved(text: string): string {
  invariant(!/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text), 'a bare &');
  return text.replace(/&(\w+|#\d+);/g, (_, reference: string) => {
    if (!reference.startsWith('#')) return named[reference]!;
    const character = String.fromCodePoint(Number(reference.slice(1)));
    invariant(legal.test(character), 'a reference to a character that XML forbids');
    return character;
  });
}
