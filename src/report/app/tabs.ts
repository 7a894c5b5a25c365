import type { ReportIndex } from './data.ts';
import type { MutantsContent } from './mutants-section.tsx';
import type { View } from './route.ts';

/** Kinds of results that compare an implementation with the model. */
export const conformanceKinds: readonly string[] = ['drive', 'judge', 'real-jvm'];

/** Kinds of results that are shown in views of their own, or among migrations and coverage. */
export const ownViews: readonly string[] = [
  'paper',
  'qemu',
  'paths',
  'mutants',
  'assumptions',
  'harden',
  'cost-bounds',
  ...conformanceKinds,
];

export interface Tab {
  readonly view: View;
  readonly title: string;
  readonly note: string;
}

/** The views that have something to show, in the order of the page. */
export function tabsOf(report: ReportIndex): Tab[] {
  const { cells, traces, migrations, shrinkMaps, others, coverage, comparison } = report;
  const worse = comparison?.rows.filter(({ change }) => change === 'worse').length ?? 0;
  const transitions = coverage.charts.flatMap((chart) => chart.transitions);
  const covered = transitions.filter(({ bucket }) => bucket === 'covered').length;
  const percent = transitions.length === 0 ? 0 : Math.floor((covered * 100) / transitions.length);
  const counterexamples = traces.filter(({ kind }) => kind === 'counterexample').length;
  const lost = migrations.flatMap(({ results }) => results).filter(({ lost: of }) => of.count > 0);
  const compare: Tab = {
    view: 'compare',
    title: 'Compared',
    note: worse === 0 ? '' : `▲ ${worse}`,
  };
  // What is of the migration only is no part of the page of a file.
  const isOwn = cells.length > 0 && cells.every(({ scenario }) => scenario.file !== undefined);
  const isEmpty = migrations.length === 0 && shrinkMaps.length === 0;
  const campaigns = others.filter(({ kind }) => !ownViews.includes(kind));
  const isBounded = !isOwn || cells.some(({ reductions }) => reductions.length > 0);
  const ofMigration: readonly Tab[] = [
    { view: 'shrink-map', title: 'Shrink map', note: numberOf(shrinkMaps) },
    {
      view: 'migrations',
      title: 'Migrations',
      note: lost.length === 0 ? '' : `✗ ${lost.length}`,
    },
  ];
  return [
    ...(comparison === undefined ? [] : [compare]),
    { view: 'verdicts', title: 'Verdicts', note: `${cells.length}` },
    { view: 'counterexamples', title: 'Counterexamples', note: `${counterexamples}` },
    { view: 'explore', title: 'Explore', note: '' },
    ...(isOwn && isEmpty ? [] : ofMigration),
    { view: 'coverage', title: 'Coverage', note: `${percent} %` },
    ...optionalTabs(others),
    ...(isOwn && campaigns.length === 0
      ? []
      : [{ view: 'campaigns', title: 'Fuzzing', note: numberOf(campaigns) } as const]),
    ...(isBounded ? [{ view: 'bounds', title: 'Bounds', note: '' } as const] : []),
  ];
}

/** Views that many runs have nothing for. */
function optionalTabs(others: ReportIndex['others']): Tab[] {
  const has = (...kinds: readonly string[]): boolean =>
    others.some(({ kind }) => kinds.includes(kind));
  const scores = others.flatMap(({ kind, content }) =>
    kind === 'mutants' ? [content['score'] as MutantsContent['score']] : [],
  );
  const missed = scores.reduce(
    (sum, { survived, inconclusive }) => sum + survived + inconclusive,
    0,
  );
  const diverging = others.filter(
    ({ kind, content }) => conformanceKinds.includes(kind) && content['verdict'] === 'diverges',
  ).length;
  const tabs: readonly (Tab | false)[] = [
    has('mutants') && {
      view: 'mutants',
      title: 'Mutants',
      note: missed === 0 ? '' : `✗ ${missed}`,
    },
    has('assumptions', 'harden') && { view: 'assumptions', title: 'Assumptions', note: '' },
    has(...conformanceKinds) && {
      view: 'conformance',
      title: 'Conformance',
      note: diverging === 0 ? '' : `✗ ${diverging}`,
    },
    has('cost-bounds') && { view: 'cost-bounds', title: 'Cost bounds', note: '' },
  ];
  return tabs.filter((tab) => tab !== false);
}

function numberOf(items: readonly unknown[]): string {
  return items.length === 0 ? '' : `${items.length}`;
}
