import { stabilizes } from '../src/system/liveness-goal.ts';
import { standing } from '../src/migration/application-status.ts';
import { needsAssistance } from './family.ts';
import type { LivenessFamily } from './liveness-family.ts';

/**
 * L2. An application that holds is released: it does not hold for ever while no release is in its
 * queue. That it then takes the message is its own affair; one that is dead cannot.
 */
export const release: LivenessFamily = {
  id: 'L2',
  title: 'Release: an application that holds finds a release in its queue for good in the end',
  unasked: needsAssistance,
  define: ({ machine, controls }) => {
    const { holds } = standing(machine, controls);
    const all = [...machine.lkmToApplications.entries()];
    const isHeld = (words: Uint32Array): boolean => all.some(([app]) => holds(words, app));
    const isReleased = (words: Uint32Array): boolean =>
      all.every(([app, queue]) => !holds(words, app) || queue.inFlight(words).includes('release'));
    const name = { id: 'L2', title: 'Release' };
    return stabilizes(name, isHeld, isReleased);
  },
};
