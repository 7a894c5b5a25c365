import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import * as charts from '../../../models/charts.ts';
import { ruleTable } from '../../statecharts/rule-table.ts';
import { chartFile, placeOfStep } from './chart-source.ts';

const root = new URL('../../../', import.meta.url);
const machines = Object.values(charts);
const sources = Object.fromEntries(
  machines.map(({ id }) => [chartFile(id), readFileSync(new URL(chartFile(id), root), 'utf8')]),
);

describe('chartFile', () => {
  it('names a file for every chart', () => {
    expect(machines.map(({ id }) => existsSync(new URL(chartFile(id), root)))).not.toContain(false);
    expect(chartFile('procCall')).toBe('models/proc-call.ts');
  });

  it('never leads out of the folder', () => {
    expect(chartFile('../../x y?\u0000')).toMatch(/^models\/[\w-]+\.ts$/);
  });
});

describe('placeOfStep', () => {
  it('finds every rule of every chart: its event, or the one transition that leads there', () => {
    let exact = 0;
    for (const { id } of machines) {
      const table = ruleTable(machines.find((machine) => machine.id === id)!);
      const lines = sources[chartFile(id)]!.split('\n');
      for (const rule of table.rules) {
        const from = table.states[rule.source]!;
        const to = table.states[rule.target]!;
        const { line } = placeOfStep(sources, { process: id, step: rule.event, from, to });
        const text = lines[line - 1]!.trim();
        expect(text, `${rule.declaredAt}, line ${line}`).toMatch(
          new RegExp(String.raw`^(?:${rule.event}: [[{]|\{)`),
        );
        // The sentence of the rule is in the block that starts there, and in no other.
        const indent = lines[line - 1]!.search(/\S/);
        const end = lines.findIndex((other, at) => at >= line && other.search(/\S/) === indent);
        const block = lines.slice(line - 1, Math.max(end, line)).join('\n');
        expect(block, `${rule.declaredAt}, line ${line}`).toContain(rule.description);
        if (!text.endsWith('[')) exact++;
      }
    }
    expect(exact).toBeGreaterThan(60);
  });

  const step = { process: 'daemon', step: 'scan', from: 'iterating.scanning', to: 'x' };

  test.each([
    ['the state where the event is unknown', { ...step, step: 'nothing' }, 'scanning: {'],
    ['the state around where a state is unknown', { ...step, from: 'iterating.x' }, 'iterating: {'],
    ['the chart where no state is known', { ...step, from: 'x.y' }, 'createMachine({'],
  ])('falls back to %s', (_what, given, expected) => {
    const { file, line } = placeOfStep(sources, given);
    expect(sources[file]!.split('\n')[line - 1]).toContain(expected);
  });

  test.each([
    ['an unknown chart', sources, { ...step, process: 'constructor' }],
    ['no text', {}, step],
    ['a text that is no chart', { 'models/daemon.ts': 'const a = 1;\n' }, step],
    ['an empty text', { 'models/daemon.ts': '' }, step],
  ])('falls back to line 1 for %s', (_what, given, of) => {
    expect(placeOfStep(given, of)).toEqual({ file: chartFile(of.process), line: 1 });
  });
});
