import type { JSX } from 'preact';
import { chosenRun, type StateFailure } from '../../analysis/explorer/run-end.ts';
import type { Configuration } from '../explorer/engine.ts';
import { counted } from '../page/format.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';
import { explorerAddress } from './explorer-address.ts';

interface ExplorerHeadProps {
  readonly configuration: Configuration;
  readonly slug: string;
}

/** What is explored. */
export function ExplorerHead({ configuration, slug }: ExplorerHeadProps): JSX.Element {
  const { design, hazards, scope, mutant } = configuration;
  return (
    <h3>
      {design}
      {scope !== '' && (
        <span class="size">
          {' '}
          {hazards.length === 0 ? 'no hazard' : hazards.join(', ')}, scope {scope}
          {mutant !== undefined && `, mutant ${mutant}`}
        </span>
      )}
      <a class="close" href={`#${explorerAddress({ engine: slug })}`} aria-label="Explore another">
        ✕
      </a>
    </h3>
  );
}

interface RunStateProps {
  readonly configuration: Configuration;
  readonly end: StateFailure;
  readonly isAtRest: boolean;
  /** Steps that are possible. */
  readonly next: number;
}

/** Whether the state violates something, is at rest, or can go on. */
export function RunState({ configuration, end, isAtRest, next }: RunStateProps): JSX.Element {
  const { property, violation } = end;
  const possible = `${counted(next, 'step')} possible`;
  if (property !== chosenRun.property) {
    const { name, consequence } = failureNameIn(configuration, property);
    return (
      <p class="run-state" aria-live="polite">
        <strong class="mark violated">✗ {name}</strong> {violation.detail}.{' '}
        <span class="size">{consequence}</span>
      </p>
    );
  }
  return (
    <p class="run-state" aria-live="polite">
      {isAtRest ? (
        <>
          <strong class="mark verified">✓ at rest</strong>, no property is violated in this state;{' '}
          {possible}.
        </>
      ) : (
        <>{possible}; no property is violated in this state.</>
      )}
    </p>
  );
}

interface OtherMemoryProps {
  readonly slots: Readonly<Record<string, string>>;
  readonly changed: ReadonlySet<string>;
}

/** Memory that has no drawing: the fields of a system of one's own, what an actor holds in its context. */
export function OtherMemory({ slots, changed }: OtherMemoryProps): JSX.Element | null {
  const drawn = /^(?:channel|page|frame) /;
  const rest = Object.entries(slots).filter(([slot]) => !drawn.test(slot));
  if (rest.length === 0) return null;
  return (
    <table class="channels">
      <caption>Memory</caption>
      <tbody>
        {rest.map(([slot, value]) => (
          <tr key={slot} class={changed.has(slot) ? 'changed' : ''}>
            <th scope="row">{slot.replace(/^field /, '')}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
