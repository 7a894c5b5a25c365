import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designs, type DesignName } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { checkScenario, scenarioSystem } from '../analysis/check-scenario.ts';
import { traceOf } from '../analysis/trace.ts';
import { renderPage } from './page.ts';
import { sampleChecks, sampleEntry, sampleMetrics, sampleMigrations } from './page-sample.ts';
import type { CheckEntry, PropertyEntry } from './results.ts';

const screenshots = join(import.meta.dirname, '../../reports/screenshots');
const timeout = 60_000;

interface Window {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A real check, as the command line writes it down. */
function checked(designName: DesignName): CheckEntry {
  const design = designs[designName];
  const scenario = { designName, design, hazards: [], scope: scopes.quick };
  const result = checkScenario(scenario);
  const migration = scenarioSystem(scenario);
  const properties = result.properties.flatMap(
    ({ id, verdict, counterexamples }): PropertyEntry[] =>
      counterexamples.length === 0
        ? [{ id, title: id, verdict }]
        : counterexamples.map((counterexample) => {
            const trace = traceOf(migration, counterexample);
            return { id, title: id, verdict, bugClass: trace.bugClass, trace };
          }),
  );
  return {
    ...result,
    scenario: { design: designName, switches: design, hazards: [], scope: 'quick' },
    expected: true,
    properties,
    seconds: 0.5,
    bounds: { ...scopes.quick },
    reductions: [],
  };
}

describe('the page in a browser', { timeout }, () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skipover-page-'));
    await mkdir(screenshots, { recursive: true });
    const lossy = {
      ...sampleMetrics('published', 3),
      lost: { count: 12, first: [{ frame: 7, need: 'from', transferBit: 0 }] },
    };
    const page = await renderPage({
      checks: [sampleChecks([checked('xen'), checked('published'), checked('hardened')])],
      migrations: [
        sampleMigrations([sampleMetrics('xen', 30), lossy, sampleMetrics('hardened', 1)]),
      ],
    });
    address = await write('report.html', page);
    browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      // In a single process, closing one page ends the browser.
      args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
      headless: true,
    });
  }, timeout);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  }, timeout);

  async function write(name: string, page: string): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, page);
    return pathToFileURL(file).href;
  }

  /** Opens the page, gives it to `look`, and fails where the console or the page reported an error. */
  async function open(
    url: string,
    look: (page: Page) => Promise<void>,
    { width, colorScheme }: Window = { width: 1280, colorScheme: 'light' },
  ): Promise<void> {
    const errors: string[] = [];
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) errors.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
    await look(page);
    await page.close();
    expect(errors).toEqual([]);
  }

  const selectedStep = '.trace[open] .step[aria-current="step"] .number';

  it('shows the matrix, the charts and the migrations', async () => {
    await open(address, async (page) => {
      expect(await page.locator('.matrix td.cell').count()).toBe(3);
      expect(await page.locator('.matrix').isVisible()).toBe(true);
      expect(await page.locator('svg.chart').count()).toBe(6);
      expect(await page.locator('svg.plot .box').count()).toBe(34);
      expect(await page.locator('.lost').innerText()).toBe('✗ 12 frames LOST');
    });
  });

  it('draws a counterexample when its link in the matrix is followed', async () => {
    await open(address, async (page) => {
      expect(await page.locator('.step').count()).toBe(0);
      const link = page.locator('.cell .failures a').first();
      const id = (await link.getAttribute('href'))!;
      const length = Number.parseInt(
        await page.locator('.cell .failures .size').first().innerText(),
      );
      await link.click();
      await page.locator(`${id}[open] .step`).first().waitFor();
      expect(await page.locator(`${id} .step`).count()).toBe(length);
    });
  });

  it('moves the selected step by j and k', async () => {
    await open(address, async (page) => {
      await page.locator('.trace summary').first().click();
      for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
      expect(await page.locator(selectedStep).innerText()).toBe('3');
      await page.keyboard.press('k');
      expect(await page.locator(selectedStep).innerText()).toBe('2');
      expect(await page.locator('.step[aria-current] .more').isVisible()).toBe(true);
    });
  });

  it('rebuilds the bitmaps and marks what each step changed', async () => {
    await open(address, async (page) => {
      const trace = page.locator('.trace', { hasText: 'from frame, dirtiness lost' }).first();
      await trace.locator('summary').click();
      const begins = trace.locator('.step', { hasText: 'starts a migration' });
      const sendSet = begins.locator('td[data-label="send"] .bit');
      expect(await sendSet.allInnerTexts()).toEqual(['1', '1', '1', '1']);
      expect(await begins.locator('td[data-label="send"] .bit.changed').count()).toBe(4);
      const watched = trace.locator('.step').last().locator('td[data-label="stale"] .watched');
      expect(await watched.innerText()).toBe('1');
      expect(await trace.locator('.step .fate-here').count()).toBeGreaterThan(3);
    });
  });

  it('can hide the steps that do not touch the frame, and j skips them', async () => {
    await open(address, async (page) => {
      const trace = page.locator('.trace', { hasText: 'from frame, dirtiness lost' }).first();
      await trace.locator('summary').click();
      await trace.locator('.filter input').check();
      const visible = trace.locator('.step:visible');
      expect(await visible.count()).toBe(await trace.locator('.step.touches').count());
      await page.keyboard.press('j');
      expect(await page.locator(selectedStep).innerText()).toBe(
        await visible.first().locator('.number').innerText(),
      );
    });
  });

  it('opens the trace and the step of a deep link, at the start and later', async () => {
    let id = '';
    await open(address, async (page) => {
      id = (await page.locator('.trace').nth(1).getAttribute('id'))!;
    });
    await open(`${address}#${id}:7`, async (page) => {
      expect(await page.locator(`#${id}[open]`).count()).toBe(1);
      expect(await page.locator(selectedStep).innerText()).toBe('7');
      const event = page.locator(`#${id} .fate a`).first();
      const step = /\d+/.exec(await event.innerText())![0];
      await event.click();
      await page.locator(`.step[aria-current][data-step="${step}"]`).waitFor();
    });
  });

  it('runs no markup that comes in a string', async () => {
    const hostile = `</script><img src=x onerror="document.title='taken over'">`;
    const entry = sampleEntry({ design: hostile, hazards: [hostile] });
    const [first, ...rest] = entry.properties;
    const { trace } = first!;
    const steps = trace!.steps.map((step) => ({ ...step, process: hostile, detail: hostile }));
    const poisoned = {
      ...first!,
      bugClass: hostile,
      trace: { ...trace!, summary: hostile, steps },
    };
    const checks = [sampleChecks([{ ...entry, properties: [poisoned, ...rest] }])];
    const url = await write('hostile.html', await renderPage({ checks, migrations: [] }));
    await open(url, async (page) => {
      await page.locator('.trace summary').first().click();
      expect(await page.locator('.step .what').first().innerText()).toContain('<img');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('skipover report');
    });
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)('fits a window of %i pixels, %s', async (width, colorScheme) => {
    const look = async (page: Page): Promise<void> => {
      await page.locator('.trace summary').first().click();
      const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      // Section by section: a picture of the whole page is taller than the browser can draw.
      for (const part of ['header', '#matrix', '.trace[open]', '#migrations', '#chart-daemon']) {
        const name = `${width}-${colorScheme}-${part.replaceAll(/\W/g, '')}.png`;
        await page
          .locator(part)
          .first()
          .screenshot({ path: join(screenshots, name) });
      }
    };
    await open(address, look, { width, colorScheme });
  });
});
