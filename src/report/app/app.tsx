import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AssumptionsView, MutantsView, CostBoundsView } from './analysis-views.tsx';
import { Bounds } from './bounds.tsx';
import { Campaigns } from './campaigns.tsx';
import { ConformanceView } from './conformance-view.tsx';
import { Counterexamples } from './counterexamples.tsx';
import { Coverage } from './coverage.tsx';
import { Explorer } from './explorer.tsx';
import { CompareView } from './compare-view.tsx';
import type { ReportIndex } from './data.ts';
import { useKeys } from './keys.ts';
import { Matrix } from './matrix.tsx';
import { Migrations } from './migrations.tsx';
import { Overview } from './overview.tsx';
import { failureNameIn } from '../../../properties/failure-names.ts';
import { scenarioName } from '../page/names.ts';
import { setQuery, useRoute, type Route, type View } from './route.ts';
import { TermBox } from './terms.tsx';
import type { OtherResult } from '../report.ts';
import { ShrinkMaps } from './shrink-map.tsx';
import { conformanceKinds, ownViews, tabsOf } from './tabs.ts';

interface AppProps {
  readonly report: ReportIndex;
  readonly isPrinted: boolean;
}

/** The page: a head that shows the outcome, and one view at a time below it. */
export function App({ report, isPrinted }: AppProps): JSX.Element {
  const route = useRoute(homeOf(report));
  useKeys({
    '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
    Escape: () => {
      if (route.cell !== undefined || route.trace !== undefined) location.hash = `/${route.view}`;
      else if (route.query !== undefined) setQuery('');
    },
  });
  const tabs = tabsOf(report);
  const viewTitle = titleOf(report, route, tabs.find(({ view }) => view === route.view)?.title);
  useEffect(() => {
    document.title = `${viewTitle} | skipover`;
  }, [viewTitle]);
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
        <Views {...{ report, isPrinted, route }} offered={tabs.map(({ view }) => view)} />
      </main>
      <TermBox />
    </>
  );
}

/** What is open, before the name of the view. */
function titleOf({ cells, traces }: ReportIndex, { cell, trace }: Route, view = ''): string {
  const openCell = cells.find(({ id }) => id === cell);
  if (openCell !== undefined) return `${scenarioName(openCell.scenario)}, ${view}`;
  const open = traces.find(({ id }) => id === trace);
  return open === undefined ? view : `${failureNameIn(open, open.property).name}, ${view}`;
}

interface ViewsProps extends AppProps {
  readonly route: Route;
  /** What has something to show: on paper, no other. */
  readonly offered: readonly View[];
}

/** What the address asks for; everything on paper. */
function Views({ report, isPrinted, route, offered }: ViewsProps): JSX.Element {
  const of = (...kinds: readonly string[]): readonly OtherResult[] =>
    report.others.filter(({ kind }) => kinds.includes(kind));
  const isShown = (view: View): boolean =>
    isPrinted ? offered.includes(view) : route.view === view;
  return (
    <>
      {isShown('compare') && report.comparison !== undefined && (
        <Section title="Compared with an older report">
          <CompareView comparison={report.comparison} />
        </Section>
      )}
      {isShown('verdicts') && (
        <Section title="Verdicts">
          <Matrix
            cells={report.cells}
            vocabulary={report.vocabulary}
            open={route.cell}
            query={route.query ?? ''}
          />
        </Section>
      )}
      {isShown('counterexamples') && (
        <Section title="Counterexamples">
          <Counterexamples
            report={report}
            open={route.trace}
            step={route.step}
            query={route.query ?? ''}
          />
        </Section>
      )}
      {route.view === 'explore' && !isPrinted && (
        <Section title="Explore">
          <Explorer report={report} asked={route.explored} />
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
      <AnalysisViews {...{ report, isPrinted, route, offered }} />
    </>
  );
}

function AnalysisViews({ report, isPrinted, route, offered }: ViewsProps): JSX.Element {
  const of = (...kinds: readonly string[]): readonly OtherResult[] =>
    report.others.filter(({ kind }) => kinds.includes(kind));
  const campaigns = report.others.filter(({ kind }) => !ownViews.includes(kind));
  const isShown = (view: View): boolean =>
    isPrinted ? offered.includes(view) : route.view === view;
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
      {isShown('cost-bounds') && (
        <Section title="At best and at worst">
          <CostBoundsView results={of('cost-bounds')} />
        </Section>
      )}
      {isShown('conformance') && of(...conformanceKinds).length > 0 && (
        <Section title="Model and implementation">
          <ConformanceView results={of(...conformanceKinds)} />
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
function homeOf({ cells, migrations, shrinkMaps, others, comparison }: ReportIndex): View {
  if (comparison !== undefined) return 'compare';
  const has = (...kinds: readonly string[]): boolean =>
    others.some(({ kind }) => kinds.includes(kind));
  if (cells.length > 0) return 'verdicts';
  if (migrations.length > 0 || has('paper', 'qemu')) return 'migrations';
  if (shrinkMaps.length > 0) return 'shrink-map';
  if (has('mutants')) return 'mutants';
  if (has('assumptions', 'harden')) return 'assumptions';
  if (has('cost-bounds')) return 'cost-bounds';
  if (has('paths')) return 'coverage';
  if (has(...conformanceKinds)) return 'conformance';
  return others.length > 0 ? 'campaigns' : 'verdicts';
}
