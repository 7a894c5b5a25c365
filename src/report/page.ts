import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { html, trusted, type Html } from './page/html.ts';
import { engineOf, type PageEngine } from './page-engine.ts';
import type { Report } from './report.ts';

/** The script and the style of the page, as `npm run bundle` makes them. */
export interface PageApp {
  readonly script: string;
  readonly style: string;
}

/**
 * A report as one HTML file that needs no network. Only the page's own style and script run, by their
 * hashes. Data are in blocks of their own, each compressed; counterexamples and drawings are
 * unpacked when they are looked at. `engines` are scripts that are run when the reader explores. The same input
 * gives the same page.
 */
export function renderPage(
  report: Report,
  { script, style }: PageApp,
  engines: readonly PageEngine[] = [],
): string {
  const { traces, coverage, ...rest } = report;
  const files = new Map(report.cells.map(({ id, scenario }) => [id, scenario.file]));
  const index = {
    ...rest,
    traces: traces.map(({ trace, insight, ...item }) => ({
      ...item,
      property: trace.property,
      failureClass: trace.failureClass,
      summary: trace.summary,
      steps: trace.steps.length,
      ...(insight?.certain === undefined ? {} : { certain: insight.certain }),
      ...engineOf(item.token, engines),
      ...fileOf(item.cells, files),
      ...(insight?.repairs === undefined ? {} : { repairs: insight.repairs }),
    })),
    engines: engines.map(({ script: _, ...engine }) => engine),
    coverage: { ...coverage, charts: coverage.charts.map(({ svg: _, ...chart }) => chart) },
  };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="${policyOf({ script, style }, engines)}"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>skipover report</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <div id="app">
          <noscript>
            <p>
              This report is drawn by a script, and scripts are off. Everything that it shows stands
              in report.json beside it.
            </p>
          </noscript>
        </div>
        ${block('report', index)} ${traces.map((item) => block(item.id, item))}
        ${coverage.charts.map(({ name, svg }) => block(`chart-${name}`, svg))}
        ${engines.map(({ slug, script: text }) => text !== undefined && block(`engine-${slug}`, text))}
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.markup;
}

/** The file whose system a run is of, if it is not the migration. */
function fileOf(
  cells: readonly string[],
  files: ReadonlyMap<string, string | undefined>,
): { readonly file?: string } {
  const file = cells.map((id) => files.get(id)).find((each) => each !== undefined);
  return file === undefined ? {} : { file };
}

/** Data as text that no browser runs: JSON, gzip, base64. Nothing in it can end the element. */
function block(name: string, content: unknown): Html {
  const packed = gzipSync(JSON.stringify(content), { level: 6 }).toString('base64');
  return html`<script type="text/plain" data-block="${name}">
    ${trusted(packed)}
  </script> `;
}

/**
 * Only this page's own style and scripts; nothing is ever fetched. An engine runs in the page by its hash. A worker
 * has no hash that a policy could name: it comes from a blob, which only these scripts can make.
 */
function policyOf({ script, style }: PageApp, engines: readonly PageEngine[]): string {
  const scripts = [script, ...engines.flatMap((engine) => engine.script ?? [])];
  const workers = scripts.length > 1 ? 'worker-src blob:; ' : '';
  return (
    `default-src 'none'; style-src ${hashSource(style)}; ` +
    `script-src ${scripts.map(hashSource).join(' ')}; ${workers}base-uri 'none'; form-action 'none'`
  );
}

function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
