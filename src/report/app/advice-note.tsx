import type { JSX } from 'preact';
import type { Advice, AdviceRange, RangeCase, RankedRun } from '../../timing/advice.ts';
import { bytes, duration } from '../page/format.ts';
import type { Mark } from '../page/verdict-mark.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { StartPlot } from './start-plot.tsx';
import { VerdictSign } from './verdict.tsx';

const verdicts: Readonly<
  Record<Advice['verdict'], { readonly mark: Mark; readonly says: string }>
> = {
  assist: { mark: 'verified', says: 'Assistance helps this application.' },
  doNotAssist: { mark: 'violated', says: 'Do NOT assist this application.' },
  tradeOff: { mark: 'inconclusive', says: 'A trade: less traffic for a longer downtime.' },
  noDifference: { mark: 'inconclusive', says: 'Assistance makes no difference.' },
};

/** Whether assistance should be used for an application, what else was tried, and how far that holds. */
export function AdviceNote({ advice }: { readonly advice: Advice }): JSX.Element {
  const { verdict, reasons, ranking, range } = advice;
  const { mark, says } = verdicts[verdict];
  return (
    <section class="advice" aria-label="Advice">
      <p>
        <VerdictSign verdict={mark} /> <b>{says}</b>
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Ranking ranking={ranking} />
      {range !== undefined && <Range range={range} />}
    </section>
  );
}

function Ranking({ ranking }: { readonly ranking: readonly RankedRun[] }): JSX.Element {
  const names = ['ranked', 'stands still', 'total time', 'traffic', 'daemon CPU', 'needs'];
  return (
    <ScrollRegion label="Designs and policies, ranked">
      <table class="values">
        <thead>
          <tr>
            {names.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ranking.map((each) => (
            <tr key={each.design}>
              <th scope="row">
                {each.design}
                {each.isUnsafe ? ' (loses pages)' : each.isBest ? ' (best, within 5 %)' : ''}
              </th>
              <td class="number">{duration(each.standstillSeconds)}</td>
              <td class="number">{duration(each.seconds)}</td>
              <td class="number">{bytes(each.bytesSent)}</td>
              <td class="number">{duration(each.daemonCpuSeconds)}</td>
              <td class="wide-cell">{each.needs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Downtime by start time as a plot; every case in numbers, and by how much the assisted run is shorter. */
function Range({ range }: { readonly range: AdviceRange }): JSX.Element {
  const { cases, unassisted, assisted } = range;
  return (
    <>
      <h4>Downtime by start time</h4>
      <Threshold cases={cases} />
      <StartPlot range={range} />
      <ScrollRegion label="How far the answer holds">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">stands still</th>
              <th scope="col">{unassisted}</th>
              <th scope="col">{assisted}</th>
              <th scope="col">difference</th>
            </tr>
          </thead>
          <tbody>
            {cases.map((each) => (
              <tr key={each.text}>
                <th scope="row">{each.text}</th>
                <td class="number">{duration(each.unassistedSeconds)}</td>
                <td class="number">{duration(each.assistedSeconds)}</td>
                <td class="number">{difference(each)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

/** In which of the cases assistance makes the downtime longer. */
function Threshold({ cases }: Pick<AdviceRange, 'cases'>): JSX.Element {
  const longer = cases.filter((each) => each.assistedSeconds > each.unassistedSeconds);
  return (
    <p>
      Assistance shortens the downtime in {cases.length - longer.length} of {cases.length} cases.
      {longer.length > 0 && (
        <>
          {' '}
          <b class="worse">It lengthens it with: {longer.map(({ text }) => text).join('; ')}.</b>
        </>
      )}
    </p>
  );
}

function difference({ assistedSeconds, unassistedSeconds }: RangeCase): string {
  const seconds = assistedSeconds - unassistedSeconds;
  return `${seconds < 0 ? '−' : '+'}${duration(Math.abs(seconds))}`;
}
