import { hintDevice, hintingGuest } from '../../../models/free-page-hint.ts';
import { qemuDaemon } from '../../../models/qemu.ts';
import { countBits, fillBits, nextSetBit, orBits } from '../../layout/bitmap.ts';
import type { ProcessDefinition, Property } from '../../system/definition.ts';
import { defineProcess, type ActionsOf, type GuardsOf } from '../../system/define-process.ts';
import { System } from '../../system/system.ts';
import { QemuMemory, type QemuSize } from './memory.ts';

/** How free-page hints are handled. */
export interface HintDesign {
  readonly hints: 'off' | 'on';
  /**
   * `drained`: hints are taken only between two syncs: stopped before a sync and started after it with a
   * new command id, those of an older id ignored (QEMU commit c13c4153f7). `open`: taken at any moment.
   */
  readonly window: 'open' | 'drained';
}

export interface QemuSystem {
  readonly system: System;
  readonly memory: QemuMemory;
}

/** QEMU's migration as a system: its loop, a guest, and the device that takes hints. All pages are in
 * use at first, but for those that `isFree` names. */
export function qemuSystem(
  size: QemuSize,
  design: HintDesign,
  isFree: (page: number) => boolean = () => false,
): QemuSystem {
  let memory: QemuMemory | undefined;
  const system = new System({
    name: 'qemu',
    build: (layout, controls) => {
      const built = new QemuMemory(layout, size);
      memory = built;
      const isIdle = controls.in('qemu', ['idle']);
      const isActivating = controls.in('qemu', ['activating']);
      return {
        processes: processesOf(built, size, design),
        initialize: (words) => initialize(words, built, { size, isFree }),
        isTerminal: (words) => isIdle(words) && built.migrationsLeft.get(words, 0) === 0,
        properties: [noLostPage(built, isActivating)],
      };
    },
  });
  return { system, memory: memory! };
}

function initialize(
  words: Uint32Array,
  memory: QemuMemory,
  { size, isFree }: { size: QemuSize; isFree: (page: number) => boolean },
): void {
  memory.vmRuns.set(words, 0, 1);
  memory.migrationsLeft.set(words, 0, 1);
  memory.burstsLeft.set(words, 0, size.bursts);
  memory.takesLeft.set(words, 0, size.takes);
  memory.freesLeft.set(words, 0, size.frees);
  memory.hintsLeft.set(words, 0, size.hints);
  for (let page = 0; page < size.frames; page++) if (!isFree(page)) memory.used.set(words, page, 1);
}

function processesOf(memory: QemuMemory, size: QemuSize, design: HintDesign): ProcessDefinition[] {
  const runsWhile = (words: Uint32Array): boolean => memory.vmRuns.get(words, 0) === 1;
  const { frames } = size;
  return [
    defineProcess({
      name: 'qemu',
      machine: qemuDaemon,
      guards: daemonGuards(memory, design),
      actions: daemonActions(memory, design),
      choices: { endBurst: frames + 2 },
    }),
    defineProcess({
      name: 'guest',
      machine: hintingGuest,
      guards: guestGuards(memory, design),
      actions: guestActions(memory),
      choices: { write: frames, take: frames, free: frames, hint: frames },
      environmentEvents: ['write', 'take', 'free', 'hint'],
      runsWhile,
    }),
    defineProcess({
      name: 'device',
      machine: hintDevice,
      guards: {
        isStale: (words) =>
          memory.commandId.get(words, 0) === 0 ||
          (design.window === 'drained' &&
            memory.hints.read(words, 'commandId') !== memory.commandId.get(words, 0)),
      },
      actions: {
        dropHint: () => {},
        clearHintedPage: (words) => memory.bitmap.set(words, memory.hints.read(words, 'page'), 0),
      },
      inbox: [memory.hints],
    }),
  ];
}

function daemonGuards(memory: QemuMemory, design: HintDesign): GuardsOf<typeof qemuDaemon> {
  return {
    migrationIsLeft: (words) => memory.migrationsLeft.get(words, 0) === 1,
    // From the cursor on first: there the next page mostly is.
    nothingRemains: (words) =>
      nextSetBit(words, memory.bitmap, memory.cursor.get(words, 0)) === memory.frames &&
      nextSetBit(words, memory.bitmap, 0) === memory.frames,
    // Nothing can be measured any more: an exploration ends its bursts here.
    muchRemains: (words) =>
      memory.burstsLeft.get(words, 0) > 0 &&
      countBits(words, memory.bitmap) >= Math.max(1, memory.threshold.get(words, 0)),
    hasJustSynced: (words) => memory.hasSynced.get(words, 0) === 1,
    hintsMustStopFirst: () => design.hints === 'on' && design.window === 'drained',
  };
}

function daemonActions(memory: QemuMemory, design: HintDesign): ActionsOf<typeof qemuDaemon> {
  return {
    startLogging: (words) => {
      memory.migrationsLeft.set(words, 0, 0);
      memory.logsDirty.set(words, 0, 1);
      fillBits(words, memory.dirty, 0);
      fillBits(words, memory.bitmap, 1);
      fillBits(words, memory.stale, 1);
      memory.threshold.set(words, 0, 0);
    },
    // Every sync adds: what has not been sent stays to be sent.
    syncBitmap: (words) => {
      orBits(words, memory.dirty, memory.bitmap);
      fillBits(words, memory.dirty, 0);
      memory.hasSynced.set(words, 0, 1);
    },
    stopHints: (words) => memory.commandId.set(words, 0, 0),
    startHints: (words) => {
      if (design.hints === 'on') memory.startCommand(words);
    },
    startBurst: (words) => {
      memory.hasSynced.set(words, 0, 0);
      memory.burstsLeft.add(words, 0, -1);
    },
    sendPage: (words) => {
      const { bitmap, frames } = memory;
      const ahead = nextSetBit(words, bitmap, memory.cursor.get(words, 0));
      const page = ahead < frames ? ahead : nextSetBit(words, bitmap, 0);
      bitmap.set(words, page, 0);
      memory.stale.set(words, page, 0);
      memory.cursor.set(words, 0, page + 1 < frames ? page + 1 : 0);
    },
    measureBandwidth: (words, choice) => memory.threshold.set(words, 0, choice),
    pauseVm: (words) => memory.vmRuns.set(words, 0, 0),
    runAtDestination: (words) => {
      memory.vmRuns.set(words, 0, 1);
      memory.logsDirty.set(words, 0, 0);
      fillBits(words, memory.stale, 0);
      memory.cursor.set(words, 0, 0);
      memory.threshold.set(words, 0, 0);
      memory.hasSynced.set(words, 0, 0);
    },
  };
}

function guestGuards(memory: QemuMemory, design: HintDesign): GuardsOf<typeof hintingGuest> {
  const isUsed = (words: Uint32Array, page: number): boolean => memory.used.get(words, page) === 1;
  return {
    pageIsUsed: isUsed,
    pageIsFree: (words, page) => !isUsed(words, page) && memory.takesLeft.get(words, 0) > 0,
    pageMayBeFreed: (words, page) => isUsed(words, page) && memory.freesLeft.get(words, 0) > 0,
    pageMayBeHinted: (words, page) =>
      design.hints === 'on' &&
      memory.commandId.get(words, 0) !== 0 &&
      !isUsed(words, page) &&
      memory.hintsLeft.get(words, 0) > 0 &&
      !memory.hints.isFull(words),
  };
}

function guestActions(memory: QemuMemory): ActionsOf<typeof hintingGuest> {
  return {
    writePage: (words, page) => memory.write(words, page),
    takePage: (words, page) => {
      memory.takesLeft.add(words, 0, -1);
      memory.used.set(words, page, 1);
      memory.write(words, page);
    },
    freePage: (words, page) => {
      memory.freesLeft.add(words, 0, -1);
      memory.used.set(words, page, 0);
    },
    hintPage: (words, page) => {
      memory.hintsLeft.add(words, 0, -1);
      memory.hints.send(words, 'hinted', { page, commandId: memory.commandId.get(words, 0) });
    },
  };
}

/** S1 for QEMU: when the destination is about to run, no page that is in use is stale there. */
function noLostPage(memory: QemuMemory, isActivating: (words: Uint32Array) => boolean): Property {
  const lost = (words: Uint32Array): number => {
    let page = nextSetBit(words, memory.stale, 0);
    while (page < memory.frames && memory.used.get(words, page) === 0) {
      page = nextSetBit(words, memory.stale, page + 1);
    }
    return page;
  };
  return {
    id: 'S1',
    title: 'No lost page',
    at: { process: 'qemu', states: ['activating'] },
    exercised: isActivating,
    violation: (words) => {
      const page = lost(words);
      if (page === memory.frames) return undefined;
      return {
        failureClass: 'used page stale',
        detail: `page ${page} is in use and stale at the destination`,
        about: { field: 'stale', index: page },
      };
    },
  };
}
