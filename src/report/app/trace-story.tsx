import type { JSX } from 'preact';
import type { Certainty } from '../../analysis/counterexamples/certainty.ts';
import { counted } from '../page/format.ts';
import type { ReportTrace } from '../report.ts';
import { loopStartOf } from './loop-start.ts';

interface TraceStoryProps {
  readonly item: ReportTrace;
  readonly onGo: (step: number) => void;
}

/** What is wrong at the end, how it came to that, and from when on it was certain. */
export function TraceStory({ item, onGo }: TraceStoryProps): JSX.Element {
  const { trace, insight } = item;
  const last = trace.steps.length;
  const loopStart = loopStartOf(item);
  return (
    <>
      <p>
        <strong>{trace.violation}</strong>
      </p>
      {trace.summary !== trace.violation && <p>{trace.summary}.</p>}
      {loopStart !== undefined && (
        <p class="loud inconclusive">
          {loopStart < last
            ? `For ever: after step ${last} it goes on with step ${loopStart + 1}.`
            : `For ever: after step ${last} nothing moves any more.`}
        </p>
      )}
      {insight?.certain !== undefined && (
        <Certain certain={insight.certain} item={item} onGo={onGo} />
      )}
    </>
  );
}

/** From when on nothing could save it: found by search, see `src/analysis/counterexamples/certainty.ts`. */
function Certain({
  certain: { step, isExact, states },
  item,
  onGo,
}: {
  readonly certain: Certainty;
  readonly item: ReportTrace;
  readonly onGo: (step: number) => void;
}): JSX.Element {
  const detail = item.trace.steps[step - 1]?.detail;
  return (
    <p class="certain">
      {step === 0 ? (
        'No run ends well from the start.'
      ) : (
        <>
          <button type="button" class="link" onClick={() => onGo(step)}>
            After step {step}
          </button>{' '}
          ({detail}) no continuation ends well any more{isExact ? '' : ', and perhaps earlier'}
        </>
      )}{' '}
      <span class="size">searched: {counted(states, 'state')} behind the steps tried</span>
    </p>
  );
}
