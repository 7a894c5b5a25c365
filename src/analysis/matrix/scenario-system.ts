import { propertiesFor, stepPropertiesFor } from '../../../properties/all.ts';
import { convergence } from '../../../properties/convergence.ts';
import type { Question } from '../../../properties/family.ts';
import type { Property } from '../../system/definition.ts';
import { hasCacheApp } from '../../../models/hazards.ts';
import { initializeCacheApp } from '../../migration/bind-cache-app.ts';
import { TailResizes } from '../../migration/environment.ts';
import type { MachineSize } from '../../migration/machine.ts';
import { contiguousHeap, initializeHeap } from '../../migration/initial-heap.ts';
import {
  migrationSystem,
  type Migration,
  type MigrationOptions,
} from '../../migration/migration-system.ts';
import { owners } from '../../migration/memory.ts';
import type { Bound } from '../../../models/scope.ts';
import { migrationsOf, type Scenario } from '../../migration/scenario.ts';

function more(bound: Bound, by: number): Bound {
  return bound === 'unlimited' ? bound : bound + by;
}

function machineSizeOf(scenario: Scenario): MachineSize {
  const { scope } = scenario;
  const migrations = migrationsOf(scenario);
  const cachePages = hasCacheApp(scenario.hazards) ? scope.cachePages : 0;
  return {
    frames: scope.frames + cachePages,
    heapPages: scope.oldPages + scope.oldFreePages + scope.youngReservedPages,
    cachePages,
    hazards: new Set(scenario.hazards),
    strikes: scope.strikes,
    isStill: scope.rewrites === 0,
    batchFrames: scope.batchFrames,
    tracksLeftovers: migrations > 1,
    // Where nobody enforces a collection, the JVM gets that one of its own accord.
    collections: more(scope.collections, scenario.design.assistance === 'none' ? 1 : 0),
    resizes: scope.resizes,
    boundaryMoves: scenario.hazards.includes('livePageLeavesYoung') ? scope.boundaryMoves : 0,
    moves: scenario.hazards.includes('remap') ? scope.moves : 0,
    takes: scope.takes,
    frees: scope.frees,
    netlinkMessages: scope.netlinkMessages,
    requestsInFlight: 1,
    numbers: { ...scope, migrations },
  };
}

/** Makes further properties of a scenario, beside those that it is asked anyway. */
type FurtherProperties = (question: Question) => readonly Property[];

/** What a system may have beside what its scenario says. */
interface Departures {
  /** Default: every resize of Young by a page. */
  readonly environment?: MigrationOptions['environment'];
  readonly further?: FurtherProperties;
  /** Whether steps are judged: one that is taken several times at once cannot be. Default: they are. */
  readonly judgesSteps?: boolean;
  /** Changes the initial memory: pages on other frames, say. Default: nothing is changed. */
  readonly rearrange?: MigrationOptions['initialize'];
}

/** The systems that were asked for last, without departures: one cell asks for the same several times. */
const built = new Map<string, Migration>();
const builtMax = 4;

/** A scenario as a system: a JVM that has run for a while, every committed page of it mapped. */
export function scenarioSystem(
  scenario: Scenario,
  mutate?: MigrationOptions['mutate'],
  departures?: Departures,
): Migration {
  if (mutate !== undefined || departures !== undefined) {
    return newSystem(scenario, mutate, departures);
  }
  const { design, hazards, scope } = scenario;
  const key = JSON.stringify([design, hazards, scope]);
  const known = built.get(key) ?? newSystem(scenario);
  built.delete(key);
  built.set(key, known);
  if (built.size > builtMax) built.delete(built.keys().next().value!);
  return known;
}

function newSystem(
  scenario: Scenario,
  mutate?: MigrationOptions['mutate'],
  { environment, further = () => [], judgesSteps = true, rearrange }: Departures = {},
): Migration {
  const { design, hazards, scope } = scenario;
  return migrationSystem({
    design,
    hazards,
    size: machineSizeOf(scenario),
    environment: environment ?? (({ heap, size }) => new TailResizes(heap, size.heapPages)),
    initialize: (words, machine) => {
      const { oldPages: old, oldFreePages: oldFree, edenPages: eden } = scope;
      const spaces = { old, oldFree, eden, survivor: scope.survivorPages };
      initializeHeap(words, machine, contiguousHeap(spaces));
      const { cacheApp, memory } = machine;
      if (cacheApp !== undefined) initializeCacheApp(words, { memory, cacheApp }, scope.frames);
      for (let held = 0; held < scope.kernelFrames; held++) {
        machine.memory.owner.set(words, scope.frames - 1 - held, owners.other);
      }
      rearrange?.(words, machine);
    },
    properties: (machine, controls) => {
      const question = { machine, controls, design };
      return [...propertiesFor(question), ...further(question)];
    },
    steps: (machine, controls) =>
      judgesSteps ? stepPropertiesFor({ machine, controls, design }) : [],
    reachable: (machine, controls) => {
      const question = { machine, controls, design };
      return convergence.unasked(question) === undefined ? convergence.define(question) : [];
    },
    ...(mutate === undefined ? {} : { mutate }),
  });
}
