import { createHash } from 'node:crypto';
import { boundsSection } from './page/bounds-section.ts';
import { chartsSection } from './page/charts-section.ts';
import { counterexampleSection } from './page/counterexample-section.ts';
import { headerSection } from './page/header-section.ts';
import { html, trusted } from './page/html.ts';
import { matrixSection } from './page/matrix-section.ts';
import { migrationSection } from './page/migration-section.ts';
import { pageScript } from './page/page-script.ts';
import { pageStyle } from './page/page-style.ts';
import { sectionStyle } from './page/section-style.ts';
import { cellsOf, traceItems } from './page/trace-list.ts';
import type { CheckResults, MigrationResults } from './results.ts';

const style = pageStyle + sectionStyle;

/** Only this page's own style and script run, by their hashes; nothing is ever fetched. */
const policy = `default-src 'none'; style-src ${hashSource(style)}; script-src ${hashSource(pageScript)}; base-uri 'none'; form-action 'none'`;

/**
 * All results as one HTML file that needs no network. Every string of the results is escaped. The same
 * input gives the same page.
 */
export async function renderPage(input: {
  readonly checks: readonly CheckResults[];
  readonly migrations: readonly MigrationResults[];
}): Promise<string> {
  const cells = cellsOf(input.checks);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>skipover report</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        ${headerSection(input, cells)}
        <main>
          ${matrixSection(cells)} ${counterexampleSection(traceItems(cells))}
          ${migrationSection(input.migrations)} ${await chartsSection(input.checks)}
          ${boundsSection(cells)}
        </main>
        ${trusted(`<script>${pageScript}</script>`)}
      </body>
    </html> `;
  return page.markup;
}

function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
