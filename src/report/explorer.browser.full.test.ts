import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { designs } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { departureOf } from '../analysis/explorer/departure.ts';
import { nextStepsOf } from '../analysis/explorer/next-steps.ts';
import { chosenRun, stateAfter } from '../analysis/explorer/run-end.ts';
import { certaintyOf } from '../analysis/counterexamples/certainty.ts';
import { entryFor } from '../analysis/matrix/matrix-cell.ts';
import { tokenOf } from '../cli/replay/failure-token.ts';
import { toolOf } from '../cli/version.ts';
import { stepsOf } from '../subject/trace.ts';
import { buildReport } from './build-report.ts';
import type { Configuration } from './explorer/engine.ts';
import { migrationEngine } from './explorer/migration-engine.ts';
import {
  accessibilityFindings,
  openPage,
  overflowOf,
  startBrowser,
  type PageWindow,
} from './page-browser.ts';
import { sampleChecks } from './page-sample.ts';
import { renderPage } from './page.ts';
import type { ReportTrace } from './report.ts';

// The executor in the page, in a real browser, beside the executor here.

const root = join(import.meta.dirname, '../..');
const screenshots = join(root, 'reports/screenshots');
const bundle = (name: string): string => readFileSync(join(root, 'dist/page', name), 'utf8');
const engine = migrationEngine(toolOf().version);

describe('the explorer in a browser', () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let lost: ReportTrace;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skipover-explorer-'));
    await mkdir(screenshots, { recursive: true });
    const scenario = {
      designName: 'published',
      design: designs.published,
      hazards: [],
      scope: scopes.quick,
    };
    const entry = entryFor(scenario, {});
    const properties = entry.properties.map((property) => {
      const { trace } = property;
      if (trace === undefined) return property;
      const { view } = engine.start({ design: 'published', hazards: [], scope: 'quick' });
      const { property: id, failureClass } = trace;
      const steps = stepsOf(view.system, trace);
      const design = { name: 'published', design: designs.published };
      const run = { ...scenario, design, property: id, failureClass, steps };
      return { ...property, token: tokenOf(run) };
    });
    const content = { ...sampleChecks([{ ...entry, properties, seconds: 1 }]), tool: toolOf() };
    const report = await buildReport({
      files: [{ file: 'check.json', kind: 'check', content }],
      leftOut: [],
      tool: toolOf(),
    });
    lost = report.traces.find(({ trace }) => trace.property === 'S1')!;
    const app = { script: bundle('main.js'), style: bundle('main.css') };
    const engines = [{ slug: 'migration', name: 'migration', script: bundle('migration.js') }];
    const path = join(folder, 'report.html');
    await writeFile(path, renderPage(report, app, engines));
    address = pathToFileURL(path).href;
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function open(
    place: string,
    look: (page: Page) => Promise<void>,
    window: Omit<PageWindow, 'url'> = { width: 1280, colorScheme: 'light' },
  ): Promise<void> {
    expect(await openPage(browser, { url: `${address}#${place}`, ...window }, look)).toEqual([]);
  }

  const placeOf = (configuration: Configuration): string =>
    `explore-migration/${engine.start(configuration).token(chosenRun, [])}`;
  const tokenIn = (page: Page): string => page.url().split('#explore-migration/')[1]!;
  const atStep = (page: Page): Promise<string> => page.locator('.explorer-tools .at').innerText();

  /** What the page shows, and what the executor here has after the same steps. */
  async function expectSameState(page: Page): Promise<number> {
    const { explored, steps } = engine.open(tokenIn(page));
    const { system } = explored.view;
    const words = stateAfter(system, steps);
    const next = nextStepsOf(explored.view, words);
    const choices = await page.locator('.next-steps .choice').allInnerTexts();
    expect(choices).toHaveLength(next.length);
    for (const [index, { narrated }] of next.entries())
      expect(choices[index]).toContain(narrated.detail);
    const controls = await page.locator('.controls button').allInnerTexts();
    expect(controls).toEqual(
      system.processes.map(({ name }) => `${name} ${system.stateOf(words, name)}`),
    );
    for (const name of ['dirty', 'send', 'transfer', 'stale']) {
      const field = system.layout.fields.find((each) => each.name === name)!;
      const bits = Array.from({ length: field.length }, (_, at) => field.get(words, at));
      const shown = await page.locator(`.explorer .bitmaps td.${name}`).allInnerTexts();
      expect(shown.map((text) => Number(text[0]))).toEqual(bits);
    }
    return steps.length;
  }

  test.each<Configuration>([
    { design: 'published', hazards: [], scope: 'quick' },
    { design: 'hardened', hazards: ['swap', 'abort'], scope: 'small' },
    { design: 'hardened:switchover=atOnce', hazards: [], scope: 'quick' },
  ])('walks at random as System.apply does: %o', async (configuration) => {
    await open(placeOf(configuration), async (page) => {
      await page.locator('.next-steps').waitFor();
      expect(await expectSameState(page)).toBe(0);
      await page.locator('.explorer-tools input').nth(1).fill('77');
      await page.locator('.explorer-tools input').nth(1).blur();
      for (let count = 1; count <= 30; count++) {
        await page.keyboard.press('r');
        await expect.poll(() => atStep(page)).toBe(`step ${count} of ${count}`);
        await expectSameState(page);
        const isOver = (await page.locator('.next-steps .choice').count()) === 0;
        if (isOver) break;
      }
    });
  });

  test('takes a step by its number, undoes it, takes it again, and runs a process until it waits', async () => {
    await open(placeOf({ design: 'published', hazards: [], scope: 'quick' }), async (page) => {
      await page.locator('.next-steps').waitFor();
      await page.keyboard.press('1');
      await expect.poll(() => atStep(page)).toBe('step 1 of 1');
      await expectSameState(page);
      await page.keyboard.press('k');
      await expect.poll(() => atStep(page)).toBe('step 0 of 1');
      await expectSameState(page);
      await page.keyboard.press('j');
      await page.keyboard.press('w');
      await expect.poll(() => atStep(page)).not.toBe('step 1 of 1');
      await expectSameState(page);
      await page.keyboard.press('?');
      expect(await page.locator('dialog[open] dt').count()).toBe(7);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
      // Every button is reached with the keyboard alone.
      await page.locator('.next-steps').focus();
      await page.keyboard.press('Tab');
      const before = await atStep(page);
      await page.keyboard.press('Enter');
      await expect.poll(() => atStep(page)).not.toBe(before);
    });
  });

  test('goes on from any step of a counterexample, lights the charts, and answers what can become of it', async () => {
    const { explored, steps } = engine.open(lost.token!);
    const { system } = explored.view;
    const { step: certain } = certaintyOf(system, { property: 'S1', steps });
    await open(`${lost.id}:${certain - 1}`, async (page) => {
      await page.locator('.stage a', { hasText: 'Explore from here' }).click();
      await page.locator('.next-steps').waitFor();
      expect(await atStep(page)).toBe(`step ${certain - 1} of ${steps.length}`);
      await expectSameState(page);
      const daemon = `daemon.${system.stateOf(stateAfter(system, steps.slice(0, certain - 1)), 'daemon')}`;
      await page.locator('.controls button', { hasText: 'daemon' }).first().click();
      await page.locator(`.chart-box .lit[data-state="${daemon}"]`).waitFor();
      expect(await page.locator('.chart-box .lit').count()).toBe(1);
      await page.locator('.ends button', { hasText: 'end well' }).click();
      await page.locator('.ends strong', { hasText: 'Yes' }).waitFor();
      await page.keyboard.press('j');
      await expect.poll(() => atStep(page)).toBe(`step ${certain} of ${steps.length}`);
      expect(await page.locator('.ends strong').count()).toBe(0);
      await page.locator('.ends button', { hasText: 'end well' }).click();
      await page.locator('.ends strong', { hasText: 'No: no continuation ends well' }).waitFor();
      await page.locator('.ends button', { hasText: 'end badly' }).click();
      await page.locator('.ends button', { hasText: /^take/ }).click();
      await page.locator('.run-state .violated').waitFor();
      await expectSameState(page);
    });
  });

  test('a switch that is turned departs where the executor says', async () => {
    const { explored, steps } = engine.open(lost.token!);
    for (const [name, value] of [
      ['skippedFrames', 'defer'],
      ['firstUpdate', 'handshake'],
    ] as const) {
      const design = engine.turned('published', name, value);
      const other = engine.start({ ...explored.configuration, design });
      const departure = departureOf(explored.view, other.view, steps);
      await open(`explore-migration/${lost.token}`, async (page) => {
        await page.locator('.what-if select').selectOption(name);
        await page.locator('.what-if button', { hasText: value }).click();
        const said = await page.locator('.departure').innerText({ timeout: 60_000 });
        expect(said).toContain(
          departure === undefined ? 'Nothing departs' : `Departs at step ${departure.step}:`,
        );
        if (departure !== undefined) expect(said).toContain(departure.here.detail);
        await page.locator('.what-if a').click();
        await page.locator('.explorer h3', { hasText: design }).waitFor();
        await expectSameState(page);
      });
    }
  });

  test('what it saves is replayed by skipover replay', async () => {
    const place = placeOf({ design: 'published', hazards: ['swap'], scope: 'quick' });
    const program = join(root, 'dist/src/cli/main.js');
    const replay = (...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'replay', ...args], {
        encoding: 'utf8',
      });
      expect([args, status, stderr]).toEqual([args, 0, '']);
      return stdout;
    };
    await open(place, async (page) => {
      await page.locator('.next-steps').waitFor();
      for (let count = 0; count < 12; count++) await page.keyboard.press('r');
      await expect.poll(() => atStep(page)).toBe('step 12 of 12');
      await expect.poll(() => engine.open(tokenIn(page)).steps.length).toBe(12);
      const steps = 12;
      const command = await page.locator('.exports .command code').innerText();
      expect(replay(...command.split(' ').slice(2))).toContain(`Repeated in ${steps} steps`);
      const saved = new Map<string, string>();
      for (const form of await page.locator('.exports button.small').all()) {
        const title = await form.innerText();
        if (title === 'copy') continue;
        const [file] = await Promise.all([page.waitForEvent('download'), form.click()]);
        saved.set(title, await file.path());
      }
      const traceFile = join(folder, 'explored.json');
      await writeFile(
        traceFile,
        await readFile(saved.get('trace file (skipover replay)')!, 'utf8'),
      );
      expect(replay(traceFile)).toContain(`Repeated in ${steps} steps`);
      const itf = JSON.parse(await readFile(saved.get('ITF')!, 'utf8')) as { states: unknown[] };
      expect(itf.states).toHaveLength(steps + 1);
      expect(await readFile(saved.get('Mermaid')!, 'utf8')).toMatch(/^sequenceDiagram\n/);
    });
  });

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)('fits a window of %i pixels, %s, and is accessible', async (width, colorScheme) => {
    const look = async (page: Page, name: string): Promise<void> => {
      expect(await overflowOf(page), name).toBeLessThanOrEqual(0);
      const path = join(screenshots, `${width}-${colorScheme}-${name}.png`);
      await page.screenshot({ path, fullPage: true });
      expect(await accessibilityFindings(page), name).toEqual([]);
    };
    const shown = async (page: Page): Promise<void> => {
      await page.locator('.explorer-start').waitFor();
      for (const details of await page.locator('.explorer-start summary').all())
        await details.click();
      await look(page, 'explorer-start');
    };
    await open('/explore', shown, { width, colorScheme });
    const explored = async (page: Page): Promise<void> => {
      await page.locator('.next-steps').waitFor();
      await page.locator('.controls button').first().click();
      await page.locator('.chart-box svg').waitFor();
      await page.locator('.properties-now summary').click();
      await page.locator('.ends button').first().click();
      await page.locator('.ends strong').waitFor();
      await page.locator('.what-if button').first().click();
      await page.locator('.departure').waitFor({ timeout: 60_000 });
      await look(page, 'explorer');
    };
    await open(`explore-migration/${lost.token}:31`, explored, { width, colorScheme });
  });
});
