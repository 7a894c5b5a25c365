import type { JSX } from 'preact';

interface ExplorerToolsProps {
  readonly at: number;
  readonly last: number;
  readonly processes: readonly string[];
  /** The one that runs until it waits. */
  readonly process: string;
  readonly onProcess: (process: string) => void;
  readonly seed: number;
  readonly onSeed: (seed: number) => void;
  readonly count: number;
  readonly onCount: (count: number) => void;
  readonly onGo: (step: number) => void;
  readonly onRandom: () => void;
  readonly onUntilWaiting: () => void;
  readonly onKeys: () => void;
}

/** Back and forth, by chance, and one process until it waits. */
export function ExplorerTools(props: ExplorerToolsProps): JSX.Element {
  const { at, last, process, processes, seed, count, onGo } = props;
  return (
    <div class="player explorer-tools" role="group" aria-label="Steps">
      <button type="button" onClick={() => onGo(0)} disabled={at === 0} aria-label="To the start">
        |◀
      </button>
      <button type="button" onClick={() => onGo(at - 1)} disabled={at === 0}>
        undo <kbd>k</kbd>
      </button>
      <button type="button" onClick={() => onGo(at + 1)} disabled={at === last}>
        again <kbd>j</kbd>
      </button>
      <output class="at" aria-live="polite">
        step {at} of {last}
      </output>
      <span class="group">
        <button type="button" onClick={props.onRandom}>
          at random <kbd>r</kbd>
        </button>
        <NumberField label="steps" value={count} max={1000} onChange={props.onCount} />
        <NumberField label="seed" value={seed} max={2 ** 31} onChange={props.onSeed} />
      </span>
      <span class="group">
        <button type="button" onClick={props.onUntilWaiting}>
          until it waits <kbd>w</kbd>
        </button>
        <label>
          run{' '}
          <select value={process} onChange={(event) => props.onProcess(event.currentTarget.value)}>
            {processes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </span>
      <button type="button" onClick={props.onKeys}>
        keys <kbd>?</kbd>
      </button>
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, max, onChange }: NumberFieldProps): JSX.Element {
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        min={1}
        max={max}
        value={value}
        onChange={(event) => {
          const given = Math.trunc(event.currentTarget.valueAsNumber);
          if (given >= 1) onChange(Math.min(given, max));
        }}
      />
    </label>
  );
}
