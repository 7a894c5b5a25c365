import { InputError } from '../foundation/input-error.ts';
import type { System } from '../system/system.ts';
import { ElementSet, plainValue, SparseList, unobserved, type PlainValue } from './itf-value.ts';

/**
 * What an implementation shows of its state. Keys are names of fields or processes; what it does not know is
 * absent or `"*"`. A field of one element is a number, others are lists in which an element may be `"*"`; the
 * control state of a process is its dotted path or a parent of it. Values are as in ITF.
 */
export type Observation = Readonly<Record<string, unknown>>;

/** A value that an observation has and the model has not. */
export interface Difference {
  readonly name: string;
  /** Element of a field with several. */
  readonly index?: number;
  readonly expected: unknown;
  readonly observed: unknown;
}

/** How the state of a model is seen: by names, each with a value. */
export interface StateView {
  /** Every name, for a message that lists them. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The value now: a number, a list of numbers, or text. */
  value(words: Uint32Array, name: string): unknown;
}

/**
 * The view of any system: fields by their names, control states by the names of their processes. Where a
 * field and a process share a name, the process is meant.
 */
export function systemView(system: System): StateView {
  const controls = new Set(system.processes.map(({ control }) => control.name));
  const fields = new Map(
    system.layout.fields
      .filter(({ name }) => !controls.has(name))
      .map((field) => [field.name, field]),
  );
  const processes = new Set(system.processes.map(({ name }) => name));
  return {
    names: [...processes, ...[...fields.keys()].filter((name) => !processes.has(name))],
    has: (name) => processes.has(name) || fields.has(name),
    value: (words, name) => {
      if (processes.has(name)) return system.stateOf(words, name);
      const field = fields.get(name)!;
      if (field.length === 1) return field.get(words, 0);
      return Array.from({ length: field.length }, (_, index) => field.get(words, index));
    },
  };
}

/** A view made by a function, for subjects whose memory says nothing to a reader. `names` are its keys. */
export function projectedView(
  project: (words: Uint32Array) => Readonly<Record<string, unknown>>,
  initial: Uint32Array,
): StateView {
  const names = Object.keys(project(initial));
  return {
    names,
    has: (name) => names.includes(name),
    value: (words, name) => project(words)[name],
  };
}

/** A partial state, checked against the names of a view and without the wrappers of ITF. */
export type CheckedObservation = ReadonlyMap<string, PlainValue>;

/**
 * Checks that an observation names what the model has, in values that a state can have. Throws
 * `InputError('data')` otherwise; `where` begins the message.
 */
export function checkedObservation(
  view: StateView,
  observation: Observation,
  where: string,
): CheckedObservation {
  const checked = new Map<string, PlainValue>();
  for (const [name, value] of Object.entries(observation)) {
    if (!view.has(name)) {
      const known = view.names.join(', ');
      throw new InputError('data', `${where}: the model has no '${name}'; it has ${known}`);
    }
    const plain = plainValue(value);
    if (plain === undefined) {
      const text = JSON.stringify(value);
      throw new InputError('data', `${where}: ${name} is no value of a state: ${text}`);
    }
    if (plain !== unobserved) checked.set(name, plain);
  }
  return checked;
}

/** Every observed value that the state has not; nothing where the state explains the observation. */
export function differences(
  view: StateView,
  words: Uint32Array,
  observation: CheckedObservation,
): Difference[] {
  const found: Difference[] = [];
  for (const [name, observed] of observation) {
    const expected = view.value(words, name);
    if (observed instanceof SparseList) {
      compareSome(found, name, { expected, pairs: observed.pairs });
    } else if (observed instanceof ElementSet) {
      const list = Array.isArray(expected) ? expected : [expected];
      const bits = list.map((_, index) => (observed.elements.has(index) ? 1 : 0));
      compareLists(found, name, { expected: list, observed: bits });
    } else if (Array.isArray(observed)) {
      compareLists(found, name, { expected, observed });
    } else if (!matches(expected, observed)) {
      found.push({ name, expected, observed });
    }
  }
  return found;
}

function compareSome(
  found: Difference[],
  name: string,
  {
    expected,
    pairs,
  }: {
    readonly expected: unknown;
    readonly pairs: readonly (readonly [number, PlainValue])[];
  },
): void {
  const list: readonly unknown[] = Array.isArray(expected) ? expected : [expected];
  for (const [index, observed] of pairs) {
    const value = list[index];
    if (!matches(value, observed)) found.push({ name, index, expected: value, observed });
  }
}

function compareLists(
  found: Difference[],
  name: string,
  { expected, observed }: { readonly expected: unknown; readonly observed: readonly PlainValue[] },
): void {
  if (!Array.isArray(expected) || expected.length !== observed.length) {
    found.push({ name, expected, observed });
    return;
  }
  observed.forEach((value, index) => {
    const wanted: unknown = expected[index];
    if (!matches(wanted, value)) found.push({ name, index, expected: wanted, observed: value });
  });
}

function matches(expected: unknown, observed: PlainValue): boolean {
  if (observed === unobserved || observed === expected) return true;
  if (typeof observed === 'boolean') return expected === Number(observed);
  if (typeof observed === 'string') {
    return typeof expected === 'string' && expected.startsWith(`${observed}.`);
  }
  // Only a projected view has lists within lists.
  if (Array.isArray(observed) && Array.isArray(expected)) {
    return (
      observed.length === expected.length &&
      observed.every((value: PlainValue, index) => matches(expected[index], value))
    );
  }
  return typeof observed === 'bigint' && typeof expected === 'bigint' && observed === expected;
}
