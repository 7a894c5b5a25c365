import { propertiesFor } from '../../properties/all.ts';
import { convergence } from '../../properties/convergence.ts';
import type { Question } from '../../properties/family.ts';
import type { Property } from '../system/definition.ts';
import { check, type CheckOptions } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import { hasCacheApp } from '../../models/hazards.ts';
import { initializeCacheApp } from '../migration/bind-cache-app.ts';
import { TailResizes } from '../migration/environment.ts';
import type { MachineSize } from '../migration/machine.ts';
import { contiguousHeap, initializeHeap } from '../migration/initial-heap.ts';
import {
  migrationSystem,
  type Migration,
  type MigrationOptions,
} from '../migration/migration-system.ts';
import { owners } from '../migration/memory.ts';
import type { Bound } from '../../models/scope.ts';
import { migrationsOf, type Scenario } from '../migration/scenario.ts';

function more(bound: Bound, by: number): Bound {
  return bound === 'unlimited' ? bound : bound + by;
}

function machineSizeOf(scenario: Scenario): MachineSize {
  const { scope } = scenario;
  const migrations = migrationsOf(scenario);
  const cachePages = hasCacheApp(scenario.hazards) ? scope.cachePages : 0;
  return {
    frames: scope.frames + cachePages,
    heapPages: scope.oldPages + scope.youngReservedPages,
    cachePages,
    hazards: new Set(scenario.hazards),
    strikes: scope.strikes,
    batchFrames: scope.batchFrames,
    tracksLeftovers: migrations > 1,
    // Where nobody enforces a collection, the JVM gets that one of its own accord.
    collections: more(scope.collections, scenario.design.assistance === 'none' ? 1 : 0),
    resizes: scope.resizes,
    boundaryMoves: scenario.hazards.includes('liveLeave') ? scope.boundaryMoves : 0,
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
}

/** A scenario as a system: a JVM that has run for a while, every committed page of it mapped. */
export function scenarioSystem(
  scenario: Scenario,
  mutate?: MigrationOptions['mutate'],
  { environment, further = () => [] }: Departures = {},
): Migration {
  const { design, hazards, scope } = scenario;
  return migrationSystem({
    design,
    hazards,
    size: machineSizeOf(scenario),
    environment: environment ?? (({ heap, size }) => new TailResizes(heap, size.heapPages)),
    initialize: (words, machine) => {
      const { oldPages: old, edenPages: eden, survivorPages: survivor } = scope;
      initializeHeap(words, machine, contiguousHeap({ old, eden, survivor }));
      const { cacheApp, memory } = machine;
      if (cacheApp !== undefined) initializeCacheApp(words, { memory, cacheApp }, scope.frames);
      for (let held = 0; held < scope.kernelFrames; held++) {
        machine.memory.owner.set(words, scope.frames - 1 - held, owners.other);
      }
    },
    properties: (machine, controls) => {
      const question = { machine, controls, design };
      return [...propertiesFor(question), ...further(question)];
    },
    reachable: (machine, controls) => {
      const question = { machine, controls, design };
      return convergence.unasked(question) === undefined ? convergence.define(question) : [];
    },
    ...(mutate === undefined ? {} : { mutate }),
  });
}

/** Checks one scenario exhaustively. See `check` for what the result means. */
export function checkScenario(scenario: Scenario, options?: CheckOptions): CheckResult {
  return check(scenarioSystem(scenario).system, options);
}
