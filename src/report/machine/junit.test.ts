import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import {
  sampleChecks,
  sampleEntry,
  sampleMetrics,
  sampleMigrations,
  sampleTrace,
} from '../page-sample.ts';
import type { CheckEntry } from '../results.ts';
import { hostile, withHostileStrings } from './hostile-sample.ts';
import { junitXml } from './junit.ts';
import { elementsOf, readXml, type XmlNode } from './xml-reader.ts';

function cases(entry: CheckEntry): XmlNode[] {
  return elementsOf(readXml(junitXml([sampleChecks([entry])], [])), 'testcase');
}

function caseOf(entry: CheckEntry, id: string): XmlNode {
  return cases(entry).find(({ attributes }) => attributes.get('name')!.startsWith(`${id} `))!;
}

const schema = readFileSync(join(import.meta.dirname, 'jenkins-junit.xsd'), 'utf8');

const unforeseen: CheckEntry = { ...sampleEntry(), expected: false };

describe('junitXml', () => {
  it('has a suite per cell, with its size, bounds and model', () => {
    const entries = [sampleEntry(), sampleEntry({ hazards: ['livePageLeavesYoung'] })];
    const root = readXml(junitXml([sampleChecks(entries)], []));
    const suites = elementsOf(root, 'testsuite');
    expect(suites.map(({ attributes }) => attributes.get('name'))).toEqual([
      'published / no hazard / quick',
      'published / livePageLeavesYoung / quick',
    ]);
    expect(suites[0]!.attributes.get('timestamp')).toBe('2030-01-02T03:04:05');
    const facts = elementsOf(suites[0]!, 'property').map(({ attributes }) => [
      attributes.get('name'),
      attributes.get('value'),
    ]);
    expect(Object.fromEntries(facts)).toMatchObject({
      states: '1234',
      transitions: '4000',
      depth: '17',
      modelHash: 'feedface0123456789',
      'bounds.frames': '4',
      ended: 'time budget',
    });
  });

  it('counts what it holds', () => {
    const root = readXml(
      junitXml([sampleChecks([unforeseen, sampleEntry({ design: 'xen' })])], []),
    );
    for (const node of [root, ...elementsOf(root, 'testsuite')]) {
      const counted = (name: string): string => String(elementsOf(node, name).length);
      expect(Object.fromEntries(node.attributes)).toMatchObject({
        tests: counted('testcase'),
        failures: counted('failure'),
        errors: '0',
        ...(node === root ? {} : { skipped: counted('skipped') }),
      });
    }
    expect(root.attributes.get('failures')).toBe('2');
  });

  it('fails an unforeseen violation with its story and how to see it again', () => {
    const found = caseOf(unforeseen, 'S1');
    expect(found.attributes.get('classname')).toBe('safety');
    const [failure] = found.children;
    expect(failure!.name).toBe('failure');
    expect(failure!.attributes.get('type')).toBe('safety');
    expect(failure!.attributes.get('message')).toBe(`frame lost: ${sampleTrace.summary}`);
    expect(failure!.text).toContain('   1  daemon  starts a migration\n   2  kernel  another');
    expect(failure!.text).toContain('Check again: skipover check --design published --scope quick');
  });

  it('names the file of a counterexample where it is reported', () => {
    const xml = junitXml([sampleChecks([unforeseen])], [], {
      traceFile: (entry, trace) => `traces/${entry.scenario.design} ${trace.property}.json`,
    });
    expect(readXml(xml)).toBeDefined();
    expect(xml).toContain("Replay: skipover replay 'traces/published S1.json'\n");
  });

  it('reports all failure classes of a property in one test case', () => {
    const rows = ['one', 'other'].map((failureClass) => ({
      ...sampleEntry().properties[0]!,
      failureClass,
      trace: { ...sampleTrace, failureClass },
    }));
    const found = cases({ ...unforeseen, properties: rows });
    expect(found).toHaveLength(2);
    expect(found[0]!.children[0]!.attributes.get('message')).toMatch(/^one; other: /);
    expect(found[0]!.children[0]!.text).toMatch(
      /S1 lost page \(one\), 2 steps[^]+S1 lost page \(other\), 2 steps/,
    );
  });

  it('passes an expected violation, and reports it', () => {
    const [reported] = caseOf(sampleEntry(), 'S1').children;
    expect(reported!.name).toBe('system-out');
    expect(reported!.text).toContain('Violated, as declared: frame lost');
  });

  it('fails if a declared failure was not found', () => {
    const properties = [{ id: 'S1', title: 'No lost page', verdict: 'verified' as const }];
    const found = cases({ ...unforeseen, verdict: 'verified', properties });
    expect(found.flatMap(({ children }) => children.map(({ name }) => name))).toEqual(['failure']);
    expect(found[1]!.attributes.get('classname')).toBe('expectation');
  });

  it('distinguishes a deadlock, a vacuous, an inconclusive and an unasked property', () => {
    const properties: CheckEntry['properties'] = [
      { id: 'D', title: 'No deadlock', verdict: 'violated', failureClass: 'deadlock' },
      { id: 'S4', title: 'Readiness', verdict: 'vacuous' },
      { id: 'S5', title: 'Clean slate', verdict: 'inconclusive' },
      { id: 'S2', title: 'Honest bitmap', verdict: 'unasked', reason: 'nobody is asked' },
    ];
    const { expected: _, ...entry } = sampleEntry();
    const reported = cases({ ...entry, properties }).map(({ attributes, children }) => [
      attributes.get('classname'),
      children[0]!.name,
      children[0]!.attributes.get('type') ?? children[0]!.text,
    ]);
    expect(reported).toEqual([
      ['deadlock', 'failure', 'deadlock'],
      ['safety', 'failure', 'vacuous'],
      ['safety', 'skipped', 'inconclusive: time budget ended the search, 55 states not expanded'],
      ['safety', 'skipped', 'unasked: nobody is asked'],
    ]);
  });

  it('fails a migration that lost frames or broke a property', () => {
    const good = sampleMetrics('hardened', 2);
    const lost = { count: 3, first: [{ frame: 9, need: 'from', transferBit: 0 }] };
    const violations = [{ property: 'S2', detail: 'bit 0' }];
    const results = [good, { ...good, design: 'lossy', lost }, { ...good, violations }];
    const found = elementsOf(readXml(junitXml([], [sampleMigrations(results)])), 'testcase');
    expect(found.map(({ children }) => children[0]!.name)).toEqual([
      'system-out',
      'failure',
      'failure',
    ]);
    expect(found[1]!.children[0]!.attributes.get('message')).toBe('3 frames lost');
    expect(found[1]!.children[0]!.text).toMatch(/lost frame 9, needed by from.*\nand 2 more\n/);
    expect(found[2]!.children[0]!.attributes.get('message')).toBe('S2 bit 0');
  });

  it('gives every test case a name of its own', () => {
    const entries = ['xen', 'published'].flatMap((design) =>
      [[], ['livePageLeavesYoung'], ['ignoredGc']].map((hazards) =>
        sampleEntry({ design, hazards }),
      ),
    );
    const xml = junitXml([sampleChecks(entries)], []);
    const names = elementsOf(readXml(xml), 'testcase').map(
      ({ attributes }) => `${attributes.get('classname')} ${attributes.get('name')}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('stays well-formed and complete whatever a string contains', () => {
    const entries = [unforeseen, sampleEntry({ hazards: ['livePageLeavesYoung'] })];
    const lost = { count: 1, first: [{ frame: 1, need: hostile, transferBit: 0 }] };
    const metrics = { ...sampleMetrics('xen', 1), lost };
    const plain = [[sampleChecks(entries)], [sampleMigrations([metrics])]] as const;
    const root = readXml(junitXml(...withHostileStrings(plain)));
    const expected = readXml(junitXml(...plain));
    const shape = ({ name, children }: XmlNode): unknown => [name, children.map(shape)];
    expect(shape(root)).toEqual(shape(expected));
  });

  it('keeps the schema of Jenkins, whatever a string contains', async () => {
    const verdicts = ['vacuous', 'inconclusive', 'verified'] as const;
    const rows = verdicts.map((verdict) => ({ id: 'S4', title: 'Readiness', verdict }));
    const entries = [unforeseen, sampleEntry(), { ...sampleEntry(), properties: rows }];
    const metrics = [sampleMetrics('xen', 1)];
    const results = [[sampleChecks(entries)], [sampleMigrations(metrics)]] as const;
    const documents = [
      junitXml(...results),
      junitXml(...withHostileStrings(results)),
      junitXml([], []),
    ];
    for (const xml of documents) {
      const { valid, errors } = await validateXML({ xml, schema });
      expect([valid, errors]).toEqual([true, []]);
    }
    const wrong = documents[0]!.replace('<testsuites name', '<testsuites skipped="1" name');
    expect((await validateXML({ xml: wrong, schema })).valid).toBe(false);
  });

  it('is empty where nothing was run', () => {
    expect(readXml(junitXml([], [])).attributes.get('tests')).toBe('0');
  });
});
