import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../report/report.ts';
import { type Ended, runHere } from '../program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => runHere(folder, args, { CI: 'true' });

const schemas = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
for (const name of readdirSync(new URL('../../../schemas/', import.meta.url))) {
  const file = new URL(`../../../schemas/${name}`, import.meta.url);
  schemas.addSchema(JSON.parse(readFileSync(file, 'utf8')) as Schema);
}

function read(out: string): Report {
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
}

describe('report', () => {
  const checked = join(folder, 'checked');
  let codes: readonly (number | null)[] = [];
  beforeAll(async () => {
    const shrinks = ['shrink-map', '--design', 'xen', '--max-states', '2000', '--out', checked];
    codes = [
      (await run('check', '--design', 'published', '--out', checked)).code,
      (await run(...shrinks)).code,
    ];
  }, 60_000);

  function copyOf(): string {
    const out = mkdtempSync(join(folder, 'out-'));
    cpSync(join(checked, 'results'), join(out, 'results'), { recursive: true });
    return out;
  }

  test('holds what the schema says, and the page is made from it', async () => {
    const out = copyOf();
    expect(codes).toEqual([12, 20]);
    expect(await run('report', '--out', out, '--open')).toMatchObject({ code: 0, stderr: '' });
    const report = read(out);
    const validate = schemas.getSchema('urn:skipover:report:1')!;
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(report.cells).toHaveLength(1);
    expect(report.shrinkMaps).toHaveLength(1);
    expect(report.runs.map(({ kind }) => kind).toSorted()).toEqual(['check', 'shrink-map']);
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });

  test('a shrink map holds what its schema says', () => {
    const name = readdirSync(join(checked, 'results')).find((one) => one.startsWith('shrink-map'))!;
    const content: unknown = JSON.parse(readFileSync(join(checked, 'results', name), 'utf8'));
    const validate = schemas.getSchema('urn:skipover:shrink-map:1')!;
    expect([validate(content), validate.errors]).toEqual([true, null]);
  });

  test.each([
    ['cut', '{"schema": "skipover-check/1", "to', 'not a complete JSON file'],
    ['old', '{"schema": "skipover-check/1", "results": []}', 'at tool'],
  ])('a result that is %s: one line, 65, and the page of the others', async (_what, text, says) => {
    const out = copyOf();
    writeFileSync(join(out, 'results', 'bad.json'), text);
    const { code, stderr } = await run('report', '--out', out);
    expect(code).toBe(65);
    expect(stderr).toMatch(/^skipover: left out of the report: [^\n]*bad\.json: [^\n]*\n$/);
    expect(stderr).toContain(says);
    expect(read(out)).toMatchObject({ leftOut: [{ file: 'bad.json' }], cells: [{}] });
  });

  test('results of a kind without a schema are kept', async () => {
    const out = copyOf();
    const { tool, modelHash } = read0(out);
    const startedAt = new Date().toISOString();
    const content = { schema: 'skipover-oracle/1', tool, startedAt, modelHash, agrees: true };
    writeFileSync(join(out, 'results', 'oracle.json'), JSON.stringify(content));
    expect((await run('report', '--out', out)).code).toBe(0);
    expect(read(out).others).toMatchObject([{ kind: 'oracle', content: { agrees: true } }]);
  });

  /** The head of the one check among the results. */
  function read0(out: string): { readonly tool: object; readonly modelHash: string } {
    const name = readdirSync(join(out, 'results')).find((one) => one.startsWith('check'))!;
    return JSON.parse(readFileSync(join(out, 'results', name), 'utf8')) as ReturnType<typeof read0>;
  }

  test('gates: 15 and a line each; a baseline that is kept: 0', async () => {
    const out = copyOf();
    const { code, stderr } = await run(
      'report',
      '--out',
      out,
      '--min-coverage',
      '99.9',
      '--max-downtime',
      '1',
    );
    expect(code).toBe(15);
    expect(stderr.split('\n').slice(0, -1)).toEqual([
      expect.stringContaining('gate failed: coverage: '),
      'skipover: gate failed: downtime: no migration was measured',
    ]);
    const baseline = join(out, 'report.json');
    expect((await run('report', '--out', out, '--baseline', baseline)).code).toBe(0);
    const compared = await run('report', '--out', out, '--compare', baseline);
    expect(compared.code).toBe(0);
    expect(compared.stdout).toContain('0 worse, 0 better');
    expect(read(out)).toHaveProperty('comparison.rows', []);
    const bad = await run('report', '--out', out, '--compare', join(out, 'results'));
    expect([bad.code, bad.stderr.trim().split('\n').length]).toEqual([65, 1]);
  });

  test.each([
    [65, 'no results', ['report', '--out', 'nowhere']],
    [65, 'not a report', ['report', '--out', checked, '--baseline', join(folder, 'not.json')]],
    [64, '--max-traffic', ['report', '--out', checked, '--max-traffic', '3 bags']],
    [64, 'min-coverage', ['report', '--out', checked, '--min-coverage', 'all']],
    [10, 'unknown design', ['shrink-map', '--design', 'own', '--out', checked]],
    [64, 'pages', ['shrink-map', '--pages', '0']],
  ])('%i, %s', async (expected, says, args) => {
    writeFileSync(join(folder, 'not.json'), '{}');
    const { code, stderr } = await run(...args);
    expect(code).toBe(expected);
    expect(stderr).toContain(says);
  });

  test('an empty folder of results makes an empty page', async () => {
    const out = mkdtempSync(join(folder, 'out-'));
    mkdirSync(join(out, 'results'));
    expect((await run('report', '--out', out)).code).toBe(0);
    expect(read(out).cells).toEqual([]);
  });
});
