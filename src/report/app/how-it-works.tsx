import type { JSX } from 'preact';
import sequence from '../../../docs/sequence.svg';
import { failureEntries } from '../../../properties/failure-names.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { glossary, Words } from './terms.tsx';

/** The drawing without its colours, which are the page's. */
const picture = sequence
  .replace(/<style>.*?<\/style>/s, '')
  .replace('<svg ', '<svg class="sequence" ');

const steps: readonly string[] = [
  'Live migration copies the memory of a VM while it runs. The daemon sends every frame once, then again and again those that the dirty log lists. Each CLEAN reads the log and clears it.',
  'A Java VM fills its young generation with gigabytes a second, nearly all of it garbage. So the agent reports the addresses of that area, and the kernel module clears the transfer bit of each frame behind them.',
  'The daemon skips a frame whose transfer bit is 0, dirty or not.',
  'Before the pause the JVM collects once (the enforced collection). The module sets the bits of the frames with survivors again, and the last iteration (stop-and-copy) sends them.',
  'The VM moves. What was skipped arrives empty; by then nobody needs it, if every step came in time.',
];

/** The protocol in a minute, its messages in order, why each failure is bad, and every word of the field. */
export function HowItWorks(): JSX.Element {
  return (
    <details class="how">
      <summary>How assisted migration works (60 seconds), why failures are bad, glossary</summary>
      <div class="how-columns">
        <div>
          <ol>
            {steps.map((text) => (
              <li key={text}>
                <Words text={text} />
              </li>
            ))}
          </ol>
          <h3>Why each failure is bad</h3>
          <dl class="meaning">
            {failureEntries().map(({ name, consequence }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{consequence}</dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>Glossary ({glossary.length})</summary>
            <dl class="meaning">
              {glossary.map(({ term, meaning }) => (
                <div key={term}>
                  <dt>{term}</dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </details>
        </div>
        <ScrollRegion label="Messages of one assisted migration">
          {/* Drawn from a run of the model when the documentation was made; no string of a result is in it. */}
          <div dangerouslySetInnerHTML={{ __html: picture }} />
        </ScrollRegion>
      </div>
    </details>
  );
}
