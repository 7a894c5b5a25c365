import { always, does } from './changes.ts';
import { mutate } from './mutant.ts';

/** A daemon whose loop no stop test ends: it goes round for ever. No mutant of the table, which asks what
 * states show. */
export const restless = mutate({
  changes: [
    always('daemon', 'iterationsAreUsedUp', false),
    always('daemon', 'fewFramesAreLeft', false),
    does('daemon', 'cleanForNextIteration', (clean, { daemon }) => (words, choice) => {
      clean(words, choice);
      daemon.iteration.set(words, 0, 1);
    }),
  ],
});
