import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AssumptionsView, MutantsView, QuantitiesView } from './analysis-views.tsx';
import { Bounds } from './bounds.tsx';
import { Campaigns } from './campaigns.tsx';
import { Counterexamples } from './counterexamples.tsx';
import { Coverage } from './coverage.tsx';
import type { ReportIndex } from './data.ts';
import { useKeys } from './keys.ts';
import { Matrix } from './matrix.tsx';
import { Migrations } from './migrations.tsx';
import type { MutantsContent } from './mutants-section.tsx';
import { Overview } from './overview.tsx';
import { useRoute, type Route, type View } from './route.ts';
import type { OtherResult } from '../report.ts';
import { ShrinkMaps } from './shrink-map.tsx';

/** Kinds of results that are shown in views of their own, or among migrations and coverage. */
const ownViews: readonly string[] = [
  'paper',
  'qemu',
  'paths',
  'mutants',
  'assumptions',
  'harden',
  'quantities',
];

interface AppProps {
  readonly report: ReportIndex;
  readonly isPrinted: boolean;
}

/** The whole page: a head that tells the outcome, and one view at a time below it. */
export function App({ report, isPrinted }: AppProps): JSX.Element {
  const route = useRoute(homeOf(report));
  useKeys({ '/': () => document.querySelector<HTMLInputElement>('#search')?.focus() });
  const tabs = tabsOf(report);
  // Where they do not all fit, the current one is in sight.
  useEffect(() => {
    const current = document.querySelector('.tabs a[aria-current]');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [route.view]);
  return (
    <>
      <a class="skip" href="#/verdicts">
        Skip to the verdicts
      </a>
      <Overview report={report} />
      <nav class="tabs" aria-label="Sections">
        {tabs.map(({ view, title, note }) => (
          <a key={view} href={`#/${view}`} aria-current={route.view === view ? 'page' : undefined}>
            {title} {note !== '' && <span class="note">{note}</span>}
          </a>
        ))}
      </nav>
      <main>
        <Views report={report} isPrinted={isPrinted} route={route} />
      </main>
    </>
  );
}

interface ViewsProps extends AppProps {
  readonly route: Route;
}

/** What the address asks for; everything on paper. */
function Views({ report, isPrinted, route }: ViewsProps): JSX.Element {
  const of = (...kinds: readonly string[]): readonly OtherResult[] =>
    report.others.filter(({ kind }) => kinds.includes(kind));
  const isShown = (view: View): boolean => isPrinted || route.view === view;
  return (
    <>
      {isShown('verdicts') && (
        <Section title="Verdicts">
          <Matrix cells={report.cells} vocabulary={report.vocabulary} open={route.cell} />
        </Section>
      )}
      {isShown('counterexamples') && (
        <Section title="Counterexamples">
          <Counterexamples report={report} open={route.trace} step={route.step} />
        </Section>
      )}
      {isShown('shrink-map') && (
        <Section title="When may the area shrink?">
          <ShrinkMaps report={report} />
        </Section>
      )}
      {isShown('migrations') && (
        <Section title="Migrations">
          <Migrations migrations={report.migrations} papers={of('paper')} qemu={of('qemu')} />
        </Section>
      )}
      <AnalysisViews {...{ report, isPrinted, route }} />
    </>
  );
}

function AnalysisViews({ report, isPrinted, route }: ViewsProps): JSX.Element {
  const of = (...kinds: readonly string[]): readonly OtherResult[] =>
    report.others.filter(({ kind }) => kinds.includes(kind));
  const campaigns = report.others.filter(({ kind }) => !ownViews.includes(kind));
  const isShown = (view: View): boolean => isPrinted || route.view === view;
  return (
    <>
      {isShown('coverage') && (
        <Section title="Coverage">
          <Coverage report={report} open={route.chart} />
        </Section>
      )}
      {isShown('mutants') && (
        <Section title="Mutants">
          <MutantsView results={of('mutants')} />
        </Section>
      )}
      {isShown('assumptions') && (
        <Section title="Assumptions and designs">
          <AssumptionsView results={of('harden', 'assumptions')} vocabulary={report.vocabulary} />
        </Section>
      )}
      {isShown('quantities') && (
        <Section title="At best and at worst">
          <QuantitiesView results={of('quantities')} />
        </Section>
      )}
      {isShown('campaigns') && (
        <Section title="Fuzzing and more">
          <Campaigns others={campaigns} />
        </Section>
      )}
      {isShown('bounds') && (
        <Section title="Bounds and designs">
          <Bounds report={report} />
        </Section>
      )}
    </>
  );
}

function Section({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The view to begin with: the first that has something to show. */
function homeOf({ cells, migrations, shrinkMaps, others }: ReportIndex): View {
  const has = (...kinds: readonly string[]): boolean =>
    others.some(({ kind }) => kinds.includes(kind));
  if (cells.length > 0) return 'verdicts';
  if (migrations.length > 0 || has('paper', 'qemu')) return 'migrations';
  if (shrinkMaps.length > 0) return 'shrink-map';
  if (has('mutants')) return 'mutants';
  if (has('assumptions', 'harden')) return 'assumptions';
  if (has('quantities')) return 'quantities';
  if (has('paths')) return 'coverage';
  return others.length > 0 ? 'campaigns' : 'verdicts';
}

interface Tab {
  readonly view: View;
  readonly title: string;
  readonly note: string;
}

function tabsOf({ cells, traces, migrations, shrinkMaps, others, coverage }: ReportIndex): Tab[] {
  const transitions = coverage.charts.flatMap((chart) => chart.transitions);
  const covered = transitions.filter(({ bucket }) => bucket === 'covered').length;
  const percent = transitions.length === 0 ? 0 : Math.floor((covered * 100) / transitions.length);
  const counterexamples = traces.filter(({ kind }) => kind === 'counterexample').length;
  const lost = migrations.flatMap(({ results }) => results).filter(({ lost: of }) => of.count > 0);
  return [
    { view: 'verdicts', title: 'Verdicts', note: `${cells.length}` },
    { view: 'counterexamples', title: 'Counterexamples', note: `${counterexamples}` },
    { view: 'shrink-map', title: 'Shrink map', note: numberOf(shrinkMaps) },
    {
      view: 'migrations',
      title: 'Migrations',
      note: lost.length === 0 ? '' : `✗ ${lost.length}`,
    },
    { view: 'coverage', title: 'Coverage', note: `${percent} %` },
    ...optionalTabs(others),
    {
      view: 'campaigns',
      title: 'Fuzzing',
      note: numberOf(others.filter(({ kind }) => !ownViews.includes(kind))),
    },
    { view: 'bounds', title: 'Bounds', note: '' },
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
  const tabs: readonly (Tab | false)[] = [
    has('mutants') && {
      view: 'mutants',
      title: 'Mutants',
      note: missed === 0 ? '' : `✗ ${missed}`,
    },
    has('assumptions', 'harden') && { view: 'assumptions', title: 'Assumptions', note: '' },
    has('quantities') && { view: 'quantities', title: 'Quantities', note: '' },
  ];
  return tabs.filter((tab) => tab !== false);
}

function numberOf(items: readonly unknown[]): string {
  return items.length === 0 ? '' : `${items.length}`;
}
