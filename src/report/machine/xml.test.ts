import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hostile } from './hostile-sample.ts';
import { element, xmlDocument } from './xml.ts';
import { readXml } from './xml-reader.ts';

/** What must come back: forbidden characters replaced, the others as they were. */
function survivor(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    const isControl = code < 0x20 && !'\t\n\r'.includes(character);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    return isControl || isSurrogate || code === 0xfffe || code === 0xffff ? '\ufffd' : character;
  }).join('');
}

function roundTrip(text: string): {
  readonly text: string;
  readonly attribute: string | undefined;
} {
  const root = readXml(xmlDocument(element('a', { b: text }, [element('c', {}, text)])));
  return { text: root.children[0]!.text, attribute: root.attributes.get('b') };
}

/** Any sequence of UTF-16 code units, lone surrogates too; half of them from where it matters. */
const codeUnit = fc.oneof(fc.nat(0x7f), fc.integer({ min: 0xd700, max: 0xffff }), fc.nat(0xffff));
const text16 = fc.array(codeUnit).map((units) => String.fromCharCode(...units));

describe('element', () => {
  it('gives any text back, but for the characters that XML forbids', () => {
    fc.assert(
      fc.property(text16, (text) => {
        const kept = survivor(text);
        expect(roundTrip(text)).toEqual({ text: kept, attribute: kept });
      }),
    );
  });

  it('gives a hostile text back', () => {
    const kept = survivor(hostile);
    expect(kept).not.toBe(hostile);
    expect(roundTrip(hostile)).toEqual({ text: kept, attribute: kept });
  });

  it('closes an empty element', () => {
    expect(element('a', { b: 1 }).markup).toBe('<a b="1"/>');
    expect(element('a', {}, '').markup).toBe('<a/>');
  });
});

describe('the reader of these tests', () => {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';

  test.each([
    ['no declaration', '<a/>', /declaration/],
    ['a bare &', `${start}<a>&</a>`, /bare &/],
    ['an unknown entity', `${start}<a>&nbsp;</a>`, /bare &/],
    ['a bare <', `${start}<a><</a>`, /not well-formed/],
    ['< in an attribute', `${start}<a b="<"/>`, /not well-formed/],
    ['a bare ]]>', `${start}<a>]]></a>`, /bare \]\]>/],
    ['a control character', `${start}<a>\u0007</a>`, /forbids/],
    ['a reference to one', `${start}<a>&#7;</a>`, /reference to/],
    ['a lone surrogate', `${start}<a>\ud800</a>`, /forbids/],
    ['an attribute twice', `${start}<a b="1" b="2"/>`, /twice/],
    ['an open element', `${start}<a><b></b>`, /open/],
    ['crossed elements', `${start}<a><b></a></b>`, /a ends b/],
    ['two roots', `${start}<a/><a/>`, /one root/],
    ['text beside the root', `${start}<a/>x`, /one root/],
  ])('refuses %s', (_what, source, message) => {
    expect(() => readXml(source)).toThrow(message);
  });
});
