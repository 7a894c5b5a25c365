import { describe, expect, test } from 'vitest';
import { compareReports } from './compare-reports.ts';
import { sampleEntry, sampleMetrics, sampleMigrations } from './page-sample.ts';
import type { Report } from './report.ts';
import type { CheckEntry } from './results.ts';

/** A report of one chart; `taken`: how often its one transition was. */
function reportOf(entries: readonly CheckEntry[], downtimeSeconds = 1, taken = 3): Report {
  const tool = { name: 'skipover', version: '1.2.3' } as const;
  const results = [{ ...sampleMetrics('xen', 2), downtimeSeconds }];
  const transitions = [{ id: 'kernel.running:take:0', taken }];
  return {
    schema: 'skipover-report/1',
    tool,
    modelHash: 'feed',
    runs: [],
    leftOut: [],
    cells: entries.map(({ properties, ...entry }) => ({
      ...entry,
      id: `cell-${entry.scenario.hazards.join('.')}`,
      isCurrent: true,
      command: 'skipover check',
      properties: properties.map(({ trace: _, ...property }) => property),
    })),
    traces: [],
    coverage: { basis: '', charts: [{ name: 'kernel', transitions }] },
    migrations: [{ ...sampleMigrations(results), isCurrent: true, isOtherModel: false }],
    shrinkMaps: [],
    others: [],
    vocabulary: {},
  } as unknown as Report;
}

const failing = sampleEntry();
const holding: CheckEntry = {
  ...failing,
  verdict: 'verified',
  properties: [{ id: 'S1', title: 'No lost page', verdict: 'verified' }],
};
const elsewhere = { ...holding, scenario: { ...holding.scenario, hazards: ['swap'] } };

describe('two reports', () => {
  test('that are equal show nothing', () => {
    const report = reportOf([failing, elsewhere]);
    const { rows, isSameModel, compared } = compareReports(report, report);
    expect({ rows, isSameModel }).toEqual({ rows: [], isSameModel: true });
    expect(compared).toBeGreaterThan(2);
  });

  test('what got worse is first: verdicts, failures, what is absent, downtime', () => {
    const before = reportOf([holding, elsewhere], 1);
    const now = reportOf([{ ...failing, states: 99 }], 2);
    const { rows } = compareReports(now, before);
    expect(rows.map(({ change, what, was, is }) => [change, what, was, is])).toEqual([
      ['worse', 'verdict', 'verified', 'violated'],
      ['worse', 'failures', 'none of these', 'S1 frame lost'],
      ['worse', 'verdict', 'verified', 'absent'],
      ['worse', 'downtime', '1.00 s', '2.00 s'],
      ['other', 'states', '1,234', '99'],
    ]);
    expect(rows[0]!.cell).toBe(now.cells[0]!.id);
  });

  test('a repaired design and a shorter downtime are better; under 5 % is no change', () => {
    const before = reportOf([failing], 1);
    const better = compareReports(reportOf([holding], 0.5), before);
    expect(better.rows.map(({ change, what }) => [change, what])).toEqual([
      ['better', 'verdict'],
      ['better', 'failures'],
      ['better', 'downtime'],
    ]);
    expect(compareReports(reportOf([failing], 1.04), before).rows).toEqual([]);
  });

  test('a cell that is new counts as worse only if it fails', () => {
    const before = reportOf([elsewhere]);
    const rows = (now: Report) => compareReports(now, before).rows.map(({ change }) => change);
    expect(rows(reportOf([elsewhere, holding]))).toEqual(['other']);
    expect(rows(reportOf([elsewhere, failing]))).toEqual(['worse']);
  });

  test('lost coverage is worse, by transition', () => {
    const report = reportOf([failing]);
    const less = reportOf([failing], 1, 0);
    const [row] = compareReports(less, report).rows;
    expect(row).toMatchObject({ change: 'worse', what: 'coverage' });
    expect(compareReports(report, less).rows[0]!.change).toBe('better');
  });
});
