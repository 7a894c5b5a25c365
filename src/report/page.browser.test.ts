/** The page once through, in a real browser; `page.browser.full.test.ts` tries every part of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { designs } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { entryFor } from '../analysis/matrix/matrix-cell.ts';
import { buildReport, type ResultFile } from './build-report.ts';
import { accessibilityFindings, openPage, overflowOf, startBrowser } from './page-browser.ts';
import { sampleChecks, sampleMetrics, sampleMigrations } from './page-sample.ts';
import { renderPage } from './page.ts';

const bundle = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../dist/page', name), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'skipover-page-'));
let browser: Browser;
let url = '';

function fileOf(kind: string, content: object): ResultFile {
  return { file: `${kind}.json`, kind, content: content as ResultFile['content'] };
}

beforeAll(async () => {
  browser = await startBrowser();
  const scenario = {
    designName: 'published',
    design: designs.published,
    hazards: [],
    scope: scopes.quick,
  };
  // As far as the nearest failure: a deadlock after 15 steps.
  const entry = { ...entryFor(scenario, { maxStates: 5_000 }), seconds: 0.5 };
  const migrations = sampleMigrations([sampleMetrics('xen', 30)]);
  const report = await buildReport({
    files: [fileOf('check', sampleChecks([entry])), fileOf('simulate', migrations)],
    leftOut: [],
    tool: { name: 'skipover', version: '1.2.3' },
  });
  const app = { script: bundle('main.js'), style: bundle('main.css') };
  writeFileSync(join(folder, 'index.html'), renderPage(report, app));
  url = pathToFileURL(join(folder, 'index.html')).href;
}, 60_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

it('leads from a cell to its counterexample and through its steps, without an error', async () => {
  const errors = await openPage(
    browser,
    { url, width: 1280, colorScheme: 'light' },
    async (page) => {
      await page.locator('.matrix td.cell.violated a').click();
      await page.locator('.panel a[href^="#trace-"]').first().click();
      const steps = page.locator('.theatre .step');
      await steps.first().waitFor();
      expect(await steps.count()).toBe(15);
      for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
      expect(await page.locator('.step[aria-current="step"] .number').innerText()).toBe('1');
      expect(await page.locator('.theatre').innerText()).toContain('D deadlock');
      await page.locator('.tabs a', { hasText: 'Migrations' }).click();
      await page.locator('svg.plot .box').first().waitFor();
      await page.locator('.tabs a', { hasText: 'Coverage' }).click();
      await page.getByRole('heading', { name: 'Coverage' }).waitFor();
    },
  );
  expect(errors).toEqual([]);
});

it.each([1280, 400])('fits %i pixels, and is accessible', async (width) => {
  const errors = await openPage(browser, { url, width, colorScheme: 'dark' }, async (page) => {
    expect(await overflowOf(page)).toBe(0);
    if (width === 1280) expect(await accessibilityFindings(page)).toEqual([]);
  });
  expect(errors).toEqual([]);
});
