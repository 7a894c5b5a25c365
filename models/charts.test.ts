import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleTable } from '../src/statecharts/rule-table.ts';
import * as charts from './charts.ts';
import { messages } from './messages.ts';

const tables = Object.entries(charts).map(([name, machine]) => ({
  name,
  machine,
  table: ruleTable(machine),
}));

/** Which messages each chart can receive. */
const inboxes: Readonly<Record<string, readonly string[]>> = {
  daemon: messages.lkmToDaemon,
  lkm: [...messages.daemonToLkm, ...messages.agentToLkm],
  procCall: messages.proc,
  agent: messages.lkmToAgent,
};

/** Pairs without a row: were the message to arrive, S7 would be violated. All others have a row. */
const surprises = [
  'agent.assisting.listening query',
  'daemon.activating begun',
  'daemon.activating suspend',
  'daemon.awaitingReady begun',
  'daemon.beginning.announcing begun',
  'daemon.beginning.announcing suspend',
  'daemon.beginning.awaitingBegun suspend',
  'daemon.idle begun',
  'daemon.iterating.deciding begun',
  'daemon.iterating.scanning begun',
  'daemon.resuming begun',
  'daemon.resuming suspend',
  'daemon.stopAndCopy begun',
  'daemon.stopAndCopy suspend',
  'daemon.stopping.announced begun',
  'daemon.stopping.choosing begun',
  'daemon.stopping.cleaned begun',
  'daemon.suspending.cleaned begun',
  'daemon.suspending.cleaned suspend',
  'daemon.suspending.paused begun',
  'daemon.suspending.paused suspend',
  'daemon.suspending.pausedLate begun',
  'daemon.suspending.pausedLate suspend',
  'daemon.suspending.running begun',
  'daemon.suspending.running suspend',
  'procCall.entered shrunk',
  'procCall.unskipping shrunk',
];

describe('every chart', () => {
  it('the LKM has exactly the states of the paper', () => {
    expect(Object.keys(charts.lkm.states)).toEqual([
      'initialized',
      'started',
      'final-update',
      'suspended',
      'resumed',
    ]);
  });

  it('every (state, message) pair is handled, ignored or deferred with a reason, or a surprise', () => {
    const undeclared: string[] = [];
    let declared = 0;
    for (const { name, table } of tables) {
      for (const message of inboxes[name] ?? []) {
        table.states.forEach((state, id) => {
          const rules = table.rules.filter((rule) => rule.source === id && rule.event === message);
          const deferral = table.deferrals.find(
            (candidate) => candidate.state === id && candidate.event === message,
          );
          const where = `${name}.${state} ${message}`;
          if (rules.length === 0 && deferral === undefined) undeclared.push(where);
          else declared++;
          if (deferral !== undefined) expect(deferral.reason, where).toMatch(/\w{3}/);
          const ignores = rules.filter(
            (rule) => rule.actions.length + Math.abs(rule.target - id) === 0,
          );
          for (const rule of ignores) expect(rule.description, where).toMatch(/^ignored: \w/);
        });
      }
    }
    expect(undeclared.toSorted()).toEqual(surprises);
    expect(declared).toBeGreaterThan(50);
  });

  it.each(tables)('every transition of $name says where it comes from', ({ table }) => {
    expect(table.rules.length).toBeGreaterThan(2);
    for (const { description, event, source } of table.rules) {
      expect(description, `${table.states[source]} on ${event}`).toMatch(
        /^(\d\.\d|Xen 4\.1|beyond|ignored)\b/,
      );
    }
  });

  it.each(tables)('$name is literal data, as the Stately editor needs it', ({ machine, name }) => {
    expect(JSON.parse(JSON.stringify(machine.config))).toEqual(machine.config);
    const file = name === 'procCall' ? 'proc-call' : name;
    const source = readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8');
    expect(source).toMatch(/\}\)\.createMachine\(\{\n {2}id: '/);
    expect(source).not.toContain('...');
  });
});
