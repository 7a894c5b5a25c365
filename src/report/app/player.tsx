import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useKeys } from './keys.ts';

interface PlayerProps {
  readonly at: number;
  readonly last: number;
  /** The first step of what repeats for ever; absent where the run ends. */
  readonly loopStart: number | undefined;
  /** The loss is certain after this step. */
  readonly certain: number | undefined;
  readonly onGo: (step: number) => void;
}

const stepMs = 700;

/** Slider and buttons of a run. A run that repeats for ever goes back to where its loop starts. */
export function Player({ at, last, loopStart, certain, onGo }: PlayerProps): JSX.Element {
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return undefined;
    const next = at < last ? at + 1 : loopStart;
    if (next === undefined) {
      setPlays(false);
      return undefined;
    }
    const timer = setTimeout(() => onGo(next), stepMs);
    return () => clearTimeout(timer);
  }, [plays, at, last, loopStart]);
  const start = (): void => {
    if (at === last && loopStart === undefined) onGo(0);
    setPlays(!plays);
  };
  useKeys({ ' ': start });
  return (
    <div class="player" role="group" aria-label="Steps">
      <button type="button" onClick={() => onGo(0)} aria-label="To the start">
        |◀
      </button>
      <button type="button" onClick={() => onGo(at - 1)} aria-label="Step back (k)">
        ◀
      </button>
      <button type="button" onClick={start} class="play" aria-pressed={plays}>
        {plays ? 'pause' : 'play'}
      </button>
      <button type="button" onClick={() => onGo(at + 1)} aria-label="Step on (j)">
        ▶
      </button>
      <button type="button" onClick={() => onGo(last)} aria-label="To the failure">
        ▶|
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label="Step"
        aria-valuetext={`step ${at} of ${last}`}
        onInput={(event) => onGo(Number(event.currentTarget.value))}
      />
      <output class="at" aria-live="polite">
        step {at} of {last}
        {certain !== undefined && at >= certain && (
          <strong class="mark violated">✗ lost for certain</strong>
        )}
      </output>
    </div>
  );
}
