import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { chosenRun } from '../../analysis/explorer/run-end.ts';
import type { Configuration } from '../explorer/engine.ts';
import type { Vocabulary } from '../report.ts';
import { explorerAddress } from './explorer-address.ts';
import type { LoadedEngine } from './explorer-engine.ts';

interface StartProps {
  readonly loaded: LoadedEngine;
  readonly slug: string;
  readonly vocabulary: Vocabulary;
}

/** What to explore: a design with switches turned, hazards and a scope; of a file, one of its systems. */
export function ExplorerStart({ loaded, slug, vocabulary }: StartProps): JSX.Element {
  const { choices, start } = loaded.engine;
  const [given, setGiven] = useState<Configuration>(choices.first);
  const [refusal, setRefusal] = useState('');
  const begin = (): void => {
    try {
      const token = start(given).token(chosenRun, []);
      location.hash = explorerAddress({ engine: slug, token });
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  };
  const hasSwitches = Object.keys(choices.switches).length > 0;
  return (
    <form
      class="explorer-start"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <Pick
        label={hasSwitches ? 'design' : 'system'}
        values={choices.designs}
        value={given.design.split(':')[0] ?? ''}
        onPick={(design) => setGiven({ ...given, design })}
      />
      {choices.scopes.length > 0 && (
        <Pick
          label="scope"
          values={choices.scopes}
          value={given.scope}
          onPick={(scope) => setGiven({ ...given, scope })}
        />
      )}
      <button type="submit">Begin at the initial state</button>
      {refusal !== '' && <p class="unexpected">{refusal}</p>}
      {choices.hazards.length > 0 && (
        <details>
          <summary>Hazards {given.hazards.length > 0 && `(${given.hazards.join(', ')})`}</summary>
          <ul class="boxes">
            {choices.hazards.map((name) => (
              <li key={name}>
                <label>
                  <input
                    type="checkbox"
                    checked={given.hazards.includes(name)}
                    onChange={(event) => {
                      const others = given.hazards.filter((each) => each !== name);
                      const hazards = event.currentTarget.checked ? [...others, name] : others;
                      setGiven({ ...given, hazards });
                    }}
                  />{' '}
                  {name} <span class="size">{vocabulary.hazards[name]}</span>
                </label>
              </li>
            ))}
          </ul>
        </details>
      )}
      {hasSwitches && (
        <Switches loaded={loaded} given={given} vocabulary={vocabulary} onChange={setGiven} />
      )}
    </form>
  );
}

interface SwitchesProps extends Pick<StartProps, 'loaded' | 'vocabulary'> {
  readonly given: Configuration;
  readonly onChange: (configuration: Configuration) => void;
}

function Switches({ loaded, given, vocabulary, onChange }: SwitchesProps): JSX.Element {
  const { choices, switchesOf, turned } = loaded.engine;
  const now = switchesOf(given.design);
  const [, overrides = ''] = given.design.split(':');
  return (
    <details>
      <summary>Design switches {overrides !== '' && `(${overrides})`}</summary>
      <ul class="boxes">
        {Object.entries(choices.switches).map(([name, values]) => (
          <li key={name}>
            <Pick
              label={name}
              values={values}
              value={now[name] ?? ''}
              onPick={(value) => onChange({ ...given, design: turned(given.design, name, value) })}
            />{' '}
            <span class="size">{vocabulary.switches[name]?.title}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface PickProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly onPick: (value: string) => void;
}

function Pick({ label, values, value, onPick }: PickProps): JSX.Element {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {values.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}
