import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as charts from '../../../models/charts.ts';
import { designs, designSwitches } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { livenessFamilies, safetyFamilies } from '../../../properties/all.ts';
import { costsId } from '../../../properties/quantities.ts';
import { convergence } from '../../../properties/convergence.ts';
import type { CheckResults } from '../../report/results.ts';
import {
  checkIn,
  checkInto,
  errorsIn,
  resultsOf,
  schemas,
  violatedIn,
  written,
  type CheckRun,
} from './check-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...args: string[]): Promise<CheckRun> => checkIn(folder, ...args);

describe('a verdict and its exit code', () => {
  test('verified: 0', async () => {
    const run = await check('--design', 'hardened', '--scope', 'bare');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [entry, ...others] = resultsOf(run).results;
    expect(others).toEqual([]);
    expect(entry!.verdict).toBe('verified');
    expect(entry!.scenario).toEqual({
      design: 'hardened',
      switches: designs.hardened,
      hazards: [],
      scope: 'bare',
    });
    expect(entry).not.toHaveProperty('expected');
    expect(readdirSync(join(run.out, 'traces'))).toEqual([]);
    expect(readFileSync(join(run.out, 'index.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });

  test.each([
    ['maxStates', '--max-states', '1000'],
    ['maxSeconds', '--max-seconds', '0.000001'],
  ])('a budget, %s: 20', async (reason, flag, value) => {
    const run = await check('--design', 'hardened', flag, value);
    expect([run.code, run.stderr]).toEqual([20, '']);
    const [entry] = resultsOf(run).results;
    expect(entry!.verdict).toBe('inconclusive');
    expect(entry!.ended!.reason).toBe(reason);
  });

  test('a deadlock found before the budget ended the search: 11, never verified', async () => {
    const run = await check('--design', 'hardened:firstUpdate=concurrent', '--max-states', '3000');
    expect([run.code, violatedIn(run)]).toEqual([11, ['D']]);
    const verdicts = resultsOf(run).results[0]!.properties.map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['violated', 'inconclusive', 'unasked']));
  });
});

describe('what a check of the published design writes', () => {
  let first: CheckRun;
  beforeAll(async () => {
    first = await check('--design', 'published', '--json', join(folder, 'first.json'));
  }, 60_000);

  test('safety: 12', () => {
    expect([first.code, first.stderr, violatedIn(first)]).toEqual([12, '', ['S1', 'S3', 'D']]);
  });

  test('the file that --json names is the one in results', () => {
    const [name] = readdirSync(join(first.out, 'results'));
    const saved = readFileSync(join(first.out, 'results', name!));
    expect(readFileSync(join(folder, 'first.json')).equals(saved)).toBe(true);
  });

  test('a trace for each failure class, as the schema says and as the results have it', () => {
    const files = readdirSync(join(first.out, 'traces')).map((name) => {
      const path = join(first.out, 'traces', name);
      return JSON.parse(readFileSync(path, 'utf8')) as { readonly trace: unknown };
    });
    expect(files.map((content) => errorsIn('trace', content))).toEqual([[], [], [], []]);
    const { results } = resultsOf(first);
    const rows = results.flatMap(({ properties }) => properties);
    const reported = rows.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
    expect(files.map(({ trace }) => trace)).toEqual(expect.arrayContaining(reported));
    expect(reported).toHaveLength(files.length);
  });

  test('the schema refuses a wrong file', () => {
    const { results, ...rest } = resultsOf(first);
    const [entry] = results;
    const errors = (...changed: object[]): number =>
      errorsIn('check', { ...rest, results: changed }).length;
    expect(errors(entry!)).toBe(0);
    expect(errors()).toBeGreaterThan(0);
    expect(errors({ ...entry, extra: 1 })).toBeGreaterThan(0);
    expect(errors({ ...entry, verdict: 'passed' })).toBeGreaterThan(0);
    expect(errors({ ...entry, verdict: 'inconclusive' })).toBeGreaterThan(0);
    expect(errors({ ...entry, bounds: { ...entry!.bounds, frames: -1 } })).toBeGreaterThan(0);
    const [{ trace: _, ...row }] = entry!.properties as [
      CheckResults['results'][0]['properties'][0],
    ];
    expect(errors({ ...entry, properties: [row] })).toBeGreaterThan(0);
    const ended = { reason: 'maxStates', frontier: 1 };
    expect(errors({ ...entry, verdict: 'verified', ended })).toBeGreaterThan(0);
  });
});

test('the schema names all that the model has', () => {
  const { $defs } = schemas.getSchema('urn:skipover:trace:1')!.schema as {
    readonly $defs: Record<string, { readonly enum: unknown; readonly properties: object }>;
  };
  const values = Object.entries(designSwitches).map(([name, each]) => [
    name,
    { enum: each.values },
  ]);
  expect($defs['switches']!.properties).toEqual(Object.fromEntries(values));
  const safety = safetyFamilies.map(({ id }) => id);
  const runs = livenessFamilies.map(({ id }) => id);
  expect($defs['property']!.enum).toEqual([...safety, 'D', 'C', ...runs, convergence.id, costsId]);
  expect($defs['process']!.enum).toEqual(expect.arrayContaining(Object.keys(charts)));
  expect($defs['hazard']!.enum).toEqual(hazardNames);
  expect($defs['scenario']!.properties).toMatchObject({
    scope: { pattern: expect.stringContaining(`(${Object.keys(scopes).join('|')})`) as string },
    number: { enum: [...new Set(raceScenarios.map(({ number }) => number))] },
  });
  const { name: _name, title: _title, ...bounds } = scopes.quick;
  expect(Object.keys($defs['bounds']!.properties)).toEqual(Object.keys(bounds));
});

describe('files and names', () => {
  test('a design with every switch overridden has a name that a file cannot bear', async () => {
    const overrides = Object.entries({ ...designs.hardened, firstUpdate: 'concurrent' });
    const design = `published:${overrides.map((pair) => pair.join('=')).join(',')}`;
    const run = await check('--design', design, '--max-states', '3000');
    expect([run.code, run.stderr]).toEqual([11, '']);
    expect(resultsOf(run).results[0]!.scenario.design).toBe(design);
    expect(readdirSync(join(run.out, 'traces'))).toHaveLength(1);
  });

  test('a foreign file among the results is left out, with a line that names it', async () => {
    const out = mkdtempSync(join(folder, 'out-'));
    mkdirSync(join(out, 'results'));
    const foreign = join(out, 'results', 'a.json');
    writeFileSync(foreign, '{"schema":"skipover-check/1","results":[{}]}');
    const run = await checkInto(out, '--design', 'xen');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^[^\n]+\n$/);
    expect(run.stderr).toContain(foreign);
    expect(readdirSync(out).toSorted()).toEqual(written);
  });
});
