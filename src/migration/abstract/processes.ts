import * as charts from '../../../models/charts.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { ChoiceParts } from '../../proving/choice-parts.ts';
import { defineProcess } from '../../system/define-process.ts';
import type { Guard, ProcessDefinition } from '../../system/definition.ts';
import { agentActions, agentGuards } from './bind-agent.ts';
import { daemonActions, daemonGuards, losses, scans } from './bind-daemon.ts';
import { destinationActions, destinationGuards } from './bind-destination.ts';
import { hypervisorActions, hypervisorGuards } from './bind-hypervisor.ts';
import { boundaryMoves, jvmActions, jvmGuards, resizes } from './bind-jvm.ts';
import { targets } from './copy-target.ts';
import { changeCount, kernelActions, kernelGuards } from './bind-kernel.ts';
import { lkmActions, lkmGuards } from './bind-lkm.ts';
import { cuts, procCallActions, procCallGuards } from './bind-proc-call.ts';
import { collectionStates } from '../jvm-binding.ts';
import { Copies, kindCount } from './copies.ts';
import { Handing, handingCount } from './frame-for-page.ts';
import type { AbstractControls } from './abstract-controls.ts';
import type { AbstractMachine } from './machine.ts';
import { visitCount, Visits } from './visit.ts';

interface Parts {
  readonly machine: AbstractMachine;
  readonly controls: AbstractControls;
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** The application lives and holds. */
  readonly holds: (words: Uint32Array) => boolean;
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

const countOf = (outcomes: Readonly<Record<string, number>>): number =>
  Object.keys(outcomes).length;

/**
 * Every chart of the migration, unchanged, with what its names mean on one frame and one page. What is not
 * known of all others is the choice of a step.
 */
export function abstractProcesses(
  machine: AbstractMachine,
  controls: AbstractControls,
  { design, hazards }: Pick<Parts, 'design' | 'hazards'>,
): ProcessDefinition[] {
  const { memory, heap, lkm } = machine;
  const agentHolds = controls.in('agent', ['holding']);
  const holds = (words: Uint32Array): boolean => agentHolds(words) && !heap.hasExited(words);
  const gateIsClosed = (words: Uint32Array): boolean =>
    design.suspendGate === 'recheck' &&
    lkm.registered.is(words) &&
    lkm.ready.is(words) &&
    !holds(words);
  const parts: Parts = { machine, controls, design, hazards, holds, gateIsClosed };
  const whileVmRuns = (process: ProcessDefinition): ProcessDefinition => {
    const { runsWhile } = process;
    const vmRuns: Guard = (words) => memory.vmRuns.is(words);
    return {
      ...process,
      runsWhile:
        runsWhile === undefined ? vmRuns : (words, c) => vmRuns(words, c) && runsWhile(words, c),
    };
  };
  const guests = [lkmProcess, procCallProcess, agentProcess, jvmProcess, kernelProcess];
  return [
    daemonProcess(parts),
    destinationProcess(parts),
    ...hypervisorProcess(parts),
    ...guests.map((process) => whileVmRuns(process(parts))),
  ];
}

function daemonProcess({ machine, controls, ...parts }: Parts): ProcessDefinition {
  const scan = new ChoiceParts().part(countOf(scans));
  const stops = new ChoiceParts().part(2);
  const loss = new ChoiceParts().part(countOf(losses));
  const isChoosing = controls.in('daemon', ['stopping.choosing']);
  const binding = { ...machine, ...parts, scan, stops, loss, isChoosing };
  return defineProcess({
    name: 'daemon',
    machine: charts.daemon,
    guards: daemonGuards(binding),
    actions: daemonActions(binding),
    inbox: [machine.lkmToDaemon, machine.destinationToDaemon],
    choices: { scan: scan.choices, decide: stops.choices, failClean: loss.choices },
    runsWhile: controls.in('beginning', ['begun']),
  });
}

function destinationProcess({ machine, hazards }: Parts): ProcessDefinition {
  const choices = new ChoiceParts();
  const binding = {
    ...machine,
    hazards,
    fails: choices.part(2),
    isMissing: choices.part(2),
    hasArrived: choices.part(2),
  };
  return defineProcess({
    name: 'destination',
    machine: charts.destination,
    guards: destinationGuards(binding),
    actions: destinationActions(binding),
    choices: { start: binding.hasArrived.choices },
    inbox: [machine.daemonToDestination],
  });
}

/** Only under hazards by which something is late, as in the concrete machine. */
function hypervisorProcess({ machine, controls, ...parts }: Parts): ProcessDefinition[] {
  const late = ['readBeforeLogging', 'lateSuspend', 'deviceWrites'] as const;
  if (!late.some((hazard) => parts.hazards.has(hazard))) return [];
  const isSuspending = controls.in('daemon', ['suspending', 'stopAndCopy']);
  const binding = { ...machine, ...parts, isSuspending };
  return [
    defineProcess({
      name: 'hypervisor',
      machine: charts.hypervisor,
      guards: hypervisorGuards(binding),
      actions: hypervisorActions(binding),
    }),
  ];
}

function lkmProcess({ machine, controls, design, hazards }: Parts): ProcessDefinition {
  const part = new ChoiceParts().part(visitCount);
  const agentIsSilent = controls.in('agent', ['silent']);
  const binding = {
    ...machine,
    design,
    hazards,
    visit: new Visits(machine.memory, machine.lkm.cursor, part),
    // A deadline is generous, and passes for those that cannot answer, unless the hazard says otherwise.
    mayBeLate: (words: Uint32Array) =>
      hazards.has('lateReady') || machine.heap.hasExited(words) || agentIsSilent(words),
  };
  const { choices } = part;
  return defineProcess({
    name: 'lkm',
    machine: charts.lkm,
    guards: lkmGuards(binding),
    actions: lkmActions(binding),
    choices: { walk: choices, update: choices, abandon: choices },
    inbox: [machine.daemonToLkm, machine.toLkm],
  });
}

function procCallProcess({ machine, controls, hazards }: Parts): ProcessDefinition {
  const visit = new ChoiceParts().part(visitCount);
  const cut = new ChoiceParts().part(countOf(cuts));
  const binding = {
    ...machine,
    hazards,
    cut,
    visit: new Visits(machine.memory, machine.callCursor, visit),
    lkmIsInitialized: controls.in('lkm', ['initialized']),
    lkmWalks: controls.in('lkm', ['started.walking']),
  };
  return defineProcess({
    name: 'procCall',
    machine: charts.procCall,
    guards: procCallGuards(binding),
    actions: procCallActions(binding),
    choices: { enter: cut.choices, unskip: visit.choices },
    inbox: [machine.proc],
  });
}

function agentProcess({ machine, design, hazards }: Parts): ProcessDefinition {
  const choices = new ChoiceParts();
  const binding = {
    ...machine,
    design,
    hazards,
    edenHoldsOthers: choices.part(2),
    isLastOfFrom: choices.part(2),
    leftUnseen: new ChoiceParts().part(2),
  };
  return defineProcess({
    name: 'agent',
    machine: charts.agent,
    guards: agentGuards(binding),
    actions: agentActions(binding),
    choices: { report: binding.isLastOfFrom.choices, onCallback: binding.leftUnseen.choices },
    inbox: [machine.toAgent],
    runsWhile: (words) => !machine.heap.hasExited(words),
  });
}

function jvmProcess({ machine, controls, design, hazards }: Parts): ProcessDefinition {
  const { memory, heap, proc } = machine;
  const copying = new ChoiceParts();
  const kind = copying.part(kindCount);
  const source = copying.part(2);
  const into = copying.part(countOf(targets));
  const one = (count: number) => new ChoiceParts().part(count);
  const target = one(countOf(targets));
  const handing = one(handingCount);
  const visit = one(visitCount);
  const resize = one(countOf(resizes));
  const boundary = one(countOf(boundaryMoves));
  const turnsFull = one(2);
  const fillsTo = one(2);
  const callIsIdle = controls.in('procCall', ['idle']);
  const binding = {
    ...machine,
    design,
    hazards,
    target,
    resize,
    boundary,
    turnsFull,
    fillsTo,
    handing: new Handing(memory, handing),
    copies: new Copies(memory, heap, { kind, source, target: into }),
    visit: new Visits(memory, heap.cursor, visit),
    agentAssists: controls.in('agent', ['assisting', 'preparing']),
    noCallIsUnderWay: (words: Uint32Array) => callIsIdle(words) && proc.head(words) < 0,
  };
  return defineProcess({
    name: 'jvm',
    machine: charts.jvm,
    guards: jvmGuards(binding),
    actions: jvmActions(binding),
    choices: {
      allocate: target.choices,
      refill: target.choices,
      write: target.choices,
      forward: target.choices,
      faultIn: handing.choices,
      evacuate: into.choices,
      compact: into.choices,
      collectEnforced: turnsFull.choices,
      failPromotion: fillsTo.choices,
      resize: resize.choices,
      moveBoundary: boundary.choices,
      unmap: visit.choices,
    },
  });
}

function kernelProcess({ machine, controls, design, hazards }: Parts): ProcessDefinition {
  const change = new ChoiceParts().part(changeCount);
  const isCollecting = controls.in('jvm', collectionStates);
  const binding = {
    ...machine,
    design,
    hazards,
    change,
    noCollectionIsUnderWay: (words: Uint32Array) => !isCollecting(words),
    threadsRun: controls.in('jvm', ['running']),
  };
  const { choices } = change;
  const only = (hazard: HazardName): number => (hazards.has(hazard) ? choices : 1);
  return defineProcess({
    name: 'kernel',
    machine: charts.kernel,
    guards: kernelGuards(binding),
    actions: kernelActions(binding),
    choices: {
      move: only('remap'),
      swapOut: only('swap'),
      swapIn: only('swap'),
      fork: only('share'),
      merge: only('share'),
      copyOnWrite: only('share'),
      uncommit: only('concurrentUncommit'),
    },
  });
}
