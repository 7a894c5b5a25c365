/** What the JVM does by itself in the states in which no recording has a say. */
export const stateEvents: Readonly<Record<string, string>> = {
  'collecting.forwarding': 'forward',
  sizing: 'resize',
  'announcing.calling': 'announce',
  unmapping: 'unmap',
  'finishing.calling': 'finish',
};
