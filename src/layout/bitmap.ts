import { invariant } from '../foundation/invariant.ts';
import type { Field } from './field.ts';
import { wordAlignedBitsMin } from './layout.ts';

/**
 * Operations on complete bitmaps, fields of width 1, word by word where the bitmap starts at a word and
 * bit by bit where it shares one. Both paths mean the same; `bitmap.test.ts` holds them equal.
 */

/** Whether words may be read and written at once: none belongs to another field, and no log records accesses. */
function ownsItsWords({ elementStart, length, isRecorded }: Field): boolean {
  return elementStart === 0 && (length >= wordAlignedBitsMin || length % 32 === 0) && !isRecorded;
}

function requireBitmaps(...fields: readonly Field[]): void {
  for (const { bits, name } of fields) invariant(bits === 1, `${name} is not a bitmap`);
}

function wordCount(field: Field): number {
  return Math.ceil(field.length / 32);
}

/** The bits of the last word that belong to the bitmap. */
function lastWordMask(field: Field): number {
  const rest = field.length % 32;
  return rest === 0 ? 0xffff_ffff : (1 << rest) - 1;
}

/** Sets every bit to `value`. */
export function fillBits(words: Uint32Array, field: Field, value: 0 | 1): void {
  requireBitmaps(field);
  if (!ownsItsWords(field)) {
    for (let index = 0; index < field.length; index++) field.set(words, index, value);
    return;
  }
  const end = field.wordStart + wordCount(field);
  words.fill(value === 1 ? 0xffff_ffff : 0, field.wordStart, end);
  if (value === 1) words[end - 1] = lastWordMask(field);
}

/** `target := source`, both of one length. */
export function copyBits(words: Uint32Array, source: Field, target: Field): void {
  requireBitmaps(source, target);
  invariant(source.length === target.length, `${source.name} and ${target.name} differ in length`);
  if (ownsItsWords(source) && ownsItsWords(target)) {
    const start = source.wordStart;
    words.copyWithin(target.wordStart, start, start + wordCount(source));
    return;
  }
  for (let index = 0; index < source.length; index++) {
    target.set(words, index, source.get(words, index));
  }
}

/** `target := target OR source`, both of one length. */
export function orBits(words: Uint32Array, source: Field, target: Field): void {
  requireBitmaps(source, target);
  invariant(source.length === target.length, `${source.name} and ${target.name} differ in length`);
  if (ownsItsWords(source) && ownsItsWords(target)) {
    for (let word = 0; word < wordCount(source); word++) {
      words[target.wordStart + word]! |= words[source.wordStart + word]!;
    }
    return;
  }
  for (let index = 0; index < source.length; index++) {
    if (source.get(words, index) === 1) target.set(words, index, 1);
  }
}

/** The first set bit at or after `from`, or `field.length` if there is none. */
export function nextSetBit(words: Uint32Array, field: Field, from: number): number {
  if (!ownsItsWords(field)) {
    for (let index = from; index < field.length; index++) {
      if (field.get(words, index) === 1) return index;
    }
    return field.length;
  }
  if (from >= field.length) return field.length;
  const end = field.wordStart + wordCount(field);
  let at = field.wordStart + (from >>> 5);
  let word = words[at]! & (0xffff_ffff << (from & 31));
  while (word === 0) {
    at++;
    if (at === end) return field.length;
    word = words[at]!;
  }
  // `word & -word` keeps the lowest set bit; 31 - clz32 is its position.
  return ((at - field.wordStart) << 5) + 31 - Math.clz32(word & -word);
}

/** How many bits are set. */
export function countBits(words: Uint32Array, field: Field): number {
  requireBitmaps(field);
  let count = 0;
  if (!ownsItsWords(field)) {
    for (let index = 0; index < field.length; index++) count += field.get(words, index);
    return count;
  }
  const end = field.wordStart + wordCount(field);
  for (let at = field.wordStart; at < end; at++) count += countOnes(words[at]!);
  return count;
}

/** Bits `from` to `from + 31` as one word, the bit at `from` lowest; beyond the end they are 0. */
export function bitsAt(words: Uint32Array, field: Field, from: number): number {
  if (field.isRecorded) {
    let read = 0;
    for (let bit = 0; bit < 32 && from + bit < field.length; bit++) {
      read |= field.get(words, from + bit) << bit;
    }
    return read >>> 0;
  }
  const start = from + field.elementStart;
  const at = field.wordStart + (start >>> 5);
  const shift = start & 31;
  let bits = words[at]! >>> shift;
  if (shift > 0) bits |= words[at + 1]! << (32 - shift);
  const left = Math.max(0, field.length - from);
  return (left < 32 ? bits & ((1 << left) - 1) : bits) >>> 0;
}

/** Sets the bits of `mask`, counted from `from`, to `value`. They must lie inside the bitmap. */
export function setBitsAt(
  words: Uint32Array,
  field: Field,
  { from, mask, value }: { readonly from: number; readonly mask: number; readonly value: 0 | 1 },
): void {
  if (field.isRecorded) {
    for (let bit = 0; bit < 32; bit++) {
      if (((mask >>> bit) & 1) === 1) field.set(words, from + bit, value);
    }
    return;
  }
  const start = from + field.elementStart;
  const at = field.wordStart + (start >>> 5);
  const shift = start & 31;
  const low = mask << shift;
  const high = shift > 0 ? mask >>> (32 - shift) : 0;
  words[at] = value === 1 ? words[at]! | low : words[at]! & ~low;
  if (high !== 0) words[at + 1] = value === 1 ? words[at + 1]! | high : words[at + 1]! & ~high;
}

/** How many bits of one word are set (Warren, Hacker's Delight, 5-1: sums of 2, 4, 8, 32 neighbours). */
export function countOnes(bits: number): number {
  let word = bits;
  word -= (word >>> 1) & 0x5555_5555;
  word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
  word = (word + (word >>> 4)) & 0x0f0f_0f0f;
  return Math.imul(word, 0x0101_0101) >>> 24;
}
