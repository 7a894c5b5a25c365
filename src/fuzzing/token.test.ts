import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mig } from '../../examples/classics/mig.ts';
import { InputError } from '../foundation/input-error.ts';
import { fuzz } from './fuzz.ts';
import { decodeToken, encodeToken, requireRun, type Replay } from './token.ts';

const hash = '0123456789abcdef';
const parts = { 'chart lkm': 'a', 'chart daemon': 'b', hazards: 'c' };
const model = { hash, parts };
const number32 = fc.nat({ max: 0xffff_ffff });
const step = fc.record({ transition: number32, choice: number32 });
const replays = fc.record<Replay>({
  // Full characters, astral ones and a byte order mark included; no half of a surrogate pair.
  scenario: fc.string({
    unit: fc.oneof(
      fc.constantFrom('\u{feff}', '\0', ':'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  }),
  steps: fc.array(step, { maxLength: 60 }),
});

/** What `decodeToken` says of a token that it refuses, or the replay. */
function outcome(token: string): Replay | string {
  try {
    return decodeToken(model, token);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { kind, message } = error as InputError;
    expect(kind).toBe('data');
    expect(message).toMatch(/^cannot replay this token: [^\n\r]{1,160}$/);
    return message;
  }
}

describe('a token', () => {
  test('says what it was made of, in one line of plain characters', () => {
    fc.assert(
      fc.property(replays, (replay) => {
        const token = encodeToken(model, replay);
        expect(token).toMatch(/^v1:[\da-f]+:[\w-]+$/);
        expect(decodeToken(model, token)).toEqual(replay);
        expect(decodeToken(model, `${token}\n`)).toEqual(replay);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused when cut off, anywhere', () => {
    fc.assert(
      fc.property(replays, fc.nat(), (replay, at) => {
        const token = encodeToken(model, replay);
        expect(outcome(token.slice(0, at % token.length))).toBeTypeOf('string');
      }),
    );
  });

  test('is refused when one character is another, is gone, or stands twice', () => {
    const characters = fc.constantFrom(...'ABCXYZabcxyz0189-_+/=:. \n\u{e9}'.split(''));
    fc.assert(
      fc.property(replays, fc.nat(), characters, (replay, place, character) => {
        const token = encodeToken(model, replay);
        const at = place % token.length;
        const [before, after] = [token.slice(0, at), token.slice(at + 1)];
        for (const edited of [
          before + character + after,
          before + after,
          before + token.slice(at - 1),
        ]) {
          if (edited.trim() !== token) expect(outcome(edited)).toBeTypeOf('string');
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    [{ ...parts, 'chart lkm': 'z' }, 'changed since: chart lkm'],
    [{ 'chart lkm': 'a', hazards: 'c' }, 'new since: chart daemon'],
    [{ ...parts, 'chart agent': 'd' }, '1 parts are gone'],
    [{ 'chart agent': 'd', hazards: 'z' }, 'changed since: hazards; new since: chart lkm, chart d'],
    [parts, 'nothing that the token records has changed'],
  ])('of another model is refused with what changed: case %#', (then, says) => {
    const other = { hash: 'fedcba9876543210', parts: then };
    const token = encodeToken(other, { scenario: 'quick', steps: [] });
    expect(outcome(token)).toContain('it is of model fedcba9876543210, this is 0123456789abcdef; ');
    expect(outcome(token)).toContain(says);
    // Nor can the hash be exchanged: the checksum covers it.
    expect(outcome(token.replace('fedcba9876543210', hash))).toContain('truncated or edited');
  });

  test('of another version is refused, with that reason', () => {
    expect(outcome(`v2:${hash}:AAAA`)).toContain('its version is not v1');
  });

  test.each([
    '',
    'v1',
    'v1:',
    '::',
    'v1::',
    `v1:${hash}:`,
    `v1:${hash}:A`,
    `v1:${hash}:${'_'.repeat(400)}`,
    `v1:${hash}:\u{0}`,
    `v1:${hash}\n:AAAA`,
    `v1:${'a\u{1b}[31m'.repeat(9)}:AAAA`,
    '\u{d800}:\u{dc00}:\u{d800}',
    'v1:'.repeat(400_000),
  ])('is none: case %#', (text) => {
    expect(outcome(text)).toBeTypeOf('string');
  });

  test('of hostile strings none passes, and none does anything but be refused', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String().map((payload) => `v1:${hash}:${payload}`),
      fc.tuple(fc.string(), fc.string()).map(([of, payload]) => `v1:${of}:${payload}`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        expect(outcome(text)).toBeTypeOf('string');
      }),
      { numRuns: 2_000 },
    );
  });

  test('cannot be made of what it could not say', () => {
    const made = (replay: Replay, modelHash = hash) =>
      encodeToken({ hash: modelHash, parts }, replay);
    expect(() => made({ scenario: '\u{d800}', steps: [] })).toThrow('well-formed');
    expect(() => made({ scenario: '', steps: [{ transition: -1, choice: 0 }] })).toThrow('-1');
    expect(() => made({ scenario: '', steps: [{ transition: 0, choice: 2 ** 32 }] })).toThrow(
      '4294967296',
    );
    expect(() => made({ scenario: '', steps: [] }, 'a:b')).toThrow('a:b');
  });
});

describe('the steps of a token', () => {
  const system = mig(4, 1, 2);
  const { steps } = fuzz(system, { runs: 100 }).violations[0]!;

  test('are a run', () => {
    expect(() => requireRun(system, steps)).not.toThrow();
    expect(encodeToken(model, { scenario: 'MIG(4,1,2)', steps }).length).toBeLessThan(100);
  });

  test.each([
    ['a step is left out', steps.slice(1)],
    ['a transition does not exist', [{ transition: 9_999, choice: 0 }]],
    ['a choice does not exist', [{ ...steps[0]!, choice: 77 }]],
  ])('are refused where %s', (_what, strange) => {
    expect(() => requireRun(system, strange)).toThrow(InputError);
  });
});
