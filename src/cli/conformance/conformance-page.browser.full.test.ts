import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityFindings,
  openPage,
  overflowOf,
  startBrowser,
} from '../../report/page-browser.ts';
import { runProgram } from '../program-run.ts';

/** What `drive` and `judge` leave behind, in the page: a trace with two lanes. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-lanes-'));
let browser: Browser;

const log = [
  { process: 'client0', action: 'request' },
  { process: 'client1', action: 'request', state: { granted: 1 } },
  { process: 'client0', action: 'acquire' },
  { process: 'client1', action: 'acquire', state: { granted: 2 } },
].map((line) => `${JSON.stringify(line)}\n`);

function leavesDivergence(args: readonly string[]): void {
  const { code, stderr } = runProgram(folder, args);
  if (code !== 14) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
}

beforeAll(async () => {
  browser = await startBrowser();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'skipover'));
  symlinkSync(join(root, 'node_modules', 'xstate'), join(folder, 'node_modules', 'xstate'));
  for (const name of ['lock-model', 'lock-adapter']) {
    const source = readFileSync(join(root, `examples/adapters/${name}.ts`), 'utf8');
    writeFileSync(join(folder, `${name}.mjs`), transformSync(source, { loader: 'ts' }).code);
  }
  writeFileSync(join(folder, 'lock.ndjson'), log.join(''));
  const model = ['--system', 'lock-model.mjs'];
  const adapter = [process.execPath, 'lock-adapter.mjs', 'bug'];
  leavesDivergence(['drive', ...model, '--runs', '5', '--', ...adapter]);
  leavesDivergence(['judge', ...model, '--silent', 'server', 'lock.ndjson']);
}, 120_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(width: number, look: (page: Page) => Promise<void>): Promise<void> {
  const url = `${pathToFileURL(join(folder, 'reports/index.html')).href}#/conformance`;
  expect(await openPage(browser, { url, width, colorScheme: 'light' }, look)).toEqual([]);
}

describe('the page of drive and judge', () => {
  test('shows model and implementation side by side, up to the step that diverges', async () => {
    await open(1280, async (page) => {
      const lanes = page.getByRole('region', { name: 'Lanes of the driven run' });
      expect(await lanes.locator('thead').innerText()).toMatch(/step\s+model\s+implementation/);
      const last = lanes.locator('tr.diverges');
      expect(await last.innerText()).toMatch(
        /client[01] request\s+idle → waiting\s+asked\[[01]\]=1\s+granted=/,
      );
      expect(await lanes.innerText()).toMatch(/server grant[^\n]*\s[^]*hidden/);
      expect(await page.locator('main').innerText()).toContain('--token v1:');
    });
  });

  test('shows the lines of a log beside the run that explains them, and the line without one', async () => {
    await open(1280, async (page) => {
      const lanes = page.getByRole('region', { name: 'Lanes of the log' });
      expect(await lanes.innerText()).toMatch(/line 2\s+granted=1/);
      expect(await lanes.innerText()).toContain('not logged');
      expect(await lanes.locator('tr.diverges').innerText()).toMatch(
        /client1 acquire\s+has no such step\s+line 4\s+granted=2/,
      );
      const main = await page.locator('main').innerText();
      expect(main).toContain('client1 is in waiting: isGranted is false');
      expect(await page.locator('.tabs a[aria-current]').innerText()).toMatch(/Conformance ✗ 2/);
    });
  });

  test.each([1280, 400])('fits %i pixels, and is accessible', async (width) => {
    await open(width, async (page) => {
      expect(await overflowOf(page)).toBe(0);
      if (width === 1280) expect(await accessibilityFindings(page)).toEqual([]);
    });
  });
});
