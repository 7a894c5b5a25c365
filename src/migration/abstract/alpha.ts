import type { Field } from '../../layout/field.ts';
import { invariant } from '../../foundation/invariant.ts';
import type { System } from '../../system/system.ts';
import type { Migration } from '../migration-system.ts';
import type { Alpha } from './observed.ts';
import { pageFacts, stateTest } from './alpha-page.ts';
import { entries, mappers, type AbstractMemory } from './memory.ts';
import type { AbstractMigration } from './system.ts';

/** Copies what both states have alike. */
type Copy = (words: Uint32Array, out: Uint32Array) => void;

/**
 * The abstraction function of the migration: what a machine of any size looks like from one frame and one page.
 * Linear in the pages of the machine. Both systems must have the same hazards, design and queue capacities.
 */
export function alphaOf(concrete: Migration, abstract: AbstractMigration): Alpha {
  const copy = copiesOf(concrete, abstract);
  const frame = frameFacts(concrete, abstract);
  const page = pageFacts(concrete, abstract);
  const messages = messageFacts(concrete, abstract);
  return (words, observed, out) => {
    out.fill(0);
    copy(words, out);
    frame(words, observed, out);
    page(words, observed, out);
    messages(words, observed, out);
  };
}

/** A field by its name. */
function fieldNamed({ layout }: System, name: string): Field {
  const found = layout.fields.find((field) => field.name === name);
  invariant(found !== undefined, `no field ${name}`);
  return found;
}

/** Control states, notifications and flags: the same in both. */
function copiesOf(concrete: Migration, abstract: AbstractMigration): Copy {
  const { memory, heap, daemon, lkm, agent, hypervisor, strikes } = concrete.machine;
  const seen = abstract.machine;
  const beginning = abstract.system.process('beginning');
  const begun = beginning.table.states.indexOf('begun');
  const controls = concrete.system.processes.map(({ name, control }) => ({
    from: control,
    to: abstract.system.process(name).control,
  }));
  const ports = ['daemonToLkm', 'lkmToDaemon', 'daemonToDestination', 'destinationToDaemon'];
  const portFields = ports.flatMap((port) =>
    ['pending', 'word'].map((part) => ({
      from: fieldNamed(concrete.system, `${port}.${part}`),
      to: fieldNamed(abstract.system, `${port}.${part}`),
    })),
  );
  const same = [...controls, ...portFields];
  const collects = stateTest(concrete, 'jvm', (state) => state.startsWith('collecting'));
  const variables = [
    [seen.memory.vmRuns, memory.vmRuns],
    [seen.memory.runsAtSource, memory.runsAtSource],
    [seen.memory.runsAtDestination, memory.runsAtDestination],
    [seen.memory.logsDirty, memory.logsDirty],
    [seen.heap.gcRequested, heap.gcRequested],
    [seen.heap.gcIsEnforced, heap.gcIsEnforced],
    [seen.heap.collectedSinceRequest, heap.collectedSinceRequest],
    [seen.heap.callback, heap.callback],
    [seen.heap.fromIsRagged, heap.fromIsRagged],
    [seen.heap.exited, heap.exited],
    [seen.heap.childLives, heap.childLives],
    [seen.daemon.announcedLast, daemon.announcedLast],
    [seen.daemon.logPending, hypervisor.logPending],
    [seen.daemon.suspendPending, hypervisor.suspendPending],
    [seen.lkm.registered, lkm.registered],
    [seen.lkm.prepared, lkm.prepared],
    [seen.lkm.ready, lkm.ready],
    [seen.lkm.holdSent, lkm.holdSent],
    [seen.callReturned, agent.callReturned],
  ] as const;
  return (words, out) => {
    beginning.control.set(out, 0, begun);
    abstract.system.unhandledMessage.set(out, 0, concrete.system.unhandledMessage.get(words, 0));
    for (const { from, to } of same) to.set(out, 0, from.get(words, 0));
    for (const [to, from] of variables) to.set(out, from?.get(words, 0) ?? 0);
    seen.heap.anyLeft.put(out, heap.rangeLeft(words));
    const toMatters = heap.toIsFilled(words) && !collects(words) && !heap.hasExited(words);
    seen.heap.toIsFilled.put(out, toMatters);
    seen.daemon.attemptUsed.put(out, daemon.attemptsLeft.get(words, 0) === 0);
    seen.daemon.wasRefused.put(out, strikes.hasStruck(words, 'suspendRefused'));
  };
}

/** What is known of the observed frame. */
function frameFacts(concrete: Migration, abstract: AbstractMigration): Alpha {
  const { memory } = concrete.machine;
  const seen = abstract.machine.memory;
  const bits = [
    [seen.owner, memory.owner],
    [seen.dirty, memory.dirty],
    [seen.send, memory.send],
    [seen.transfer, memory.transfer],
    [seen.stale, memory.stale],
    [seen.lastSend, memory.lastSend],
    [seen.shared, memory.shared],
    [seen.postponed, memory.postponed],
    [seen.dirtyBefore, memory.dirtyBefore],
    [seen.deviceDirty, memory.deviceDirty],
    ...(seen.deferred.exists ? [[seen.deferred, memory.deferred] as const] : []),
  ] as const;
  return (words, { frame, page }, out) => {
    for (const [to, from] of bits) to.set(out, from?.get(words, frame) ?? 0);
    if (seen.mergesOwed) mergeOwed(seen, out);
    let mapper = -1;
    for (let at = 0; at < memory.pages; at++) {
      if (memory.pageTable.get(words, at) === frame + 1) mapper = at;
    }
    let namers = false;
    for (let at = 0; at < memory.pages; at++) {
      namers ||= at !== page && at !== mapper && memory.cache.get(words, at) === frame + 1;
    }
    const isAnother = mapper >= 0 && mapper !== page;
    seen.mapper.set(
      out,
      mapper < 0 ? mappers.none : isAnother ? mappers.another : mappers.observed,
    );
    seen.mapperIsCached.put(out, isAnother && memory.cache.get(words, mapper) === frame + 1);
    seen.namers.put(out, namers);
    seen.poison.put(out, memory.poison.get(words, frame) === 1 && seen.remembersPoison(out));
    const entry = (value: number): number =>
      value === 0 ? entries.none : value === frame + 1 ? entries.frame : entries.elsewhere;
    const mapped = memory.pageTable.get(words, page);
    seen.entry.set(out, entry(mapped));
    const cached = entry(memory.cache.get(words, page));
    const isForgotten = seen.forgetsElsewhere && cached === entries.elsewhere;
    seen.cached.set(out, isForgotten ? entries.none : cached);
    seen.swapped.set(out, memory.swapped?.get(words, page) ?? 0);
    const isElsewhere = mapped !== 0 && mapped !== frame + 1;
    seen.poisonElsewhere.put(out, isElsewhere && memory.poison.get(words, mapped - 1) === 1);
  };
}

/** See {@link AbstractMemory.mergesOwed}. */
function mergeOwed({ stale, dirty, send, deferred }: AbstractMemory, out: Uint32Array): void {
  const isComing = dirty.is(out) || send.is(out);
  if (isComing || deferred.is(out)) stale.set(out, 1);
  if (isComing) deferred.set(out, 0);
}

/** The queues, message by message: a range becomes whether the observed page is in it. */
function messageFacts(concrete: Migration, abstract: AbstractMigration): Alpha {
  const at = (name: string): Field => fieldNamed(concrete.system, name);
  const to = (name: string): Field => fieldNamed(abstract.system, name);
  const queue = (
    name: string,
    payload: (words: Uint32Array, slot: number, page: number) => Record<string, number>,
  ): Alpha => {
    const [count, kind] = [at(`${name}.count`), at(`${name}.kind`)];
    const [countTo, kindTo] = [to(`${name}.count`), to(`${name}.kind`)];
    invariant(kind.length === kindTo.length, `${name}: the capacities differ`);
    const fields = new Map<string, Field>();
    const field = (key: string): Field => {
      const known = fields.get(key) ?? to(`${name}.${key}`);
      fields.set(key, known);
      return known;
    };
    return (words, { page }, out) => {
      const messages = count.get(words, 0);
      countTo.set(out, 0, messages);
      for (let slot = 0; slot < messages; slot++) {
        kindTo.set(out, slot, kind.get(words, slot));
        const values = payload(words, slot, page);
        for (const key of Object.keys(values)) field(key).set(out, slot, values[key]!);
      }
    };
  };
  const [begin, end] = [at('agentToLkm.begin'), at('agentToLkm.end')];
  const mustSend = [at('agentToLkm.mustSendBegin'), at('agentToLkm.mustSendEnd')] as const;
  const ragged = at('agentToLkm.ragged');
  const [from, until] = [at('proc.from'), at('proc.to')];
  const isIn = (words: Uint32Array, page: number, [low, high, slot]: RangeAt): number =>
    page >= low.get(words, slot) && page < high.get(words, slot) ? 1 : 0;
  const all = [
    queue('lkmToAgent', () => ({})),
    queue('agentToLkm', (words, slot, page) => {
      const inMustSend = isIn(words, page, [...mustSend, slot]);
      const isLast = page === mustSend[1].get(words, slot) - 1;
      return {
        inRange: isIn(words, page, [begin, end, slot]),
        inMustSend,
        isRaggedEnd: inMustSend === 1 && isLast ? ragged.get(words, slot) : 0,
      };
    }),
    queue('proc', (words, slot, page) => ({ inRange: isIn(words, page, [from, until, slot]) })),
  ];
  return (words, observed, out) => {
    for (const each of all) each(words, observed, out);
  };
}

type RangeAt = readonly [low: Field, high: Field, slot: number];
