import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { nextStepsOf, type NextStep } from '../../analysis/explorer/next-steps.ts';
import type { Step } from '../../system/system.ts';
import type { OpenedRun } from '../explorer/engine.ts';
import { explorerAddress } from './explorer-address.ts';
import { controlsOf, explorerRunOf, type ExplorerRun } from './explorer-run.ts';
import { replaceHash } from './route.ts';

/** A run in the making: all its steps, and the state that is looked at. */
export interface GrowingRun {
  /** Steps that are taken; the others were undone. */
  readonly at: number;
  readonly last: number;
  /** The complete run. */
  readonly path: ExplorerRun;
  /** The run up to the state that is looked at. */
  readonly now: ExplorerRun;
  readonly next: readonly NextStep[];
  /** The run up to that state, as `replay` takes it. */
  readonly token: string;
  readonly controls: ReadonlyMap<string, string>;
  readonly watched: string | undefined;
  readonly onWatch: (property: string) => void;
  readonly go: (step: number) => void;
  /** Takes steps from the state that is looked at; what was undone is dropped. */
  readonly follow: (more: readonly Step[]) => void;
}

interface GrowingRunOptions {
  readonly slug: string;
  /** Steps of the run that are taken at first. */
  readonly startAt: number;
}

/** The run of an address, to go on from; it writes itself into the address. */
export function useGrowingRun(opened: OpenedRun, { slug, startAt }: GrowingRunOptions): GrowingRun {
  const { explored } = opened;
  const [steps, setSteps] = useState<readonly Step[]>(opened.steps);
  const [at, setAt] = useState(Math.min(startAt, opened.steps.length));
  const [watched, setWatched] = useState(watchedAtFirst(opened));
  const taken = useMemo(() => steps.slice(0, at), [steps, at]);
  const path = useMemo(() => explorerRunOf(explored, steps, watched), [explored, steps, watched]);
  const now = useMemo(
    () => (at === steps.length ? path : explorerRunOf(explored, taken, watched)),
    [path, taken],
  );
  const next = useMemo(() => nextStepsOf(explored.view, now.words), [now]);
  const controls = useMemo(() => controlsOf(explored, now.words), [now]);
  const token = useMemo(() => {
    const { property, violation } = now.end;
    return explored.token({ property, failureClass: violation.failureClass }, taken);
  }, [now]);
  // Before the state is painted: the address is that of what is seen.
  useLayoutEffect(() => replaceHash(explorerAddress({ engine: slug, token })), [token]);
  const go = (to: number): void => setAt(Math.max(0, Math.min(to, steps.length)));
  const follow = (more: readonly Step[]): void => {
    if (more.length === 0) return;
    setSteps([...taken, ...more]);
    setAt(taken.length + more.length);
  };
  const last = steps.length;
  return { at, last, path, now, next, token, controls, watched, onWatch: setWatched, go, follow };
}

/** The property that the run was found for; else the first of the system. */
function watchedAtFirst({ end, explored }: OpenedRun): string | undefined {
  const { properties } = explored.view.system;
  return (properties.find(({ id }) => id === end.property) ?? properties[0])?.id;
}
