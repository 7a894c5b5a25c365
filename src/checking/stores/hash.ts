/**
 * Two 32-bit hashes of a packed state in the manner of MurmurHash3 (public domain). The first finds places; both
 * together are a 64-bit fingerprint.
 *
 * Most words of a state are sparse. So each is multiplied and turned before it meets the others: without that,
 * states with a few bits set collided 400 times as often as chance (`hash.test.ts`).
 */

/** Hash of `words[start]` up to, not including, `words[end]`. */
export function hashOf(words: Uint32Array, start: number, end: number): number {
  let value = 0x9e37_79b9;
  for (let at = start; at < end; at++) {
    const word = Math.imul(words[at]!, 0xcc9e_2d51);
    value = Math.imul(value ^ ((word << 16) | (word >>> 16)), 0x85eb_ca6b);
    value ^= value >>> 15;
  }
  value ^= value >>> 16;
  value = Math.imul(value, 0x85eb_ca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** JavaScript that declares `hash`: what `hashOf` says of words with these names. */
export function sourceOfHash(words: readonly string[]): string[] {
  return [
    'let value = 0x9e3779b9, word = 0;',
    ...words.map((name) =>
      [
        `word = Math.imul(${name}, 0xcc9e2d51);`,
        'value = Math.imul(value ^ ((word << 16) | (word >>> 16)), 0x85ebca6b);',
        'value ^= value >>> 15;',
      ].join(' '),
    ),
    'value ^= value >>> 16;',
    'value = Math.imul(value, 0x85ebca6b);',
    'value ^= value >>> 13;',
    'value = Math.imul(value, 0xc2b2ae35);',
    'const hash = (value ^ (value >>> 16)) >>> 0;',
  ];
}

/** A hash of other constants and another order of mixing, never 0. */
export function secondHashOf(words: Uint32Array, start: number, end: number): number {
  let value = 0x27d4_eb2f;
  for (let at = start; at < end; at++) {
    let word = Math.imul(words[at]!, 0xcc9e_2d51);
    word = (word << 15) | (word >>> 17);
    value ^= Math.imul(word, 0x1b87_3593);
    value = Math.imul((value << 11) | (value >>> 21), 5) + 0xe654_6b64;
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b_3c6d);
  value ^= value >>> 12;
  value = Math.imul(value, 0x297a_2d39);
  value = (value ^ (value >>> 15)) >>> 0;
  return value === 0 ? 1 : value;
}
