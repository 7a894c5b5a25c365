import type { JSX } from 'preact';
import { failureNameIn } from '../../../properties/failure-names.ts';
import type { TraceHead } from './data.ts';
import { useKeys } from './keys.ts';
import { settingsOf } from './trace-groups.ts';

/** The runs before and after one in its list, by their ids. */
export interface Neighbours {
  readonly before?: string;
  readonly after?: string;
  /** `3 of 165`. */
  readonly place: string;
}

interface TraceMeaningProps {
  readonly head: TraceHead;
  readonly neighbours: Neighbours;
}

/** Why a failure is bad, what causes it, what repairs it, and the runs beside it. */
export function TraceMeaning({ head, neighbours }: TraceMeaningProps): JSX.Element {
  const { property, title, races = [], repairs } = head;
  const { consequence } = failureNameIn(head, property);
  const isFailure = head.kind === 'counterexample' || head.kind === 'variant';
  return (
    <>
      <BesideIt {...neighbours} />
      <dl class="meaning">
        {isFailure && consequence !== '' && (
          <>
            <dt>Why it is bad</dt>
            <dd>{consequence}</dd>
          </>
        )}
        {races.map(({ number, name, interleaving }) => (
          <Row key={number} term="Root cause" text={`race ${number}, ${name}: ${interleaving}.`} />
        ))}
        {repairs !== undefined && (
          <>
            <dt>Repaired by</dt>
            <dd>
              {repairs.length === 0
                ? 'no single switch; see the same schedule on hardened below.'
                : settingsOf(head).map((setting, index) => (
                    <span key={setting}>
                      {index > 0 && ' or '}
                      <code>{setting}</code>
                    </span>
                  ))}
            </dd>
          </>
        )}
        <Row term="Property" text={title} />
        {isFailure && <Row term="Failure class" text={head.failureClass} />}
      </dl>
    </>
  );
}

function Row({ term, text }: { readonly term: string; readonly text: string }): JSX.Element {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

function BesideIt({ before, after, place }: Neighbours): JSX.Element {
  const go = (id: string | undefined) => (): void => {
    if (id !== undefined) location.hash = id;
  };
  useKeys({ n: go(after), p: go(before) });
  return (
    <p class="beside">
      <button type="button" class="small" disabled={before === undefined} onClick={go(before)}>
        ← previous (p)
      </button>{' '}
      <span class="size">{place}</span>{' '}
      <button type="button" class="small" disabled={after === undefined} onClick={go(after)}>
        next (n) →
      </button>
    </p>
  );
}
