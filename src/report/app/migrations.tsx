import type { JSX } from 'preact';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { count, counted, duration, moment } from '../page/format.ts';
import type { PaperEvaluation } from '../../timing/paper/evaluation.ts';
import type { OtherResult, ReportMigration } from '../report.ts';
import { CurvePlot, dirtyMemory, throughput } from './curve-plot.tsx';
import { DowntimePlot } from './downtime-plot.tsx';
import { IterationPlot, iterationScale } from './iteration-plot.tsx';
import { MetricTable } from './metric-table.tsx';
import { AdviceNote } from './advice-note.tsx';
import { RepeatTable } from './repeat-table.tsx';
import { PaperSection } from './paper-section.tsx';
import { QemuSection } from './qemu-section.tsx';
import type { QemuResults } from '../results.ts';
import { ScrollRegion } from './scroll-region.tsx';

/** Full-size migrations, measured: the designs side by side, per workload. */
export function Migrations({
  migrations,
  papers,
  qemu,
}: {
  readonly migrations: readonly ReportMigration[];
  readonly papers: readonly OtherResult[];
  readonly qemu: readonly OtherResult[];
}): JSX.Element {
  if (migrations.length + papers.length + qemu.length === 0) {
    return (
      <p>
        No migration was simulated: <code>skipover simulate</code>.
      </p>
    );
  }
  return (
    <>
      <p>
        Simulated at full size by the same steps that were checked; times are simulated seconds.
      </p>
      {migrations.map((migration, index) => (
        <Workload key={index} migration={migration} />
      ))}
      {papers.map(({ file, content }) => (
        <PaperSection key={file} paper={content as unknown as PaperEvaluation} />
      ))}
      {qemu.map(({ file, content }) => (
        <QemuSection key={file} content={content as unknown as QemuResults} />
      ))}
    </>
  );
}

function Workload({ migration }: { readonly migration: ReportMigration }): JSX.Element {
  const { workload, advice, results, startedAt, isCurrent, isOtherModel } = migration;
  const isRepeated = new Set(results.map(({ design }) => design)).size < results.length;
  const shown = isRepeated
    ? results.map((each) => ({ ...each, design: `${each.design}, seed ${each.seed}` }))
    : results;
  const firstSeed = Math.min(...results.map(({ seed }) => seed));
  const isFirst = ({ seed }: MigrationMetrics): boolean => seed === firstSeed;
  const losing = results.filter(({ lost }) => lost.count > 0).length;
  const scale = iterationScale(results);
  const age = isOtherModel ? ', of another model' : isCurrent ? '' : ', earlier run';
  return (
    <article>
      <h3>
        {workload.name}{' '}
        <span class="size">
          {workload.kind}, {moment(startedAt)}
          {age}
        </span>
      </h3>
      {results.length === 0 ? (
        <p>No design was migrated.</p>
      ) : (
        <>
          {advice !== undefined && <AdviceNote advice={advice} />}
          {isRepeated && <RepeatTable results={results} />}
          <MetricTable results={shown.filter(isFirst)} />
          {isRepeated && (
            <details>
              <summary>
                The same of all seeds; frames are lost in {count(losing)} of {count(shown.length)}{' '}
                migrations
              </summary>
              <MetricTable results={shown} />
            </details>
          )}
          <h4>Downtime and its parts</h4>
          <DowntimePlot results={shown} />
          <h4>Iterations</h4>
          <p class="size">
            Width: time. Area: bytes sent. Hatched: the last iteration, the VM suspended. One scale
            for all.
          </p>
          {shown.filter(isFirst).map((metrics, place) => (
            <IterationPlot key={place} metrics={metrics} scale={scale} />
          ))}
          {isRepeated && (
            <details>
              <summary>The other seeds</summary>
              {shown
                .filter((metrics) => !isFirst(metrics))
                .map((metrics, place) => (
                  <IterationPlot key={place} metrics={metrics} scale={scale} />
                ))}
            </details>
          )}
          <h4>Memory still dirty</h4>
          <CurvePlot title="Memory still dirty" results={results} pointsOf={dirtyMemory} />
          <h4>What the application allocates in a second</h4>
          <CurvePlot title="Allocated per second" results={results} pointsOf={throughput} />
        </>
      )}
      {shown.map((metrics, place) => (
        <IterationTable key={place} metrics={metrics} />
      ))}
      <Facts title={`Read from the ${workload.kind}`} facts={workload.facts} />
      <Sentences title="Assumed" lines={workload.assumptions} />
    </article>
  );
}

function Facts({
  title,
  facts,
}: {
  readonly title: string;
  readonly facts: ReportMigration['workload']['facts'];
}): JSX.Element | null {
  if (facts.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({facts.length})
      </summary>
      <ul>
        {facts.map(({ text, basis }) => (
          <li key={text}>
            <span class="size">{basis}:</span> {text}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Sentences({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: readonly string[];
}): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({lines.length})
      </summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function IterationTable({ metrics }: { readonly metrics: MigrationMetrics }): JSX.Element {
  const { design, iterations } = metrics;
  const names = ['iteration', 'starts', 'lasts', 'sent', 'skipped', 'passed over', 'dirty at end'];
  return (
    <details>
      <summary>
        {design}: {counted(iterations.length, 'iteration')} in numbers
      </summary>
      <ScrollRegion label={`Iterations of ${design}`}>
        <table class="values">
          <thead>
            <tr>
              {names.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {iterations.map((iteration) => (
              <tr key={iteration.number}>
                <th scope="row">{iteration.number}</th>
                <td class="number">{duration(iteration.startSeconds)}</td>
                <td class="number">{duration(iteration.seconds)}</td>
                <td class="number">{count(iteration.framesSent)}</td>
                <td class="number">{count(iteration.framesSkipped)}</td>
                <td class="number">{count(iteration.framesPassedOver)}</td>
                <td class="number">{count(iteration.framesDirtyAtEnd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}
