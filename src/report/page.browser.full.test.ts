import { readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designs, type DesignName } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { restless } from '../../properties/mutants/restless.ts';
import { checkRuns, runClauses } from '../analysis/matrix/check-liveness.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { entryFor } from '../analysis/matrix/matrix-cell.ts';
import { traceSnapshots } from '../subject/trace-snapshots.ts';
import { traceOf } from '../subject/trace.ts';
import { buildReport, type ResultFile } from './build-report.ts';
import { hostile, withHostileStrings } from './machine/hostile-sample.ts';
import {
  accessibilityFindings,
  openPage,
  overflowOf,
  startBrowser,
  type PageWindow,
} from './page-browser.ts';
import { renderPage } from './page.ts';
import {
  sampleChecks,
  sampleEntry,
  sampleMetrics,
  sampleMigrations,
  sampleShrinkMap,
} from './page-sample.ts';
import type { Report } from './report.ts';
import type { CheckEntry } from './results.ts';
import { viewOf } from '../analysis/counterexamples/migration-view.ts';

const screenshots = join(import.meta.dirname, '../../reports/screenshots');
const timeout = 300_000;
const bundle = (name: string): string => join(import.meta.dirname, '../../dist/page', name);
const app = {
  script: readFileSync(bundle('main.js'), 'utf8'),
  style: readFileSync(bundle('main.css'), 'utf8'),
};

/** Runs for ever: one that stands still, found by a check; one that repeats a cycle, of a mutant. */
function lassos(): readonly CheckEntry[] {
  const scope = scopes.small;
  const stands = { designName: 'published', design: designs.published, hazards: [], scope };
  const standing = { ...entryFor(stands, { liveness: true }), seconds: 0.5 };
  const goes = { designName: 'xen', design: designs.xen, hazards: [], scope };
  const migration = scenarioSystem(goes, restless);
  const [found] = checkRuns(migration).properties[0]!.counterexamples;
  const { steps, violation, loopStart = 0 } = found!;
  const row = {
    ...standing.properties.find(({ id }) => id === 'L1')!,
    failureClass: violation.failureClass,
    trace: traceOf(viewOf(migration), found!),
    insight: {
      clauses: runClauses(migration, { property: 'L1', steps, loopStart }),
      snapshots: traceSnapshots(viewOf(migration), steps),
    },
  };
  const scenario = { ...standing.scenario, design: 'xen', switches: designs.xen };
  return [standing, { ...standing, scenario, properties: [row] }];
}

/** A real check, as the command line writes it down. */
function checked(designName: DesignName): CheckEntry {
  const scenario = { designName, design: designs[designName], hazards: [], scope: scopes.quick };
  return { ...entryFor(scenario, {}), expected: true, seconds: 0.5 };
}

function file(name: string, content: object): ResultFile {
  const kind = /^skipover-(.*)\/1$/.exec((content as { schema: string }).schema)![1]!;
  return { file: name, kind, content: content as ResultFile['content'] };
}

function reportOf(files: readonly ResultFile[]): Promise<Report> {
  const tool = { name: 'skipover', version: '1.2.3' } as const;
  return buildReport({ files, leftOut: [{ file: 'cut.json', reason: 'not complete' }], tool });
}

describe('the page in a browser', { timeout }, () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skipover-page-'));
    await mkdir(screenshots, { recursive: true });
    const lossy = {
      ...sampleMetrics('published', 3),
      lost: { count: 12, first: [{ frame: 7, need: 'from', transferBit: 0 }] },
      downtimeSeconds: 4,
    };
    const checks = sampleChecks([checked('xen'), checked('published'), checked('hardened')]);
    const metrics = [sampleMetrics('xen', 30), lossy, sampleMetrics('hardened', 1)];
    const { results: _, ...run } = sampleChecks([]);
    report = await reportOf([
      file('check.json', checks),
      file('simulate.json', sampleMigrations(metrics)),
      file('shrink-map.json', sampleShrinkMap()),
      file('oracle.json', { ...run, schema: 'skipover-oracle/1', agrees: [{ states: 12 }] }),
    ]);
    address = await write('report.html', renderPage(report, app));
    browser = await startBrowser();
  }, timeout);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  }, timeout);

  async function write(name: string, page: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, page);
    return pathToFileURL(path).href;
  }

  /** Opens the page, gives it to `look`, and fails where the console or the page reported an error. */
  async function open(
    url: string,
    look: (page: Page) => Promise<void>,
    window: Omit<PageWindow, 'url'> = { width: 1280, colorScheme: 'light' },
  ): Promise<void> {
    expect(await openPage(browser, { url, ...window }, look)).toEqual([]);
  }

  const lostSurvivors = (): Report['traces'][number] =>
    report.traces.find(({ trace }) => trace.failureClass === 'from frame, dirtiness lost')!;
  const selectedStep = '.step[aria-current="step"] .number';

  it('shows what ran, what cannot be read, and every section at its address', async () => {
    await open(address, async (page) => {
      expect(await page.locator('.matrix td.cell').count()).toBe(3);
      expect(await page.locator('header').innerText()).toContain('cut.json (not complete)');
      await page.locator('.tabs a', { hasText: 'Migrations' }).click();
      await page.locator('svg.plot .box').first().waitFor();
      expect(await page.locator('svg.plot .box').count()).toBe(34);
      expect(await page.locator('.lost').innerText()).toBe('✗ 12 frames LOST');
      expect(await page.locator('td .worse').first().innerText()).toContain('MORE than xen');
      await page.locator('.tabs a', { hasText: 'Fuzzing' }).click();
      await page.locator('h3', { hasText: 'oracle' }).waitFor();
      expect(await page.locator('main').innerText()).toMatch(/agrees[^]*states\s+12/);
      await page.locator('.tabs a', { hasText: 'Shrink map' }).click();
      await page.locator('.shrink td.safe a').click();
      await page.locator('.theatre .step').first().waitFor();
      expect(await page.locator('.theatre .step').count()).toBe(1);
    });
  });

  it('draws a chart when it is opened, and goes from gap to gap by n and p', async () => {
    await open(`${address}#chart-daemon`, async (page) => {
      await page.locator('#chart-daemon svg.chart').waitFor();
      expect(await page.locator('svg.chart').count()).toBe(1);
      const gap = (): Promise<string | null> =>
        page.locator('tr.open:not(.covered)').getAttribute('id');
      await page.keyboard.press('n');
      const first = await gap();
      await page.keyboard.press('n');
      await expect.poll(gap).not.toBe(first);
      await page.keyboard.press('p');
      await expect.poll(gap).toBe(first);
    });
  });

  it('filters by verdict, property and words, and opens a cell', async () => {
    await open(address, async (page) => {
      const shown = page.locator('.matrix td.cell');
      await page.locator('.chip', { hasText: 'violated' }).click();
      await expect.poll(() => shown.count()).toBe(1);
      await page.locator('.filters button', { hasText: 'show all' }).click();
      await page.keyboard.press('/');
      await page.keyboard.type('hardened');
      await expect.poll(() => shown.count()).toBe(1);
      await page.locator('#search').fill('');
      await page.locator('#filter-property').selectOption('S1');
      await expect.poll(() => shown.count()).toBe(3);
      await page.locator('.cell.violated a').click();
      expect(await page.locator('.panel .command code').innerText()).toBe(
        'skipover check --design published --scope quick',
      );
      await page.locator('.panel a', { hasText: 'the log forgot' }).first().click();
      await page.locator('.theatre .step').first().waitFor();
    });
  });

  it('walks a counterexample by keyboard: steps, bitmaps, clauses, certainty', async () => {
    const { id, trace, insight } = lostSurvivors();
    await open(`${address}#${id}`, async (page) => {
      await page.locator('.step').first().waitFor();
      expect(await page.locator('.step').count()).toBe(trace.steps.length);
      for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
      expect(await page.locator(selectedStep).innerText()).toBe('3');
      await page.keyboard.press('k');
      expect(await page.locator(selectedStep).innerText()).toBe('2');
      await expect.poll(() => page.url()).toMatch(/:2$/);
      const sendSet = page.locator('.bitmaps td.send');
      expect((await sendSet.allInnerTexts()).join('')).toMatch(/^(?:1.*){4}$/s);
      expect(await page.locator('.bitmaps td.send.changed').count()).toBe(4);
      const lost = page.locator('.player .at .violated');
      expect(await lost.count()).toBe(0);
      await page.locator('.certain button').click();
      expect(await page.locator(selectedStep).innerText()).toBe(String(insight!.certain!.step));
      expect(await lost.count()).toBe(1);
      await page.locator('.player button', { hasText: '▶|' }).click();
      expect(await page.locator('.truth').first().innerText()).toBe('✗ violated');
    });
  });

  it('plays by itself, and j skips what does not touch the frame where that is asked', async () => {
    const { id, trace } = lostSurvivors();
    await open(`${address}#${id}:1`, async (page) => {
      await page.locator('.player .play').click();
      await page.locator(`.step[aria-current][data-step="3"]`).waitFor();
      await page.locator('.player .play').click();
      await page.locator('.filter input').check();
      const rows = page.locator('.step');
      const shown = await rows.count();
      expect(shown).toBeLessThan(trace.steps.length);
      await page.keyboard.press('j');
      const numbers = await page.locator('.step .number').allInnerTexts();
      expect(numbers).toContain(await page.locator(selectedStep).innerText());
      expect(Number(numbers.at(-1))).toBeGreaterThanOrEqual(trace.fate!.at(-1)!.step);
    });
  });

  it('shows the same schedule on hardened, side by side', async () => {
    const { id, insight } = lostSurvivors();
    await open(`${address}#${id}:7`, async (page) => {
      expect(await page.locator(selectedStep).innerText()).toBe('7');
      await page.locator('.comparison summary').click();
      const rows = page.locator('.side-by-side tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(insight!.comparison!.rows.length);
      expect(await page.locator('.comparison summary').innerText()).toContain('was sent');
    });
  });

  it('saves a counterexample in every form', async () => {
    const { id, trace } = lostSurvivors();
    await open(`${address}#${id}`, async (page) => {
      const forms = page.locator('.exports button.small');
      expect(await forms.count()).toBe(5);
      for (const form of await forms.all()) {
        const [download] = await Promise.all([page.waitForEvent('download'), form.click()]);
        const text = await readFile(await download.path(), 'utf8');
        expect(text).toContain(trace.steps[0]!.detail);
      }
    });
  });

  it('draws a run for ever as a loop, goes round it, and says so in every export', async () => {
    const lasso = await reportOf([file('check.json', sampleChecks(lassos()))]);
    const url = await write('lassos.html', renderPage(lasso, app));
    const runs = lasso.traces.filter(({ trace }) => trace.loopStart !== undefined);
    const round = runs.find(({ trace }) => trace.loopStart! < trace.steps.length)!;
    const still = runs.find(({ trace }) => trace.loopStart === trace.steps.length)!;
    const { loopStart, steps } = round.trace;
    await open(`${url}#${round.id}:${steps.length}`, async (page) => {
      await page.locator('.step').first().waitFor();
      expect(await page.locator('.step .loop-way svg').count()).toBe(steps.length - loopStart!);
      const ways = "[...document.querySelectorAll('.step .loop-way path:not(.tip)')]";
      const lengths = await page.evaluate(`${ways}.map((way) => way.getTotalLength())`);
      for (const length of lengths as number[]) expect(length).toBeGreaterThan(20);
      await page.keyboard.press('j');
      expect(await page.locator(selectedStep).innerText()).toBe(String(loopStart! + 1));
      expect(await page.locator('.truth').first().innerText()).toBe('✗ violated');
      const texts: string[] = [];
      for (const form of await page.locator('.exports button.small').all()) {
        const [download] = await Promise.all([page.waitForEvent('download'), form.click()]);
        texts.push(await readFile(await download.path(), 'utf8'));
      }
      expect(texts[0]).toContain(`"loopStart": ${loopStart}`);
      expect(texts[1]).toContain(`"loop": ${loopStart}`);
      expect(texts[2]).toMatch(/\n {2}loop for ever\n[^]*\n {2}end\n$/);
      expect(texts[4]).toContain('from here the steps are repeated for ever');
      await page.screenshot({ path: join(screenshots, '1280-light-lasso.png') });
    });
    await open(`${url}#${still.id}`, async (page) => {
      await page.locator('.standstill').waitFor();
      expect(await page.locator('.comparison').innerText()).toContain('property intact');
    });
  });

  it('runs no markup that comes in a string', async () => {
    const poison = withHostileStrings(sampleChecks([sampleEntry()]));
    const migrations = withHostileStrings(sampleMigrations([sampleMetrics('xen', 2)]));
    const other = {
      ...poison,
      schema: 'skipover-own/1',
      results: [],
      more: { [hostile]: hostile },
    };
    const files = [
      file('a.json', { ...poison, startedAt: '2030' }),
      file('b.json', { ...migrations, modelHash: poison.modelHash, startedAt: '2030' }),
      file(`${hostile}.json`, { ...other, startedAt: '2030' }),
    ];
    const poisoned = await reportOf(files);
    const url = await write('hostile.html', renderPage(poisoned, app));
    for (const place of [
      '',
      `#${poisoned.traces[0]!.id}`,
      '#/migrations',
      '#/campaigns',
      '#/bounds',
    ]) {
      await open(url + place, async (page) => {
        await page.locator('main section').first().waitFor();
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('script:not([type="text/plain"])').count()).toBe(1);
        // What is open is named before the view, as text.
        await expect.poll(() => page.title()).toMatch(/(?:^|, )[A-Z][a-z ]+ \| skipover$/);
      });
    }
  });

  it('stays small: less than 1.5 MB without data, and shows 3,000 results', async () => {
    const empty = await write('empty.html', renderPage(await reportOf([]), app));
    expect(statSync(new URL(empty)).size).toBeLessThan(1.5e6);
    const many = Array.from({ length: 3000 }, (_, index) =>
      sampleEntry({ design: `d${index % 30}`, hazards: [`h${Math.floor(index / 30)}`] }),
    );
    const large = await reportOf([file('many.json', sampleChecks(many))]);
    await open(await write('large.html', renderPage(large, app)), async (page) => {
      await expect.poll(() => page.locator('.matrix td.cell').count(), { timeout }).toBe(3000);
      await page.locator('#search').fill('d7 h42');
      await expect.poll(() => page.locator('.matrix td.cell').count(), { timeout }).toBe(1);
    });
  });

  it('prints every section that has something to show', async () => {
    await open(address, async (page) => {
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('main > section').count()).toBe(7);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.locator('main > section').count()).toBe(1);
    });
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)('fits a window of %i pixels, %s, and is accessible', async (width, colorScheme) => {
    const places = {
      verdicts: '',
      theatre: `#${lostSurvivors().id}:27`,
      shrink: '#/shrink-map',
      migrations: '#/migrations',
      coverage: '#chart-daemon',
      campaigns: '#/campaigns',
      bounds: '#/bounds',
    };
    for (const [name, place] of Object.entries(places)) {
      const look = async (page: Page): Promise<void> => {
        if (name === 'theatre') await page.locator('.comparison summary').click();
        if (name === 'coverage') await page.locator('svg.chart').waitFor();
        expect(await overflowOf(page), name).toBeLessThanOrEqual(0);
        const path = join(screenshots, `${width}-${colorScheme}-${name}.png`);
        await page.screenshot({ path });
        const isScanned = colorScheme === 'light' || ['theatre', 'migrations'].includes(name);
        if (width === 1280 && isScanned) {
          expect(await accessibilityFindings(page), name).toEqual([]);
        }
      };
      await open(address + place, look, { width, colorScheme });
    }
  });
});
