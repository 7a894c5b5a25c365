import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityFindings,
  openPage,
  overflowOf,
  startBrowser,
} from '../../report/page-browser.ts';
import { takePictures } from '../../report/pictures.ts';
import { program } from '../program-run.ts';
import { runProgram, writeRealResults } from './real-results.ts';

// What the commands really leave behind, in the page, in a real browser.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-results-'));
const screenshots = join(root, 'reports/screenshots');
const { SKIPOVER_PICTURES_OF: picturesOf, SKIPOVER_PICTURES_TO: picturesTo } = process.env;
let browser: Browser;

/** Texts of results that may say anything. */
const ownWords = new Set(['title', 'failureClass', 'reason', 'detail', 'note', 'none']);

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await startBrowser();
  if (picturesOf === undefined) writeRealResults(folder);
}, 600_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(
  place: string,
  look: (page: Page) => Promise<void>,
  width = 1280,
): Promise<void> {
  const url = `${pathToFileURL(join(folder, 'index.html')).href}${place}`;
  expect(await openPage(browser, { url, width, colorScheme: 'light' }, look)).toEqual([]);
}

/** Follows the first link of a table into the theatre, and reads what is there. */
async function watched(page: Page, table: string): Promise<string> {
  await page.getByRole('region', { name: table }).locator('td a').first().click();
  await page.locator('.theatre .step').first().waitFor();
  expect(await page.locator('.theatre .channels').count()).toBe(1);
  return page.locator('.theatre').innerText();
}

describe('the page of real results', () => {
  test('a mutant: what it breaks, who killed it, and the run that shows it', async () => {
    await open('#/mutants', async (page) => {
      const row = page.locator('#row-mutant-begin-not-awaited');
      expect(await row.innerText()).toMatch(
        /does not wait[^]*killed[^]*D deadlock \(stuck: daemon/,
      );
      expect(await page.locator('#row-mutant-walk-forgotten').innerText()).toContain('P2');
      expect(await page.locator('main').innerText()).toContain('2 of 2 mutants killed (100 %)');
      await page.locator('.chip', { hasText: 'survived' }).click();
      await expect.poll(() => row.count()).toBe(0);
      await page.locator('.chip', { hasText: 'survived' }).click();
      const text = await watched(page, 'Mutants');
      expect(text).toMatch(/✗ D deadlock: Nothing can move[^]*stuck: /);
      const [, token] = /replay --token (v1:\S+)/.exec(text)!;
      const again = spawnSync(process.execPath, [program, 'replay', '--token', token!]);
      expect(again.status).toBe(0);
      await page.locator('.close').click();
      await row.waitFor();
    });
    const mutation = JSON.parse(readFileSync(join(folder, 'mutation.json'), 'utf8')) as {
      files: Readonly<Record<string, { source: string }>>;
    };
    expect(Object.keys(mutation.files)).toContain('models/design.ts');
    expect(mutation.files['models/lkm.ts']!.source).toContain('createMachine');
  });

  test('assumptions: minimal sets, and what breaks without them; the frontier with its prices', async () => {
    await open('#/assumptions', async (page) => {
      const main = await page.locator('main').innerText();
      expect(main).toMatch(/Safe, as far as it was searched[^]*\{A9\}/);
      expect(main).toMatch(/unalignedSurvivors drops A9: \d+ steps/);
      expect(main).toContain('the daemon waits for one answer before it reads bits');
      expect(await page.locator('#row-frontier-1').innerText()).toMatch(/1\s+1\s+2\s+0\s+3\s+6/);
      expect(await watched(page, 'Switches turned back')).toContain('stuck');
    });
  });

  test('quantities: least and most with a schedule to watch; migrations of QEMU', async () => {
    await open('#/cost-bounds', async (page) => {
      const row = page.locator('#row-hardened-framesSent');
      expect(await row.innerText()).toMatch(/\d+\s+\d+\s+frames/);
      expect(await watched(page, 'Cost bounds of hardened / no hazard, scope bare')).toMatch(
        /frames sent, in all iterations: \d+ frames/,
      );
    });
    await open('#/migrations', async (page) => {
      expect(await page.locator('#row-qemu-Ka3').innerText()).toMatch(/→[^]*(near|NOT near)/);
      expect(await page.locator('#row-qemu-jvm-crypto').innerText()).toContain('not simulated: ');
      const main = await page.locator('main').innerText();
      expect(main).toMatch(/inferred from the recording itself[^.]* in: v10l1h\./);
      const dots = page.locator('.small-plot circle');
      expect(await dots.count()).toBeGreaterThan(10);
    });
  });

  test('fuzzing with its gates, witnesses, and path goals in four buckets', async () => {
    await open('#/campaigns', async (page) => {
      const main = await page.locator('main').innerText();
      expect(main).toMatch(/40 runs of 1 system[^]*gates?/);
      expect(main).toContain('Consumed dirtiness: in no run');
      expect(await page.locator('.histogram .box').count()).toBeGreaterThan(1);
    });
    await open('#/coverage', async (page) => {
      const goals = page.getByRole('region', { name: 'Goals by kind' });
      expect(await goals.innerText()).toMatch(/covered[^]*unreachable[^]*transition pairs/);
    });
  });

  test.each([1280, 400])('fits %i pixels, and is accessible', async (width) => {
    for (const view of ['mutants', 'assumptions', 'cost-bounds', 'migrations', 'campaigns']) {
      await open(
        `#/${view}`,
        async (page) => {
          await page.locator('main section').first().waitFor();
          expect([view, await overflowOf(page)]).toEqual([view, 0]);
          const path = join(screenshots, `${width}-real-${view}.png`);
          await page.screenshot({ path });
          if (width === 1280) expect([view, await accessibilityFindings(page)]).toEqual([view, []]);
        },
        width,
      );
    }
  });

  test('keeps filters in the address, lists its keys, and goes from run to run', async () => {
    await open('#/verdicts?design=hardened', async (page) => {
      expect(await page.locator('.matrix td.cell').count()).toBe(1);
      await page.locator('#filter-design').selectOption('published');
      await expect.poll(() => page.url()).toMatch(/#\/verdicts\?design=published$/);
      await page.locator('.cell.violated a').click();
      await expect.poll(() => page.url()).toMatch(/#cell-published.*\?design=published$/);
      await expect.poll(() => page.title()).toMatch(/^published.*, Verdicts \| skipover$/);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('.matrix td.cell').count()).toBe(2);
      await page.keyboard.press('?');
      expect(await page.locator('dialog').innerText()).toContain('next counterexample');
      await page.keyboard.press('Escape');
      await page.locator('.tabs a', { hasText: 'Counterexamples' }).click();
      const group = page.locator('.group', { hasText: 'skippedFrames=defer' });
      if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
      expect(await group.innerText()).toContain('all schedules were searched as well');
      await group.locator('td a').first().click();
      const first = await page.locator('.theatre h3').innerText();
      await page.locator('.theatre .step').first().waitFor();
      await page.locator('.player button').first().focus();
      await page.keyboard.press('n');
      await expect.poll(() => page.locator('.theatre h3').innerText()).not.toBe(first);
      await page.keyboard.press('p');
      await expect.poll(() => page.locator('.theatre h3').innerText()).toBe(first);
      await page.locator('.bitmaps .term').first().hover();
      expect(await page.locator('.meaning-box').innerText()).toBe('written since the last CLEAN');
    });
  });

  test('zooms and moves a chart by keyboard', async () => {
    await open('#chart-lkm', async (page) => {
      const drawing = page.locator('#chart-lkm svg.chart');
      await drawing.waitFor();
      // Its text has its natural size at first.
      const height =
        '[...document.querySelectorAll("#chart-lkm .name")][0].getBoundingClientRect().height';
      expect(await page.evaluate(height)).toBeGreaterThan(11);
      await page.locator('.zoom-frame').first().focus();
      await page.keyboard.press('-');
      await expect.poll(() => drawing.getAttribute('style')).toMatch(/scale\(0\.8\d*\)/);
      await page.keyboard.press('0');
      await expect.poll(() => drawing.getAttribute('style')).toMatch(/scale\(1\)/);
    });
  });

  // `npm run pictures` makes those of the README, from the results of the main job.
  test('pictures: the matrix, a counterexample, the shrink map', async () => {
    const page = join(picturesOf === undefined ? folder : resolve(root, picturesOf), 'index.html');
    const url = pathToFileURL(page).href;
    const made =
      picturesTo === undefined ? join(screenshots, 'pictures') : resolve(root, picturesTo);
    await takePictures(browser, url, made);
    const names = ['counterexample.png', 'matrix.png', 'shrink-map.png'];
    expect(readdirSync(made).filter((name) => name.endsWith('.png'))).toEqual(names);
    for (const name of names) expect(readFileSync(join(made, name)).length).toBeGreaterThan(10_000);
  });

  test('strings of results are text, whatever they say, in every view', async () => {
    const poison = `</script><img src=x onerror="document.title='taken over'">`;
    const hurt = (value: unknown, key = ''): unknown => {
      if (Array.isArray(value)) return value.map((item) => hurt(item, key));
      if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([name, inner]) => [name, hurt(inner, name)]);
        return Object.fromEntries(entries) as object;
      }
      return typeof value === 'string' && ownWords.has(key) ? poison : value;
    };
    const hostile = join(folder, 'hostile');
    mkdirSync(join(hostile, 'results'), { recursive: true });
    for (const name of readdirSync(join(folder, 'results'))) {
      // Without a check no chart is laid out, which takes longer than all else.
      if (name.startsWith('check')) continue;
      const content: unknown = JSON.parse(readFileSync(join(folder, 'results', name), 'utf8'));
      writeFileSync(join(hostile, 'results', name), JSON.stringify(hurt(content)));
    }
    runProgram(0, ['report', '--out', hostile]);
    const url = pathToFileURL(join(hostile, 'index.html')).href;
    const look = async (page: Page): Promise<void> => {
      await page.locator('main section').first().waitFor();
      expect(await page.locator('img').count()).toBe(0);
      await expect.poll(() => page.title()).toMatch(/^[A-Z][a-z ]+ \| skipover$/);
      expect(await page.locator('main').innerText()).toContain('<img src=x');
    };
    for (const view of ['mutants', 'assumptions', 'cost-bounds', 'migrations', 'campaigns']) {
      const place = { url: `${url}#/${view}`, width: 1280, colorScheme: 'light' } as const;
      expect([view, await openPage(browser, place, look)]).toEqual([view, []]);
    }
  });
});
