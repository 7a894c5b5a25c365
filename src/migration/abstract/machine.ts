import { bitsFor } from '../../layout/field.ts';
import type { LayoutBuilder } from '../../layout/layout.ts';
import { Variable } from '../../layout/variable.ts';
import { EventPort, Queue } from '../../system/channel.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { messages } from '../../../models/messages.ts';
import { AbstractHeap } from './heap.ts';
import { AbstractMemory } from './memory.ts';

export interface AbstractMachineOptions {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** Messages that each netlink queue holds at most. */
  readonly toAgentMessages: number;
  readonly toLkmMessages: number;
}

/** The daemon's variables that are no choice, and what was asked of the hypervisor. */
export interface AbstractDaemon {
  readonly announcedLast: Variable;
  readonly attemptUsed: Variable;
  readonly wasRefused: Variable;
  readonly logPending: Variable;
  readonly suspendPending: Variable;
}

/** The module's variables. A range of pages is one bit: whether the observed page is in it. */
export interface AbstractLkm {
  /** Only where the design decides by it which pages have left. */
  readonly area: Variable;
  readonly reported: Variable;
  readonly mustSend: Variable;
  readonly cursor: Variable;
  readonly registered: Variable;
  readonly prepared: Variable;
  readonly ready: Variable;
  readonly holdSent: Variable;
}

/** All memory and channels, as seen from one frame and one page. */
export interface AbstractMachine {
  readonly memory: AbstractMemory;
  readonly heap: AbstractHeap;
  readonly daemon: AbstractDaemon;
  readonly lkm: AbstractLkm;
  /** The Young range that the agent has read has the observed page in it. */
  readonly agentRange: Variable;
  readonly callReturned: Variable;
  /** Whether a /proc write is still to come to the observed page. */
  readonly callCursor: Variable;
  readonly daemonToLkm: EventPort;
  readonly lkmToDaemon: EventPort;
  readonly daemonToDestination: EventPort;
  readonly destinationToDaemon: EventPort;
  readonly toAgent: Queue;
  readonly toLkm: Queue;
  readonly proc: Queue;
  /** A message was sent to a full queue whose sender keeps what it cannot send: the capacity is too small. */
  readonly overflowed: Variable;
}

/** Declares the machine in `layout`. */
export function declareAbstractMachine(
  layout: LayoutBuilder,
  options: AbstractMachineOptions,
): AbstractMachine {
  const { design, hazards } = options;
  const bit = (name: string, exists = true): Variable => new Variable(layout, name, { exists });
  const port = (name: keyof typeof messages): EventPort =>
    new EventPort(layout, name, { messages: messages[name] });
  return {
    memory: new AbstractMemory(layout, { design, hazards, migratesAgain: false }),
    heap: new AbstractHeap(layout, { design, hazards }),
    daemon: {
      announcedLast: bit('announcedLast'),
      attemptUsed: bit('attemptUsed'),
      wasRefused: bit('wasRefused', hazards.has('suspendRefused')),
      logPending: bit('logPending', hazards.has('readBeforeLogging')),
      suspendPending: bit('suspendPending', hazards.has('lateSuspend')),
    },
    lkm: {
      area: bit('area', design.departedPages !== 'byCache'),
      reported: bit('reported'),
      mustSend: bit('mustSend'),
      cursor: bit('lkmCursor'),
      registered: bit('registered'),
      prepared: bit('prepared', design.readiness === 'twoPhase'),
      ready: bit('ready'),
      holdSent: bit('holdSent', design.readiness === 'twoPhase'),
    },
    agentRange: bit('agentRange'),
    callReturned: bit('callReturned'),
    callCursor: bit('callCursor'),
    daemonToLkm: port('daemonToLkm'),
    lkmToDaemon: port('lkmToDaemon'),
    daemonToDestination: port('daemonToDestination'),
    destinationToDaemon: port('destinationToDaemon'),
    toAgent: new Queue(layout, 'lkmToAgent', {
      capacity: options.toAgentMessages,
      messages: messages.lkmToAgent,
    }),
    toLkm: new Queue(layout, 'agentToLkm', {
      capacity: options.toLkmMessages,
      messages: messages.agentToLkm,
      payload: { inRange: 1, inMustSend: 1, isRaggedEnd: 1 },
    }),
    proc: new Queue(layout, 'proc', {
      capacity: 1,
      messages: messages.proc,
      payload: { inRange: 1 },
    }),
    overflowed: new Variable(layout, 'overflowed', {
      bits: bitsFor(1),
      exists: design.delivery !== 'multicast',
    }),
  };
}
