import type { Field } from '../src/layout/field.ts';
import type { PageRange } from '../src/migration/page-range.ts';
import type { Clause, Violation } from '../src/system/definition.ts';
import type { PropertyFamily, Question } from './family.ts';

/** Variables that are 0 while their owner rests, and when it does. */
interface Book {
  readonly title: string;
  readonly rests: (words: Uint32Array) => boolean;
  readonly fields: readonly (Field | undefined)[];
}

/**
 * S10. Between migrations nothing of one is left: whoever rests has empty books. A counter that is not reset ends the
 * next migration early, a range that is not cleared hides pages of the next, a flag that stays decides something that
 * it does not mean. Asked at once, not when it does harm: the harm may need more attempts than the bounds give.
 */
export const cleanBooks: PropertyFamily = {
  id: 'S10',
  title: 'Clean books: whoever has nothing to do remembers nothing of the last migration',
  unasked: ({ machine, design }) => {
    const late = ['cleanFails', 'deviceWrites', 'concurrentUncommit'] as const;
    const hazard = late.find((each) => machine.size.hazards.has(each));
    if (hazard !== undefined) return `under ${hazard} something may outlive its cause`;
    return design.assistance !== 'none' && design.epoch === 'none'
      ? 'a message of another attempt may leave anything behind'
      : undefined;
  },
  define: (question) => {
    const { machine, controls } = question;
    const { daemon, size } = machine;
    const isIdle = controls.in('daemon', ['idle']);
    const clauses = booksOf(question).map(clauseOf);
    return {
      id: 'S10',
      title: 'Clean books',
      exercised: (words) =>
        isIdle(words) && daemon.attemptsLeft.get(words, 0) < size.numbers.migrations,
      clauses,
      violation: (words) => {
        for (const clause of clauses) {
          const found = clause.violation(words);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    };
  },
};

const ends = ({ begin, end }: PageRange): Field[] => [begin, end];

function booksOf(question: Question): Book[] {
  return [...daemonBooks(question), ...moduleBooks(question), ...applicationBooks(question)];
}

/** The host's side: daemon, hypervisor, page server and pager. */
function daemonBooks({ machine, controls, design }: Question): Book[] {
  const { memory, daemon, paging, hypervisor } = machine;
  const isIdle = controls.in('daemon', ['idle']);
  const logIsKept = (words: Uint32Array): boolean => daemon.logIsKept?.get(words, 0) === 1;
  const counts = [daemon.iteration, daemon.cursor, daemon.batchStart, daemon.batchEnd];
  const tests = [daemon.handled, daemon.sent, daemon.skipped, daemon.announcedLast];
  const sets = [memory.send, memory.lastSend, memory.peeked, memory.transferSeen];
  const postponed = [memory.postponed, memory.dirtyBefore];
  const deferred = design.skippedFrames === 'defer' ? [memory.deferred] : [];
  const request = design.suspendCancel === 'none' ? [] : [hypervisor.suspendPending];
  return [
    {
      title: 'an idle daemon has no iteration, no sets of frames and no counts',
      rests: isIdle,
      fields: [...counts, ...tests, ...sets, ...postponed, ...deferred, ...request],
    },
    {
      title: 'no log runs if no migration is under way',
      rests: (words) => isIdle(words) && !logIsKept(words),
      fields: [memory.logsDirty, memory.dirty, hypervisor.logPending],
    },
    {
      title: 'nothing follows the VM any more when the source has released it',
      rests: isIdle,
      fields: [memory.absent, paging?.cursor, paging?.awaited, paging?.placed, paging?.isComplete],
    },
  ];
}

function moduleBooks({ machine, controls }: Question): Book[] {
  const { lkm, call } = machine;
  const place = [lkm.cursor, lkm.current, lkm.entry];
  const ranges = [...ends(lkm.reported), ...ends(lkm.mustSend)];
  return [
    {
      title: 'a module that waits for a migration knows no application and no range',
      rests: controls.in('lkm', ['initialized']),
      fields: [lkm.registered, lkm.prepared, lkm.ready, lkm.holdSent, ...place].concat(
        ends(lkm.area),
        ranges,
      ),
    },
    {
      title: 'a module between two messages is at no page',
      rests: controls.in('lkm', ['started.listening', 'final-update.awaitingReady']),
      fields: [...place, ...ranges],
    },
    {
      title: 'a /proc write that is over is at no page',
      rests: controls.in('procCall', ['idle']),
      fields: [call.cursor, call.end],
    },
  ];
}

function applicationBooks({ machine, controls }: Question): Book[] {
  const { heap, agent, cacheApp, size } = machine;
  // A relayed call may return after the agent was released.
  const returned = size.hazards.has('reorder') ? [] : [agent.callReturned];
  const flags = [heap.gcIsEnforced, heap.collectedSinceRequest, heap.leftFrom, heap.leftTo];
  const books: Book[] = [
    {
      title: 'an agent that assists nobody remembers no range',
      rests: controls.in('agent', ['idle']),
      fields: [...ends(agent.range), ...returned],
    },
    {
      title: 'a JVM whose threads run is in no collection',
      rests: controls.in('jvm', ['running']),
      fields: [heap.cursor, heap.compactTop, ...flags],
    },
  ];
  if (cacheApp === undefined) return books;
  const purge: Book = {
    title: 'a second application that does not purge is at no page',
    rests: controls.in('cacheApp', ['idle', 'assisting', 'holding']),
    fields: [cacheApp.cursor],
  };
  return [...books, purge];
}

function clauseOf({ title, rests, fields }: Book): Clause {
  const own = fields.filter((field) => field !== undefined);
  let masks: Uint32Array | undefined;
  return {
    title,
    violation: (words) => {
      if (own.length === 0 || !rests(words)) return undefined;
      masks ??= maskOf(own, words.length);
      let rest = 0;
      for (let word = 0; word < masks.length; word++) rest |= words[word]! & masks[word]!;
      return rest === 0 ? undefined : leftOver(own, words);
    },
  };
}

/** The bits of these fields, all others 0: one comparison a word in place of one an element. */
function maskOf(fields: readonly Field[], length: number): Uint32Array {
  const words = new Uint32Array(length);
  for (const field of fields) {
    for (let at = 0; at < field.length; at++) field.set(words, at, field.valueMax);
  }
  return words;
}

function leftOver(fields: readonly Field[], words: Uint32Array): Violation | undefined {
  for (const field of fields) {
    for (let index = 0; index < field.length; index++) {
      if (field.get(words, index) === 0) continue;
      return {
        about: { field: field.name, index },
        failureClass: `${field.name} left over`,
        detail: `${field.name} is ${field.get(words, index)}, although its owner has nothing to do`,
      };
    }
  }
  return undefined;
}
