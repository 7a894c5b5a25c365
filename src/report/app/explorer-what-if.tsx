import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Trace } from '../../subject/trace.ts';
import type { Explored, WhatIf } from '../explorer/engine.ts';
import type { ReportIndex } from './data.ts';
import { ComparisonView } from './comparison-view.tsx';
import { explorerAddress } from './explorer-address.ts';
import type { LoadedEngine } from './explorer-engine.ts';
import { useEngineWorker } from './explorer-worker.ts';

interface WhatIfViewProps {
  readonly report: ReportIndex;
  readonly slug: string;
  readonly loaded: LoadedEngine;
  readonly explored: Explored;
  readonly token: string;
  readonly trace: Trace;
  readonly at: number;
  readonly onGo: (step: number) => void;
}

type Outcome = WhatIf | { readonly failed: string } | 'running';

/** The same steps with one switch turned: where they depart, and what comes of it. */
export function WhatIfView(props: WhatIfViewProps): JSX.Element | null {
  const { report, slug, loaded, explored, token, trace, at, onGo } = props;
  const { engine, version } = loaded;
  const worker = useEngineWorker(loaded);
  const [outcome, setOutcome] = useState<Outcome | undefined>();
  const [name, setName] = useState(Object.keys(engine.choices.switches)[0] ?? '');
  useEffect(() => {
    worker.stop();
    setOutcome(undefined);
  }, [token]);
  if (engine.whatIf === undefined) return null;
  const { design } = explored.configuration;
  const now = engine.switchesOf(design);
  const others = (engine.choices.switches[name] ?? []).filter((value) => value !== now[name]);
  const turn = (value: string): void => {
    const turned = engine.turned(design, name, value);
    setOutcome('running');
    worker.ask({ kind: 'what-if', version, token, design: turned }, (reply) => {
      if (reply.kind === 'failed') setOutcome({ failed: reply.reason });
      if (reply.kind === 'what-if') setOutcome(reply.whatIf);
    });
  };
  return (
    <div class="what-if">
      <h4>What if a switch were turned?</h4>
      <label>
        switch{' '}
        <select
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setOutcome(undefined);
          }}
        >
          {Object.keys(engine.choices.switches).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>{' '}
      is <code>{now[name]}</code>; turn it to{' '}
      {others.map((value) => (
        <button type="button" key={value} onClick={() => turn(value)}>
          {value}
        </button>
      ))}
      <p class="size">{report.vocabulary.switches[name]?.title}</p>
      <div aria-live="polite">
        {outcome === 'running' && <p>Taking the same steps…</p>}
        {typeof outcome === 'object' && 'failed' in outcome && (
          <p class="unexpected">{outcome.failed}</p>
        )}
        {typeof outcome === 'object' && 'comparison' in outcome && (
          <>
            <Departed whatIf={outcome} onGo={onGo} />
            <ComparisonView trace={trace} comparison={outcome.comparison} at={at} onGo={onGo} />
            <p>
              <a href={`#${explorerAddress({ engine: slug, token: outcome.token })}`}>
                Explore the run of {outcome.configuration.design}
              </a>
            </p>
          </>
        )}
      </div>
    </div>
  );
}

function Departed({
  whatIf: { departure, configuration },
  onGo,
}: {
  readonly whatIf: WhatIf;
  readonly onGo: (step: number) => void;
}): JSX.Element {
  if (departure === undefined) {
    return (
      <p class="departure">
        <strong>Nothing departs:</strong> every step is possible on {configuration.design} and does
        the same.
      </p>
    );
  }
  const { step, here, there } = departure;
  return (
    <p class="departure">
      <strong>Departs at step {step}:</strong>{' '}
      <button type="button" class="link" onClick={() => onGo(step)}>
        {here.process} {here.detail}
      </button>{' '}
      {there === undefined ? (
        <>is not possible there: {here.process} cannot take it.</>
      ) : (
        <>
          does something else there: {there.detail}, {there.from} → {there.to}
          {changesText(there.changes) !== changesText(here.changes) && (
            <span class="size">
              {' '}
              (here {changesText(here.changes)}; there {changesText(there.changes)})
            </span>
          )}
        </>
      )}
    </p>
  );
}

function changesText(changes: Trace['steps'][number]['changes']): string {
  if (changes.length === 0) return 'nothing changes';
  return changes.map(({ field, index, to }) => `${field}[${index}]=${to}`).join(' ');
}
