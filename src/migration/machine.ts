import type { LayoutBuilder } from '../layout/layout.ts';
import { EventPort, Queue } from '../system/channel.ts';
import type { Design } from '../../models/design.ts';
import { messages } from '../../models/messages.ts';
import { AgentMemory } from './bind-agent.ts';
import { DaemonMemory, type DaemonNumbers } from './bind-daemon.ts';
import { KernelMemory } from './bind-kernel.ts';
import { ProcCallMemory } from './bind-proc-call.ts';
import { LkmMemory } from './bind-lkm.ts';
import { Heap, type HeapSize } from './heap.ts';
import { Memory, type MemorySize } from './memory.ts';

/** Sizes and budgets of a machine: from 4 frames to 64 million, the same fields. */
export interface MachineSize extends MemorySize, HeapSize {
  readonly takes: number;
  readonly frees: number;
  readonly moves: number;
  readonly netlinkMessages: number;
  readonly numbers: DaemonNumbers;
}

/** All memory and channels of a machine: what every binding works on. */
export interface Machine {
  readonly size: MachineSize;
  readonly memory: Memory;
  readonly heap: Heap;
  readonly daemon: DaemonMemory;
  readonly lkm: LkmMemory;
  readonly agent: AgentMemory;
  readonly kernel: KernelMemory;
  readonly call: ProcCallMemory;
  readonly daemonToLkm: EventPort;
  readonly lkmToDaemon: EventPort;
  readonly lkmToAgent: Queue;
  readonly agentToLkm: Queue;
  readonly proc: Queue;
}

/** Declares a machine in `layout`. */
export function declareMachine(layout: LayoutBuilder, size: MachineSize, design: Design): Machine {
  const { frames, heapPages } = size;
  const page = heapPages;
  return {
    size,
    memory: new Memory(layout, size, design),
    heap: new Heap(layout, size),
    daemon: new DaemonMemory(layout, frames, size.numbers),
    lkm: new LkmMemory(layout, frames, heapPages),
    agent: new AgentMemory(layout, heapPages),
    kernel: new KernelMemory(layout, size),
    call: new ProcCallMemory(layout, heapPages),
    daemonToLkm: new EventPort(layout, 'daemonToLkm', messages.daemonToLkm),
    lkmToDaemon: new EventPort(layout, 'lkmToDaemon', messages.lkmToDaemon),
    lkmToAgent: new Queue(layout, 'lkmToAgent', {
      capacity: size.netlinkMessages,
      messages: messages.lkmToAgent,
    }),
    agentToLkm: new Queue(layout, 'agentToLkm', {
      capacity: size.netlinkMessages,
      messages: messages.agentToLkm,
      payload: { begin: page, end: page, mustSendBegin: page, mustSendEnd: page, ragged: 1 },
    }),
    proc: new Queue(layout, 'proc', {
      capacity: 1,
      messages: messages.proc,
      payload: { from: page, to: page },
    }),
  };
}
