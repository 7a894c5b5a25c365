/** Numbers of the model in prose, which no command prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as charts from '../../models/charts.ts';
import { designs, designSwitches } from '../../models/design.ts';
import { hazardNames } from '../../models/hazards.ts';
import { raceScenarios } from '../../models/scenarios.ts';
import { mutants } from '../../properties/mutants/all.ts';
import { settingsCount } from '../analysis/hardening/settings.ts';

const root = join(import.meta.dirname, '../..');
const grouped = (count: number): string => count.toLocaleString('en-US');
const { published, hardened } = designs;
const turned = Object.keys(designSwitches).filter(
  (name) => published[name as keyof typeof published] !== hardened[name as keyof typeof hardened],
);
const equivalent = mutants.filter(({ fate }) => 'equivalent' in fate);
const races = new Set(raceScenarios.map(({ number }) => number));
const words: Readonly<Record<number, string>> = { 11: 'Eleven', 12: 'Twelve', 16: 'sixteen' };

test.each([
  ['README.md', `under each of ${hazardNames.length} hazards`],
  ['README.md', `with ${words[turned.length]} switches turned`],
  ['docs/hardening.md', `with ${words[turned.length]} switches turned`],
  ['docs/hardening.md', `under each of the ${hazardNames.length} hazards`],
  ['docs/hardening.md', `all ${grouped(settingsCount())} settings`],
  ['docs/hardening.md', `in ${mutants.length} ways`],
  ['docs/hardening.md', `| ${mutants.length - equivalent.length}    |`],
  ['docs/hardening.md', `| ${equivalent.length}      |`],
  ['CHANGELOG.md', `${words[Object.keys(charts).length]} XState v5 charts`],
  ['CHANGELOG.md', `${Object.keys(designSwitches).length} switches; ${hazardNames.length} hazards`],
  ['CHANGELOG.md', `races 1 to ${races.size} `],
])('%s says: %s', (file, text) => {
  expect(readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ')).toContain(
    text.replaceAll(/\s+/g, ' '),
  );
});
