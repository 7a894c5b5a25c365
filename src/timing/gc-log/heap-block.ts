import { Cursor } from './cursor.ts';
import type { PlacedHeap } from './events.ts';
import type { HeapGeometry, SpaceBytes } from './heap-geometry.ts';

/** The addresses [low, middle, high) of a space, or [low, committed, reserved) of a generation. */
interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** Of a generation only: a space has a percentage there, too coarse to check anything. */
  readonly usedKilobytes: number | undefined;
}

type RangeName = 'young' | 'eden' | 'from' | 'to' | 'oldGeneration' | 'old';

/** How the lines of a block begin, over JDK 7 to 23. */
const labels: readonly (readonly [label: string, name: RangeName])[] = [
  ['PSYoungGen ', 'young'],
  ['def new generation ', 'young'],
  ['eden space ', 'eden'],
  ['from space ', 'from'],
  ['to   space ', 'to'],
  ['to space ', 'to'],
  ['ParOldGen ', 'oldGeneration'],
  ['PSOldGen ', 'oldGeneration'],
  ['tenured generation ', 'oldGeneration'],
  ['object space ', 'old'],
  ['the space ', 'old'],
];
const rangeCount = 6;

/** What a line was for the block: nothing to it, a part, a damaged part, or the last part. */
export type BlockPart = 'foreign' | 'part' | 'damaged' | PlacedHeap;

/** Collects the lines below one 'Heap before' or 'Heap after' line; others may come in between. */
export class HeapBlockReader {
  readonly #ranges = new Map<RangeName, Range>();

  /** Takes one message in. A block whose sizes contradict each other is damaged. */
  read(message: string): BlockPart {
    const cursor = new Cursor(message);
    cursor.skipBlanks();
    const found = labels.find(([label]) => cursor.accept(label));
    if (found === undefined) return 'foreign';
    const range = readRange(cursor);
    if (range === undefined) return 'damaged';
    this.#ranges.set(found[1], range);
    if (this.#ranges.size < rangeCount) return 'part';
    return this.#placed() ?? 'damaged';
  }

  #placed(): PlacedHeap | undefined {
    const [young, eden, from, to] = [
      this.#ranges.get('young')!,
      this.#ranges.get('eden')!,
      this.#ranges.get('from')!,
      this.#ranges.get('to')!,
    ];
    const [oldGeneration, old] = [this.#ranges.get('oldGeneration')!, this.#ranges.get('old')!];
    const isSound =
      [eden, from, to].every((space) => isInside(space, young)) &&
      isInside(old, oldGeneration) &&
      areApart([eden, from, to]) &&
      isUsed(young, [eden, from]) &&
      isUsed(oldGeneration, [old]) &&
      (oldGeneration.high <= young.low || young.high <= oldGeneration.low);
    if (!isSound) return undefined;
    // Old first, whatever the collector: pages have no order that anything depends on.
    const oldShift = -oldGeneration.low;
    const youngShift =
      oldGeneration.high <= young.low ? oldShift : oldBytes(oldGeneration) - young.low;
    const placed = (range: Range, shift: number): SpaceBytes => ({
      bottom: range.low + shift,
      top: range.middle + shift,
      end: range.high + shift,
    });
    const geometry: HeapGeometry = {
      eden: placed(eden, youngShift),
      from: placed(from, youngShift),
      to: placed(to, youngShift),
      old: placed(old, oldShift),
      youngStart: young.low + youngShift,
      youngCommittedEnd: young.middle + youngShift,
      youngReservedEnd: young.high + youngShift,
    };
    const baseAddress = Math.min(oldGeneration.low, young.low);
    return { geometry, baseAddress, bytesMax: geometry.youngReservedEnd };
  }
}

function oldBytes({ low, high }: Range): number {
  return high - low;
}

/** `total 57344K, used 8165K [0x..., 0x..., 0x...)` or `8192K, 99% used [0x...,0x...,0x...)`. */
function readRange(cursor: Cursor): Range | undefined {
  cursor.skipBlanks();
  const isGeneration = cursor.accept('total ');
  const size = cursor.size();
  if (Number.isNaN(size) || !cursor.accept(', ')) return undefined;
  const usedKilobytes = isGeneration && cursor.accept('used ') ? cursor.size() / 1024 : undefined;
  if (isGeneration && usedKilobytes === undefined) return undefined;
  if (!cursor.skipPast('[')) return undefined;
  const [low, middle, third] = [address(cursor), address(cursor), address(cursor)];
  // Old of Serial has one more in between: where its table of objects ends.
  const fourth = address(cursor);
  const high = Number.isNaN(fourth) ? third : fourth;
  if (!(low <= middle && middle <= high) || !Number.isSafeInteger(high)) return undefined;
  // A generation's "total" counts Eden and one survivor space, not its range.
  if (!isGeneration && Math.floor((high - low) / 1024) !== size / 1024) return undefined;
  return { low, middle, high, usedKilobytes };
}

/** A 64-bit or 32-bit JVM's address and what follows it; NaN if a digit is missing. */
function address(cursor: Cursor): number {
  cursor.skipBlanks();
  if (!cursor.accept('0x')) return Number.NaN;
  const start = cursor.at;
  while (isHexadecimal(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  const digits = cursor.text.slice(start, cursor.at);
  const isWhole = digits.length === 8 || digits.length === 16;
  const isEnded = cursor.accept(',') || cursor.accept(')');
  return isWhole && isEnded ? Number.parseInt(digits, 16) : Number.NaN;
}

function isHexadecimal(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isInside(space: Range, generation: Range): boolean {
  return space.low >= generation.low && space.high <= generation.middle;
}

function areApart(spaces: readonly Range[]): boolean {
  const upwards = spaces.toSorted((a, b) => a.low - b.low || a.high - b.high);
  return upwards.every((space, index) => {
    const next = upwards[index + 1];
    return next === undefined || space.high <= next.low;
  });
}

/** Sizes are printed rounded down. */
function isUsed(generation: Range, spaces: readonly Range[]): boolean {
  const bytes = spaces.reduce((total, space) => total + space.middle - space.low, 0);
  return Math.floor(bytes / 1024) === generation.usedKilobytes;
}
