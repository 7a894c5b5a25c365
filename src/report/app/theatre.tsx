import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReportTrace } from '../report.ts';
import { ClauseStrip } from './clause-strip.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { readBlock, type TraceHead } from './data.ts';
import { ExploreLink } from './explore-link.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { useKeys } from './keys.ts';
import { Ledger } from './ledger.tsx';
import { loopStartOf } from './loop-start.ts';
import { messageEvents, scenesOf } from './memory.ts';
import { Player } from './player.tsx';
import { replaceHash } from './route.ts';
import { Stage } from './stage.tsx';
import { StepList } from './step-list.tsx';
import { TraceStory } from './trace-story.tsx';
import { VerdictSign } from './verdict.tsx';
import { failureNameIn } from '../../../properties/failure-names.ts';
import { failureTitle } from '../../../properties/failure-titles.ts';
import { TraceMeaning, type Neighbours } from './trace-meaning.tsx';

interface TheatreProps {
  readonly head: TraceHead;
  readonly found: readonly { readonly id: string; readonly name: string }[];
  readonly step: number | undefined;
  readonly neighbours: Neighbours;
}

/** One counterexample to be watched; its steps are unpacked when it is opened. */
export function Theatre({ head, found, step, neighbours }: TheatreProps): JSX.Element {
  const [item, setItem] = useState<ReportTrace | undefined>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    readBlock<ReportTrace>(head.id).then(setItem, (error: unknown) => setFailure(String(error)));
  }, [head.id]);
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.scrollIntoView(), [head.id]);
  return (
    <article
      class="theatre panel"
      ref={place}
      aria-label={`${failureNameIn(head, head.property).name} ${head.failureClass}`}
    >
      <h3>
        <KindSign kind={head.kind} /> {failureNameIn(head, head.property).name}:{' '}
        {failureTitle(head.failureClass)}
        <a class="close" href={homeOf(head)} aria-label="Close this run">
          ✕
        </a>
      </h3>
      <TraceMeaning head={head} neighbours={neighbours} />
      <p class="size">
        {head.where !== undefined && `${head.where} `}
        {found.length > 0 && 'Found in '}
        {found.map(({ id, name }, index) => (
          <span key={id}>
            {index > 0 && '; '}
            <a href={`#${id}`}>{name}</a>
          </span>
        ))}
      </p>
      {failure !== '' && <p class="unexpected">{failure}</p>}
      {item === undefined ? (
        <p>Unpacking {head.steps} steps…</p>
      ) : (
        <Show item={item} step={step} engine={head.engine} />
      )}
    </article>
  );
}

function KindSign({ kind }: Pick<TraceHead, 'kind'>): JSX.Element | null {
  if (kind === 'counterexample' || kind === 'variant') return <VerdictSign verdict="violated" />;
  return kind === 'witness' ? <VerdictSign verdict="verified" /> : null;
}

/** Where the run is listed. */
function homeOf({ kind, source }: TraceHead): string {
  const homes: Readonly<Record<string, string>> = {
    'shrink-map': '#/shrink-map',
    mutants: '#/mutants',
    harden: '#/assumptions',
    'cost-bounds': '#/cost-bounds',
    witnesses: '#/campaigns',
  };
  return kind === 'counterexample' ? '#/counterexamples' : (homes[source] ?? '#/campaigns');
}

interface ShowProps {
  readonly item: ReportTrace;
  readonly step: number | undefined;
  /** What can explore the run. */
  readonly engine: string | undefined;
}

function Show({ item, step, engine }: ShowProps): JSX.Element {
  const { trace, insight } = item;
  const last = trace.steps.length;
  const loopStart = loopStartOf(item);
  const scenes = useMemo(() => scenesOf(item), [item]);
  const events = useMemo(() => messageEvents(item), [item]);
  const [at, setAt] = useState(Math.min(step ?? 0, last));
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => setAt(Math.min(step ?? 0, last)), [step, last]);
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(to, last));
    setAt(next);
    replaceHash(`${item.id}:${next}`);
  };
  const touching = useMemo(() => stepsTouching(item), [item]);
  const move = (by: 1 | -1): void => {
    const isRound = by > 0 && at === last && loopStart !== undefined && loopStart < last;
    if (isRound) return go(loopStart + 1);
    if (!isNarrow) return go(at + by);
    const places = by > 0 ? touching.filter((n) => n > at) : touching.filter((n) => n < at);
    const next = by > 0 ? places[0] : places.at(-1);
    if (next !== undefined) go(next);
  };
  useStepKeys({ move, go, last, certain: insight?.certain?.step });
  const scene = scenes[at]!;
  return (
    <>
      <TraceStory item={item} onGo={go} />
      <Player
        at={at}
        last={last}
        loopStart={loopStart}
        certain={insight?.certain?.step}
        onGo={go}
      />
      {insight?.clauses !== undefined && (
        <ClauseStrip clauses={insight.clauses} certain={insight.certain?.step} at={at} onGo={go} />
      )}
      <div class="scene">
        <div class="stage">
          <Stage item={item} scene={scene} at={at} />
          <ExploreLink engine={engine} token={item.token} at={at} />
          <Ledger trace={trace} at={at} onGo={go} />
        </div>
        <StepList
          item={item}
          events={events}
          at={at}
          onGo={go}
          only={isNarrow ? touching : undefined}
          filter={
            trace.frame !== undefined && (
              <FrameFilter isOn={isNarrow} onChange={setNarrow}>
                only the {touching.length} of {last} steps that touch frame {trace.frame}
              </FrameFilter>
            )
          }
        />
      </div>
      {insight?.comparison !== undefined && (
        <ComparisonView trace={trace} comparison={insight.comparison} at={at} onGo={go} />
      )}
      <ExportButtons item={item} />
    </>
  );
}

interface StepKeys {
  readonly move: (by: 1 | -1) => void;
  readonly go: (step: number) => void;
  readonly last: number;
  readonly certain: number | undefined;
}

function useStepKeys({ move, go, last, certain }: StepKeys): void {
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Home: () => go(0),
    End: () => go(last),
    ...(certain === undefined ? {} : { c: () => go(certain) }),
  });
}

interface FrameFilterProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ComponentChildren;
}

function FrameFilter({ isOn, onChange, children }: FrameFilterProps): JSX.Element {
  return (
    <label class="filter">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />{' '}
      {children}
    </label>
  );
}

/** Steps that change something of the frame that is watched, or that the ledger lists. */
function stepsTouching({ trace }: ReportTrace): readonly number[] {
  const { frame, fate = [] } = trace;
  const reported = new Set(fate.map(({ step }) => step));
  const bitmaps = new Set(['dirty', 'send', 'transfer', 'stale', 'deferred', 'owner']);
  return trace.steps.flatMap(({ changes }, index) => {
    const touches = changes.some(({ field, index: at }) => at === frame && bitmaps.has(field));
    return touches || reported.has(index + 1) ? [index + 1] : [];
  });
}
