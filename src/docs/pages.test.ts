/**
 * The generated pages are what the sources say. `npm run docs:pages` writes them: it runs this
 * test and lets it update the files.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { expect, test } from 'vitest';
import { designSwitches } from '../../models/design.ts';
import { programWith } from '../cli/program.ts';
import { cliPage } from './cli-page.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { modelPage } from './model-page.ts';
import { sequencePicture } from './sequence-picture.ts';
import { sequenceRows } from './sequence-rows.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

const { printWidth } = JSON.parse(
  readFileSync(new URL('../../.oxfmtrc.json', import.meta.url), 'utf8'),
) as { printWidth: number };

async function formatted(text: string): Promise<string> {
  const { code, errors } = await format('page.md', text, { printWidth });
  expect(errors).toEqual([]);
  return code;
}

test('docs/model.md is generated from models/ and properties/', async () => {
  await expect(await formatted(modelPage())).toMatchFileSnapshot(`${docs}model.md`);
});

test('docs/exit-codes.md is generated from the table of exit codes', async () => {
  await expect(await formatted(exitCodesPage())).toMatchFileSnapshot(`${docs}exit-codes.md`);
});

test('docs/cli.md is generated from the definitions of the commands', async () => {
  const text = cliPage(programWith(() => {}));
  await expect(await formatted(text)).toMatchFileSnapshot(`${docs}cli.md`);
});

test('docs/sequence.svg is drawn from a run of the model', async () => {
  const rows = sequenceRows();
  expect(rows.length).toBeGreaterThan(20);
  await expect(sequencePicture(rows)).toMatchFileSnapshot(`${docs}sequence.svg`);
});

test('the example of the README is a file that is run', () => {
  const [, text] = /^```ts\n([^]*?)^```$/m.exec(readFileSync(`${docs}../README.md`, 'utf8')) ?? [];
  expect(text).toBe(readFileSync(`${docs}../examples/lock/lock.test.ts`, 'utf8'));
});

test('docs/implementers.md has a question for every switch, with its values', () => {
  const text = readFileSync(`${docs}implementers.md`, 'utf8');
  for (const [name, { values }] of Object.entries(designSwitches)) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    expect(row, name).toBeDefined();
    if (name === 'bitmapReset') continue;
    for (const value of values) expect(row, name).toContain(`\`${value}\``);
  }
});
