/** The page on paper, in colours of the user's own, and for those who want no motion. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import { buildReport, type ResultFile } from '../build-report.ts';
import { openPage, overflowOf, startBrowser } from '../page-browser.ts';
import { sampleChecks, sampleMetrics, sampleMigrations } from '../page-sample.ts';
import { renderPage } from '../page.ts';

const bundle = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../dist/page', name), 'utf8');
const pictures = join(import.meta.dirname, '../../../reports/screenshots/media');
const folder = mkdtempSync(join(tmpdir(), 'skipover-media-'));
let browser: Browser;
let url = '';
/** Where the counterexample of a lost page is. */
let lost = '';

function fileOf(kind: string, content: object): ResultFile {
  return { file: `${kind}.json`, kind, content: content as ResultFile['content'] };
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
  const scenario = {
    designName: 'published',
    design: designs.published,
    hazards: [],
    scope: scopes.bare,
  };
  const entry = { ...entryFor(scenario, {}), seconds: 0.5 };
  const metrics = [sampleMetrics('xen', 30), sampleMetrics('published', 3)];
  const report = await buildReport({
    files: [fileOf('check', sampleChecks([entry])), fileOf('simulate', sampleMigrations(metrics))],
    leftOut: [],
    tool: { name: 'skipover', version: '1.2.3' },
  });
  lost = report.traces.find(({ trace }) => trace.property === 'S1')!.id;
  const app = { script: bundle('main.js'), style: bundle('main.css') };
  writeFileSync(join(folder, 'index.html'), renderPage(report, app));
  url = pathToFileURL(join(folder, 'index.html')).href;
}, 300_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(place: string, look: (page: Page) => Promise<void>): Promise<void> {
  const window = { url: `${url}${place}`, width: 1280, colorScheme: 'light' } as const;
  expect(await openPage(browser, window, look)).toEqual([]);
}

/** Buttons that are drawn; those that are words of a table's head or of a sentence are text on paper. */
const buttonsDrawn = `[...document.querySelectorAll('button:not(th button, .link)')].filter((each) => each.checkVisibility()).length`;

it('paper has no buttons, every view, and the clauses of an open counterexample', async () => {
  await open(`#${lost}:3`, async (page) => {
    await page.locator('.theatre .step').first().waitFor();
    expect(await page.evaluate(buttonsDrawn)).toBeGreaterThan(5);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.locator('main > section').nth(4).waitFor();
    await expect.poll(() => page.evaluate(buttonsDrawn)).toBe(0);
    await expect.poll(() => page.locator('.clauses .strip svg').first().isVisible()).toBe(true);
    await expect.poll(() => page.locator('.tabs').isVisible()).toBe(false);
    // What scrolls on a screen is drawn to its end.
    const hidden = `[...document.querySelectorAll('.scroll')].filter((each) => getComputedStyle(each).overflowX !== 'visible').length`;
    expect(await page.evaluate(hidden)).toBe(0);
    await page.screenshot({ path: join(pictures, 'print.jpeg'), fullPage: true, quality: 80 });
    const pdf = await page.pdf({ path: join(pictures, 'print.pdf'), landscape: true });
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('main > section').count()).toBe(1);
  });
});

/** A property of a style that is computed for the first element. */
const styleOf = (page: Page, selector: string, name: string): Promise<string> =>
  page
    .locator(selector)
    .first()
    .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

it('forced colours keep bits, the step that is open, lifelines and verdicts apart', async () => {
  await open(`#${lost}:3`, async (page) => {
    await page.locator('.theatre .step').first().waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    const ground = await styleOf(page, 'body', 'background-color');
    const off = await styleOf(page, '.bitmaps .bit.dirty.off', 'background-color');
    await expect.poll(() => styleOf(page, '.bitmaps .bit.on', 'background-color')).not.toBe(off);
    // Of the transfer bit, 0 is what is seen: that frame is skipped.
    expect(await styleOf(page, '.bitmaps .bit.transfer.on', 'background-color')).toBe(off);
    const current = '.step[aria-current="step"] td';
    expect(await styleOf(page, current, 'outline-style')).toBe('solid');
    expect(await styleOf(page, '.step:not([aria-current]) td', 'outline-style')).toBe('none');
    // A verdict is a sign and a word, not only a colour.
    expect(await page.locator('.clauses .truth').first().innerText()).toMatch(/^[✓○✗] \w/u);
    for (const dot of await page.locator('.step-table td.lanes circle').all()) {
      const fill = await dot.evaluate((element) => getComputedStyle(element).fill);
      expect(fill).not.toBe(ground);
    }
    await page.screenshot({ path: join(pictures, 'forced-colours.jpeg'), quality: 80 });
  });
  await open('#/migrations', async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('.plot .curve').first().waitFor({ state: 'attached' });
    const ground = await styleOf(page, 'body', 'background-color');
    const strokes = await page
      .locator('.plot .curve')
      .evaluateAll((curves) => curves.map((curve) => getComputedStyle(curve).stroke));
    expect(strokes.filter((stroke) => stroke === ground || stroke === 'none')).toEqual([]);
    const dashes = await page
      .locator('.plot .curve')
      .evaluateAll(
        (curves) => new Set(curves.map((curve) => curve.getAttribute('stroke-dasharray'))).size,
      );
    expect(dashes).toBeGreaterThan(1);
    await page.screenshot({
      path: join(pictures, 'forced-migrations.jpeg'),
      fullPage: true,
      quality: 80,
    });
  });
});

it('nothing moves by itself for those who want no motion, and dark is dark', async () => {
  await open(`#${lost}:3`, async (page) => {
    const light = await styleOf(page, 'body', 'background-color');
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
    await expect.poll(() => styleOf(page, 'body', 'background-color')).not.toBe(light);
    await page.locator('.theatre .step').first().waitFor();
    await page.keyboard.press('j');
    await page.locator('.bitmaps .term').first().hover();
    await page.locator('.meaning-box').waitFor();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    const moving = `[...document.querySelectorAll('*')].filter((each) => { const { transitionDuration, animationName } = getComputedStyle(each); return animationName !== 'none' || !/^0s(?:, 0s)*$/.test(transitionDuration); }).length`;
    expect(await page.evaluate(moving)).toBe(0);
    expect(await overflowOf(page)).toBe(0);
  });
});
