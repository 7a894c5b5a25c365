/** A space's used part [bottom, top) and all of it [bottom, end), in bytes from the heap's base. */
export interface SpaceBytes {
  readonly bottom: number;
  readonly top: number;
  readonly end: number;
}

/**
 * Where the spaces of a generational heap lie, in bytes from the heap's base. The old generation is at
 * the bottom, Young at the top, as the Parallel collector has them; for Serial, which has Young below, the
 * two are exchanged. Inside Young, Eden comes first; From and To follow in either order, **with gaps**
 * between any two of the three.
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

/** Bytes used in a space. */
export function usedBytes({ bottom, top }: SpaceBytes): number {
  return top - bottom;
}
