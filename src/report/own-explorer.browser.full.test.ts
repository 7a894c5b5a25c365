import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as checkout from '../../examples/checkout/checkout.ts';
import * as commit from '../../examples/two-phase-commit/protocol.ts';
import { nextStepsOf } from '../analysis/explorer/next-steps.ts';
import { chosenRun, runEndOf, stateAfter } from '../analysis/explorer/run-end.ts';
import { runProgram } from '../cli/report/real-results.ts';
import { slug } from '../cli/terminal/text.ts';
import { toolOf } from '../cli/version.ts';
import type { Engine } from './explorer/engine.ts';
import { fileEngine } from './explorer/file-engine.ts';
import { accessibilityFindings, openPage, overflowOf, startBrowser } from './page-browser.ts';
import type { Report } from './report.ts';

// Systems of one's own in the page, in a real browser, beside the executor here.

interface Subject {
  readonly kind: string;
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly systems: readonly string[];
  /** A property that fails in the first of the systems. */
  readonly fails: string;
}

const subjects: readonly Subject[] = [
  {
    kind: 'a protocol',
    file: 'examples/two-phase-commit/protocol.ts',
    exports: commit,
    systems: ['hasty', 'correct', 'crashing'],
    fails: 'agreement',
  },
  {
    kind: 'XState actors with their own context',
    file: 'examples/checkout/checkout.ts',
    exports: checkout,
    systems: ['checkout', 'idempotentCheckout'],
    fails: 'never ordered twice',
  },
];

describe.each(subjects)('the explorer of $kind', ({ file, exports, systems, fails }) => {
  let browser: Browser;
  let folder: string;
  let report: Report;
  const engine: Engine = fileEngine(exports, file)(toolOf().version);
  const name = `explore-file-1-${slug(file)}`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'skipover-own-'));
    runProgram(12, ['check', file, '--out', folder]);
    report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
    browser = await startBrowser();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(
    place: string,
    look: (page: Page) => Promise<void>,
    width = 1280,
  ): Promise<void> {
    const url = `${pathToFileURL(join(folder, 'index.html')).href}#${place}`;
    expect(await openPage(browser, { url, width, colorScheme: 'light' }, look)).toEqual([]);
  }

  const startOf = (design: string): string =>
    engine.start({ design, hazards: [], scope: '' }).token(chosenRun, []);
  const tokenIn = (page: Page): string => page.url().split(`#${name}/`)[1]!;
  const systemOf = async (page: Page): Promise<string> =>
    (await page.locator('.explorer > h3').innerText()).replace('✕', '').trim();
  const atStep = (page: Page): Promise<string> => page.locator('.explorer-tools .at').innerText();

  /** Steps, control states, messages and memory of the page are those after the same steps here. */
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
    const memory = explored.view.slots(words);
    expect(controls).toEqual(
      system.processes.map((each) => {
        // Of an actor its own state is shown, not that of the process that runs it.
        const actor = system.narrator === undefined ? undefined : memory[`field ${each.name}`];
        const state = actor?.split(/ [({]/, 1)[0] ?? system.stateOf(words, each.name);
        return `${each.name} ${state}`;
      }),
    );
    const shown = await page.locator('.explorer table.channels tr').allInnerTexts();
    const slots = Object.entries(memory);
    expect(slots.length).toBeGreaterThan(0);
    for (const [slot, value] of slots) {
      const title = slot.replace(/^(?:channel|field) /, '');
      const row = shown.find((text) => text.startsWith(title));
      const parts = value === '' ? ['empty'] : value.split(' ');
      for (const part of parts) expect([slot, row]).toEqual([slot, expect.stringContaining(part)]);
    }
    return next.length;
  }

  test.each(systems)('walks at random in %s as System.apply does', async (design) => {
    for (const seed of ['1', '77']) {
      await open(`${name}/${startOf(design)}`, async (page) => {
        await page.locator('.next-steps').waitFor();
        expect(await systemOf(page)).toBe(design);
        let possible = await expectSameState(page);
        await page.locator('.explorer-tools input').nth(1).fill(seed);
        await page.locator('.explorer-tools input').nth(1).blur();
        for (let count = 1; count <= 15 && possible > 0; count++) {
          await page.keyboard.press('r');
          await expect.poll(() => atStep(page)).toBe(`step ${count} of ${count}`);
          possible = await expectSameState(page);
        }
      });
    }
  });

  test('goes from a counterexample back to where it can still end well, and saves what replay takes', async () => {
    const found = report.traces.find(({ trace }) => trace.property === fails)!;
    const { steps } = found.trace;
    await open(`${found.id}:${steps.length}`, async (page) => {
      await page.locator('.stage a', { hasText: 'Explore from here' }).click();
      await page.locator('.run-state .violated').waitFor();
      expect(await page.locator('.run-state').innerText()).toContain(fails);
      for (let count = steps.length; count > 1; count--) await page.keyboard.press('k');
      await expect.poll(() => atStep(page)).toBe(`step 1 of ${steps.length}`);
      await page.locator('.ends button', { hasText: 'end well' }).click();
      await page.locator('.ends strong', { hasText: 'Yes' }).waitFor();
      await expectSameState(page);
      for (let count = 1; count < steps.length; count++) await page.keyboard.press('j');
      await page.locator('.run-state .violated').waitFor();
      await expectSameState(page);
      const command = await page.locator('.exports .command code').innerText();
      expect(runProgram(0, command.split(' ').slice(1))).toContain(fails);
      const saved = page.locator('.exports button.small', { hasText: 'trace file' });
      const [download] = await Promise.all([page.waitForEvent('download'), saved.click()]);
      const trace = join(folder, 'explored.json');
      await copyFile(await download.path(), trace);
      expect(runProgram(0, ['replay', trace])).toMatch(/Repeated in \d+ steps/);
      expect(await readFile(trace, 'utf8')).toContain(fails);
    });
  });

  test('finds the way from the start into a failure, of the system that is shown', async () => {
    await open(`${name}/${startOf(systems[0]!)}`, async (page) => {
      await page.locator('.next-steps').waitFor();
      await page.keyboard.press('1');
      await expect.poll(() => atStep(page)).toBe('step 1 of 1');
      await page.locator('.ends button', { hasText: 'end badly' }).click();
      await page.locator('.ends button', { hasText: /^take/ }).click();
      await page.locator('.run-state .violated').waitFor();
      await expectSameState(page);
      const { explored, steps } = engine.open(tokenIn(page));
      expect(explored.configuration.design).toBe(systems[0]);
      expect(runEndOf(explored.view.system, steps).property).not.toBe(chosenRun.property);
    });
  });

  test.each([1280, 400])('fits a window of %i pixels, and is accessible', async (width) => {
    const look = async (page: Page): Promise<void> => {
      await page.locator('.next-steps').waitFor();
      await page.keyboard.press('1');
      await page.locator('.controls button').first().click();
      await page.locator('.chart-box svg').waitFor();
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await accessibilityFindings(page)).toEqual([]);
      const folderOfPictures = process.env['SKIPOVER_VIEWS_TO'];
      if (folderOfPictures !== undefined) {
        const path = join(folderOfPictures, `own-${systems[0]}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
      }
    };
    await open(`${name}/${startOf(systems[0]!)}`, look, width);
  });
});
