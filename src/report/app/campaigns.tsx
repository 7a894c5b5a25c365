import type { JSX } from 'preact';
import type { OtherResult } from '../report.ts';
import { AnyValue } from './any-value.tsx';
import { FuzzSection } from './fuzz-section.tsx';
import type { FuzzEntry } from './fuzz-shape.ts';
import { ResultList } from './result-list.tsx';
import { WitnessesSection, type WitnessesEntry } from './witnesses-section.tsx';

/** Results of every kind that has no view of its own. Those with no drawing of their own are shown as they are. */
export function Campaigns({ others }: { readonly others: readonly OtherResult[] }): JSX.Element {
  if (others.length === 0) {
    return (
      <p>
        No run of <code>skipover fuzz</code> or of the other commands has left a result here.
      </p>
    );
  }
  return (
    <ResultList
      results={others}
      title={({ kind }) => kind}
      show={(result) => <Content result={result} />}
    />
  );
}

function Content({ result }: { readonly result: OtherResult }): JSX.Element {
  const { kind, content } = result;
  if (kind === 'fuzz') {
    return (
      <>
        {(content['results'] as readonly FuzzEntry[]).map((entry, index) => (
          <FuzzSection key={index} entry={entry} />
        ))}
      </>
    );
  }
  if (kind === 'witnesses') {
    return (
      <>
        {(content['results'] as readonly WitnessesEntry[]).map((entry, index) => (
          <WitnessesSection key={index} entry={entry} />
        ))}
      </>
    );
  }
  return <AnyValue value={contentOf(result)} depth={0} />;
}

/** What is not shown elsewhere in the page. */
function contentOf({ content }: OtherResult): Readonly<Record<string, unknown>> {
  const { schema: _s, tool: _t, startedAt: _a, modelHash: _m, ...rest } = content;
  return rest;
}
