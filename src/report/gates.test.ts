import { beforeAll, describe, expect, it } from 'vitest';
import { buildReport, type ResultFile } from './build-report.ts';
import { brokenGates } from './gates.ts';
import { sampleChecks, sampleEntry, sampleMetrics, sampleMigrations } from './page-sample.ts';
import type { Report, ReportCell } from './report.ts';
import type { CheckEntry } from './results.ts';

type Metrics = Report['migrations'][number]['results'][number];

async function reportOf(
  entries: readonly CheckEntry[],
  designs: readonly string[],
): Promise<Report> {
  const contents = [
    ['check', sampleChecks(entries)],
    ['simulate', sampleMigrations(designs.map((design) => sampleMetrics(design, 2)))],
  ] as const;
  const files = contents.map(([kind, content]) => ({
    file: `${kind}.json`,
    kind,
    content: content as unknown as ResultFile['content'],
  }));
  return buildReport({ files, leftOut: [], tool: { name: 'skipover', version: '1.2.3' } });
}

describe('gates', () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf([sampleEntry()], ['xen', 'hardened']);
  });

  it('keeps what is within its bounds', () => {
    const kept = { maxDowntimeSeconds: [{ value: 1.3 }], maxTrafficBytes: [{ value: 5e9 }] };
    expect(brokenGates(report, { minCoverage: 0.1, ...kept, baseline: report })).toEqual([]);
  });

  it('names what is not: coverage, downtime and traffic, of all designs or of one', () => {
    expect(brokenGates(report, { minCoverage: 99 })).toEqual([
      expect.stringMatching(/^coverage: [\d.]+ % of transitions taken, not 99 %$/),
    ]);
    expect(brokenGates(report, { maxDowntimeSeconds: [{ value: 1 }] })).toEqual([
      'downtime: xen (derby) 1.23 s, more than 1.00 s',
      'downtime: hardened (derby) 1.23 s, more than 1.00 s',
    ]);
    expect(brokenGates(report, { maxTrafficBytes: [{ design: 'hardened', value: 1e9 }] })).toEqual([
      'traffic: hardened (derby) 5 GB, more than 1 GB',
    ]);
  });

  it('is not kept where there is nothing to measure', () => {
    expect(brokenGates(report, { maxDowntimeSeconds: [{ design: 'own', value: 9 }] })).toEqual([
      'downtime: no migration of own was measured',
    ]);
  });

  it('reports what got worse than a baseline, and only that', () => {
    const [cell] = report.cells as [ReportCell];
    const [row] = cell.properties;
    const withCell = (change: Partial<ReportCell>): Report => ({
      ...report,
      cells: [{ ...cell, ...change }],
    });
    const verified = withCell({
      verdict: 'verified',
      properties: [{ id: 'S1', title: 'No lost page', verdict: 'verified' }],
    });
    const name = 'published / no hazard / quick';
    const worse = (now: Report, baseline: Report): string[] => brokenGates(now, { baseline });
    expect(worse(report, verified)).toEqual([`${name}: violated, it was verified`]);
    expect(worse(verified, report)).toEqual([]);
    const other = withCell({ properties: [{ ...row!, failureClass: 'another kind' }] });
    expect(worse(other, report)).toEqual([`${name}: new failure: S1 another kind`]);
    expect(worse(withCell({ expected: false }), report)).toEqual([`${name}: not as expected`]);
    expect(worse({ ...report, cells: [] }, report)).toEqual([`${name}: not checked any more`]);
    const untaken = report.coverage.charts.map((chart) => ({
      ...chart,
      transitions: chart.transitions.map((transition) => ({ ...transition, taken: 0 })),
    }));
    expect(worse({ ...report, coverage: { basis: '', charts: untaken } }, report)).toEqual([
      'coverage: not taken any more: kernel.running:take:0',
    ]);
    const migrated = (change: (metrics: Metrics) => readonly Metrics[]): Report => ({
      ...report,
      migrations: report.migrations.map((migration) => ({
        ...migration,
        results: migration.results.flatMap(change),
      })),
    });
    const slower = migrated((metrics) => [{ ...metrics, downtimeSeconds: 2 }]);
    expect(worse(slower, report)).toEqual([
      'downtime: xen (derby) 2.00 s, it was 1.23 s',
      'downtime: hardened (derby) 2.00 s, it was 1.23 s',
    ]);
    const gone = migrated((metrics) => (metrics.design === 'xen' ? [] : [metrics]));
    expect(worse(gone, report)).toEqual(['xen (derby): not migrated any more']);
  });
});
