import * as charts from '../../models/charts.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Controls, ProcessDefinition } from '../system/definition.ts';
import { agentActions, agentGuards } from './bind-agent.ts';
import { daemonActions, daemonGuards } from './bind-daemon.ts';
import { kernelActions, kernelGuards, moveChoices } from './bind-kernel.ts';
import { procCallActions, procCallGuards } from './bind-proc-call.ts';
import { evacuations, jvmActions, jvmGuards } from './bind-jvm.ts';
import { lkmActions, lkmGuards } from './bind-lkm.ts';
import type { Environment } from './environment.ts';
import type { Machine } from './machine.ts';

export interface ProcessOptions {
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly environment: Environment;
}

/** Every chart with what its names mean on `machine`. Guests move only while the VM runs. */
export function processesOf(
  machine: Machine,
  controls: Controls,
  options: ProcessOptions,
): ProcessDefinition[] {
  const { memory } = machine;
  const runsWhile = (words: Uint32Array): boolean => memory.vmRuns.get(words, 0) === 1;
  const guests = [
    ...moduleProcesses(machine, controls, options),
    ...applicationProcesses(machine, controls, options),
    kernelProcess(machine, options),
  ];
  return [
    daemonProcess(machine, controls, options),
    ...guests.map((process) => ({ ...process, runsWhile })),
  ];
}

function daemonProcess(
  machine: Machine,
  controls: Controls,
  { design }: ProcessOptions,
): ProcessDefinition {
  const binding = {
    ...machine,
    toLkm: machine.daemonToLkm,
    fromLkm: machine.lkmToDaemon,
    numbers: machine.size.numbers,
    design,
    guestHasSettled: guestHasSettled(machine, controls),
  };
  return {
    name: 'daemon',
    machine: charts.daemon,
    guards: daemonGuards(binding),
    actions: daemonActions(binding),
    inbox: [machine.lkmToDaemon],
  };
}

function moduleProcesses(
  machine: Machine,
  controls: Controls,
  { design }: ProcessOptions,
): ProcessDefinition[] {
  const binding = {
    ...machine,
    fromAgent: machine.agentToLkm,
    toAgent: machine.lkmToAgent,
    toDaemon: machine.lkmToDaemon,
    design,
  };
  const callBinding = { ...machine, lkmIsInitialized: controls.in('lkm', ['initialized']) };
  return [
    {
      name: 'lkm',
      machine: charts.lkm,
      guards: lkmGuards(binding),
      actions: lkmActions(binding),
      inbox: [machine.daemonToLkm, machine.agentToLkm],
    },
    {
      name: 'procCall',
      machine: charts.procCall,
      guards: procCallGuards(callBinding),
      actions: procCallActions(callBinding),
      inbox: [machine.proc],
    },
  ];
}

function applicationProcesses(
  machine: Machine,
  controls: Controls,
  { design, hazards, environment }: ProcessOptions,
): ProcessDefinition[] {
  const agentBinding = { ...machine, toLkm: machine.agentToLkm, design };
  const agentAssists = controls.in('agent', ['assisting', 'preparing']);
  const binding = { ...machine, environment, design, hazards: new Set(hazards), agentAssists };
  return [
    {
      name: 'agent',
      machine: charts.agent,
      guards: agentGuards(agentBinding),
      actions: agentActions(agentBinding),
      inbox: [machine.lkmToAgent],
    },
    {
      name: 'jvm',
      machine: charts.jvm,
      guards: jvmGuards(binding),
      actions: jvmActions(binding),
      choices: {
        faultIn: machine.size.frames,
        write: machine.size.heapPages,
        evacuate: Object.keys(evacuations).length,
        resize: environment.resizeChoices,
      },
      idleEvents: ['allocate', 'faultIn', 'write', 'moveBoundary'],
    },
  ];
}

function kernelProcess(machine: Machine, { design }: ProcessOptions): ProcessDefinition {
  const binding = { ...machine, design };
  const { frames } = machine.size;
  return {
    name: 'kernel',
    machine: charts.kernel,
    guards: kernelGuards(binding),
    actions: kernelActions(binding),
    choices: { take: frames, write: frames, free: frames, move: moveChoices(machine.size) },
    idleEvents: ['take', 'write', 'free', 'move'],
  };
}

/**
 * Nothing of a migration is under way any more: the LKM is initialized, the application is idle and no
 * message is in flight. The end of a story (deadlock is judged by it), and a bound of hazard
 * `secondMigration`: the next migration begins then. Messages that outlive their migration need
 * epochs, which no design has yet: without the bound `hardened` fails too (`scenarios.spec.ts`).
 */
export function guestHasSettled(
  machine: Machine,
  controls: Controls,
): (words: Uint32Array) => boolean {
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
