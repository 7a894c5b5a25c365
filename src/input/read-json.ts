import { InputError } from '../foundation/input-error.ts';
import { oneLine } from '../foundation/one-line.ts';
import { InputFile } from './input-file.ts';
import { inputLimits, sizeText } from './input-limits.ts';
import { bytesOf } from './read-bytes.ts';

/** The content of a JSON file, plain or gzip; see {@link parseJson}. */
export function readJson(path: string, expected = 'a JSON file'): unknown {
  const input = new InputFile(path, { expected, bytesMax: inputLimits().jsonBytes });
  const bytes = bytesOf(input);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return input.refuse('binary data');
  }
  return parseJson(text, input.name);
}

/**
 * The value of a JSON text from outside. Its strings and keys come without control characters: an escape in a name
 * reaches no terminal, whoever prints it.
 *
 * Throws `InputError('data')` if it is incomplete, too large, has too many values or is nested too deeply.
 */
export function parseJson(text: string, name: string): unknown {
  const limits = inputLimits();
  const refuse = (reason: string): never => {
    throw new InputError('data', `${name}: ${reason}`);
  };
  if (text.length > limits.jsonBytes) {
    refuse(`over the limit of ${sizeText(limits.jsonBytes)} of JSON (--max-input raises it)`);
  }
  const { depth, values } = shapeOf(text, limits.jsonDepth);
  if (depth > limits.jsonDepth) refuse(`JSON nested deeper than ${limits.jsonDepth}`);
  if (values > limits.jsonValues) {
    refuse(`over the limit of ${limits.jsonValues} values of JSON (--max-input raises it)`);
  }
  try {
    const value = JSON.parse(text) as unknown;
    return escaped.test(text) ? cleaned(value) : value;
  } catch (error) {
    return refuse(`not a complete JSON file (${(error as Error).message})`);
  }
}

/** Without one of these in the text no string of it has an unprintable character. */
const escaped =
  /\\[bfnrtu]|[^\u0020-\u007e\n\r\t\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u22ff]/;

const [quote, backslash, comma, openBracket, closeBracket, openBrace, closeBrace] = Array.from(
  '"\\,[]{}',
  (character) => character.charCodeAt(0),
) as [number, number, number, number, number, number, number];

/** How deep a text nests, as far as `depthMax` is not passed, and how many values it has at most. */
function shapeOf(text: string, depthMax: number): { depth: number; values: number } {
  let deepest = 0;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length && deepest <= depthMax; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      do at = text.indexOf('"', at + 1);
      while (at >= 0 && isEscaped(text, at));
      if (at < 0) break;
    } else if (code === comma) values++;
    else if (code === openBracket || code === openBrace) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (code === closeBracket || code === closeBrace) depth--;
  }
  return { depth: deepest, values };
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) before--;
  return (at - before) % 2 === 1;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = cleaned(value[at]);
    return value;
  }
  // A new object, because a key may change: `fromEntries` defines it, `__proto__` included.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [oneLine(key), cleaned(inner)]),
  );
}
