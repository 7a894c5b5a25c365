import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../program-run.ts';
import { readCampaign } from './read-campaign.ts';

const folder = new URL('../../../examples/campaign/', import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, folder));

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly command: string; readonly environment?: Readonly<Record<string, string>> }
    >
  >;
}

test('the compose file starts a Redis that loses nothing, and workers that know their options', () => {
  const { services } = parse(readFileSync(pathOf('compose.yaml'), 'utf8')) as Compose;
  const { redis, worker } = services;
  expect(redis!.command).toContain('--appendonly yes');
  expect(redis!.command).toContain('--maxmemory-policy noeviction');
  expect(Object.keys(worker!.environment!)).toEqual(['SKIPOVER_QUEUE', 'SKIPOVER_QUEUE_PASSWORD']);
  const [, , name, ...words] = worker!.command.split(' ');
  const help = spawnSync(process.execPath, [program, name!, '--help'], { encoding: 'utf8' }).stdout;
  const options = words.filter((word) => word.startsWith('--'));
  expect(options).toEqual(['--checkpoints']);
  for (const option of options) expect(help).toContain(`${option} `);
});

test('its campaign is one', async () => {
  const campaign = await readCampaign(pathOf('nightly.ts'));
  expect(campaign).toMatchObject({ check: { pairs: true, maxStates: 20_000_000 } });
});
