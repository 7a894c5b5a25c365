import type { JSX } from 'preact';
import { count, counted, moment } from '../page/format.ts';
import type { ComparedRow, ReportComparison } from '../report-comparison.ts';
import { SortableTable } from './sortable-table.tsx';

const titles: Readonly<Record<ComparedRow['change'], string>> = {
  worse: 'Worse',
  better: 'Better',
  other: 'Changed, neither better nor worse',
};
const signs: Readonly<Record<ComparedRow['change'], string>> = {
  worse: '▲',
  better: '▼',
  other: '·',
};

/** This report beside an older one: what got worse is first. */
export function CompareView({
  comparison,
}: {
  readonly comparison: ReportComparison;
}): JSX.Element {
  const { startedAt, version, isSameModel, rows, compared } = comparison;
  return (
    <>
      <p>
        Compared with the report of {startedAt === '' ? 'no run' : moment(startedAt)} (skipover{' '}
        {version}): {counted(compared, 'verdict')}, charts and migrations.{' '}
        {isSameModel
          ? 'Both were made by the same model.'
          : 'The models differ: so may every verdict and number.'}{' '}
        Downtime and traffic count if they differ by more than 5 %.
      </p>
      {rows.length === 0 && <p>Nothing changed.</p>}
      {(Object.keys(titles) as ComparedRow['change'][]).map((change) => {
        const own = rows.filter((row) => row.change === change);
        return (
          own.length > 0 && (
            <section key={change} aria-label={titles[change]}>
              <h3 class={change}>
                <span aria-hidden="true">{signs[change]}</span> {titles[change]}:{' '}
                {count(own.length)}
              </h3>
              <SortableTable
                label={titles[change]}
                rows={own}
                rowKey={({ what, where }) => `${what} ${where}`}
                rowsMax={200}
                columns={[
                  { title: 'what', value: ({ what }) => what },
                  {
                    title: 'where',
                    value: ({ where }) => where,
                    show: ({ where, cell }) =>
                      cell === undefined ? where : <a href={`#${cell}`}>{where}</a>,
                  },
                  { title: 'before', value: ({ was }) => was },
                  { title: 'now', value: ({ is }) => is },
                ]}
              />
            </section>
          )
        );
      })}
    </>
  );
}
