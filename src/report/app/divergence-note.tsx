import type { JSX } from 'preact';
import type { Divergence } from '../../conformance/divergence.ts';
import type { Difference } from '../../conformance/observation.ts';
import { counted } from '../page/format.ts';

/** Why the model cannot explain what came: the differing values, and what it would have allowed. */
export function DivergenceNote({ divergence }: { readonly divergence: Divergence }): JSX.Element {
  const { nearest, survivors, survivorCount } = divergence;
  const [first = []] = nearest;
  return (
    <>
      {first.length > 0 && <Differences differences={first} />}
      <p>
        {counted(survivorCount, 'state')} of the model explained everything before. Such a state
        allows:
      </p>
      <ul>
        {survivors.map(({ allowed, refusal }, index) => (
          <li key={index}>
            {allowed.length === 0 ? 'nothing' : allowed.join('; ')}
            {refusal !== undefined && <span class="size"> {refusal.reason}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Differences({
  differences,
}: {
  readonly differences: readonly Difference[];
}): JSX.Element {
  return (
    <table class="values" aria-label="What differs from the nearest state of the model">
      <thead>
        <tr>
          <th scope="col">differs</th>
          <th scope="col">model</th>
          <th scope="col">implementation</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ name, index, expected, observed }) => {
          const element = index === undefined ? name : `${name}[${index}]`;
          return (
            <tr key={element}>
              <th scope="row">{element}</th>
              <td>
                <code>{valueText(expected)}</code>
              </td>
              <td>
                <code>{valueText(observed)}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
