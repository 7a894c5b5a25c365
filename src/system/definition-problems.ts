import { didYouMean } from '../foundation/closest.ts';
import { printed } from './checked-code.ts';
import type {
  Property,
  ProcessDefinition,
  ReachableGoal,
  StepProperty,
  SystemParts,
  SystemProperty,
} from './definition.ts';
import {
  deadlockProperty,
  lostSendProperty,
  unhandledMessageProperty,
} from './default-properties.ts';
import type { Goal } from './liveness-goal.ts';

/** The properties of a system by kind. */
export interface SortedProperties {
  readonly states: readonly Property[];
  readonly steps: readonly StepProperty[];
  readonly reachable: readonly ReachableGoal[];
  readonly liveness: readonly Goal[];
}

/** Sorts what `properties` may mix, and adds the other lists. */
export function sortedProperties(parts: SystemParts): SortedProperties {
  const mixed = parts.properties;
  const steps = mixed.filter((each): each is StepProperty => kindOf(each) === 'step');
  const reachable = mixed.filter((each): each is ReachableGoal => kindOf(each) === 'reachable');
  const liveness = mixed.filter((each): each is Goal => kindOf(each) === 'liveness');
  return {
    states: mixed.filter((each): each is Property => kindOf(each) === 'state'),
    steps: [...steps, ...(parts.steps ?? [])],
    reachable: [...reachable, ...(parts.reachable ?? [])],
    liveness: [...liveness, ...(parts.liveness ?? [])],
  };
}

function kindOf(property: SystemProperty): 'state' | 'step' | 'reachable' | 'liveness' {
  if ('violation' in property) return 'state';
  if ('within' in property) return 'liveness';
  return 'exercised' in property ? 'step' : 'reachable';
}

const reserved: readonly string[] = [deadlockProperty, unhandledMessageProperty, lostSendProperty];

const partKeys: Readonly<Record<keyof SystemParts, true>> = {
  processes: true,
  initialize: true,
  isTerminal: true,
  properties: true,
  steps: true,
  reachable: true,
  liveness: true,
  interchangeable: true,
  symmetry: true,
  ignores: true,
  narrator: true,
};

const processKeys: Readonly<Record<keyof ProcessDefinition, true>> = {
  name: true,
  machine: true,
  guards: true,
  actions: true,
  inbox: true,
  choices: true,
  runsWhile: true,
  environmentEvents: true,
  ignores: true,
};

/** Every mistake in the shape of what `build` returned, in words; none if a system can be compiled from it. What the
 * types refuse in TypeScript is refused here for JavaScript. */
export function problemsOf(parts: SystemParts): string[] {
  if (typeof parts !== 'object' || parts === null) {
    return [`build returned ${String(parts)}: return { processes, properties }`];
  }
  const { processes, properties } = parts;
  if (!Array.isArray(processes) || processes.length === 0) {
    return ['`processes` is a list of at least one process'];
  }
  if (!Array.isArray(properties)) return ['`properties` is a list; it may be empty'];
  const names = processes.map(({ name }) => name);
  return [
    ...unknownKeys('a system', parts, partKeys),
    ...functionsIn('the system', parts, given(parts, ['initialize', 'isTerminal'])),
    ...processes.flatMap((process, at) => problemsOfProcess(process, at)),
    ...repeated(names).map((name) => `two processes are called ${name}: names of processes differ`),
    ...problemsOfProperties(sortedProperties(parts)),
    ...(parts.ignores ?? [])
      .filter((each) => each !== 'unhandledMessage' && each !== 'lostSend')
      .map(
        (each) =>
          `\`ignores\` of a system knows unhandledMessage and lostSend, not ${String(each)}`,
      ),
  ];
}

function problemsOfProcess(process: ProcessDefinition, at: number): string[] {
  const { name, machine, choices = {}, inbox = [] } = process;
  if (typeof name !== 'string' || name === '') return [`process number ${at + 1} has no name`];
  const chart = machine as { root?: unknown; config?: unknown } | undefined;
  if (chart?.root === undefined || chart.config === undefined) {
    return [
      `${name}: \`machine\` is no XState machine: pass what setup(...).createMachine(...) returns`,
    ];
  }
  return [
    ...unknownKeys(`process ${name}`, process, processKeys),
    ...functionsIn(name, process, given(process, ['runsWhile'])),
    ...(['guards', 'actions'] as const).flatMap((kind) => {
      // JavaScript may leave them out.
      const code: object = (process as Partial<ProcessDefinition>)[kind] ?? {};
      return functionsIn(`${name}: ${kind}`, code, Object.keys(code));
    }),
    ...Object.entries(choices)
      .filter(([, count]) => !Number.isInteger(count) || count < 1)
      .map(([event, count]) => `${name}: ${event} has ${count} choices: a whole number from 1 on`),
    ...inbox
      .filter((channel) => typeof channel?.head !== 'function')
      .map(() => `${name}: \`inbox\` lists channels: a Queue or an EventPort each`),
  ];
}

function problemsOfProperties({ states, steps, reachable, liveness }: SortedProperties): string[] {
  const all: readonly SystemProperty[] = [...states, ...steps, ...reachable, ...liveness];
  const ids = all.map(({ id }) => id);
  return [
    ...all.flatMap(({ id, title }, at) =>
      [id, title].every((text) => typeof text === 'string' && text !== '')
        ? []
        : [`property number ${at + 1} (${id ?? title}) needs an id and a title`],
    ),
    ...states.flatMap((each) => functionsIn(each.id, each, ['violation', 'exercised'])),
    ...steps.flatMap((each) => functionsIn(each.id, each, ['holds', 'exercised'])),
    ...reachable.flatMap((each) => functionsIn(each.id, each, ['holds'])),
    ...liveness.flatMap((each) => functionsIn(each.id, each, ['within'])),
    ...repeated(ids).map((id) => `two properties have the id ${id}: ids of all kinds differ`),
    ...reserved
      .filter((id) => ids.includes(id))
      .map(
        (id) =>
          `a property has the id ${id}, which skipover reports its own findings under: take another`,
      ),
  ];
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

function unknownKeys(
  owner: string,
  value: object,
  known: Readonly<Record<string, true>>,
): string[] {
  const names = Object.keys(known);
  return Object.keys(value)
    .filter((key) => !names.includes(key))
    .map((key) => `${owner} has no \`${key}\`${didYouMean(key, names)}`);
}

/** Of some members, those that are there. */
function given(value: object, keys: readonly string[]): string[] {
  const members = value as Readonly<Record<string, unknown>>;
  return keys.filter((key) => members[key] !== undefined);
}

/** Members that are no functions. */
function functionsIn(owner: string, value: object, keys: readonly string[]): string[] {
  const members = value as Readonly<Record<string, unknown>>;
  return keys
    .filter((key) => typeof members[key] !== 'function')
    .map((key) => `${owner}: \`${key}\` must be a function, not ${printed(members[key])}`);
}
