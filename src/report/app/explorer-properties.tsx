import type { JSX } from 'preact';
import { askedAt } from '../../system/asked-at.ts';
import type { System } from '../../system/system.ts';
import type { Configuration } from '../explorer/engine.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

interface PropertiesNowProps {
  readonly configuration: Configuration;
  readonly system: System;
  readonly words: Uint32Array;
  readonly watched: string;
  readonly onWatch: (property: string) => void;
}

const outcomes = {
  holds: ['h', '✓ holds'],
  unasked: ['', '– not asked here'],
  violated: ['v', '✗ violated'],
} as const;

/** What every property says of one state; the watched one is drawn along the run. */
export function PropertiesNow(props: PropertiesNowProps): JSX.Element {
  const { configuration, system, words, watched, onWatch } = props;
  return (
    <details class="properties-now">
      <summary>Properties in this state</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">property</th>
            <th scope="col">now</th>
            <th scope="col">watch</th>
          </tr>
        </thead>
        <tbody>
          {system.properties.map((property) => {
            const isAsked = askedAt(system, property)(words);
            const violation = isAsked ? property.violation(words) : undefined;
            const outcome = violation !== undefined ? 'violated' : isAsked ? 'holds' : 'unasked';
            const [letter, said] = outcomes[outcome];
            return (
              <tr key={property.id}>
                <th scope="row">
                  {failureNameIn(configuration, property.id).name}{' '}
                  <span class="size">{property.title}</span>
                </th>
                <td class={`truth ${letter}`}>
                  {said}
                  {violation !== undefined && <div class="size">{violation.detail}</div>}
                </td>
                <td>
                  <input
                    type="radio"
                    name="watched"
                    aria-label={`Watch ${property.id} along the run`}
                    checked={watched === property.id}
                    onChange={() => onWatch(property.id)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}
