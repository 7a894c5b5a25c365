import { definitionOf } from '../actors/actor-options.ts';
import type { ActorsSystem } from '../actors/actors-system.ts';
import { exportedMachines } from '../actors/plain-machines.ts';
import { InputError } from '../foundation/input-error.ts';
import { isStackOverflow, stackOverflowText } from '../foundation/stack-overflow.ts';
import type { Goal } from '../system/liveness-goal.ts';
import type { System } from '../system/system.ts';
import { subjectSystem, type SubjectSystem } from './subject.ts';

/** A machine that cannot be built as it is, with the line that says what to add. */
interface RefusedMachine {
  readonly name: string;
  readonly error: InputError;
}

/** What a module exports that can be checked. */
export interface ExportedSubjects {
  readonly systems: readonly SubjectSystem[];
  readonly refused: readonly RefusedMachine[];
}

/** Every system and XState machine among the exports of a module. Throws nothing for what is neither. */
export function exportedSubjects(
  exports: Readonly<Record<string, unknown>>,
  file: string,
): ExportedSubjects {
  const found = Object.entries(exports).flatMap(([name, value]) => systemsIn(name, value));
  const inSystems = new Set(found.flatMap(({ system }) => machinesOf(system)));
  const machines = machinesIn(exports, file, inSystems);
  return { systems: [...withoutTwins(found), ...machines.systems], refused: machines.refused };
}

/** What the machines of a system of actors are made from: the same for `machine.provide(...)`. */
function machinesOf(system: System): unknown[] {
  const { model } = system as Partial<ActorsSystem>;
  return Object.values(model?.definition.actors ?? {}).map((given) =>
    configOf(definitionOf(given).logic),
  );
}

function configOf(logic: object): unknown {
  return 'config' in logic ? logic.config : logic;
}

/** Plain XState machines among the exports, each with what is assumed of it, or why it cannot be built. One that a
 * system of the file has as an actor is checked there. */
function machinesIn(
  exports: Readonly<Record<string, unknown>>,
  file: string,
  inSystems: ReadonlySet<unknown>,
): ExportedSubjects {
  const systems: SubjectSystem[] = [];
  const refused: RefusedMachine[] = [];
  const hint = `a configuration to start from: skipover init ${file}`;
  const alone = Object.entries(exports).filter(
    ([, value]) => typeof value !== 'object' || value === null || !inSystems.has(configOf(value)),
  );
  for (const { name, build, assumptions } of exportedMachines(Object.fromEntries(alone), file)) {
    try {
      const system = build();
      const lines = [...assumptions, system.semantics, hint];
      systems.push(subjectSystem(name, system, { assumptions: lines }));
    } catch (error) {
      refused.push({ name, error: refusalOf(error, `${file}: ${name}`) });
    }
  }
  return { systems, refused };
}

/** Why a machine cannot be built. Throws what is neither bad input nor a stack overflow. */
function refusalOf(error: unknown, place: string): InputError {
  if (error instanceof InputError) return error;
  if (!isStackOverflow(error)) throw error;
  return new InputError('data', `${place}: ${stackOverflowText}`);
}

/** By its parts, not by its class: the file may have a copy of the package of its own. */
function isSystem(value: unknown): value is System {
  if (typeof value !== 'object' || value === null) return false;
  return ['layout', 'processes', 'transitions', 'properties'].every((part) => part in value);
}

interface DescribedSystem {
  readonly system: System;
  readonly goals?: readonly Goal[];
}

function isDescribed(value: unknown): value is DescribedSystem {
  return typeof value === 'object' && value !== null && 'system' in value && isSystem(value.system);
}

/** Arrays within arrays that are looked into. */
const nestingMax = 8;

/** Every system in an exported value: itself, an element of an array or record, or of a subject. */
function systemsIn(name: string, value: unknown, depth = 0): SubjectSystem[] {
  if (isSystem(value)) {
    const { semantics } = value as Partial<ActorsSystem>;
    const assumptions = semantics === undefined ? [] : [semantics];
    return [subjectSystem(name === 'default' ? value.name : name, value, { assumptions })];
  }
  if (isDescribed(value)) {
    const { system } = value;
    const goals = value.goals ?? system.liveness;
    return [subjectSystem(name === 'default' ? system.name : name, system, { goals })];
  }
  // A file that is no model may nest without end, or hold itself.
  if (typeof value !== 'object' || value === null || depth > nestingMax) return [];
  if (Array.isArray(value)) {
    return value.flatMap((each: unknown, index) =>
      systemsIn(isSystem(each) ? each.name : `${name}[${index}]`, each, depth + 1),
    );
  }
  const inside = Object.entries(('systems' in value ? value.systems : value) ?? {});
  return inside.flatMap(([key, each]) =>
    isSystem(each) || isDescribed(each) ? systemsIn(key, each) : [],
  );
}

/** A system that is exported twice, as default and by name, counts once, under its name. */
function withoutTwins(systems: readonly SubjectSystem[]): SubjectSystem[] {
  const seen = new Map<System, SubjectSystem>();
  for (const each of systems) {
    const before = seen.get(each.system);
    if (before === undefined || before.name === each.system.name) seen.set(each.system, each);
  }
  return [...seen.values()];
}
