/**
 * Every view of a report, as a picture would show it, at two widths in both schemes. The pictures are in
 * `reports/screenshots/views`. Each view is loaded once and looked at in four windows.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram, writeRealResults } from '../../cli/report/real-results.ts';
import { accessibilityFindings, openPage, startBrowser } from '../page-browser.ts';
import type { Report } from '../report.ts';
import { pictureFaults } from './picture-faults.ts';

interface View {
  readonly place: (report: Report) => string;
  /** Opens what a reader opens in it, and waits for it. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const pictures = fileURLToPath(new URL('../../../reports/screenshots/views/', import.meta.url));
const pictureHeightMax = 6000;
const folder = mkdtempSync(join(tmpdir(), 'skipover-views-'));
let browser: Browser;
let report: Report;

const windows = [
  [1280, 'light'],
  [1280, 'dark'],
  [400, 'dark'],
  [400, 'light'],
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

const at = (place: string) => (): string => place;
const cellOf =
  (verdict: string) =>
  ({ cells }: Report): string =>
    cells.find((cell) => cell.verdict === verdict)!.id;
const lostOf = ({ traces }: Report): Report['traces'][number] =>
  traces.find(({ trace }) => trace.property === 'S1')!;
const step = waitFor('.theatre .step');
const details = openAll('main details');

async function explore(page: Page): Promise<void> {
  await page.locator('.next-steps').waitFor();
  await page.locator('.controls button').first().click();
  await page.locator('.chart-box svg').waitFor();
  await page.locator('.properties-now summary').click();
  await page.locator('.ends button').first().click();
  await page.locator('.ends strong').waitFor();
  await page.locator('.what-if button').first().click();
  await page.locator('.departure').waitFor({ timeout: 120_000 });
}

const views: Readonly<Record<string, View>> = {
  first: { place: at('') },
  'first-opened': { place: at(''), prepare: openAll('.overview details') },
  'cell-violated': { place: cellOf('violated'), prepare: waitFor('.panel') },
  'cell-verified': { place: cellOf('verified'), prepare: waitFor('.panel') },
  counterexamples: { place: at('/counterexamples'), prepare: openAll('details.group') },
  player: {
    place: (all) => `${lostOf(all).id}:${lostOf(all).trace.steps.length - 3}`,
    prepare: step,
  },
  'player-opened': { place: (all) => `${lostOf(all).id}:3`, prepare: details },
  lasso: {
    place: ({ traces }) => traces.find(({ trace }) => trace.loopStart !== undefined)!.id,
    prepare: step,
  },
  deadlock: {
    place: ({ traces }) =>
      traces.find(({ trace, kind }) => trace.property === 'D' && kind === 'counterexample')!.id,
    prepare: step,
  },
  'explore-start': { place: at('/explore'), prepare: openAll('.explorer-start details') },
  explorer: {
    place: (all) => {
      const { token, trace } = lostOf(all);
      return `explore-migration/${token}:${trace.steps.length - 5}`;
    },
    prepare: explore,
  },
  'shrink-map': { place: at('/shrink-map'), prepare: waitFor('.shrink') },
  migrations: { place: at('/migrations') },
  'migrations-opened': { place: at('/migrations'), prepare: details },
  coverage: { place: at('/coverage') },
  'chart-daemon': { place: at('chart-daemon'), prepare: waitFor('#chart-daemon svg.chart') },
  'chart-lkm': { place: at('chart-lkm'), prepare: waitFor('#chart-lkm svg.chart') },
  mutants: { place: at('/mutants'), prepare: details },
  assumptions: { place: at('/assumptions'), prepare: details },
  'cost-bounds': { place: at('/cost-bounds') },
  fuzzing: { place: at('/campaigns'), prepare: details },
  bounds: { place: at('/bounds'), prepare: details },
  compare: { place: at('/compare'), prepare: waitFor('main table') },
  keys: {
    place: at(''),
    prepare: async (page) => {
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
    },
  },
  meaning: {
    place: (all) => lostOf(all).id,
    prepare: async (page) => {
      await page.locator('.bitmaps .term').first().focus();
      await page.locator('.meaning-box').waitFor();
    },
  },
};

beforeAll(async () => {
  browser = await startBrowser();
  writeRealResults(folder);
  const small = ['--workload', 'derby', '--young', '128MiB', '--vm', '512MiB'];
  runProgram(12, ['simulate', ...small, '--repeat', '3', '--policy', 'throttle', '--out', folder]);
  cpSync(join(folder, 'report.json'), join(folder, 'older.json'));
  const sooner = ['--design', 'xen', '--hazard', 'swap', '--scope', 'quick'];
  runProgram(0, ['check', ...sooner, '--out', folder]);
  runProgram(0, ['report', '--compare', join(folder, 'older.json'), '--out', folder]);
  report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  mkdirSync(pictures, { recursive: true });
}, 600_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function takePicture(page: Page, name: string, width: number): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(height, pictureHeightMax) };
  await page.screenshot({
    path: join(pictures, `${name}.jpeg`),
    fullPage: true,
    clip,
    quality: 80,
  });
}

test.each(Object.keys(views))('%s', async (name) => {
  const { place, prepare } = views[name]!;
  const url = `${pathToFileURL(join(folder, 'index.html')).href}#${place(report)}`;
  const found: Record<string, readonly string[]> = {};
  const look = async (page: Page): Promise<void> => {
    await page.locator('main section').first().waitFor();
    await prepare?.(page);
    for (const [width, colorScheme] of windows) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await takePicture(page, `${name}-${width}-${colorScheme}`, width);
      const faults = await page.evaluate(pictureFaults);
      // Each width and each scheme once.
      const isScanned = (width === 1280) === (colorScheme === 'light');
      const hasContrast = name !== 'keys';
      const findings = isScanned ? await accessibilityFindings(page, { hasContrast }) : [];
      found[`${width} ${colorScheme}`] = [...faults, ...findings];
    }
  };
  const errors = await openPage(browser, { url, width: 1280, colorScheme: 'light' }, look);
  expect(errors).toEqual([]);
  const faulty = Object.entries(found).filter(([, faults]) => faults.length > 0);
  expect(Object.fromEntries(faulty)).toEqual({});
});
