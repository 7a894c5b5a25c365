/** Writes the abstract state of a concrete one, seen from a frame and a page. */
export type Alpha = (
  words: Uint32Array,
  observed: { readonly frame: number; readonly page: number },
  out: Uint32Array,
) => void;
