import { designs, designSwitches } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { mutants } from '../../../properties/mutants/all.ts';
import { mutate } from '../../../properties/mutants/mutant.ts';
import { decodeFailure, encodeFailure } from '../../analysis/counterexamples/failure-token.ts';
import { viewOf } from '../../analysis/counterexamples/migration-view.ts';
import { comparisonOf, followSchedule } from '../../analysis/counterexamples/same-schedule.ts';
import { departureOf } from '../../analysis/explorer/departure.ts';
import { runEndOf } from '../../analysis/explorer/run-end.ts';
import { modelIdentity } from '../../analysis/matrix/model-hash.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { InputError } from '../../foundation/input-error.ts';
import { requireRun, type ModelIdentity } from '../../fuzzing/token.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { traceOf } from '../../subject/trace.ts';
import type { Step } from '../../system/system.ts';
import type { Configuration, Engine, Explored, OpenedRun, RunEnd, WhatIf } from './engine.ts';

interface ExploredMigration extends Explored {
  readonly migration: Migration;
}

/** The migration in every configuration that the command line can name. */
export function migrationEngine(version: string): Engine {
  const model = modelIdentity(version);
  const start = (configuration: Configuration): ExploredMigration =>
    exploredMigration(configuration, { model, version });
  const open = (token: string): OpenedRun & { readonly explored: ExploredMigration } => {
    const { steps, property, failureClass, loopStart, ...run } = decodeFailure(model, token);
    const { design, hazards, scope, mutant } = run;
    const explored = start({
      design: design.name,
      hazards,
      scope: scope.name,
      ...(mutant === undefined ? {} : { mutant }),
    });
    requireRun(explored.view.system, steps);
    const loop = loopStart === undefined ? {} : { loopStart };
    return { explored, steps, end: { property, failureClass, ...loop } };
  };
  return {
    name: 'migration',
    choices: {
      designs: Object.keys(designs),
      switches: Object.fromEntries(
        Object.entries(designSwitches).map(([name, { values }]) => [name, values]),
      ),
      hazards: hazardNames,
      scopes: Object.keys(scopes),
      first: { design: 'published', hazards: [], scope: 'quick' },
    },
    start,
    open,
    switchesOf: (design) => ({ ...parseDesign(design).design }),
    turned,
    whatIf: (token, design) => {
      const { explored, steps } = open(token);
      return whatIf(explored, steps, start({ ...explored.configuration, design }));
    },
  };
}

/** Builds a configuration. Throws `InputError('configuration')` for names that do not exist. */
function exploredMigration(
  configuration: Configuration,
  { model, version }: { readonly model: ModelIdentity; readonly version: string },
): ExploredMigration {
  const { mutant } = configuration;
  const design = parseDesign(configuration.design);
  const hazards = parseHazards(configuration.hazards);
  const scope = parseScope(configuration.scope);
  const scenario: Scenario = { designName: design.name, design: design.design, hazards, scope };
  const changed = mutants.find(({ name }) => name === mutant);
  if (mutant !== undefined && changed === undefined) {
    throw new InputError('configuration', `unknown mutant '${mutant}'`);
  }
  const migration = scenarioSystem(scenario, changed && mutate(changed));
  const { name: _name, title: _title, ...bounds } = scope;
  const named = { design: design.name, hazards, scope: scope.name };
  const extra = mutant === undefined ? {} : { mutant };
  return {
    configuration: { ...named, ...extra },
    migration,
    view: viewOf(migration),
    charts: Object.fromEntries(
      migration.system.processes.map(({ name, definition }) => [name, definition.machine.id]),
    ),
    token: ({ property, failureClass, loopStart }: RunEnd, steps) => {
      const loop = loopStart === undefined ? {} : { loopStart };
      const run = { property, failureClass, steps, ...loop, ...extra };
      return encodeFailure(model, { design, hazards, scope, ...run });
    },
    replayArguments: (token) => `replay --token ${token}`,
    traceFile: (trace) => ({
      schema: 'skipover-trace/1',
      tool: { name: 'skipover', version },
      modelHash: model.hash,
      scenario: { ...named, switches: design.design, ...extra },
      bounds,
      trace,
    }),
  };
}

function whatIf(
  explored: ExploredMigration,
  steps: readonly Step[],
  other: ExploredMigration,
): WhatIf {
  const { system } = explored.view;
  const departure = departureOf(explored.view, other.view, steps);
  const { property, violation } = runEndOf(system, steps);
  const trace = traceOf(explored.view, { property, violation, steps });
  const { design } = other.configuration;
  const followed = followSchedule(other.view.system, trace.steps);
  const end = runEndOf(other.view.system, followed.steps);
  return {
    configuration: other.configuration,
    ...(departure === undefined ? {} : { departure }),
    comparison: comparisonOf(other.migration, { trace, design }, followed),
    token: other.token(
      { property: end.property, failureClass: end.violation.failureClass },
      followed.steps,
    ),
  };
}

/** As the command line writes it: the base and every switch that differs from it. */
function turned(design: string, name: string, value: string): string {
  const [base = ''] = design.split(':');
  const published: Readonly<Record<string, string>> = parseDesign(base).design;
  const own = { ...parseDesign(design).design, [name]: value };
  const overrides = Object.entries(own).filter(([each, chosen]) => published[each] !== chosen);
  if (overrides.length === 0) return base;
  return `${base}:${overrides.map(([each, chosen]) => `${each}=${chosen}`).join(',')}`;
}
