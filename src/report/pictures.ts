import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage } from './page-browser.ts';

/** The pictures of the README: what is opened, and what is cut out of the window. */
interface Picture {
  readonly name: string;
  readonly width: number;
  /** Lines of the picture at most. */
  readonly height: number;
  readonly open: (page: Page) => Promise<Locator>;
}

const pictures: readonly Picture[] = [
  {
    name: 'matrix',
    width: 1280,
    height: 1130,
    open: async (page) => {
      await page.locator('.matrix td.cell').first().waitFor();
      return page.locator('body');
    },
  },
  {
    name: 'counterexample',
    width: 1280,
    height: 900,
    open: async (page) => {
      await page.locator('.tabs a', { hasText: 'Counterexamples' }).click();
      // A search opens every group.
      await page.locator('#search').fill('dirtiness lost');
      await page.locator('td a', { hasText: 'the log forgot' }).first().click();
      await page.locator('.certain button').click();
      return page.locator('.theatre');
    },
  },
  {
    name: 'shrink-map',
    width: 1100,
    height: 1040,
    open: async (page) => {
      await page.locator('.tabs a', { hasText: 'Shrink map' }).click();
      await page.locator('.shrink').first().waitFor();
      return page.locator('main section');
    },
  },
];

/** Takes the pictures of a report, as PNG, in the light scheme. Throws where the page reports an error. */
export async function takePictures(browser: Browser, url: string, folder: string): Promise<void> {
  for (const { name, width, height, open } of pictures) {
    const look = async (page: Page): Promise<void> => {
      const part = await open(page);
      await part.first().waitFor();
      // Nothing that sticks to the window lies over the picture.
      await page.evaluate(
        "document.querySelector('.tabs').style.position = 'static'; scrollTo(0, 0)",
      );
      const at = await part.first().boundingBox();
      if (at === null) throw new Error(`${name} is not drawn`);
      const clip = { ...at, height: Math.min(at.height, height) };
      await page.screenshot({ path: join(folder, `${name}.png`), clip, fullPage: true });
    };
    const errors = await openPage(browser, { url, width, colorScheme: 'light' }, look);
    if (errors.length > 0) throw new Error(errors.join('; '));
  }
}
