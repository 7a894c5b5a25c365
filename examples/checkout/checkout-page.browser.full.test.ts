/** The paths of the machine against the page of the shop, in a real browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page, type Route } from 'playwright-core';
import { coveringPaths, type PathTest } from 'skipover/vitest';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { checkout } from './checkout.ts';

const html = readFileSync(join(import.meta.dirname, 'checkout-page.html'), 'utf8');
const timeout = 60_000;
let browser: Browser;

beforeAll(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox'],
  });
}, timeout);
afterAll(() => browser.close());

/** Opens the page; its requests are answered by the test, and its clock stands still. */
async function openCheckout(source: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(5_000);
  await page.clock.install();
  await page.route('**/checkout', (route) =>
    route.fulfill({ contentType: 'text/html', body: source }),
  );
  await page.goto('http://localhost:3000/checkout');
  return page;
}

function testOf(page: Page): PathTest {
  let order: Promise<Route>;
  const press = async (name: string): Promise<void> => {
    let take: (route: Route) => void;
    order = new Promise((resolve) => (take = resolve));
    await page.route('**/orders', (route) => take(route), { times: 1 });
    await page.getByRole('button', { name }).click();
  };
  return {
    events: {
      SUBMIT: () => press('Order'),
      RETRY: () => press('Try again'),
      'sendOrder done': async () => (await order).fulfill({ status: 200 }),
      'sendOrder fails': async () => (await order).fulfill({ status: 402 }),
      'after 5000 ms': () => page.clock.fastForward(5_000),
    },
    states: {
      sending: () => page.getByText('Sending').waitFor(),
      ordered: () => page.getByText('Thank you').waitFor(),
      declined: () => page.getByText('Declined').waitFor(),
      unclear: () => page.getByText('No answer').waitFor(),
    },
  };
}

describe('the page', () => {
  coveringPaths(checkout).forEach((path) => {
    it(
      // oxlint-disable-next-line vitest/valid-title -- paths bring their names
      path.name,
      async () => {
        const page = await openCheckout(html);
        await expect(path.test(testOf(page))).resolves.toBeUndefined();
        await page.close();
      },
      timeout,
    );
  });
});

test(
  'a page that forgets its timeout fails, and the reason is named',
  async () => {
    const broken = html.replace('5_000', '50_000');
    expect(broken).not.toBe(html);
    const outcomes: string[] = [];
    for (const path of coveringPaths(checkout)) {
      const page = await openCheckout(broken);
      page.setDefaultTimeout(1_000);
      await path.test(testOf(page)).then(
        () => outcomes.push('passes'),
        (error: Error) => outcomes.push(error.message.split('\n')[0]!),
      );
      await page.close();
    }
    expect(outcomes).toContainEqual(expect.stringMatching(/after SUBMIT, after 5000 ms: /));
  },
  timeout,
);
