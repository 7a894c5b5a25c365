import type { JSX } from 'preact';
import { marks, type Mark } from '../page/verdict-mark.ts';

/** Sign and word, coloured; the sign says what the colour says. */
export function VerdictMark({ verdict }: { readonly verdict: Mark }): JSX.Element {
  return (
    <span class={`mark ${verdict}`}>
      <span class="sign" aria-hidden="true">
        {marks[verdict].sign}
      </span>{' '}
      {verdict}
    </span>
  );
}

/** The sign alone, for a place that says the word elsewhere. */
export function VerdictSign({ verdict }: { readonly verdict: Mark }): JSX.Element {
  return (
    <span class={`sign ${verdict}`} role="img" aria-label={verdict}>
      {marks[verdict].sign}
    </span>
  );
}

export function VerdictLegend(): JSX.Element {
  return (
    <ul class="legend" aria-label="What a verdict means">
      {(Object.keys(marks) as Mark[]).map((mark) => (
        <li key={mark}>
          <VerdictMark verdict={mark} /> {marks[mark].meaning}
        </li>
      ))}
    </ul>
  );
}
