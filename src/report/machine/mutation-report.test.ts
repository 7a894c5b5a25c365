import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { mutants } from '../../../properties/mutants/all.ts';
import { placesOf } from '../../../properties/mutants/mutant.ts';
import { withHostileStrings } from './hostile-sample.ts';
import { chartFile } from './chart-source.ts';
import { mutationReport, type MutationReport, type ReportedMutant } from './mutation-report.ts';

const require = createRequire(import.meta.url);
const schema =
  require('mutation-testing-report-schema/mutation-testing-report-schema.json') as object;
const keeps = new Ajv({ strict: false, validateFormats: false }).compile(schema);
const tool = { name: 'skipover', version: '1.2.3' } as const;

/** Every mutant that there is, each with its declared outcome. */
const all = mutants.map((mutant): ReportedMutant => {
  const { name, title, fate } = mutant;
  const reported = { name, title, places: placesOf(mutant), tried: [], seconds: 0.25 };
  return 'equivalent' in fate
    ? { ...reported, outcome: 'equivalent', reason: fate.equivalent }
    : { ...reported, outcome: 'killed', kill: { property: fate.killedBy, how: 'violated' } };
});

function sourcesOf(report: readonly ReportedMutant[]): Record<string, string> {
  const processes = report.flatMap(({ places }) => places.map((place) => place.split(':')[0]!));
  const files = new Set(processes.map((name) => chartFile(name)));
  const text = (file: string): string =>
    readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
  return Object.fromEntries([...files].map((file) => [file, text(file)]));
}

function placesIn({ files }: MutationReport) {
  return Object.values(files).flatMap(({ source, mutants: found }) =>
    found.map((mutant) => ({ ...mutant, lines: source.split('\n') })),
  );
}

describe('mutation.json', () => {
  it('keeps the schema of mutation-testing-elements, every mutant at what it changes', () => {
    const report = mutationReport(all, sourcesOf(all), tool);
    expect(keeps(report), JSON.stringify(keeps.errors?.[0])).toBe(true);
    const places = placesIn(report);
    expect(places.map(({ id }) => id).toSorted()).toEqual(all.map(({ name }) => name).toSorted());
    for (const { id, lines, location, mutatorName } of places) {
      const { start, end } = location;
      const marked = lines[start.line - 1]!.slice(start.column - 1, end.column - 1);
      const [place] = all.find(({ name }) => name === id)!.places;
      // Of several transitions for one event it may be one that stands below the event's name.
      if (mutatorName === 'transition' && marked.startsWith('{')) continue;
      const named = marked.replace(/^[\s']+|[\s':]+$/g, '').split(/[:\s]/)[0]!;
      expect([id, mutatorName, place!.includes(named), named.length > 0]).toEqual([
        id,
        mutatorName,
        true,
        true,
      ]);
    }
  });

  it('counts an inconclusive search against the score, and an equivalent mutant not at all', () => {
    const reported = { ...all[0]!, reason: 'a budget ended the search' };
    const outcomes = ['killed', 'survived', 'inconclusive', 'equivalent'] as const;
    const entries = outcomes.map((outcome) => ({ ...reported, name: outcome, outcome }));
    const found = placesIn(mutationReport(entries, {}, tool));
    expect(found.map(({ id, status }) => [id, status])).toEqual([
      ['killed', 'Killed'],
      ['survived', 'Survived'],
      ['inconclusive', 'NoCoverage'],
      ['equivalent', 'Ignored'],
    ]);
    expect(found[2]!.statusReason).toBe('inconclusive: a budget ended the search');
  });

  it('names the property that kills, and tests that exist', () => {
    const report = mutationReport(all, {}, tool);
    const tests = new Set(report.testFiles['properties']!.tests.map(({ id }) => id));
    const killers = placesIn(report).flatMap(({ killedBy = [] }) => killedBy);
    expect(killers.length).toBeGreaterThan(100);
    expect(killers.filter((id) => !tests.has(id))).toEqual([]);
  });

  it('keeps the schema whatever a string contains', () => {
    const entries = withHostileStrings(all.slice(0, 3)).map((entry) => ({
      ...entry,
      outcome: 'survived' as const,
    }));
    const report = mutationReport(entries, {}, tool);
    expect(keeps(report), JSON.stringify(keeps.errors?.[0])).toBe(true);
    for (const name of Object.keys(report.files)) expect(name).toMatch(/^models\/[\w-]+\.ts$/);
  });
});
