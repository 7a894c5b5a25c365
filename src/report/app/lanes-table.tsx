import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Divergence } from '../../conformance/divergence.ts';
import type { LaneRow } from '../../conformance/lanes.ts';
import type { NamedStep } from '../../conformance/named-step.ts';
import { count } from '../page/format.ts';
import { ScrollRegion } from './scroll-region.tsx';

/** A row of the two lanes; of a log with its line. */
export interface ShownRow extends LaneRow {
  readonly line?: number;
}

interface LanesTableProps {
  readonly label: string;
  readonly rows: readonly ShownRow[];
  /** Steps before the first row, which the result does not keep. */
  readonly before?: number;
  /** Whether the last step is the one that diverges. */
  readonly endsInDivergence?: boolean;
  /** Whether the rows come from a log. */
  readonly isLog?: boolean;
  /** The line of a log that no run explains, after the last row. */
  readonly unexplained?: Divergence | undefined;
}

/** Rows that are drawn before one asks for all; the end is what matters. */
const rowsMax = 60;

/** A run with two lanes: what the model does, and what the implementation showed. */
export function LanesTable(props: LanesTableProps): JSX.Element {
  const { label, rows, before = 0, endsInDivergence = false, isLog = false, unexplained } = props;
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, rows.length - rowsMax);
  return (
    <>
      {hidden > 0 && (
        <button type="button" onClick={() => setAll(true)}>
          show the {count(hidden)} steps before
        </button>
      )}
      <ScrollRegion label={label}>
        <table class="values two-lanes">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">step</th>
              <th scope="col">model</th>
              <th scope="col">{isLog ? 'log' : 'implementation'}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(hidden).map((row, index) => {
              const at = hidden + index;
              const isLast = at === rows.length - 1;
              return (
                <tr key={at} class={endsInDivergence && isLast ? 'diverges' : undefined}>
                  <td class="number">{count(before + at + 1)}</td>
                  <th scope="row">{nameOf(row)}</th>
                  <td>
                    {row.from === row.to ? row.from : `${row.from} → ${row.to}`}
                    <Changes texts={row.model} />
                  </td>
                  <td>
                    {isLog && (
                      <span class="size">
                        {row.line === undefined ? 'not logged' : `line ${count(row.line)}`}
                      </span>
                    )}
                    <Shown row={row} isLog={isLog} />
                  </td>
                </tr>
              );
            })}
            {unexplained !== undefined && <UnexplainedRow divergence={unexplained} />}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

function UnexplainedRow({ divergence }: { readonly divergence: Divergence }): JSX.Element {
  const { kind, position, step, observed = {} } = divergence;
  return (
    <tr class="diverges">
      <td />
      <th scope="row">{step === undefined ? '' : nameOf(step)}</th>
      <td>{kind === 'differs' ? 'has other values' : 'has no such step'}</td>
      <td>
        <span class="size">line {count(position)}</span>
        <Changes
          texts={Object.entries(observed).map(
            ([name, value]) => `${name}=${JSON.stringify(value)}`,
          )}
        />
      </td>
    </tr>
  );
}

function Shown({ row, isLog }: { readonly row: ShownRow; readonly isLog: boolean }): JSX.Element {
  const { implementation } = row;
  if (implementation === undefined) return <>{!isLog && <span class="size">hidden</span>}</>;
  if (implementation.length === 0) return <span class="size"> as before</span>;
  return <Changes texts={implementation} />;
}

function Changes({ texts }: { readonly texts: readonly string[] }): JSX.Element {
  return (
    <>
      {texts.map((text) => (
        <code key={text}> {text}</code>
      ))}
    </>
  );
}

function nameOf({ process, event, choice }: NamedStep): string {
  return choice === 0 ? `${process} ${event}` : `${process} ${event} ${choice}`;
}
