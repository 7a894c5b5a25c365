import type { Property } from '../../src/system/definition.ts';
import type { ObservedQuestion } from './family.ts';

/** The id of {@link capacity}, which is no property of a machine. */
export const capacityProperty = 'capacity';

/** A queue whose sender keeps what it cannot send holds all that is ever sent. If not, nothing is proved. */
export function capacity({ machine }: Pick<ObservedQuestion, 'machine'>): Property {
  return {
    id: capacityProperty,
    title: 'the queues of this capacity hold all that is sent',
    exercised: () => true,
    violation: (words) =>
      machine.overflowed.is(words)
        ? { failureClass: 'a queue overflows', detail: 'a message was sent to a full queue' }
        : undefined,
  };
}
