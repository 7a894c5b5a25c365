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
  daemon: [...messages.lkmToDaemon, ...messages.destinationToDaemon],
  destination: messages.daemonToDestination,
  pageServer: messages.returnPath,
  pager: messages.pages,
  lkm: [...messages.daemonToLkm, ...messages.agentToLkm],
  procCall: messages.proc,
  agent: messages.lkmToAgent,
  cacheApp: messages.lkmToAgent,
};

/** Pairs without a row: were the message to arrive, S7 would be violated. All others have a row. */
const undeclaredPairs = [
  'agent.assisting.listening query, unless isOfLaterEpoch',
  'agent.holding hold, unless isOfAnotherEpoch',
  'agent.holding prepare, unless isOfAnotherEpoch',
  'agent.holding query, unless isOfLaterEpoch',
  'cacheApp.assisting hold',
  'cacheApp.assisting query, unless isOfLaterEpoch',
  'cacheApp.holding hold',
  'cacheApp.holding prepare, unless isOfAnotherEpoch',
  'cacheApp.holding query, unless isOfLaterEpoch',
  'cacheApp.prepared prepare',
  'cacheApp.prepared query, unless isOfLaterEpoch',
  'daemon.aborting failed',
  'daemon.aborting running',
  'daemon.activating begun',
  'daemon.activating failed',
  'daemon.activating guestReady',
  'daemon.activating running',
  'daemon.awaitingReady begun',
  'daemon.awaitingReady failed',
  'daemon.awaitingReady running',
  'daemon.beginning.announcing begun, unless isOfAnotherEpoch',
  'daemon.beginning.announcing failed',
  'daemon.beginning.announcing guestReady, unless isOfAnotherEpoch',
  'daemon.beginning.announcing running',
  'daemon.beginning.awaitingBegun failed',
  'daemon.beginning.awaitingBegun guestReady, unless isOfAnotherEpoch',
  'daemon.beginning.awaitingBegun running',
  'daemon.following.awaitingArrival begun',
  'daemon.following.awaitingArrival failed',
  'daemon.following.awaitingArrival guestReady',
  'daemon.following.awaitingArrival running',
  'daemon.following.lettingGo begun',
  'daemon.following.lettingGo failed',
  'daemon.following.lettingGo guestReady',
  'daemon.following.lettingGo running',
  'daemon.following.telling begun',
  'daemon.following.telling failed',
  'daemon.following.telling guestReady',
  'daemon.following.telling running',
  'daemon.handingOver begun',
  'daemon.handingOver guestReady',
  'daemon.idle failed',
  'daemon.idle running',
  'daemon.iterating.deciding begun',
  'daemon.iterating.deciding failed',
  'daemon.iterating.deciding running',
  'daemon.iterating.scanning begun',
  'daemon.iterating.scanning failed',
  'daemon.iterating.scanning running',
  'daemon.resuming begun',
  'daemon.resuming failed',
  'daemon.resuming guestReady',
  'daemon.resuming running',
  'daemon.stopAndCopy begun',
  'daemon.stopAndCopy failed',
  'daemon.stopAndCopy guestReady',
  'daemon.stopAndCopy running',
  'daemon.stopping.announced begun',
  'daemon.stopping.announced failed',
  'daemon.stopping.announced running',
  'daemon.stopping.choosing begun',
  'daemon.stopping.choosing failed',
  'daemon.stopping.choosing running',
  'daemon.stopping.cleaned begun',
  'daemon.stopping.cleaned failed',
  'daemon.stopping.cleaned running',
  'daemon.suspending.cleaned begun',
  'daemon.suspending.cleaned failed',
  'daemon.suspending.cleaned guestReady',
  'daemon.suspending.cleaned running',
  'daemon.suspending.paused begun',
  'daemon.suspending.paused failed',
  'daemon.suspending.paused guestReady',
  'daemon.suspending.paused running',
  'daemon.suspending.pausedLate begun',
  'daemon.suspending.pausedLate failed',
  'daemon.suspending.pausedLate guestReady',
  'daemon.suspending.pausedLate running',
  'daemon.suspending.requested begun',
  'daemon.suspending.requested failed',
  'daemon.suspending.requested guestReady',
  'daemon.suspending.requested running',
  'daemon.suspending.running begun',
  'daemon.suspending.running failed',
  'daemon.suspending.running guestReady',
  'daemon.suspending.running running',
  'destination.starting activate',
  'lkm.final-update.abandoning recheck',
  'lkm.final-update.awaitingPrepared recheck',
  'lkm.final-update.awaitingReady recheck',
  'lkm.final-update.comparing recheck',
  'lkm.final-update.joining.atPage recheck',
  'lkm.final-update.joining.entryRead recheck',
  'lkm.final-update.leaving recheck',
  'lkm.initialized recheck',
  'lkm.started.abandoning recheck',
  'lkm.started.listening recheck',
  'lkm.started.walking.atPage recheck',
  'lkm.started.walking.entryRead recheck',
  'pageServer.idle complete',
  'pageServer.pushing complete',
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

  it('every (state, message) pair is handled, ignored or deferred with a reason, or listed here', () => {
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
          // Where every row asks something, a message that fits none counts as unhandled too.
          const isPartial = rules.length > 0 && rules.at(-1)?.guard !== undefined;
          if (isPartial)
            undeclared.push(`${where}, unless ${rules.map(({ guard }) => guard).join()}`);
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
    expect(undeclared.toSorted()).toEqual(undeclaredPairs);
    expect(declared).toBeGreaterThan(50);
  });

  it.each(tables)('every guard and action that $name lists is used', ({ machine, table }) => {
    const { guards, actions } = machine.implementations;
    const asked = new Set(table.rules.flatMap(({ guard }) => guard ?? []));
    expect(asked).toEqual(new Set(Object.keys(guards)));
    const taken = new Set(table.rules.flatMap((rule) => rule.actions));
    expect(taken).toEqual(new Set(Object.keys(actions)));
  });

  it.each(tables)('every transition of $name says where it comes from', ({ table }) => {
    expect(table.rules.length).toBeGreaterThan(2);
    for (const { description, event, source } of table.rules) {
      expect(description, `${table.states[source]} on ${event}`).toMatch(
        /^(\d\.\d|VI|Xen 4\.1|beyond|ignored)\b/,
      );
    }
  });

  it.each(tables)('$name is literal data, as the Stately editor needs it', ({ machine, name }) => {
    expect(JSON.parse(JSON.stringify(machine.config))).toEqual(machine.config);
    const file = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const source = readFileSync(new URL(`./${file}.ts`, import.meta.url), 'utf8');
    expect(source).toMatch(/\}\)\.createMachine\(\{\n {2}id: '/);
    expect(source).not.toContain('...');
  });
});
