import type { LayoutBuilder } from '../layout/layout.ts';
import { EventPort, Queue } from '../system/channel.ts';
import type { Design } from '../../models/design.ts';
import { messages } from '../../models/messages.ts';
import { AgentMemory } from './bind-agent.ts';
import { CacheAppMemory } from './bind-cache-app.ts';
import { DaemonMemory, type DaemonNumbers } from './bind-daemon.ts';
import { HypervisorMemory } from './bind-hypervisor.ts';
import { KernelMemory, type KernelBudgets } from './bind-kernel.ts';
import { LkmMemory } from './bind-lkm.ts';
import { PagingMemory } from './bind-paging.ts';
import { ProcCallMemory } from './bind-proc-call.ts';
import { Epochs } from './epochs.ts';
import { Heap, type HeapSize } from './heap.ts';
import { Memory, type MemorySize } from './memory.ts';
import { Strikes } from './hazard-budgets.ts';
import { framesFollow } from './switchover.ts';

/** Sizes and budgets of a machine: from 4 frames to 64 million, the same fields. */
export interface MachineSize extends MemorySize, HeapSize, KernelBudgets {
  readonly netlinkMessages: number;
  /** Requests for frames on their way to the source, at most: post-copy. */
  readonly requestsInFlight: number;
  /** How often each striking hazard strikes. */
  readonly strikes: number;
  readonly numbers: DaemonNumbers;
  /** Guests never write what holds something already; they allocate, copy and take frames. Default: they do. */
  readonly isStill?: boolean;
}

/** All memory and channels of a machine: what every binding works on. */
export interface Machine {
  readonly size: MachineSize;
  readonly memory: Memory;
  readonly heap: Heap;
  readonly daemon: DaemonMemory;
  readonly hypervisor: HypervisorMemory;
  /** Only where frames follow the VM. */
  readonly paging: PagingMemory | undefined;
  readonly lkm: LkmMemory;
  readonly agent: AgentMemory;
  /** The second application, where there is one. */
  readonly cacheApp: CacheAppMemory | undefined;
  readonly kernel: KernelMemory;
  readonly call: ProcCallMemory;
  readonly epochs: Epochs;
  readonly strikes: Strikes;
  readonly daemonToLkm: EventPort;
  readonly lkmToDaemon: EventPort;
  readonly daemonToDestination: EventPort;
  readonly destinationToDaemon: EventPort;
  /** One netlink queue per application. */
  readonly lkmToApplications: readonly Queue[];
  readonly agentToLkm: Queue;
  readonly proc: Queue;
}

/** Declares a machine in `layout`. */
export function declareMachine(layout: LayoutBuilder, size: MachineSize, design: Design): Machine {
  const { frames, heapPages, hazards, numbers, cachePages } = size;
  const pages = heapPages + cachePages;
  const apps = cachePages > 0 ? 2 : 1;
  const epochs = new Epochs(layout, numbers.migrations, apps);
  const stamped = epochs.most === 0 ? {} : { epoch: epochs.most };
  const port = (name: keyof typeof messages, numberMax: number): EventPort =>
    new EventPort(layout, name, { messages: messages[name], numberMax });
  return {
    size,
    memory: new Memory(layout, size, design),
    heap: new Heap(layout, size),
    daemon: new DaemonMemory(layout, { frames, numbers, design }),
    hypervisor: new HypervisorMemory(layout, hazards),
    paging: framesFollow(design)
      ? new PagingMemory(layout, frames, size.requestsInFlight)
      : undefined,
    lkm: new LkmMemory(layout, { frames, pages, apps }),
    agent: new AgentMemory(layout, heapPages),
    cacheApp: cachePages > 0 ? new CacheAppMemory(layout, cachePages) : undefined,
    kernel: new KernelMemory(layout, size),
    call: new ProcCallMemory(layout, heapPages),
    epochs,
    strikes: new Strikes(layout, hazards, size.strikes),
    daemonToLkm: port('daemonToLkm', epochs.most),
    lkmToDaemon: port('lkmToDaemon', epochs.most),
    daemonToDestination: port('daemonToDestination', 0),
    destinationToDaemon: port('destinationToDaemon', 0),
    lkmToApplications: Array.from(
      { length: apps },
      (_, app) =>
        new Queue(layout, app === 0 ? 'lkmToAgent' : 'lkmToCacheApp', {
          capacity: queueCapacity(size, design),
          messages: messages.lkmToAgent,
          payload: stamped,
        }),
    ),
    agentToLkm: new Queue(layout, 'agentToLkm', {
      capacity: size.netlinkMessages,
      messages: messages.agentToLkm,
      payload: {
        begin: pages,
        end: pages,
        mustSendBegin: pages,
        mustSendEnd: pages,
        ragged: 1,
        application: 1,
        ...stamped,
      },
    }),
    proc: new Queue(layout, 'proc', {
      capacity: 1,
      messages: messages.proc,
      payload: { from: heapPages, to: heapPages },
    }),
  };
}

/**
 * Messages to an application that can wait. A multicast to a full queue drops; a sender that learns of it
 * keeps what it could not send, so that nothing of all its migrations is ever dropped.
 */
function queueCapacity({ netlinkMessages, numbers }: MachineSize, design: Design): number {
  const perMigration = design.readiness === 'twoPhase' ? 4 : 3;
  return design.delivery === 'multicast'
    ? netlinkMessages
    : Math.max(netlinkMessages, perMigration * numbers.migrations);
}
