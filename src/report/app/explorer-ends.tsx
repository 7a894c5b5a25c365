import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EndAnswer, EndProgress, EndQuestion } from '../../analysis/explorer/possible-ends.ts';
import type { Step } from '../../system/system.ts';
import { count, counted } from '../page/format.ts';
import type { Configuration } from '../explorer/engine.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';
import type { LoadedEngine } from './explorer-engine.ts';
import { useEngineWorker } from './explorer-worker.ts';

interface EndQuestionsProps {
  readonly configuration: Configuration;
  readonly loaded: LoadedEngine;
  /** The run so far. */
  readonly token: string;
  readonly onFollow: (steps: readonly Step[]) => void;
}

interface Asked {
  readonly question: EndQuestion;
  readonly statesMax: number;
  readonly progress?: EndProgress;
  readonly answer?: EndAnswer;
  readonly failed?: string;
}

/** States of the first search; a search that is continued looks at ten times as many. */
const statesMaxFirst = 200_000;

const questions: Readonly<Record<EndQuestion, string>> = {
  well: 'Can this still end well?',
  badly: 'Can it still end badly?',
};

/** What can become of the state: a bounded search in a worker. */
export function EndQuestions(props: EndQuestionsProps): JSX.Element {
  const { configuration, loaded, token, onFollow } = props;
  const worker = useEngineWorker(loaded);
  const [asked, setAsked] = useState<Asked | undefined>();
  // An answer is about one state.
  useEffect(() => {
    worker.stop();
    setAsked(undefined);
  }, [token]);
  const ask = (question: EndQuestion, statesMax: number, isMore: boolean): void => {
    setAsked({ question, statesMax });
    const more = { kind: 'more', statesMax } as const;
    const first = { kind: 'ends', version: loaded.version, token, question, statesMax } as const;
    worker.ask(isMore ? more : first, (reply) => {
      if (reply.kind === 'failed') setAsked({ question, statesMax, failed: reply.reason });
      if (reply.kind === 'progress' || reply.kind === 'answer') {
        setAsked({ question, statesMax, ...reply });
      }
    });
  };
  const isRunning = asked !== undefined && !('answer' in asked) && !('failed' in asked);
  return (
    <div class="ends">
      {(['well', 'badly'] as const).map((question) => (
        <button type="button" key={question} onClick={() => ask(question, statesMaxFirst, false)}>
          {questions[question]}
        </button>
      ))}
      <div aria-live="polite">
        {asked !== undefined && (
          <Outcome configuration={configuration} asked={asked} onFollow={onFollow} />
        )}
        {asked?.answer?.kind === 'limit' && (
          <button type="button" onClick={() => ask(asked.question, asked.statesMax * 10, true)}>
            look at up to {count(asked.statesMax * 10)} states
          </button>
        )}
        {isRunning && (
          <button
            type="button"
            onClick={() => {
              worker.stop();
              setAsked(undefined);
            }}
          >
            stop
          </button>
        )}
      </div>
    </div>
  );
}

interface OutcomeProps {
  readonly configuration: Configuration;
  readonly asked: Asked;
  readonly onFollow: (steps: readonly Step[]) => void;
}

function Outcome({ configuration, asked, onFollow }: OutcomeProps): JSX.Element {
  const { question, answer, progress, failed, statesMax } = asked;
  if (failed !== undefined) return <p class="unexpected">The search failed: {failed}</p>;
  if (answer === undefined) {
    return (
      <p class="searching">
        <progress max={statesMax} value={progress?.states ?? 0} aria-label="States found" />{' '}
        {progress === undefined
          ? 'building the system…'
          : `${counted(progress.states, 'state')}, ${count(progress.left)} to look at, ${counted(progress.depth, 'step')} ahead`}
      </p>
    );
  }
  const states = counted(progress?.states ?? 0, 'state');
  if (answer.kind === 'none') {
    return (
      <p>
        <strong>
          {question === 'well'
            ? 'No: no continuation ends well.'
            : 'No: no continuation violates a property or gets stuck.'}
        </strong>{' '}
        <span class="size">All {states} that can follow were looked at.</span>
      </p>
    );
  }
  if (answer.kind === 'limit') {
    return (
      <p>
        <strong>Not found within {states}.</strong>{' '}
        <span class="size">
          That is no answer: {count(progress?.left ?? 0)} of them were not looked at,{' '}
          {progress?.depth} steps ahead.
        </span>
      </p>
    );
  }
  const { steps, failure } = answer;
  return (
    <p>
      <strong>Yes,</strong>{' '}
      {failure === undefined ? (
        'at rest and with nothing violated'
      ) : (
        <Failure configuration={configuration} {...failure} />
      )}{' '}
      {steps.length === 0 ? 'in this state.' : `after ${counted(steps.length, 'more step')}.`}{' '}
      {steps.length > 0 && (
        <button type="button" onClick={() => onFollow(steps)}>
          take {steps.length === 1 ? 'it' : 'them'}
        </button>
      )}{' '}
      <span class="size">The shortest; {states} found.</span>
    </p>
  );
}

type FailureProps = NonNullable<Extract<EndAnswer, { kind: 'found' }>['failure']> & {
  readonly configuration: Configuration;
};

function Failure({ configuration, property, violation }: FailureProps): JSX.Element {
  return (
    <>
      <span class="mark violated">✗ {failureNameIn(configuration, property).name}</span>:{' '}
      {violation.detail},
    </>
  );
}
