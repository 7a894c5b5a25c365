import axe from 'axe-core';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

// A real browser for the tests of the page.

export interface PageWindow {
  readonly url: string;
  /** Pixels. */
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

export function startBrowser(): Promise<Browser> {
  return chromium.executablePath().then((executablePath) =>
    playwright.launch({
      executablePath,
      // In a single process, closing one page ends the browser.
      args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
      headless: true,
    }),
  );
}

/** Opens a page and gives it to `look`; what the console or the page reports as an error is returned. */
export async function openPage(
  browser: Browser,
  { url, width, colorScheme }: PageWindow,
  look: (page: Page) => Promise<void>,
): Promise<readonly string[]> {
  const errors: string[] = [];
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:file|blob):/.test(request.url())) errors.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  await look(page);
  await page.close();
  return errors;
}

/** By how many pixels the page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}

/**
 * Serious and critical findings of axe-core, WCAG 2.1 AA and its best practices; one more where the
 * contrast of colours was not looked at, which axe cannot do in a modal dialog (`hasContrast: false`).
 */
export async function accessibilityFindings(
  page: Page,
  { hasContrast = true }: { readonly hasContrast?: boolean } = {},
): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = (await page.evaluate(
    'axe.run().then(({ violations, passes }) => ({ passes: passes.map(({ id }) => id), violations: violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) })) }))',
  )) as {
    readonly passes: readonly string[];
    readonly violations: readonly { id: string; impact: string; where: string[] }[];
  };
  const isSeen = !hasContrast || passes.includes('color-contrast');
  const missed = isSeen ? [] : ['contrast was not looked at'];
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, where }) => `${id}: ${where.slice(0, 3).join(' | ')}`);
  return [...missed, ...found];
}
