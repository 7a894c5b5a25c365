import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Queue } from '../system/channel.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { AgentMemory } from './bind-agent.ts';
import type { LkmMemory } from './bind-lkm.ts';
import type { Memory } from './memory.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** The page that a /proc write is at, and the end of its range. */
export class ProcCallMemory {
  readonly cursor: Field;
  readonly end: Field;

  constructor(layout: LayoutBuilder, heapPages: number) {
    this.cursor = layout.field('callCursor', bitsFor(heapPages));
    this.end = layout.field('callEnd', bitsFor(heapPages));
  }
}

export interface ProcCallBinding {
  readonly memory: Memory;
  readonly call: ProcCallMemory;
  readonly agent: AgentMemory;
  readonly lkm: LkmMemory;
  readonly proc: Queue;
  readonly hazards: ReadonlySet<HazardName>;
  readonly lkmIsInitialized: (words: Uint32Array) => boolean;
}

/** What the /proc chart's guards mean. */
export function procCallGuards(binding: ProcCallBinding): ProcessGuards<'procCall'> {
  const { memory, call } = binding;
  return {
    lkmIsInitialized: binding.lkmIsInitialized,
    everyPageOfRangeDone: (words) => call.cursor.get(words, 0) >= call.end.get(words, 0),
    pageIsCached: (words) => memory.cache.get(words, call.cursor.get(words, 0)) !== 0,
  };
}

/** What the /proc chart's actions do. */
export function procCallActions(binding: ProcCallBinding): ProcessActions<'procCall'> {
  const { memory, call, agent, proc, hazards } = binding;
  return {
    rememberRange: (words) => {
      call.cursor.set(words, 0, proc.read(words, 'from'));
      call.end.set(words, 0, proc.read(words, 'to'));
    },
    forgetRange: (words) => {
      binding.lkm.area.cut(words, [call.cursor.get(words, 0), call.end.get(words, 0)]);
    },
    returnToCaller: (words) => {
      call.cursor.set(words, 0, 0);
      call.end.set(words, 0, 0);
      if (!hazards.has('reorder')) agent.callReturned.set(words, 0, 1);
    },
    unskipCachedPage: (words) => memory.markMustSend(words, call.cursor.get(words, 0)),
    advance: (words) => call.cursor.add(words, 0, 1),
  };
}
