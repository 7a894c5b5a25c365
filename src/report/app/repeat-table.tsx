import type { JSX } from 'preact';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { meanText, repeatedMeasures } from '../repeated.ts';
import { ScrollRegion } from './scroll-region.tsx';

const columns = Object.values(repeatedMeasures);

/** Designs that were migrated several times: means with their 95 % intervals, as the terminal prints them. */
export function RepeatTable({
  results,
}: {
  readonly results: readonly MigrationMetrics[];
}): JSX.Element {
  const names = [...new Set(results.map(({ design }) => design))];
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  return (
    <>
      <p class="size">
        Means over the seeds {seeds.join(', ')}, ± half of the 95 % interval. Below, every run by
        its seed.
      </p>
      <ScrollRegion label="Means over the seeds">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">design</th>
              {columns.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((design) => (
              <tr key={design}>
                <th scope="row">{design}</th>
                {columns.map((column) => (
                  <td class="number" key={column.name}>
                    {meanText(
                      results.filter((each) => each.design === design),
                      column,
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
