import type { JSX } from 'preact';
import { count } from '../page/format.ts';
import type { Mark } from '../page/verdict-mark.ts';
import type { ReportCell } from '../report.ts';
import { everything, hazardNamesOf, queryOf, type CellFilter } from './filter.ts';
import { VerdictMark } from './verdict.tsx';

interface FilterBarProps {
  readonly cells: readonly ReportCell[];
  readonly filter: CellFilter;
  readonly shown: number;
  readonly onChange: (filter: CellFilter) => void;
}

const verdicts = ['violated', 'inconclusive', 'vacuous', 'verified'] as const satisfies Mark[];

/** Filters by verdict, design, hazard and property, and a search over all of them. */
export function FilterBar({ cells, filter, shown, onChange }: FilterBarProps): JSX.Element {
  const isOwn = cells.every(({ scenario }) => scenario.file !== undefined);
  const isActive = queryOf(filter) !== '';
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} role="search">
      <VerdictChips cells={cells} filter={filter} onChange={onChange} />
      <Choice
        label={isOwn ? 'system' : 'design'}
        value={filter.design}
        values={cells.map(({ scenario }) => scenario.design)}
        onChange={(design) => onChange({ ...filter, design })}
      />
      {!isOwn && (
        <Choice
          label="hazard"
          value={filter.hazard}
          values={cells.flatMap((cell) => hazardNamesOf(cell))}
          onChange={(hazard) => onChange({ ...filter, hazard })}
        />
      )}
      <Choice
        label="property"
        value={filter.property}
        values={cells.flatMap(({ properties }) => properties.map(({ id }) => id))}
        onChange={(property) => onChange({ ...filter, property })}
      />
      <label>
        search{' '}
        <input
          type="search"
          id="search"
          value={filter.text}
          placeholder="any word ( / )"
          onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <output aria-live="polite">
        {count(shown)} of {count(cells.length)} scenarios
      </output>
      {isActive && (
        <button type="button" onClick={() => onChange(everything)}>
          show all
        </button>
      )}
    </form>
  );
}

function VerdictChips({ cells, filter, onChange }: Omit<FilterBarProps, 'shown'>): JSX.Element {
  const toggle = (verdict: string): void => {
    const on = filter.verdicts.includes(verdict);
    const rest = filter.verdicts.filter((other) => other !== verdict);
    onChange({ ...filter, verdicts: on ? rest : [...rest, verdict] });
  };
  const unexpected = cells.filter(({ expected }) => expected === false).length;
  return (
    <fieldset>
      <legend class="hidden">Verdicts shown</legend>
      {verdicts.map((verdict) => {
        const number = cells.filter((cell) => cell.verdict === verdict).length;
        return (
          <button
            key={verdict}
            type="button"
            class="chip"
            aria-pressed={filter.verdicts.includes(verdict)}
            disabled={number === 0}
            onClick={() => toggle(verdict)}
          >
            <VerdictMark verdict={verdict} /> {count(number)}
          </button>
        );
      })}
      {unexpected > 0 && (
        <button
          type="button"
          class="chip"
          aria-pressed={filter.verdicts.includes('unexpected')}
          onClick={() => toggle('unexpected')}
        >
          <span class="unexpected">NOT as expected</span> {count(unexpected)}
        </button>
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, values, onChange }: ChoiceProps): JSX.Element {
  return (
    <label>
      {label}{' '}
      <select
        id={`filter-${label}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">all</option>
        {[...new Set(values)].map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
