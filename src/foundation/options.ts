import { didYouMean } from './closest.ts';
import { InputError } from './input-error.ts';

/**
 * What an option may be:
 * - `positive`: a number above 0, `Infinity` included; `integer`: any whole number; `natural`: one from 0 on; `count`: one
 *   from 1 on
 * - `function`, `boolean`, `text`, `list`, `object`: as they say
 * - a list of texts: one of them
 */
export type OptionKind =
  | 'positive'
  | 'integer'
  | 'natural'
  | 'count'
  | 'function'
  | 'boolean'
  | 'text'
  | 'list'
  | 'object'
  | readonly string[];

/** The kind of every option of a function. */
export type OptionKinds<Options> = Readonly<Record<keyof Options, OptionKind>>;

const checks: Readonly<
  Record<
    Extract<OptionKind, string>,
    { readonly fits: (value: unknown) => boolean; readonly words: string }
  >
> = {
  positive: { fits: (value) => typeof value === 'number' && value > 0, words: 'a number above 0' },
  integer: { fits: isWhole, words: 'a whole number' },
  natural: {
    fits: (value) => isWhole(value) && Number(value) >= 0,
    words: 'a whole number from 0 on',
  },
  count: {
    fits: (value) => isWhole(value) && Number(value) >= 1,
    words: 'a whole number from 1 on',
  },
  function: { fits: (value) => typeof value === 'function', words: 'a function' },
  boolean: { fits: (value) => typeof value === 'boolean', words: 'true or false' },
  text: { fits: (value) => typeof value === 'string', words: 'a text' },
  list: { fits: Array.isArray, words: 'a list' },
  object: { fits: (value) => typeof value === 'object' && value !== null, words: 'an object' },
};

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) || value === Infinity;
}

/**
 * Throws `InputError('usage')`, in one line, for an option that `owner` does not have and for a value that an option
 * cannot have: an option that is spelled wrong is no option, and would change nothing in silence. `undefined` is as
 * good as absent.
 */
export function requireOptions<Options extends object>(
  owner: string,
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  if (typeof options !== 'object' || options === null) refuse(`${owner}: options are an object`);
  const known: Readonly<Record<string, OptionKind>> = kinds;
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) {
      refuse(`${owner} has no option ${name}${didYouMean(name, Object.keys(known))}`);
    }
    if (value === undefined) continue;
    const isOneOf = typeof kind !== 'string';
    const fits = isOneOf ? kind.includes(value as string) : checks[kind].fits(value);
    const wanted = isOneOf ? kind.join(', ') : checks[kind].words;
    if (!fits) refuse(`${owner}: ${name} is ${shown(value)}: ${isOneOf ? 'one of ' : ''}${wanted}`);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function refuse(reason: string): never {
  throw new InputError('usage', reason);
}
