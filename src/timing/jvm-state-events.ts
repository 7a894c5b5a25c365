import type { EventOf, StateOf } from '../migration/chart-names.ts';

/** What the JVM does by itself in the states in which no recording has a say. */
export const stateEvents: Readonly<Partial<Record<StateOf<'jvm'>, EventOf<'jvm'>>>> = {
  'collecting.forwarding': 'forward',
  sizing: 'resize',
  'announcing.calling': 'announce',
  unmapping: 'unmap',
  'finishing.calling': 'finish',
};
