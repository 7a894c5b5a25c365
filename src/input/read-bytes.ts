import type { InputFile } from './input-file.ts';

/** All of a file's content. Throws as `InputFile` does. Costs twice its size for a moment. */
export function bytesOf(
  input: InputFile,
  options: { readonly mayBeCut?: boolean } = {},
): Uint8Array {
  const pieces = [...input.pieces(options)];
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
