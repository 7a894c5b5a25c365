import type { JSX } from 'preact';
import type { ClauseTruth } from '../../analysis/counterexamples/clause-truth.ts';

interface ClauseStripProps {
  readonly clauses: readonly ClauseTruth[];
  /** The loss is certain after this step, where that was searched for. */
  readonly certain: number | undefined;
  readonly at: number;
  readonly onGo: (step: number) => void;
}

const words: Readonly<Record<string, string>> = {
  h: 'holds',
  b: 'not true now; nobody asks yet',
  v: 'violated',
};
const signs: Readonly<Record<string, string>> = { h: '✓', b: '○', v: '✗' };

/** The truth of every clause of the broken property in every state; a click goes there. */
export function ClauseStrip({ clauses, certain, at, onGo }: ClauseStripProps): JSX.Element {
  return (
    <div class="clauses">
      <table>
        <caption class="hidden">Clauses of the broken property at step {at}</caption>
        <tbody>
          {clauses.map(({ title, truth }) => {
            const now = truth[at] ?? 'h';
            return (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td class={`truth ${now}`}>
                  {signs[now]} {words[now]}
                </td>
                <td class="strip">
                  <Strip truth={truth} at={at} certain={certain} onGo={onGo} title={title} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface StripProps {
  readonly title: string;
  readonly truth: string;
  readonly at: number;
  readonly certain: number | undefined;
  readonly onGo: (step: number) => void;
}

function Strip({ title, truth, at, certain, onGo }: StripProps): JSX.Element {
  const states = truth.split('');
  const isCertain = (index: number): boolean => certain !== undefined && index >= certain;
  const broken = states.filter((letter) => letter !== 'h').length;
  return (
    <svg
      viewBox={`0 0 ${states.length * 10} 26`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${title}: not true in ${broken} of ${states.length} states`}
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        onGo(Math.floor(((event.clientX - left) / width) * states.length));
      }}
    >
      {states.map((letter, index) => (
        <rect
          key={index}
          class={`truth-${letter}${index === at ? ' now' : ''}`}
          x={index * 10 + 0.5}
          y={letter === 'h' ? 8 : letter === 'b' ? 5 : 0}
          width={9}
          height={letter === 'h' ? 10 : letter === 'b' ? 16 : 26}
        >
          <title>
            {`step ${index}: ${words[letter]}${isCertain(index) ? '; the loss is certain' : ''}`}
          </title>
        </rect>
      ))}
      {certain !== undefined && <path class="certain-line" d={`M${certain * 10} 0 V26`} />}
    </svg>
  );
}
