import type { PropertyEntry } from '../results.ts';

export type Mark = PropertyEntry['verdict'];

interface VerdictMark {
  readonly sign: string;
  /** In the terminal; the page has its own, by the name of the verdict. The sign says the same without it. */
  readonly colour: 'red' | 'yellow' | 'green' | 'gray';
  readonly meaning: string;
}

/** How each verdict is shown, in the terminal and in the page, in order of precedence. */
export const marks: Readonly<Record<Mark, VerdictMark>> = {
  violated: { sign: '✗', colour: 'red', meaning: 'a counterexample was found' },
  inconclusive: {
    sign: '?',
    colour: 'yellow',
    meaning: 'a budget ended the search; nothing found so far',
  },
  vacuous: { sign: '∅', colour: 'yellow', meaning: 'never exercised: says nothing' },
  verified: {
    sign: '✓',
    colour: 'green',
    meaning: 'held in every reachable state within the stated bounds, and only there',
  },
  unasked: {
    sign: '–',
    colour: 'gray',
    meaning: 'has no meaning in this scenario',
  },
};
