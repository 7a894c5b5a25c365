import type { JSX } from 'preact';
import { moment } from '../page/format.ts';
import type { OtherResult } from '../report.ts';
import { AnyValue } from './any-value.tsx';
import { FuzzSection } from './fuzz-section.tsx';
import type { FuzzEntry } from './fuzz-shape.ts';

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
    <>
      {others.map((result) => (
        <article key={result.file} id={`other-${result.file}`}>
          <h3>
            {result.kind}{' '}
            <span class="size">
              {result.file}, {moment(String(result.content['startedAt']))}
              {!result.isCurrent && ', earlier run'}
            </span>
          </h3>
          <Content result={result} />
        </article>
      ))}
    </>
  );
}

function Content({ result }: { readonly result: OtherResult }): JSX.Element {
  const { kind, content } = result;
  if (kind !== 'fuzz') return <AnyValue value={contentOf(result)} depth={0} />;
  return (
    <>
      {(content['results'] as readonly FuzzEntry[]).map((entry, index) => (
        <FuzzSection key={index} entry={entry} />
      ))}
    </>
  );
}

/** What is not told elsewhere in the page. */
function contentOf({ content }: OtherResult): Readonly<Record<string, unknown>> {
  const { schema: _s, tool: _t, startedAt: _a, modelHash: _m, ...rest } = content;
  return rest;
}
