import { invariant } from '../../foundation/invariant.ts';
import { ADDRESS, dataError, excerpt } from './line.ts';
import type { LinePlace, LogLine } from './line.ts';

/** A space's used part [bottom, top) and all of it [bottom, end), in bytes from the heap's base. */
export interface SpaceBytes {
  readonly bottom: number;
  readonly top: number;
  readonly end: number;
}

/**
 * Where the Parallel collector's spaces lie, in bytes from the heap's base address.
 * The old generation is at the bottom of the heap, Young at its top. Inside Young, Eden comes
 * first; From and To follow in either order, **with gaps** between any two of the three.
 */
export interface HeapGeometry {
  readonly eden: SpaceBytes;
  readonly from: SpaceBytes;
  readonly to: SpaceBytes;
  readonly old: SpaceBytes;
  /** Young is reserved as [youngStart, youngReservedEnd); its committed part moves its end only. */
  readonly youngStart: number;
  readonly youngCommittedEnd: number;
  readonly youngReservedEnd: number;
}

/** The geometry and the reserved address range of the heap that it was printed for. */
export interface HeapBlock {
  readonly geometry: HeapGeometry;
  readonly baseAddress: number;
  readonly bytesMax: number;
}

/** The addresses [bottom, top, end) of a space, or [low, committed, reserved) of a generation. */
interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** Of a generation only: a space has a percentage there, too coarse to check anything. */
  readonly usedKilobytes: number | undefined;
}

const RANGE_NAMES = [
  'PSYoungGen',
  'eden space',
  'from space',
  'to space',
  'ParOldGen',
  'object space',
] as const;
type RangeName = (typeof RANGE_NAMES)[number];

const RANGE_LINE = /^\s*(PSYoungGen|ParOldGen|(?:eden|from|to|object)\s+space)\s/;
const RANGE = new RegExp(
  String.raw`\s(\d+)K, (?:used (\d+)K|\d+% used) \[(${ADDRESS}),\s*(${ADDRESS}),\s*(${ADDRESS})\)$`,
);

/** Collects the lines below one 'Heap before' or 'Heap after' line; others may come in between. */
export class HeapBlockReader {
  private readonly heading: LinePlace;
  private readonly ranges = new Map<RangeName, Range>();

  constructor(heading: LinePlace) {
    this.heading = heading;
  }

  /**
   * Takes one line in; lines about anything else are skipped. Returns the block with its last line.
   * @throws InputError('data') a line that is cut or damaged, or sizes that contradict each other
   */
  read(line: LogLine): HeapBlock | undefined {
    const label = RANGE_LINE.exec(line.message)?.[1]?.replace(/\s+/, ' ');
    const name = RANGE_NAMES.find((candidate) => candidate === label);
    if (name === undefined) return undefined;
    this.ranges.set(name, readRange(line, name));
    return this.ranges.size === RANGE_NAMES.length ? this.block() : undefined;
  }

  private block(): HeapBlock {
    const young = this.range('PSYoungGen');
    const eden = this.range('eden space');
    const from = this.range('from space');
    const to = this.range('to space');
    const oldGeneration = this.range('ParOldGen');
    const old = this.range('object space');
    this.requireInside('Eden', eden, young);
    this.requireInside('From', from, young);
    this.requireInside('To', to, young);
    this.requireInside('the old space', old, oldGeneration);
    this.requireApart([eden, from, to]);
    this.requireUsed('PSYoungGen', young, [eden, from]);
    this.requireUsed('ParOldGen', oldGeneration, [old]);
    const base = oldGeneration.low;
    if (oldGeneration.high > young.low || old.low !== base) {
      this.fail('ParOldGen reaches into PSYoungGen', 'the old generation below Young');
    }
    return {
      geometry: {
        eden: spaceBytes(eden, base),
        from: spaceBytes(from, base),
        to: spaceBytes(to, base),
        old: spaceBytes(old, base),
        youngStart: young.low - base,
        youngCommittedEnd: young.middle - base,
        youngReservedEnd: young.high - base,
      },
      baseAddress: base,
      bytesMax: young.high - base,
    };
  }

  private range(name: RangeName): Range {
    const range = this.ranges.get(name);
    invariant(range !== undefined, `the heap block was closed before its ${name} line`);
    return range;
  }

  private requireInside(name: string, space: Range, generation: Range): void {
    if (space.low >= generation.low && space.high <= generation.middle) return;
    this.fail(
      `${name} ${printed(space)} leaves the committed part of ${printed(generation)}`,
      'each space inside its generation',
    );
  }

  private requireApart(spaces: readonly Range[]): void {
    const upwards = spaces.toSorted((a, b) => a.low - b.low || a.high - b.high);
    for (const [index, space] of upwards.entries()) {
      const next = upwards[index + 1];
      if (next !== undefined && space.high > next.low) {
        this.fail(`${printed(space)} overlaps ${printed(next)}`, 'Eden, From and To apart');
      }
    }
  }

  private requireUsed(name: string, generation: Range, spaces: readonly Range[]): void {
    const usedBytes = spaces.reduce((total, space) => total + space.middle - space.low, 0);
    if (kilobytes(usedBytes) === generation.usedKilobytes) return;
    this.fail(
      `${name} has ${generation.usedKilobytes}K used`,
      `the ${kilobytes(usedBytes)}K up to the tops of its spaces`,
    );
  }

  private fail(found: string, expected: string): never {
    throw dataError(this.heading, `in the lines below, ${found}`, expected);
  }
}

function readRange(line: LogLine, name: RangeName): Range {
  const isGeneration = name.endsWith('Gen');
  const match = RANGE.exec(line.message);
  if (match === null || (match[2] !== undefined) !== isGeneration) {
    const sizes = isGeneration ? 'total 57344K, used 8165K' : '8192K, 99% used';
    throw dataError(
      line,
      `a damaged line ${excerpt(line.message)}`,
      `sizes and three addresses, as in "${name} ${sizes} [0x...,0x...,0x...)"`,
    );
  }
  const [size, used, low, middle, high] = match.slice(1).map(Number) as [
    size: number,
    used: number,
    low: number,
    middle: number,
    high: number,
  ];
  const range = { low, middle, high, usedKilobytes: isGeneration ? used : undefined };
  if (!Number.isSafeInteger(high) || !(low <= middle && middle <= high)) {
    throw dataError(
      line,
      `${name} has the addresses ${printed(range)}, which are out of order`,
      'the middle one between the other two, and all below 2^53',
    );
  }
  // A generation's "total" counts Eden and one survivor space, not its range.
  if (!isGeneration && kilobytes(high - low) !== size) {
    throw dataError(
      line,
      `${name} of ${size}K has the addresses ${printed(range)}`,
      'a range of that size',
    );
  }
  return range;
}

function spaceBytes({ low, middle, high }: Range, base: number): SpaceBytes {
  return { bottom: low - base, top: middle - base, end: high - base };
}

/** As HotSpot prints sizes: rounded down. */
function kilobytes(bytes: number): number {
  return Math.floor(bytes / 1024);
}

function printed({ low, middle, high }: Range): string {
  return `[${[low, middle, high].map((address) => `0x${address.toString(16)}`).join(', ')})`;
}
