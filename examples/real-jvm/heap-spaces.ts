import { merged, type Range } from './ranges.ts';

/** A space or region as the JVM reports it: bytes from the start of the heap. */
export interface Space {
  readonly bottom: number;
  readonly top: number;
  readonly end: number;
}

/** Where a JVM's spaces lie at one moment. */
export interface HeapSpaces {
  readonly collector: 'parallel' | 'g1';
  /** Young in bytes: one range of memory under Parallel, regions under G1. */
  readonly young: readonly Range[];
  readonly eden: readonly Space[];
  /** Occupied survivor space. */
  readonly from: readonly Space[];
  /** Survivor space that the next collection copies into; Parallel only. */
  readonly to: readonly Space[];
  readonly old: readonly Space[];
}

/** Reads `parallel eden:BOTTOM:TOP:END ...`, in hexadecimal addresses. */
export function parseSpaces(words: readonly string[], heapLow: number): HeapSpaces {
  const named = (name: string): Space[] =>
    words
      .slice(1)
      .map((word) => word.split(':'))
      .filter(([first]) => first === name)
      .map(([, ...addresses]) => addresses.map((address) => Number.parseInt(address, 16) - heapLow))
      .map(([bottom, top, end]) => ({ bottom: bottom!, top: top!, end: end! }));
  const collector = words[0] === 'g1' ? 'g1' : 'parallel';
  const [eden, from] = [named('eden'), named('from')];
  const youngSpaces = collector === 'parallel' ? named('young') : [...eden, ...from];
  return {
    collector,
    young: merged(youngSpaces.map(({ bottom, end }) => ({ from: bottom, to: end }))),
    eden,
    from,
    to: named('to'),
    old: named('old'),
  };
}

/** The occupied bytes of some spaces. */
export function occupied(spaces: readonly Space[]): Range[] {
  return merged(spaces.map(({ bottom, top }) => ({ from: bottom, to: top })));
}
