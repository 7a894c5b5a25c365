import * as charts from '../../models/charts.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { defineProcess } from '../system/define-process.ts';
import type { Guard, ProcessDefinition } from '../system/definition.ts';
import { agentActions, agentGuards } from './bind-agent.ts';
import { cacheAppActions, cacheAppGuards, purges } from './bind-cache-app.ts';
import { daemonActions, daemonGuards } from './bind-daemon.ts';
import { destinationActions, destinationGuards } from './bind-destination.ts';
import { hypervisorActions, hypervisorGuards } from './bind-hypervisor.ts';
import { evacuations, jvmActions, jvmGuards } from './bind-jvm.ts';
import { kernelActions, kernelGuards, pageAndFrameChoices } from './bind-kernel.ts';
import { hasLetGo, lkmActions, lkmGuards } from './bind-lkm.ts';
import { pageServerActions, pageServerGuards, pagerActions, pagerGuards } from './bind-paging.ts';
import { procCallActions, procCallGuards } from './bind-proc-call.ts';
import type { Environment } from './environment.ts';
import type { MigrationControls } from './chart-names.ts';
import { collectionStates } from './jvm-binding.ts';
import type { Machine } from './machine.ts';
import { applications } from './memory.ts';
import { standing, type Standing } from './application-status.ts';

export interface ProcessOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly environment: Environment;
}

/** What every group of processes is made from. */
interface Parts extends ProcessOptions {
  readonly machine: Machine;
  readonly controls: MigrationControls;
  readonly configuration: ReadonlySet<HazardName>;
  readonly standing: Standing;
  /** The design checks again before the VM is suspended, and somebody has released pages. */
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

/** Every chart with what its names mean on `machine`. Guests move only while the VM runs. */
export function processesOf(
  machine: Machine,
  controls: MigrationControls,
  options: ProcessOptions,
): ProcessDefinition[] {
  const stands = standing(machine, controls);
  const lkm = { lkm: machine.lkm, holds: stands.holds };
  const all = [...Array(machine.lkm.applications).keys()];
  const parts: Parts = {
    ...options,
    machine,
    controls,
    configuration: new Set(options.hazards),
    standing: stands,
    gateIsClosed: (words) =>
      options.design.suspendGate === 'recheck' && all.some((app) => hasLetGo(lkm, words, app)),
  };
  const vmRuns: Guard = (words) => machine.memory.vmRuns.get(words, 0) === 1;
  const whileVmRuns = (process: ProcessDefinition): ProcessDefinition => {
    const { runsWhile } = process;
    return {
      ...process,
      runsWhile:
        runsWhile === undefined ? vmRuns : (words, c) => vmRuns(words, c) && runsWhile(words, c),
    };
  };
  const guests = [
    lkmProcess(parts),
    procCallProcess(parts),
    agentProcess(parts),
    jvmProcess(parts),
    ...cacheAppProcess(parts),
    kernelProcess(parts),
  ];
  return [
    daemonProcess(parts),
    destinationProcess(parts),
    ...pagingProcesses(parts),
    ...hypervisorProcess(parts),
    ...guests
      .map(whileVmRuns)
      .map((guest) => (machine.size.isStill === true ? still(guest) : guest)),
  ];
}

/** The guards of rows that write a page which holds something already, by process. */
const rewriting: Readonly<Record<string, string>> = {
  jvm: 'pageIsOccupied',
  cacheApp: 'pageIsMapped',
  kernel: 'frameIsTaken',
};

function still(process: ProcessDefinition): ProcessDefinition {
  const guard = rewriting[process.name];
  if (guard === undefined) return process;
  return { ...process, guards: { ...process.guards, [guard]: () => false } };
}

function daemonProcess(parts: Parts): ProcessDefinition {
  const { machine, controls, design, configuration, gateIsClosed } = parts;
  const binding = {
    ...machine,
    hazards: configuration,
    toLkm: machine.daemonToLkm,
    fromLkm: machine.lkmToDaemon,
    toDestination: machine.daemonToDestination,
    numbers: machine.size.numbers,
    design,
    gateIsClosed,
    isDeciding: controls.in('daemon', ['iterating.deciding']),
    isChoosing: controls.in('daemon', ['stopping.choosing']),
  };
  return defineProcess({
    name: 'daemon',
    machine: charts.daemon,
    guards: daemonGuards(binding),
    actions: daemonActions(binding),
    inbox: [machine.lkmToDaemon, machine.destinationToDaemon],
    ...(configuration.has('cleanFails') ? { choices: { failClean: machine.size.frames } } : {}),
  });
}

function destinationProcess({ machine, design }: Parts): ProcessDefinition {
  const binding = { ...machine, toDaemon: machine.destinationToDaemon, design };
  return defineProcess({
    name: 'destination',
    machine: charts.destination,
    guards: destinationGuards(binding),
    actions: destinationActions(binding),
    choices: { start: 2 },
    inbox: [machine.daemonToDestination],
  });
}

/** Only where frames follow the VM. */
function pagingProcesses({ machine, controls, design }: Parts): ProcessDefinition[] {
  const { paging, memory, size } = machine;
  if (paging === undefined) return [];
  const daemonWaits = controls.in('daemon', ['following.awaitingArrival']);
  const binding = { memory, paging, design, daemonWaits };
  return [
    defineProcess({
      name: 'pageServer',
      machine: charts.pageServer,
      guards: pageServerGuards(binding),
      actions: pageServerActions(binding),
      inbox: [paging.returnPath],
    }),
    defineProcess({
      name: 'pager',
      machine: charts.pager,
      guards: pagerGuards(binding),
      actions: pagerActions(binding),
      inbox: [paging.pages],
      choices: { fault: size.frames },
      environmentEvents: ['fault'],
    }),
  ];
}

/** Only in configurations in which something is late: elsewhere it would never move. */
function hypervisorProcess(parts: Parts): ProcessDefinition[] {
  const { machine, controls, design, configuration, gateIsClosed } = parts;
  const late = ['readBeforeLogging', 'lateSuspend', 'deviceWrites'] as const;
  if (!late.some((hazard) => configuration.has(hazard))) return [];
  const isSuspending = controls.in('daemon', ['suspending', 'stopAndCopy']);
  const binding = { ...machine, design, gateIsClosed, isSuspending };
  return [
    defineProcess({
      name: 'hypervisor',
      machine: charts.hypervisor,
      guards: hypervisorGuards(binding),
      actions: hypervisorActions(binding),
      ...(configuration.has('deviceWrites')
        ? { choices: { deviceWrite: machine.size.frames }, environmentEvents: ['deviceWrite'] }
        : {}),
    }),
  ];
}

function lkmProcess({
  machine,
  design,
  configuration,
  standing: stands,
}: Parts): ProcessDefinition {
  const binding = {
    ...machine,
    fromAgent: machine.agentToLkm,
    toApplications: machine.lkmToApplications,
    fromDaemon: machine.daemonToLkm,
    toDaemon: machine.lkmToDaemon,
    design,
    isGone: stands.isGone,
    holds: stands.holds,
    // A deadline is generous, and passes for those that cannot answer, unless the configuration is hard.
    mayBeLate: (words: Uint32Array, app: number) =>
      configuration.has('lateReady') || stands.cannotAnswer(words, app),
  };
  return defineProcess({
    name: 'lkm',
    machine: charts.lkm,
    guards: lkmGuards(binding),
    actions: lkmActions(binding),
    choices: { expire: machine.lkm.applications },
    inbox: [machine.daemonToLkm, machine.agentToLkm],
  });
}

function procCallProcess({ machine, controls, configuration }: Parts): ProcessDefinition {
  const binding = {
    ...machine,
    hazards: configuration,
    lkmIsInitialized: controls.in('lkm', ['initialized']),
  };
  return defineProcess({
    name: 'procCall',
    machine: charts.procCall,
    guards: procCallGuards(binding),
    actions: procCallActions(binding),
    inbox: [machine.proc],
  });
}

function agentProcess({ machine, design, configuration }: Parts): ProcessDefinition {
  const inbox = machine.lkmToApplications[applications.jvm]!;
  const binding = {
    ...machine,
    toLkm: machine.agentToLkm,
    fromLkm: inbox,
    hazards: configuration,
    design,
  };
  return defineProcess({
    name: 'agent',
    machine: charts.agent,
    guards: agentGuards(binding),
    actions: agentActions(binding),
    inbox: [inbox],
    runsWhile: (words) => !machine.heap.hasExited(words),
    environmentEvents: ['fallSilent'],
  });
}

function jvmProcess({
  machine,
  controls,
  design,
  configuration,
  environment,
}: Parts): ProcessDefinition {
  const callIsIdle = controls.in('procCall', ['idle']);
  const binding = {
    ...machine,
    environment,
    design,
    hazards: configuration,
    agentAssists: controls.in('agent', ['assisting', 'preparing']),
    toLkm: machine.agentToLkm,
    fromLkm: machine.lkmToApplications[applications.jvm]!,
    noCallIsUnderWay: (words: Uint32Array) => callIsIdle(words) && machine.proc.head(words) < 0,
  };
  return defineProcess({
    name: 'jvm',
    machine: charts.jvm,
    guards: jvmGuards(binding),
    actions: jvmActions(binding),
    choices: {
      faultIn: machine.size.frames,
      write: machine.size.heapPages,
      evacuate: Object.keys(evacuations).length,
      ...(machine.heap.compactTop === undefined ? {} : { compact: 4, collectEnforced: 2 }),
      resize: environment.resizeChoices,
    },
    environmentEvents: [
      'allocate',
      'faultIn',
      'write',
      'moveBoundary',
      'exit',
      'collectFull',
      'refill',
    ],
  });
}

function cacheAppProcess({
  machine,
  design,
  configuration,
  standing: stands,
}: Parts): ProcessDefinition[] {
  const { cacheApp } = machine;
  const inbox = machine.lkmToApplications[applications.cacheApp];
  if (cacheApp === undefined || inbox === undefined) return [];
  const binding = {
    ...machine,
    cacheApp,
    toLkm: machine.agentToLkm,
    fromLkm: inbox,
    hazards: configuration,
    design,
    serviceAnswers: (words: Uint32Array) => !stands.holds(words, applications.jvm),
  };
  return [
    defineProcess({
      name: 'cacheApp',
      machine: charts.cacheApp,
      guards: cacheAppGuards(binding),
      actions: cacheAppActions(binding),
      inbox: [inbox],
      choices: { store: cacheApp.pages, purge: Object.keys(purges).length },
      environmentEvents: ['store'],
    }),
  ];
}

function kernelProcess({ machine, controls, design, configuration }: Parts): ProcessDefinition {
  const isCollecting = controls.in('jvm', collectionStates);
  const binding = {
    ...machine,
    toApplications: machine.lkmToApplications,
    design,
    noCollectionIsUnderWay: (words: Uint32Array) => !isCollecting(words),
    uncommitsLate: configuration.has('concurrentUncommit'),
    threadsRun: controls.in('jvm', ['running']),
  };
  const { frames } = machine.size;
  const pages = pageAndFrameChoices(machine.size);
  return defineProcess({
    name: 'kernel',
    machine: charts.kernel,
    guards: kernelGuards(binding),
    actions: kernelActions(binding),
    choices: {
      take: frames,
      write: frames,
      free: frames,
      move: machine.size.moves === 0 ? 1 : pages,
      swapOut: configuration.has('swap') ? pages : 1,
      swapIn: configuration.has('swap') ? pages : 1,
      fork: configuration.has('share') ? pages : 1,
      merge: configuration.has('share') ? pages : 1,
      copyOnWrite: configuration.has('share') ? pages : 1,
      uncommit: configuration.has('concurrentUncommit') ? pages : 1,
      lose: machine.lkm.applications,
    },
    environmentEvents: [
      'take',
      'write',
      'free',
      'move',
      'swapOut',
      'swapIn',
      'fork',
      'merge',
      'copyOnWrite',
      'lose',
      'uncommit',
    ],
  });
}
