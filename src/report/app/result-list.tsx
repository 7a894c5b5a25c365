import type { ComponentChildren, JSX } from 'preact';
import { moment } from '../page/format.ts';
import type { OtherResult } from '../report.ts';

interface ResultListProps {
  readonly results: readonly OtherResult[];
  readonly title: (result: OtherResult) => string;
  readonly show: (result: OtherResult) => ComponentChildren;
}

/** Results one below the other, each with its file and its time. */
export function ResultList({ results, title, show }: ResultListProps): JSX.Element {
  return (
    <>
      {results.map((result) => (
        <article key={result.file} id={`other-${result.file}`}>
          <h3>
            {title(result)}{' '}
            <span class="size">
              {result.file}, {moment(String(result.content['startedAt']))}
              {result.isOtherModel ? ', of another model' : !result.isCurrent && ', earlier run'}
            </span>
          </h3>
          {show(result)}
        </article>
      ))}
    </>
  );
}
