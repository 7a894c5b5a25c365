/** Line breaks, escapes and other control characters, marks of direction, and what is no character at all. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text from outside as one line that no terminal acts on: each unprintable character becomes `?`. */
export function oneLine(text: string): string {
  return text.replaceAll(unprintable, '?');
}
