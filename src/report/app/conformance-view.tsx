import type { JSX } from 'preact';
import type { ConformResult, FoundDivergence } from '../../conformance/conform.ts';
import type { JudgeResult } from '../../conformance/log-judge.ts';
import type { Mark } from '../page/verdict-mark.ts';
import { counted } from '../page/format.ts';
import type { OtherResult } from '../report.ts';
import { CopyButton } from './copy-button.tsx';
import { DivergenceNote } from './divergence-note.tsx';
import { LanesTable, type ShownRow } from './lanes-table.tsx';
import { RealJvmSection, type RealJvmContent } from './real-jvm-section.tsx';
import { ResultList } from './result-list.tsx';
import { VerdictSign } from './verdict.tsx';

/** What `skipover drive` leaves behind (schemas/drive.schema.json). */
interface DriveContent extends Omit<ConformResult, 'found'> {
  readonly system: string;
  readonly found?: Omit<FoundDivergence, 'steps' | 'shown'> & {
    readonly lanes: readonly ShownRow[];
  };
}

/** What `skipover judge` leaves behind (schemas/judge.schema.json). */
interface JudgeContent extends Omit<JudgeResult, 'run' | 'steps' | 'shown'> {
  readonly system: string;
  readonly log: string;
  readonly stepsBefore: number;
  readonly lanes: readonly ShownRow[];
}

/** Implementations that were driven, logs that were judged, and a real JVM on schedules of the model. */
export function ConformanceView({
  results,
}: {
  readonly results: readonly OtherResult[];
}): JSX.Element {
  return <ResultList results={results} title={titleOf} show={contentOf} />;
}

function titleOf({ kind, content }: OtherResult): string {
  if (kind === 'real-jvm') return 'Counterexamples on a real JVM';
  if (kind === 'judge') return `A log judged by ${String(content['system'])}`;
  return `An implementation driven by ${String(content['system'])}`;
}

function contentOf({ kind, content }: OtherResult): JSX.Element {
  if (kind === 'real-jvm') return <RealJvmSection content={content as unknown as RealJvmContent} />;
  if (kind === 'judge') return <Judged content={content as unknown as JudgeContent} />;
  return <Driven content={content as unknown as DriveContent} />;
}

const markOf = {
  conforms: 'verified',
  explained: 'verified',
  diverges: 'violated',
  unreached: 'vacuous',
  inconclusive: 'inconclusive',
} as const satisfies Record<ConformResult['verdict'] | JudgeResult['verdict'], Mark>;

function Driven({ content }: { readonly content: DriveContent }): JSX.Element {
  const { verdict, implementation, schedules, performed, refused, unreached, reason, found } =
    content;
  return (
    <>
      <p>
        <VerdictSign verdict={markOf[verdict]} />{' '}
        <b>
          {implementation.name} {implementation.version}:{' '}
          {verdict === 'unreached' ? 'declared, but never reached' : verdict}
        </b>
        {reason !== undefined && `: ${reason}`}
        {unreached.length > 0 && `: ${unreached.join(', ')}`}{' '}
        <span class="size">
          {counted(schedules, 'schedule')}, {counted(performed, 'step')} done,{' '}
          {counted(refused, 'step')} rightly refused
        </span>
      </p>
      {found !== undefined && <Found found={found} />}
    </>
  );
}

function Found({ found }: { readonly found: NonNullable<DriveContent['found']> }): JSX.Element {
  const { divergence, lanes, schedule, stepsBefore, repeats, token } = found;
  const isRepeated = repeats.diverged === repeats.runs;
  return (
    <>
      <p>
        Step {divergence.position}: {divergence.detail}
      </p>
      <LanesTable label="Lanes of the driven run" rows={lanes} endsInDivergence />
      <DivergenceNote divergence={divergence} />
      <p>
        {isRepeated ? (
          `Schedule ${schedule} of ${counted(stepsBefore, 'step')}, minimized to ${lanes.length}.`
        ) : (
          <b class="worse">
            Not deterministic: {repeats.diverged} of {repeats.runs} more runs of the same schedule
            diverged. Not minimized.
          </b>
        )}
      </p>
      <p class="token">
        <code>{`--token ${token}`}</code> <CopyButton text={`--token ${token}`} what="the token" />
      </p>
    </>
  );
}

function Judged({ content }: { readonly content: JudgeContent }): JSX.Element {
  const { verdict, log, lines, explained, reason, divergence, unseen, stepsBefore, lanes } =
    content;
  return (
    <>
      <p>
        <VerdictSign verdict={markOf[verdict]} />{' '}
        <b>
          {log}: {verdict}
        </b>
        {reason !== undefined && `: ${reason}`}{' '}
        <span class="size">
          {explained} of {counted(lines, 'line')} explained
        </span>
      </p>
      {divergence !== undefined && (
        <p>
          Line {divergence.position} is not explained: {divergence.detail}
        </p>
      )}
      {divergence !== undefined && <DivergenceNote divergence={divergence} />}
      <details open={divergence !== undefined}>
        <summary>A run of the model that explains the lines{explainedTo(divergence)}</summary>
        <LanesTable
          label="Lanes of the log"
          rows={lanes}
          before={stepsBefore}
          unexplained={divergence}
          isLog
        />
      </details>
      {unseen.length > 0 && <p class="size">Never in the log: {unseen.join(', ')}</p>}
    </>
  );
}

function explainedTo(divergence: JudgeContent['divergence']): string {
  return divergence === undefined ? '' : ` before line ${divergence.position}`;
}
