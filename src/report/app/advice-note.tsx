import type { JSX } from 'preact';
import type { Advice } from '../../timing/advice.ts';
import { bytes, duration } from '../page/format.ts';
import type { Mark } from '../page/verdict-mark.ts';
import { VerdictSign } from './verdict.tsx';

const verdicts: Readonly<
  Record<Advice['verdict'], { readonly mark: Mark; readonly says: string }>
> = {
  assist: { mark: 'verified', says: 'Assistance helps this application.' },
  doNotAssist: { mark: 'violated', says: 'Do NOT assist this application.' },
  tradeOff: { mark: 'inconclusive', says: 'A trade: less traffic for a longer downtime.' },
};

/** Whether assistance should be used for an application, and when it would hurt most. */
export function AdviceNote({ advice }: { readonly advice: Advice }): JSX.Element {
  const { verdict, reasons, worstMoment } = advice;
  const { mark, says } = verdicts[verdict];
  const { uptimeSeconds, pauseSeconds, survivorBytes, downtimeSeconds } = worstMoment;
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
      <p class="size">
        Were it enforced at the worst of the recorded collections
        {uptimeSeconds !== undefined && ` (at ${duration(uptimeSeconds)} of uptime)`}: a pause of{' '}
        {duration(pauseSeconds)}, {bytes(survivorBytes)} that survive, {duration(downtimeSeconds)}{' '}
        of downtime.
      </p>
    </section>
  );
}
