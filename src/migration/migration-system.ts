import { agent } from '../../models/agent.ts';
import { daemon } from '../../models/daemon.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { jvm } from '../../models/jvm.ts';
import { kernel } from '../../models/kernel.ts';
import { lkm } from '../../models/lkm.ts';
import { procCall } from '../../models/proc-call.ts';
import { fillBits } from '../layout/bitmap.ts';
import type { Controls, ProcessDefinition, Property } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { agentActions, agentGuards } from './bind-agent.ts';
import { daemonActions, daemonGuards } from './bind-daemon.ts';
import { kernelActions, kernelGuards, procCallActions, procCallGuards } from './bind-guest.ts';
import { evacuations, jvmActions, jvmGuards } from './bind-jvm.ts';
import { lkmActions, lkmGuards } from './bind-lkm.ts';
import type { Environment } from './environment.ts';
import { declareMachine, type Machine, type MachineSize } from './machine.ts';
import { owners } from './memory.ts';

export interface MigrationOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly size: MachineSize;
  /** The environment's choices that are too large for a number. */
  readonly environment: (machine: Machine) => Environment;
  /** Who holds what when the story begins. */
  readonly initialize: (words: Uint32Array, machine: Machine) => void;
  readonly properties: (machine: Machine, controls: Controls) => readonly Property[];
}

export interface Migration {
  readonly system: System;
  readonly machine: Machine;
  readonly design: Design;
}

/**
 * The migration as a system: six charts over one machine. Checker, clock and replay get it from here
 * and from nowhere else; they differ in size, environment and who picks the next step.
 */
export function migrationSystem(options: MigrationOptions): Migration {
  let machine: Machine | undefined;
  const system = new System({
    name: 'migration',
    build: (layout, controls) => {
      const built = declareMachine(layout, options.size, options.design);
      machine = built;
      const daemonIsIdle = controls.in('daemon', ['idle']);
      return {
        processes: processesOf(built, controls, options),
        initialize: (words) => {
          startWithoutMigration(words, built);
          options.initialize(words, built);
        },
        atRest: (words) => daemonIsIdle(words) && built.daemon.attemptsLeft.get(words, 0) === 0,
        properties: options.properties(built, controls),
      };
    },
  });
  return { system, machine: machine!, design: options.design };
}

/** All bits set, cache empty, nothing logged, budgets full: as the module is loaded (3.3.5). */
function startWithoutMigration(words: Uint32Array, machine: Machine): void {
  const { memory, heap, daemon, kernel, size } = machine;
  fillBits(words, memory.transfer, 1);
  memory.vmRuns.set(words, 0, 1);
  heap.collectionsLeft.set(words, 0, size.collections);
  heap.resizesLeft.set(words, 0, size.resizes);
  heap.boundaryMovesLeft.set(words, 0, size.boundaryMoves);
  daemon.attemptsLeft.set(words, 0, size.numbers.migrations);
  kernel.takesLeft.set(words, 0, size.takes);
  kernel.freesLeft.set(words, 0, size.frees);
}

function processesOf(
  machine: Machine,
  controls: Controls,
  { design, hazards, environment: environmentOf }: MigrationOptions,
): ProcessDefinition[] {
  const { memory, size } = machine;
  const lkmIsInitialized = controls.in('lkm', ['initialized']);
  const agentAssists = controls.in('agent', ['assisting', 'preparing']);
  const runsWhile = (words: Uint32Array): boolean => memory.vmRuns.get(words, 0) === 1;
  const environment = environmentOf(machine);
  const daemonBinding = {
    ...machine,
    toLkm: machine.daemonToLkm,
    fromLkm: machine.lkmToDaemon,
    numbers: size.numbers,
    design,
    guestHasSettled: guestHasSettled(machine, controls),
  };
  const lkmBinding = {
    ...machine,
    fromAgent: machine.agentToLkm,
    toAgent: machine.lkmToAgent,
    toDaemon: machine.lkmToDaemon,
    design,
  };
  const agentBinding = { ...machine, toLkm: machine.agentToLkm, design };
  const jvmBinding = { ...machine, environment, design, hazards: new Set(hazards), agentAssists };
  const callBinding = { ...machine, lkmIsInitialized };
  const frameChoices = { take: size.frames, write: size.frames, free: size.frames };
  return [
    {
      name: 'daemon',
      machine: daemon,
      guards: daemonGuards(daemonBinding),
      actions: daemonActions(daemonBinding),
      inbox: [machine.lkmToDaemon],
    },
    {
      name: 'lkm',
      machine: lkm,
      guards: lkmGuards(lkmBinding),
      actions: lkmActions(lkmBinding),
      inbox: [machine.daemonToLkm, machine.agentToLkm],
      runsWhile,
    },
    {
      name: 'procCall',
      machine: procCall,
      guards: procCallGuards(callBinding),
      actions: procCallActions(callBinding),
      inbox: [machine.proc],
      runsWhile,
    },
    {
      name: 'agent',
      machine: agent,
      guards: agentGuards(agentBinding),
      actions: agentActions(agentBinding),
      inbox: [machine.lkmToAgent],
      runsWhile,
    },
    {
      name: 'jvm',
      machine: jvm,
      guards: jvmGuards(jvmBinding),
      actions: jvmActions(jvmBinding),
      choices: {
        faultIn: size.frames,
        write: size.heapPages,
        evacuate: Object.keys(evacuations).length,
        resize: environment.resizeChoices,
      },
      runsWhile,
      idleEvents: ['allocate', 'faultIn', 'write', 'moveBoundary'],
    },
    {
      name: 'kernel',
      machine: kernel,
      guards: kernelGuards({ memory, kernel: machine.kernel }),
      actions: kernelActions({ memory, kernel: machine.kernel }),
      choices: frameChoices,
      runsWhile,
      idleEvents: ['take', 'write', 'free'],
    },
  ];
}

/**
 * A bound of hazard `secondMigration`: the next migration begins when the one before is over for all
 * and none of its messages is in flight. Messages that outlive their migration need epochs, which no
 * design has yet: without this bound `hardened` fails too, and a test says so.
 */
function guestHasSettled(machine: Machine, controls: Controls): (words: Uint32Array) => boolean {
  const lkmIsInitialized = controls.in('lkm', ['initialized']);
  const agentIsIdle = controls.in('agent', ['idle']);
  const channels = [
    machine.daemonToLkm,
    machine.lkmToDaemon,
    machine.lkmToAgent,
    machine.agentToLkm,
    machine.proc,
  ];
  return (words) =>
    lkmIsInitialized(words) &&
    agentIsIdle(words) &&
    channels.every((channel) => channel.head(words) < 0);
}

/** Where the spaces lie at the start, in heap pages. */
export interface InitialHeap {
  readonly oldTop: number;
  readonly youngBegin: number;
  readonly edenPages: number;
  readonly survivorPages: number;
  /** Pages that have a frame: frame i backs heap page i. */
  readonly isMapped: (page: number) => boolean;
}

/** Lays out Old, Eden, From and To one after the other, frame i behind page i where it is mapped. */
export function initializeHeap(words: Uint32Array, machine: Machine, initial: InitialHeap): void {
  const { heap, memory } = machine;
  const { youngBegin, edenPages, survivorPages } = initial;
  const edenEnd = youngBegin + edenPages;
  const fromEnd = edenEnd + survivorPages;
  const toEnd = fromEnd + survivorPages;
  heap.oldTop.set(words, 0, initial.oldTop);
  heap.youngBegin.set(words, 0, youngBegin);
  heap.edenTop.set(words, 0, youngBegin);
  heap.edenEnd.set(words, 0, edenEnd);
  heap.fromBottom.set(words, 0, edenEnd);
  heap.fromTop.set(words, 0, edenEnd);
  heap.fromEnd.set(words, 0, fromEnd);
  heap.toBottom.set(words, 0, fromEnd);
  heap.toTop.set(words, 0, fromEnd);
  heap.toEnd.set(words, 0, toEnd);
  heap.youngEnd.set(words, 0, toEnd);
  for (let page = 0; page < toEnd; page++) {
    if (!initial.isMapped(page)) continue;
    memory.pageTable.set(words, page, page + 1);
    memory.owner.set(words, page, owners.application);
  }
}
