import { describe, expect, test } from 'vitest';
import { InputError } from './input-error.ts';
import { requireOptions, type OptionKinds } from './options.ts';

interface Options {
  readonly maxStates?: number;
  readonly seed?: number;
  readonly stop?: () => void;
  readonly finish?: 'first' | 'all';
}

const kinds: OptionKinds<Options> = {
  maxStates: 'count',
  seed: 'integer',
  stop: 'function',
  finish: ['first', 'all'],
};

const requiring = (options: object) => () => requireOptions('check', options as Options, kinds);

describe('refused, in one line', () => {
  test.each<[object, string]>([
    [{ maxState: 5 }, 'check has no option maxState; did you mean maxStates?'],
    [{ toString: 5 }, 'check has no option toString'],
    [{ maxStates: -1 }, 'check: maxStates is -1: a whole number from 1 on'],
    [{ maxStates: 0 }, 'check: maxStates is 0: a whole number from 1 on'],
    [{ maxStates: '5' }, "check: maxStates is '5': a whole number from 1 on"],
    [{ seed: 0.5 }, 'check: seed is 0.5: a whole number'],
    [{ stop: true }, 'check: stop is true: a function'],
    [{ finish: 'last' }, "check: finish is 'last': one of first, all"],
  ])('%j', (options, message) => {
    let error: unknown;
    try {
      requiring(options)();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toBe(message);
  });
});

test.each([[{}], [{ maxStates: Infinity, seed: -3, finish: 'all', stop: undefined }]])(
  'taken: %j',
  (options) => {
    expect(requiring(options)).not.toThrow();
  },
);
