import { leadsTo } from '../src/system/liveness-goal.ts';
import type { LivenessFamily } from './liveness-family.ts';

/** L1. Every migration that begins is over in the end: done, or given up. */
export const progress: LivenessFamily = {
  id: 'L1',
  title: 'Progress: every migration that begins completes or aborts',
  unasked: () => undefined,
  define: ({ controls }) => {
    const isOver = controls.in('daemon', ['idle']);
    const name = { id: 'L1', title: 'Progress' };
    return leadsTo(name, (words) => !isOver(words), isOver);
  },
};
