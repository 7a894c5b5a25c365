import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Comparison } from '../../analysis/counterexamples/same-schedule.ts';
import type { Trace } from '../../subject/trace.ts';
import { ScrollRegion } from './scroll-region.tsx';

interface ComparisonViewProps {
  readonly trace: Trace;
  readonly comparison: Comparison;
  readonly at: number;
  readonly onGo: (step: number) => void;
}

const outcomes: Readonly<Record<Comparison['outcome'], string>> = {
  holds: 'terminates with the property intact',
  violated: 'violates the property too',
  'not terminated': 'was not seen to terminate',
};

/** The same schedule on another design, side by side. */
export function ComparisonView(props: ComparisonViewProps): JSX.Element {
  const { trace, comparison } = props;
  const [isOpen, setOpen] = useState(false);
  const { design, outcome, fate } = comparison;
  const last = fate?.findLast(({ text }) => text.startsWith('was sent'));
  return (
    <details class="comparison" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        The same schedule on <b>{design}</b>: it {outcomes[outcome]}
        {last !== undefined && ` — frame ${trace.frame} ${last.text}, at its step ${last.step}`}
      </summary>
      {isOpen && <SideBySide {...props} />}
    </details>
  );
}

function SideBySide({ trace, comparison, at, onGo }: ComparisonViewProps): JSX.Element {
  let number = 0;
  const fate = new Map<number, string[]>();
  for (const { step, text } of comparison.fate ?? []) {
    fate.set(step, [...(fate.get(step) ?? []), text]);
  }
  return (
    <>
      <p class="size">
        Each step of the counterexample is taken where {comparison.design} can take it, after as few
        steps of its own as make that possible. Rows where the two differ are marked ≠.
      </p>
      <ScrollRegion label="Side by side" isTall>
        <table class="values side-by-side">
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">the counterexample</th>
              <th scope="col">{comparison.design}</th>
            </tr>
          </thead>
          <tbody>
            {comparison.rows.map(({ step, process, detail }, index) => {
              if (process !== undefined) number++;
              const own = step === undefined ? undefined : trace.steps[step - 1];
              const differs = own?.detail !== detail || own?.process !== process;
              return (
                <tr
                  key={index}
                  class={`${differs ? 'differs' : ''}${step === at ? ' open' : ''}`}
                  onClick={() => step !== undefined && onGo(step)}
                >
                  <td class="number">{step}</td>
                  <td>{own === undefined ? '' : `${own.process}: ${own.detail}`}</td>
                  <td>
                    {differs && <b aria-label="differs">≠ </b>}
                    {process === undefined ? <i>not possible there</i> : `${process}: ${detail}`}
                    {process !== undefined &&
                      fate.get(number)?.map((text) => (
                        <div key={text} class="fate-here">
                          frame {trace.frame}: {text}
                        </div>
                      ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
