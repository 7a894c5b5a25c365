import type { ComponentChildren, JSX } from 'preact';
import type { OtherResult, Vocabulary } from '../report.ts';
import { AssumptionsSection, type AssumptionsContent } from './assumptions-section.tsx';
import { HardenSection, type HardenContent } from './harden-section.tsx';
import { MutantsSection, type MutantsContent } from './mutants-section.tsx';
import { CostBoundsSection, type CostBoundsEntry } from './cost-bounds-section.tsx';
import { ResultList } from './result-list.tsx';

interface ViewProps {
  readonly results: readonly OtherResult[];
}

/** Mutants of the protocol, and who noticed each. */
export function MutantsView({ results }: ViewProps): JSX.Element {
  return (
    <Results
      results={results}
      command="mutants"
      title={() => 'What detects that the protocol is broken?'}
      show={({ content }) => <MutantsSection content={content as unknown as MutantsContent} />}
    />
  );
}

/** What designs rest on, and which is the cheapest that holds. */
export function AssumptionsView({
  results,
  vocabulary,
}: ViewProps & { readonly vocabulary: Vocabulary }): JSX.Element {
  return (
    <Results
      results={results}
      command="assumptions"
      title={({ kind }) =>
        kind === 'harden' ? 'Which design is the cheapest that holds?' : 'What designs rest on'
      }
      show={({ kind, content }) =>
        kind === 'harden' ? (
          <HardenSection content={content as unknown as HardenContent} vocabulary={vocabulary} />
        ) : (
          <AssumptionsSection
            content={content as unknown as AssumptionsContent}
            vocabulary={vocabulary}
          />
        )
      }
    />
  );
}

/** The exact least and most of each quantity. */
export function CostBoundsView({ results }: ViewProps): JSX.Element {
  return (
    <Results
      results={results}
      command="cost-bounds"
      title={() => 'Exact, over all interleavings'}
      show={({ content }) =>
        (content['results'] as readonly CostBoundsEntry[]).map((entry, index) => (
          <CostBoundsSection key={index} entry={entry} />
        ))
      }
    />
  );
}

interface ResultsProps {
  readonly results: readonly OtherResult[];
  /** What leaves such results. */
  readonly command: string;
  readonly title: (result: OtherResult) => string;
  readonly show: (result: OtherResult) => ComponentChildren;
}

function Results({ results, command, title, show }: ResultsProps): JSX.Element {
  if (results.length === 0) {
    return (
      <p>
        No run of <code>skipover {command}</code> has left a result here.
      </p>
    );
  }
  return <ResultList results={results} title={title} show={show} />;
}
