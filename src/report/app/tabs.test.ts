import { expect, it } from 'vitest';
import type { ReportIndex } from './data.ts';
import { tabsOf } from './tabs.ts';

const scenario = { design: 'published', switches: {}, hazards: [], scope: 'quick' };

/** A report of one cell. Of a cell the tabs read its file and its reductions. */
function reportOf(
  file: { readonly file?: string },
  others: readonly string[] = [],
  reductions: readonly string[] = [],
): ReportIndex {
  return {
    cells: [{ scenario: { ...scenario, ...file }, reductions }],
    traces: [],
    migrations: [],
    shrinkMaps: [],
    others: others.map((kind) => ({ kind, content: {} })),
    coverage: { charts: [] },
  } as unknown as ReportIndex;
}

const viewsOf = (report: ReportIndex): string[] => tabsOf(report).map(({ view }) => view);

it('shows what is of the migration on its page, also where nothing ran yet', () => {
  const views = ['verdicts', 'counterexamples', 'explore', 'shrink-map', 'migrations', 'coverage'];
  expect(viewsOf(reportOf({}))).toEqual([...views, 'campaigns', 'bounds']);
});

it('shows on the page of a file only what it has', () => {
  const views = ['verdicts', 'counterexamples', 'explore', 'coverage'];
  expect(viewsOf(reportOf({ file: 'own.ts' }))).toEqual(views);
  expect(viewsOf(reportOf({ file: 'own.ts' }, ['drive']))).toEqual([...views, 'conformance']);
  expect(viewsOf(reportOf({ file: 'own.ts' }, ['fuzz']))).toEqual([...views, 'campaigns']);
  expect(viewsOf(reportOf({ file: 'own.ts' }, [], ['dead']))).toEqual([...views, 'bounds']);
});
