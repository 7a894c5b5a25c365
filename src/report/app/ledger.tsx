import type { JSX } from 'preact';
import type { Trace } from '../../subject/trace.ts';

interface LedgerProps {
  readonly trace: Trace;
  readonly at: number;
  readonly onGo: (step: number) => void;
}

/** The life of the watched frame: dirtied, skipped by whom, sent, lost. */
export function Ledger({ trace, at, onGo }: LedgerProps): JSX.Element | null {
  const { frame, fate } = trace;
  if (frame === undefined || fate === undefined) return null;
  return (
    <div class="ledger">
      <h4>What happened to frame {frame}</h4>
      <ol>
        {fate.map(({ step, text }, index) => (
          <li key={index} class={step <= at ? 'past' : 'future'}>
            <button type="button" class="link" onClick={() => onGo(step)}>
              step {step}
            </button>{' '}
            {text}
          </li>
        ))}
        <li class={at >= trace.steps.length ? 'past' : 'future'}>
          <button type="button" class="link" onClick={() => onGo(trace.steps.length)}>
            step {trace.steps.length}
          </button>{' '}
          <strong>{trace.violation}</strong>
        </li>
      </ol>
    </div>
  );
}
