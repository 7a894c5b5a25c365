import type { JSX } from 'preact';
import type { ReportIndex } from './data.ts';
import { ScrollRegion } from './scroll-region.tsx';

type Values = Readonly<Record<string, number | string>>;

/** What was bounded, and what each design chose. */
export function Bounds({ report }: { readonly report: ReportIndex }): JSX.Element {
  const { cells, vocabulary } = report;
  const migrations = cells.filter(({ scenario }) => scenario.file === undefined);
  const scopes = new Map<string, Values>(
    migrations.map((cell) => [cell.scenario.scope, cell.bounds]),
  );
  const designs = new Map(migrations.map(({ scenario }) => [scenario.design, scenario.switches]));
  const reductions = new Set(cells.flatMap((cell) => cell.reductions));
  const bounds = new Set([...scopes.values()].flatMap((values) => Object.keys(values)));
  const switches = new Set([
    ...Object.keys(vocabulary.switches),
    ...[...designs.values()].flatMap((values) => Object.keys(values)),
  ]);
  if (cells.length === 0) return <p>Nothing was checked, so nothing was bounded.</p>;
  if (migrations.length === 0) {
    return (
      <p>
        A verdict holds for the systems as their file builds them. Reductions in force:{' '}
        {reductions.size === 0 ? 'none' : [...reductions].join(', ')}.
      </p>
    );
  }
  return (
    <>
      <p>
        A verdict holds for these sizes and budgets and says nothing about larger ones. Reductions
        in force: {reductions.size === 0 ? 'none' : [...reductions].join(', ')}.
      </p>
      <ValueTable
        label="Bounds of each scope"
        head="bound"
        names={[...bounds].filter((name) => name !== 'name' && name !== 'title')}
        columns={[...scopes]}
        title={(name) => vocabulary.bounds[name] ?? ''}
        usual={() => undefined}
      />
      <h3>Designs</h3>
      <p>
        Values that differ from <code>published</code> (the paper, read literally) are marked ≠.
      </p>
      <ValueTable
        label="Switches of each design"
        head="switch"
        names={[...switches]}
        columns={[...designs]}
        title={(name) => vocabulary.switches[name]?.title ?? ''}
        usual={(name) => vocabulary.switches[name]?.published}
      />
    </>
  );
}

interface ValueTableProps {
  readonly label: string;
  readonly head: string;
  readonly names: readonly string[];
  readonly columns: readonly (readonly [string, Values])[];
  readonly title: (name: string) => string;
  /** The value that needs no mark; absent where none is usual. */
  readonly usual: (name: string) => string | undefined;
}

function ValueTable(props: ValueTableProps): JSX.Element {
  const { label, head, names, columns, title, usual } = props;
  return (
    <ScrollRegion label={label} isTall>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {columns.map(([name]) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code> <span class="size">{title(name)}</span>
              </th>
              {columns.map(([column, values]) => {
                const value = values[name] ?? 'not said';
                const differs = usual(name) !== undefined && usual(name) !== value;
                return (
                  <td key={column} class={differs ? 'differs' : ''}>
                    {differs && '≠ '}
                    {value}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
