import * as charts from '../../models/charts.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Controls, Guard, ProcessDefinition } from '../system/definition.ts';
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
import type { Machine } from './machine.ts';
import { applications } from './memory.ts';
import { standing, type Standing } from './standing.ts';

export interface ProcessOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly environment: Environment;
}

/** What every group of processes is made from. */
interface Parts extends ProcessOptions {
  readonly machine: Machine;
  readonly controls: Controls;
  readonly world: ReadonlySet<HazardName>;
  readonly standing: Standing;
  /** The design checks again before the VM is suspended, and somebody has let go. */
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

/** Every chart with what its names mean on `machine`. Guests move only while the VM runs. */
export function processesOf(
  machine: Machine,
  controls: Controls,
  options: ProcessOptions,
): ProcessDefinition[] {
  const stands = standing(machine, controls);
  const lkm = { lkm: machine.lkm, holds: stands.holds };
  const all = [...Array(machine.lkm.applications).keys()];
  const parts: Parts = {
    ...options,
    machine,
    controls,
    world: new Set(options.hazards),
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
    ...guests.map(whileVmRuns),
  ];
}

function daemonProcess({ machine, design, world, gateIsClosed }: Parts): ProcessDefinition {
  const binding = {
    ...machine,
    hazards: world,
    toLkm: machine.daemonToLkm,
    fromLkm: machine.lkmToDaemon,
    toDestination: machine.daemonToDestination,
    numbers: machine.size.numbers,
    design,
    gateIsClosed,
  };
  return {
    name: 'daemon',
    machine: charts.daemon,
    guards: daemonGuards(binding),
    actions: daemonActions(binding),
    inbox: [machine.lkmToDaemon, machine.destinationToDaemon],
  };
}

function destinationProcess({ machine, design }: Parts): ProcessDefinition {
  const binding = { ...machine, toDaemon: machine.destinationToDaemon, design };
  return {
    name: 'destination',
    machine: charts.destination,
    guards: destinationGuards(binding),
    actions: destinationActions(binding),
    choices: { start: 2 },
    inbox: [machine.daemonToDestination],
  };
}

/** Only where frames follow the VM. */
function pagingProcesses({ machine, controls, design }: Parts): ProcessDefinition[] {
  const { paging, memory, size } = machine;
  if (paging === undefined) return [];
  const daemonWaits = controls.in('daemon', ['following.awaitingArrival']);
  const binding = { memory, paging, design, daemonWaits };
  return [
    {
      name: 'pageServer',
      machine: charts.pageServer,
      guards: pageServerGuards(binding),
      actions: pageServerActions(binding),
      inbox: [paging.returnPath],
    },
    {
      name: 'pager',
      machine: charts.pager,
      guards: pagerGuards(binding),
      actions: pagerActions(binding),
      inbox: [paging.pages],
      choices: { fault: size.frames },
      idleEvents: ['fault'],
    },
  ];
}

/** Only in worlds in which something is late: elsewhere it would never move. */
function hypervisorProcess({ machine, world, gateIsClosed }: Parts): ProcessDefinition[] {
  if (!world.has('daemonEarly') && !world.has('lateSuspend')) return [];
  const binding = { ...machine, gateIsClosed };
  return [
    {
      name: 'hypervisor',
      machine: charts.hypervisor,
      guards: hypervisorGuards(binding),
      actions: hypervisorActions(binding),
    },
  ];
}

function lkmProcess({ machine, design, world, standing: stands }: Parts): ProcessDefinition {
  const binding = {
    ...machine,
    fromAgent: machine.agentToLkm,
    toApplications: machine.lkmToApplications,
    fromDaemon: machine.daemonToLkm,
    toDaemon: machine.lkmToDaemon,
    design,
    isGone: stands.isGone,
    holds: stands.holds,
    // A deadline is generous, and passes for those that cannot answer, unless the world is hard.
    mayBeLate: (words: Uint32Array, app: number) =>
      world.has('lateReady') || stands.cannotAnswer(words, app),
  };
  return {
    name: 'lkm',
    machine: charts.lkm,
    guards: lkmGuards(binding),
    actions: lkmActions(binding),
    choices: { expire: machine.lkm.applications },
    inbox: [machine.daemonToLkm, machine.agentToLkm],
  };
}

function procCallProcess({ machine, controls, world }: Parts): ProcessDefinition {
  const binding = {
    ...machine,
    hazards: world,
    lkmIsInitialized: controls.in('lkm', ['initialized']),
  };
  return {
    name: 'procCall',
    machine: charts.procCall,
    guards: procCallGuards(binding),
    actions: procCallActions(binding),
    inbox: [machine.proc],
  };
}

function agentProcess({ machine, design, world }: Parts): ProcessDefinition {
  const inbox = machine.lkmToApplications[applications.jvm]!;
  const binding = {
    ...machine,
    toLkm: machine.agentToLkm,
    fromLkm: inbox,
    hazards: world,
    design,
  };
  return {
    name: 'agent',
    machine: charts.agent,
    guards: agentGuards(binding),
    actions: agentActions(binding),
    inbox: [inbox],
    runsWhile: (words) => !machine.heap.hasExited(words),
    idleEvents: ['fallSilent'],
  };
}

function jvmProcess({ machine, controls, design, world, environment }: Parts): ProcessDefinition {
  const callIsIdle = controls.in('procCall', ['idle']);
  const binding = {
    ...machine,
    environment,
    design,
    hazards: world,
    agentAssists: controls.in('agent', ['assisting', 'preparing']),
    toLkm: machine.agentToLkm,
    fromLkm: machine.lkmToApplications[applications.jvm]!,
    noCallIsUnderWay: (words: Uint32Array) => callIsIdle(words) && machine.proc.head(words) < 0,
  };
  return {
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
    idleEvents: ['allocate', 'faultIn', 'write', 'moveBoundary', 'exit', 'collectFull', 'refill'],
  };
}

function cacheAppProcess({ machine, design, world, standing: stands }: Parts): ProcessDefinition[] {
  const { cacheApp } = machine;
  const inbox = machine.lkmToApplications[applications.cacheApp];
  if (cacheApp === undefined || inbox === undefined) return [];
  const binding = {
    ...machine,
    cacheApp,
    toLkm: machine.agentToLkm,
    fromLkm: inbox,
    hazards: world,
    design,
    serviceAnswers: (words: Uint32Array) => !stands.holds(words, applications.jvm),
  };
  return [
    {
      name: 'cacheApp',
      machine: charts.cacheApp,
      guards: cacheAppGuards(binding),
      actions: cacheAppActions(binding),
      inbox: [inbox],
      choices: { store: cacheApp.pages, purge: Object.keys(purges).length },
      idleEvents: ['store'],
    },
  ];
}

function kernelProcess({ machine, controls, design, world }: Parts): ProcessDefinition {
  const isCollecting = controls.in('jvm', [
    'collecting',
    'compacting',
    'sizing',
    'unmapping',
    'exiting',
  ]);
  const binding = {
    ...machine,
    toApplications: machine.lkmToApplications,
    design,
    noCollectionIsUnderWay: (words: Uint32Array) => !isCollecting(words),
  };
  const { frames } = machine.size;
  const pages = pageAndFrameChoices(machine.size);
  return {
    name: 'kernel',
    machine: charts.kernel,
    guards: kernelGuards(binding),
    actions: kernelActions(binding),
    choices: {
      take: frames,
      write: frames,
      free: frames,
      move: machine.size.moves === 0 ? 1 : pages,
      swapOut: world.has('swap') ? pages : 1,
      swapIn: world.has('swap') ? pages : 1,
      fork: world.has('share') ? pages : 1,
      merge: world.has('share') ? pages : 1,
      copyOnWrite: world.has('share') ? pages : 1,
      lose: machine.lkm.applications,
    },
    idleEvents: [
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
    ],
  };
}
