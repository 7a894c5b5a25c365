import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TraceStep } from '../../subject/trace.ts';
import { bitmapFields } from '../page/bitmap-fields.ts';
import type { ReportTrace } from '../report.ts';
import type { MessageEvent } from './memory.ts';
import { loopStartOf } from './loop-start.ts';

interface StepListProps {
  readonly item: ReportTrace;
  readonly events: readonly (readonly MessageEvent[])[];
  readonly at: number;
  readonly onGo: (step: number) => void;
  /** The steps to show; all where it is absent. */
  readonly only: readonly number[] | undefined;
  readonly filter: ComponentChildren;
}

/** The run as a sequence diagram: a lane per process, a row per step, arrows for messages. */
export function StepList({ item, events, at, onGo, only, filter }: StepListProps): JSX.Element {
  const { steps } = item.trace;
  const lanes = [...new Set([...steps.map(({ process }) => process), ...receivers(events)])];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = box.current?.querySelector('[aria-current]');
    const scroll = box.current;
    if (row === null || row === undefined || scroll === null) return;
    const [inner, outer] = [row.getBoundingClientRect(), scroll.getBoundingClientRect()];
    const isHidden = inner.top < outer.top + 40 || inner.bottom > outer.bottom;
    if (isHidden) scroll.scrollTop += inner.top - outer.top - outer.height * 0.4;
  }, [at]);
  const shown = only === undefined ? steps.map((_, index) => index + 1) : only;
  const loopStart = loopStartOf(item);
  return (
    <div class="steps">
      {filter}
      <div class="scroll tall" ref={box} tabIndex={0} role="region" aria-label="Steps of the run">
        <table class="step-table">
          <thead>
            <tr>
              {loopStart !== undefined && (
                <th scope="col" class="loop-way">
                  <span class="hidden">loop</span>
                </th>
              )}
              <th scope="col">step</th>
              <th scope="col" class="lanes">
                <LaneNames lanes={lanes} />
              </th>
              <th scope="col">what happens</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((number) => (
              <StepRow
                key={number}
                step={steps[number - 1]!}
                number={number}
                events={events[number - 1] ?? []}
                lanes={lanes}
                isCurrent={number === at}
                item={item}
                loop={loopPart(number, loopStart, steps.length)}
                loopStart={loopStart}
                onGo={onGo}
              />
            ))}
            {loopStart === steps.length && (
              <tr class="standstill">
                <td class="loop-way">↻</td>
                <td />
                <td class="lanes" />
                <td>and so it stands for ever: nothing that would have to move can</td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function receivers(events: StepListProps['events']): string[] {
  return events.flat().map(({ receiver }) => receiver);
}

/** Where a step lies in what repeats for ever; a loop of one step is its first and its last. */
type LoopPart = 'before' | 'first' | 'within' | 'last' | 'only';

function loopPart(number: number, loopStart: number | undefined, last: number): LoopPart {
  if (loopStart === undefined || number <= loopStart) return 'before';
  if (number === loopStart + 1) return number === last ? 'only' : 'first';
  return number === last ? 'last' : 'within';
}

const loopWays: Readonly<Record<LoopPart, string>> = {
  before: '',
  first: 'M22 13 H8 Q4 13 4 17 V26',
  within: 'M4 0 V26',
  last: 'M4 0 V9 Q4 13 8 13 H22',
  only: 'M22 17 H8 Q4 17 4 13 Q4 9 8 9 H22',
};

/** The way back from the last step to the first of those that repeat, one piece per row. */
function LoopWay({ part }: { readonly part: LoopPart }): JSX.Element {
  return (
    <td class="loop-way">
      {part !== 'before' && (
        <svg viewBox="0 0 22 26" preserveAspectRatio="none" aria-hidden="true">
          <path d={loopWays[part]} />
          {(part === 'first' || part === 'only') && (
            <path class="tip" d={part === 'only' ? 'M24 9 l-8 -5 v10 z' : 'M24 13 l-8 -5 v10 z'} />
          )}
        </svg>
      )}
    </td>
  );
}

function loopWords(part: LoopPart, loopStart: number | undefined): string {
  if (part === 'first') return 'for ever: ';
  return part === 'last' || part === 'only' ? `then again step ${(loopStart ?? 0) + 1}: ` : '';
}

const lane = { width: 54, height: 30 } as const;

function LaneNames({ lanes }: { readonly lanes: readonly string[] }): JSX.Element {
  return (
    <span class="lane-names">
      {lanes.map((name) => (
        <span key={name} class={`lane ${name}`} title={name}>
          {name}
        </span>
      ))}
    </span>
  );
}

interface StepRowProps {
  readonly step: TraceStep;
  readonly number: number;
  readonly events: readonly MessageEvent[];
  readonly lanes: readonly string[];
  readonly isCurrent: boolean;
  readonly item: ReportTrace;
  readonly loop: LoopPart;
  readonly loopStart: number | undefined;
  readonly onGo: (step: number) => void;
}

function StepRow(props: StepRowProps): JSX.Element {
  const { step, number, events, lanes, isCurrent, item, loop, loopStart, onGo } = props;
  const words = loopWords(loop, loopStart);
  const { frame, fate = [] } = item.trace;
  const isCertain = item.insight?.certain?.step === number;
  return (
    <tr
      class="step"
      data-step={number}
      aria-current={isCurrent ? 'step' : undefined}
      onClick={() => onGo(number)}
    >
      {loopStart !== undefined && <LoopWay part={loop} />}
      <td class="number">{number}</td>
      <td class="lanes">
        <Lanes process={step.process} events={events} lanes={lanes} />
      </td>
      <td class="what">
        {words !== '' && <span class="loop">{words}</span>}
        <span class={`who ${step.process}`}>{step.process}</span> {step.detail} <Bits step={step} />
        {fate
          .filter((event) => event.step === number)
          .map(({ text }) => (
            <div key={text} class="fate-here">
              frame {frame}: {text}
            </div>
          ))}
        {isCertain && <div class="certain-here">✗ from here on no continuation ends well</div>}
      </td>
    </tr>
  );
}

/** What the step changed in the bitmaps, short. */
function Bits({ step }: { readonly step: TraceStep }): JSX.Element {
  const names: readonly string[] = bitmapFields;
  return (
    <>
      {step.changes
        .filter(({ field }) => names.includes(field))
        .map(({ field, index, to }) => (
          <span key={`${field}${index}`} class={`change ${field}`}>
            {field}[{index}]={to}
          </span>
        ))}
    </>
  );
}

type LanesProps = Pick<StepRowProps, 'events' | 'lanes'> & { readonly process: string };

function Lanes({ process, events, lanes }: LanesProps): JSX.Element {
  const x = (name: string): number => lanes.indexOf(name) * lane.width + lane.width / 2;
  const middle = lane.height / 2 + 4;
  return (
    <svg class="lane-row" width={lanes.length * lane.width} height={lane.height} aria-hidden="true">
      {events.map(({ kind, receiver, message, channel }) => {
        if (kind === 'received') {
          return <circle key={channel} class="read" cx={x(process)} cy={middle} r={9} />;
        }
        const [from, to] = [x(process), x(receiver)];
        const tip = to > from ? -7 : 7;
        return (
          <g key={channel} class="message-arrow">
            <path d={`M${from} ${middle} H${to + tip / 2}`} />
            <path class="tip" d={`M${to} ${middle} l${tip} -4 v8 z`} />
            <text x={(from + to) / 2} y={middle - 5} text-anchor="middle">
              {message}
            </text>
          </g>
        );
      })}
      <circle class={`dot ${process}`} cx={x(process)} cy={middle} r={5.5} />
    </svg>
  );
}
