/** Edits that still count as a slip of the fingers. */
const editsMax = 2;

/** The name that was most likely meant: at most `most` edits away, and not all of the word. `undefined` if none is. */
export function closest(
  word: string,
  names: readonly string[],
  most: number = editsMax,
): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: editsBetween(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= most && edits < name.length)
    .toSorted((one, other) => one.edits - other.edits);
  return best?.name;
}

/** `; did you mean x?`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = closest(word, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

/** Levenshtein distance, with an exchange of neighbours as one edit. */
function editsBetween(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      let edits = Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (isSame ? 0 : 1),
      );
      const isExchange =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      if (isExchange) edits = Math.min(edits, before[column - 2]! + 1);
      current.push(edits);
    }
    before = above;
    above = current;
  }
  return above[other.length]!;
}
