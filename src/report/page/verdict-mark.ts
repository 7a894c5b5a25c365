import type { PropertyEntry } from '../results.ts';

export type Mark = PropertyEntry['verdict'];

/** Sign and meaning of each verdict, in order of precedence. The sign says what the colour says. */
export const marks: Readonly<Record<Mark, { readonly sign: string; readonly meaning: string }>> = {
  violated: { sign: '✗', meaning: 'a counterexample was found' },
  inconclusive: { sign: '?', meaning: 'a budget ended the search; nothing found so far' },
  vacuous: { sign: '∅', meaning: 'never put to the test: says nothing' },
  verified: {
    sign: '✓',
    meaning: 'held in every reachable state within the stated bounds, and only there',
  },
  unasked: { sign: '–', meaning: 'makes no sense in this scenario' },
};
