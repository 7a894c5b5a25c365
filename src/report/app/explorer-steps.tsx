import type { JSX } from 'preact';
import type { NextStep } from '../../analysis/explorer/next-steps.ts';
import type { FieldChange } from '../../layout/layout.ts';
import type { Configuration } from '../explorer/engine.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

interface NextStepsProps {
  readonly configuration: Configuration;
  readonly next: readonly NextStep[];
  /** By process, its control state now. */
  readonly controls: ReadonlyMap<string, string>;
  readonly onTake: (next: NextStep) => void;
}

/** Every step that can be taken now, by process, with what it would change. */
export function NextSteps({ configuration, next, controls, onTake }: NextStepsProps): JSX.Element {
  const processes = [...new Set(next.map(({ narrated }) => narrated.process))];
  return (
    <div class="scroll tall next-steps" tabIndex={0} role="region" aria-label="Steps possible now">
      {next.length === 0 && <p>Nothing is enabled: no process can take a step here.</p>}
      {processes.map((process) => (
        <section key={process} aria-label={process}>
          <h4>
            <span class={`who ${process}`}>{process}</span>{' '}
            <span class="size">in {controls.get(process)}</span>
          </h4>
          <ul>
            {next.map((each, index) =>
              each.narrated.process === process ? (
                <li key={`${each.step.transition}:${each.step.choice}`}>
                  <Choice
                    configuration={configuration}
                    next={each}
                    number={index + 1}
                    onTake={onTake}
                  />
                </li>
              ) : null,
            )}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly configuration: Configuration;
  readonly next: NextStep;
  readonly number: number;
  readonly onTake: (next: NextStep) => void;
}

function Choice({ configuration, next, number, onTake }: ChoiceProps): JSX.Element {
  const { narrated, failure, isIdle } = next;
  return (
    <button type="button" class="choice" onClick={() => onTake(next)}>
      <kbd class={number > 9 ? 'no-key' : ''}>{number}</kbd>
      <span>
        {narrated.detail}
        <Effects from={narrated.from} to={narrated.to} changes={narrated.changes} />
        {isIdle && <span class="size"> changes nothing</span>}
        {failure !== undefined && (
          <span class="mark violated">
            {' '}
            ✗ {failureNameIn(configuration, failure.property).name}
          </span>
        )}
      </span>
    </button>
  );
}

/** More changes than these are counted. */
const changesMax = 6;

interface EffectsProps {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly FieldChange[];
}

function Effects({ from, to, changes }: EffectsProps): JSX.Element {
  const more = changes.length - changesMax;
  return (
    <span class="effects size">
      {from !== to && (
        <span>
          {from} → {to}
        </span>
      )}
      {changes.slice(0, changesMax).map(({ field, index, from: was, to: is }) => (
        <span key={`${field} ${index}`} class={`change ${field}`}>
          {field}[{index}] {was}→{is}
        </span>
      ))}
      {more > 0 && <span>and {more} more changes</span>}
    </span>
  );
}
