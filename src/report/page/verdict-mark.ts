import type { PropertyEntry } from '../results.ts';
import { html, type Html } from './html.ts';

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

/** Sign and word, coloured. */
export function verdictMark(verdict: Mark): Html {
  return html`<span class="mark ${verdict}"
    ><span class="sign">${marks[verdict].sign}</span> ${verdict}</span
  >`;
}

/** The sign alone, for a line that says the word elsewhere. */
export function verdictSign(verdict: Mark): Html {
  return html`<span class="sign ${verdict}" role="img" aria-label="${verdict}"
    >${marks[verdict].sign}</span
  >`;
}
