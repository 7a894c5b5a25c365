import type { JSX } from 'preact';
import { VerdictSign } from './verdict.tsx';
import { Words } from './terms.tsx';
import type { Finding } from '../page/finding.ts';

/** What the run found, in sentences, with the counterexamples that show the worst of it. */
export function FindingView({ finding }: { readonly finding: Finding }): JSX.Element {
  const { designs, consequence, watch, notAsked } = finding;
  return (
    <div class="finding">
      <p>
        <Words text={[...designs, consequence].join(' ')} />
      </p>
      {watch.length > 0 && (
        <ul class="watch">
          {watch.map(({ trace, title, where, consequence: meaning }) => (
            <li key={trace}>
              <a href={`#${trace}`}>
                <VerdictSign verdict="violated" /> {title}
              </a>{' '}
              <span class="size">{where}</span>
              <br />
              <Words text={meaning} />
            </li>
          ))}
        </ul>
      )}
      {notAsked.length > 0 && <p class="size">Not asked in this run: {notAsked.join(', ')}.</p>}
    </div>
  );
}
