import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import {
  randomSteps,
  stepsUntilWaiting,
  type NextStep,
} from '../../analysis/explorer/next-steps.ts';
import type { Configuration, OpenedRun } from '../explorer/engine.ts';
import { ClauseStrip } from './clause-strip.tsx';
import type { ReportIndex } from './data.ts';
import { LitCharts } from './explorer-charts.tsx';
import { EndQuestions } from './explorer-ends.tsx';
import type { LoadedEngine } from './explorer-engine.ts';
import { ExplorerExports } from './explorer-exports.tsx';
import { useGrowingRun, type GrowingRun } from './explorer-growing-run.ts';
import { ExplorerKeys } from './explorer-keys.tsx';
import { PropertiesNow } from './explorer-properties.tsx';
import { ExplorerHead, OtherMemory, RunState } from './explorer-state.tsx';
import { NextSteps } from './explorer-steps.tsx';
import { ExplorerTools } from './explorer-tools.tsx';
import { WhatIfView } from './explorer-what-if.tsx';
import { useKeys } from './keys.ts';
import { Ledger } from './ledger.tsx';
import { messageEvents, scenesOf } from './memory.ts';
import { Stage } from './stage.tsx';
import { StepList } from './step-list.tsx';

interface ExplorerSessionProps {
  readonly report: ReportIndex;
  readonly slug: string;
  readonly loaded: LoadedEngine;
  readonly opened: OpenedRun;
  /** Steps of the run that are taken at first. */
  readonly startAt: number;
}

/** A run that grows by the steps that are picked. What was undone can be taken again until another is picked. */
export function ExplorerSession(props: ExplorerSessionProps): JSX.Element {
  const { report, slug, loaded, opened, startAt } = props;
  const { explored } = opened;
  const run = useGrowingRun(opened, { slug, startAt });
  const { at, now, path, go } = run;
  const { system } = explored.view;
  return (
    <article class="explorer panel" aria-label="Explorer">
      <ExplorerHead configuration={explored.configuration} slug={slug} />
      <Driving run={run} opened={opened} />
      <RunState
        configuration={explored.configuration}
        end={now.end}
        isAtRest={system.isTerminal(now.words, 0)}
        next={run.next.length}
      />
      {(path.item.insight?.clauses ?? []).length > 0 && (
        <ClauseStrip clauses={path.item.insight!.clauses!} certain={undefined} at={at} onGo={go} />
      )}
      <StateNow run={run} loaded={loaded} configuration={explored.configuration} />
      <LitCharts
        report={report}
        explored={explored}
        controls={run.controls}
        moved={path.item.trace.steps[at - 1]?.process}
      />
      <PropertiesNow
        configuration={explored.configuration}
        system={system}
        words={now.words}
        watched={run.watched ?? ''}
        onWatch={run.onWatch}
      />
      <PathSoFar run={run} />
      <WhatIfView
        report={report}
        slug={slug}
        loaded={loaded}
        explored={explored}
        token={run.token}
        trace={now.item.trace}
        at={at}
        onGo={go}
      />
      <ExplorerExports explored={explored} run={now} token={run.token} />
    </article>
  );
}

interface DrivingProps {
  readonly run: GrowingRun;
  readonly opened: OpenedRun;
}

/** The tools, and every key. */
function Driving({ run, opened }: DrivingProps): JSX.Element {
  const { system } = opened.explored.view;
  const [process, setProcess] = useState(firstProcess(opened));
  const [seed, setSeed] = useState(1);
  const [count, setCount] = useState(1);
  const [showsKeys, setShowsKeys] = useState(false);
  const { at, now, next, go, follow } = run;
  const atRandom = (): void => {
    follow(randomSteps(system, now.words, { seed, count }));
    setSeed(seed + 1);
  };
  const untilWaiting = (): void => follow(stepsUntilWaiting(system, now.words, process));
  const numbered = Object.fromEntries(
    next.slice(0, 9).map(({ step }, index) => [`${index + 1}`, () => follow([step])]),
  );
  useKeys({
    ...numbered,
    j: () => go(at + 1),
    k: () => go(at - 1),
    r: atRandom,
    w: untilWaiting,
    '?': () => setShowsKeys(true),
  });
  return (
    <>
      <ExplorerTools
        at={at}
        last={run.last}
        processes={system.processes.map(({ name }) => name)}
        process={process}
        onProcess={setProcess}
        seed={seed}
        onSeed={setSeed}
        count={count}
        onCount={setCount}
        onGo={go}
        onRandom={atRandom}
        onUntilWaiting={untilWaiting}
        onKeys={() => setShowsKeys(true)}
      />
      <ExplorerKeys isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </>
  );
}

interface StateNowProps {
  readonly run: GrowingRun;
  readonly loaded: LoadedEngine;
  readonly configuration: Configuration;
}

/** The state, and what can follow. */
function StateNow({ run, loaded, configuration }: StateNowProps): JSX.Element {
  const { at, path, next, controls, token, go, follow } = run;
  const scenes = useMemo(() => scenesOf(path.item), [path]);
  const list = useRef<HTMLDivElement>(null);
  const take = ({ step }: NextStep): void => {
    follow([step]);
    // The button that was pressed is gone: the keyboard goes on at the top of the list.
    list.current?.querySelector<HTMLElement>('.next-steps')?.focus({ preventScroll: true });
  };
  const scene = scenes[at]!;
  return (
    <div class="scene">
      <div class="stage-here">
        <Stage item={path.item} scene={scene} at={at} />
        <OtherMemory slots={scene.slots} changed={scene.changed} />
        <Ledger trace={path.item.trace} at={at} onGo={go} />
      </div>
      <div ref={list}>
        <h4>What can happen now</h4>
        <NextSteps configuration={configuration} next={next} controls={controls} onTake={take} />
        <h4>Questions about this state</h4>
        <EndQuestions
          configuration={configuration}
          loaded={loaded}
          token={token}
          onFollow={follow}
        />
      </div>
    </div>
  );
}

function PathSoFar({ run: { path, at, go } }: { readonly run: GrowingRun }): JSX.Element {
  const events = useMemo(() => messageEvents(path.item), [path]);
  return (
    <>
      <h4>The run so far</h4>
      <StepList item={path.item} events={events} at={at} onGo={go} only={undefined} filter={null} />
    </>
  );
}

/** The migration daemon, where there is one. */
function firstProcess({ explored }: OpenedRun): string {
  const names = explored.view.system.processes.map(({ name }) => name);
  return names.includes('daemon') ? 'daemon' : (names[0] ?? '');
}
