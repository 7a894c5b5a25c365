import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram, writeRealResults } from '../../cli/report/real-results.ts';
import { accessibilityFindings, openPage, startBrowser } from '../page-browser.ts';
import type { Report } from '../report.ts';
import { pictureFaults } from './picture-faults.ts';

// Every view of a report, as a picture would show it: `npm run pictures:views` writes the pictures.

interface Shown {
  readonly name: string;
  readonly place: string;
  /** What is opened, and what is waited for. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const picturesTo = process.env['SKIPOVER_VIEWS_TO'];
const given = process.env['SKIPOVER_VIEWS_OF'];
const only = process.env['SKIPOVER_VIEWS'];
const folder =
  given === undefined ? mkdtempSync(join(tmpdir(), 'skipover-views-')) : resolve(given);
let browser: Browser;
let shown: readonly Shown[];

const windows = [
  [1280, 'light'],
  [1280, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const;

const waitFor =
  (selector: string) =>
  async (page: Page): Promise<void> => {
    await page.locator(selector).first().waitFor();
  };

const openAll =
  (selector: string) =>
  async (page: Page): Promise<void> => {
    await page.evaluate((chosen) => {
      for (const details of document.querySelectorAll<HTMLDetailsElement>(chosen))
        details.open = true;
    }, selector);
  };

/** The views, each with what a reader opens in it. */
function viewsOf({ cells, traces }: Report): Shown[] {
  const traceOf = (test: (trace: Report['traces'][number]) => boolean): string =>
    traces.find(test)!.id;
  const lost = traces.find(({ trace }) => trace.property === 'S1')!;
  const lasso = traceOf(({ trace }) => trace.loopStart !== undefined);
  const deadlock = traceOf(
    ({ trace, kind }) => trace.property === 'D' && kind === 'counterexample',
  );
  const cellOf = (verdict: string): string => cells.find((cell) => cell.verdict === verdict)!.id;
  const step = waitFor('.theatre .step');
  const details = openAll('main details');
  return [
    { name: 'first', place: '' },
    { name: 'how', place: '', prepare: openAll('.overview details') },
    { name: 'cell-violated', place: cellOf('violated'), prepare: waitFor('.panel') },
    { name: 'cell-verified', place: cellOf('verified'), prepare: waitFor('.panel') },
    { name: 'counterexamples', place: '/counterexamples', prepare: openAll('details.group') },
    {
      name: 'player',
      place: `${lost.id}:${Math.max(1, lost.trace.steps.length - 3)}`,
      prepare: step,
    },
    { name: 'player-open', place: `${lost.id}:3`, prepare: details },
    { name: 'lasso', place: lasso, prepare: step },
    { name: 'deadlock', place: deadlock, prepare: step },
    { name: 'explore-start', place: '/explore', prepare: openAll('.explorer-start details') },
    {
      name: 'explorer',
      place: `explore-migration/${lost.token}:${lost.trace.steps.length - 5}`,
      prepare: async (page) => {
        await page.locator('.next-steps').waitFor();
        await page.locator('.controls button').first().click();
        await page.locator('.chart-box svg').waitFor();
        await page.locator('.properties-now summary').click();
        await page.locator('.ends button').first().click();
        await page.locator('.ends strong').waitFor();
        await page.locator('.what-if button').first().click();
        await page.locator('.departure').waitFor({ timeout: 60_000 });
      },
    },
    { name: 'shrink-map', place: '/shrink-map', prepare: waitFor('.shrink') },
    { name: 'migrations', place: '/migrations', prepare: details },
    { name: 'coverage', place: '/coverage' },
    { name: 'chart-daemon', place: 'chart-daemon', prepare: waitFor('#chart-daemon svg.chart') },
    { name: 'chart-lkm', place: 'chart-lkm', prepare: waitFor('#chart-lkm svg.chart') },
    { name: 'mutants', place: '/mutants', prepare: details },
    { name: 'assumptions', place: '/assumptions', prepare: details },
    { name: 'cost-bounds', place: '/cost-bounds' },
    { name: 'fuzzing', place: '/campaigns', prepare: details },
    { name: 'bounds', place: '/bounds', prepare: details },
    { name: 'compare', place: '/compare', prepare: waitFor('main table') },
    {
      name: 'keys',
      place: '',
      prepare: async (page) => {
        await page.keyboard.press('?');
        await page.locator('dialog[open]').waitFor();
      },
    },
    {
      name: 'meaning',
      place: lost.id,
      prepare: async (page) => {
        await page.locator('.bitmaps .term').first().focus();
        await page.locator('.meaning-box').waitFor();
      },
    },
  ];
}

describe('every view', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    if (given === undefined) {
      writeRealResults(folder);
      runProgram(12, [
        'simulate',
        '--workload',
        'derby',
        '--young',
        '128MiB',
        '--vm',
        '512MiB',
        '--repeat',
        '3',
        '--policy',
        'throttle',
        '--out',
        folder,
      ]);
      cpSync(join(folder, 'report.json'), join(folder, 'older.json'));
      const sooner = ['--design', 'xen', '--hazard', 'swap', '--scope', 'quick'];
      runProgram(0, ['check', ...sooner, '--out', folder]);
      runProgram(0, ['report', '--compare', join(folder, 'older.json'), '--out', folder]);
    }
    shown = viewsOf(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report).filter(
      ({ name }) => only === undefined || only.split(',').includes(name),
    );
    if (picturesTo !== undefined) await mkdir(picturesTo, { recursive: true });
  }, 300_000);

  afterAll(async () => {
    await browser.close();
    if (given === undefined) rmSync(folder, { recursive: true });
  });

  test.each(windows)('fits a window of %i pixels, %s', async (width, colorScheme) => {
    const found: Record<string, readonly string[]> = {};
    // Each width and each scheme once.
    const isScanned = (width === 1280) === (colorScheme === 'light');
    for (const { name, place, prepare } of shown) {
      const url = `${pathToFileURL(join(folder, 'index.html')).href}#${place}`;
      const look = async (page: Page): Promise<void> => {
        await page.locator('main section').first().waitFor();
        await prepare?.(page);
        const path = join(picturesTo ?? '', `${name}-${width}-${colorScheme}.png`);
        if (picturesTo !== undefined) await page.screenshot({ path, fullPage: true });
        const faults = await page.evaluate(pictureFaults);
        found[name] = [...faults, ...(isScanned ? await accessibilityFindings(page) : [])];
      };
      const errors = await openPage(browser, { url, width, colorScheme }, look);
      found[name] = [...(found[name] ?? []), ...errors];
    }
    const wrong = Object.entries(found).filter(([, faults]) => faults.length > 0);
    expect(Object.fromEntries(wrong)).toEqual({});
  });
});
