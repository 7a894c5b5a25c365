import { setup } from 'xstate';
import {
  bitsFor,
  defineSystem,
  type Action,
  type Field,
  type Guard,
  type LayoutBuilder,
  type Property,
  type System,
} from '../../src/index.ts';

/**
 * An abstract pre-copy with skip areas, small enough to be written the same way in every checker. It is
 * not the project's protocol. Written as any user would write it: the throughput of this model is what
 * the engine reaches without a special path.
 */
const chart = setup({
  types: {
    events: {} as {
      type:
        | 'begin'
        | 'send'
        | 'next'
        | 'prepare'
        | 'write'
        | 'shrink'
        | 'notify'
        | 'finalUpdate'
        | 'finish';
    },
  },
  guards: {
    pagesRemain: () => false,
    everyPagePassed: () => false,
    mayIterateAgain: () => false,
    mayWrite: () => false,
    isInArea: () => false,
    leftAndSkipped: () => false,
    noneLeftAndSkipped: () => false,
  },
  actions: {
    skipAreas: () => {},
    takeDirty: () => {},
    countIteration: () => {},
    sendUnlessDirty: () => {},
    send: () => {},
    writePage: () => {},
    shrinkArea: () => {},
    unskip: () => {},
  },
}).createMachine({
  id: 'mig',
  initial: 'idle',
  states: {
    idle: {
      on: {
        begin: { target: 'iterate', actions: ['skipAreas', 'takeDirty', 'countIteration'] },
        write: { guard: 'mayWrite', actions: 'writePage' },
        notify: { guard: 'leftAndSkipped', actions: 'unskip' },
      },
    },
    iterate: {
      on: {
        send: { guard: 'pagesRemain', actions: 'sendUnlessDirty' },
        next: { guard: 'mayIterateAgain', actions: ['takeDirty', 'countIteration'] },
        prepare: { guard: 'everyPagePassed', target: 'prepare' },
        write: { guard: 'mayWrite', actions: 'writePage' },
        shrink: { guard: 'isInArea', actions: 'shrinkArea' },
        notify: { guard: 'leftAndSkipped', actions: 'unskip' },
      },
    },
    prepare: {
      on: {
        write: { guard: 'mayWrite', actions: 'writePage' },
        shrink: { guard: 'isInArea', actions: 'shrinkArea' },
        notify: { guard: 'leftAndSkipped', actions: 'unskip' },
        finalUpdate: { guard: 'noneLeftAndSkipped', target: 'final', actions: 'takeDirty' },
      },
    },
    final: {
      on: {
        send: { guard: 'pagesRemain', actions: 'send' },
        finish: { guard: 'everyPagePassed', target: 'done' },
      },
    },
    done: {},
  },
});

/** The bounds: pages, greatest value of a page, iterations. */
interface MigSize {
  readonly pages: number;
  readonly valueMax: number;
  readonly iterations: number;
  readonly scan: Scan;
}

/** In which order an iteration passes the pages. */
type Scan = 'ascending' | 'any';

interface MigMemory extends MigSize {
  readonly src: Field;
  /** `valueMax + 1` stands for NONE. */
  readonly dst: Field;
  readonly dirty: Field;
  readonly tosend: Field;
  readonly transfer: Field;
  readonly area: Field;
  readonly iter: Field;
  /** How many pages were passed: of an ascending scan, the next one. */
  readonly pos: Field;
  /** Of a scan in any order: which pages were passed. */
  readonly passed: Field | undefined;
}

function declareMemory(layout: LayoutBuilder, size: MigSize): MigMemory {
  const { pages, valueMax, iterations } = size;
  return {
    ...size,
    src: layout.field('src', bitsFor(valueMax), pages),
    dst: layout.field('dst', bitsFor(valueMax + 1), pages),
    dirty: layout.field('dirty', 1, pages),
    tosend: layout.field('tosend', 1, pages),
    transfer: layout.field('transfer', 1, pages),
    area: layout.field('area', 1, pages),
    iter: layout.field('iter', bitsFor(iterations)),
    pos: layout.field('pos', bitsFor(pages)),
    passed: size.scan === 'any' ? layout.field('passed', 1, pages) : undefined,
  };
}

function initialize(words: Uint32Array, memory: MigMemory): void {
  for (let page = 0; page < memory.pages; page++) {
    memory.dst.set(words, page, memory.valueMax + 1);
    memory.dirty.set(words, page, 1);
    memory.transfer.set(words, page, 1);
    if (page < Math.floor(memory.pages / 2)) memory.area.set(words, page, 1);
  }
}

function guardsOf(memory: MigMemory): Record<string, Guard> {
  const { pages, valueMax, iterations, src, transfer, area, iter, pos, passed } = memory;
  const leftAndSkipped: Guard = (words, page) =>
    area.get(words, page) === 0 && transfer.get(words, page) === 0;
  return {
    pagesRemain:
      passed === undefined
        ? (words) => pos.get(words, 0) < pages
        : (words, page) => passed.get(words, page) === 0,
    everyPagePassed: (words) => pos.get(words, 0) === pages,
    mayIterateAgain: (words) => pos.get(words, 0) === pages && iter.get(words, 0) < iterations,
    mayWrite: (words, page) => src.get(words, page) < valueMax,
    isInArea: (words, page) => area.get(words, page) === 1,
    leftAndSkipped,
    noneLeftAndSkipped: (words) => {
      for (let page = 0; page < pages; page++) if (leftAndSkipped(words, page)) return false;
      return true;
    },
  };
}

function actionsOf(memory: MigMemory): Record<string, Action> {
  const { pages, src, dst, dirty, tosend, transfer, area, iter, pos, passed } = memory;
  const pageOf: (words: Uint32Array, choice: number) => number =
    passed === undefined ? (words) => pos.get(words, 0) : (_, choice) => choice;
  const pass = (words: Uint32Array, page: number): void => {
    tosend.set(words, page, 0);
    pos.add(words, 0, 1);
    passed?.set(words, page, 1);
  };
  const send: Action = (words, choice) => {
    const page = pageOf(words, choice);
    if (tosend.get(words, page) === 1 && transfer.get(words, page) === 1) {
      dst.set(words, page, src.get(words, page));
    }
    pass(words, page);
  };
  return {
    skipAreas: (words) => {
      for (let page = 0; page < pages; page++) {
        if (area.get(words, page) === 1) transfer.set(words, page, 0);
      }
    },
    takeDirty: (words) => {
      for (let page = 0; page < pages; page++) {
        tosend.set(words, page, dirty.get(words, page));
        dirty.set(words, page, 0);
        passed?.set(words, page, 0);
      }
      pos.set(words, 0, 0);
    },
    countIteration: (words) => iter.add(words, 0, 1),
    sendUnlessDirty: (words, choice) => {
      const page = pageOf(words, choice);
      if (dirty.get(words, page) === 1) pass(words, page);
      else send(words, choice);
    },
    send,
    writePage: (words, page) => {
      src.add(words, page, 1);
      dirty.set(words, page, 1);
    },
    shrinkArea: (words, page) => area.set(words, page, 0),
    unskip: (words, page) => transfer.set(words, page, 1),
  };
}

/** In `done`, every page outside the areas is at the destination as it is at the source. Violated. */
function everyPageArrived({ pages, src, dst, area }: MigMemory): Property {
  return {
    id: 'arrived',
    title: 'every page outside the skip areas arrived',
    at: { process: 'mig', states: ['done'] },
    exercised: () => true,
    violation: (words) => {
      for (let page = 0; page < pages; page++) {
        if (area.get(words, page) === 1) continue;
        const [here, there] = [src.get(words, page), dst.get(words, page)];
        if (here === there) continue;
        const detail = `page ${page} is ${here} at the source and ${there} at the destination`;
        return { failureClass: 'stale page', detail, about: { field: 'dst', index: page } };
      }
      return undefined;
    },
  };
}

/** MIG with `n` pages, values up to `v` and `i` iterations: its scan is ascending, as other checkers have it. */
export function mig(n: number, v: number, i: number): System {
  return migOf({ pages: n, valueMax: v, iterations: i, scan: 'ascending' });
}

/** All of it lies in one chart. `alike` declares the pages interchangeable, which they are where the scan has
 * no order. */
export function migOf(size: MigSize, { alike = false } = {}): System {
  const { pages: n, valueMax, iterations, scan } = size;
  const pages = Array.from({ length: n }, (_, page) => page);
  return defineSystem({
    name: `MIG(${n},${valueMax},${iterations})${scan === 'any' ? ' in any order' : ''}`,
    build: (layout, control) => {
      const memory = declareMemory(layout, size);
      const { src, dst, dirty, tosend, transfer, area, passed } = memory;
      const perPage = [
        src,
        dst,
        dirty,
        tosend,
        transfer,
        area,
        ...(passed === undefined ? [] : [passed]),
      ];
      return {
        processes: [
          {
            name: 'mig',
            machine: chart,
            guards: guardsOf(memory),
            actions: actionsOf(memory),
            choices: { write: n, shrink: n, notify: n, send: scan === 'any' ? n : 1 },
          },
        ],
        initialize: (words) => initialize(words, memory),
        isTerminal: control.in('mig', ['done']),
        properties: [everyPageArrived(memory)],
        interchangeable: alike
          ? pages.map((index) => ({ elements: perPage.map((field) => ({ field, index })) }))
          : [],
      };
    },
  });
}
