import type { LocalState } from './local-state.ts';
import { ambiguousTimerPlace } from './xstate/structure.ts';

/** `after 500 ms`; if the machine has several such timers, also whose it is: `after 500 ms in a.b`. */
export function timerLabel({ actor }: LocalState, type: string, delay: number): string {
  const time = Number.isNaN(delay) ? 'some time' : `${delay} ms`;
  if (!type.startsWith('xstate.after.')) return `${type} after ${time}`;
  const place = ambiguousTimerPlace(actor.logic, type);
  return `after ${time}${place === undefined ? '' : ` in ${place}`}`;
}
