import type { Field } from '../layout/field.ts';
import type { ProcessDefinition } from '../system/definition.ts';
import type { Machine } from './machine.ts';
import type { Migration, MigrationOptions } from './migration-system.ts';

/** Fields by name as tests write them: a digit per element, a number where there is one element. */
export type Fields = Readonly<Record<string, string | number>>;

/** What memory holds before a step: fields; or what fields say badly, such as a message that waits. */
export type Before = Fields | ((words: Uint32Array, machine: Machine) => void);

/** What the names of one chart do and ask, apart from the chart: for tests of the bindings. */
export class BoundProcess {
  readonly #process: ProcessDefinition;
  readonly #migration: Migration;

  /** `build` makes the migration, with a look at each process. */
  constructor(name: string, build: (mutate: NonNullable<MigrationOptions['mutate']>) => Migration) {
    const processes = new Map<string, ProcessDefinition>();
    this.#migration = build((process) => {
      processes.set(process.name, process);
      return process;
    });
    this.#process = processes.get(name)!;
  }

  /** What an action makes of memory that is 0 but for `before`: each field that is not as it was, in full. */
  effect(action: string, before: Before, choice = 0): Fields {
    const { fields } = this.#migration.system.layout;
    const words = this.#written(before);
    const earlier = words.slice();
    this.#process.actions[action]!(words, choice);
    const changed = fields.filter((field) => digits(field, earlier) !== digits(field, words));
    return Object.fromEntries(changed.map((field) => [field.name, valueOf(field, words)]));
  }

  /** Whether a guard holds in memory that is 0 but for `before`. */
  holds(guard: string, before: Before, choice = 0): boolean {
    return this.#process.guards[guard]!(this.#written(before), choice);
  }

  #written(before: Before): Uint32Array {
    const { system, machine } = this.#migration;
    const words = system.layout.zero();
    if (typeof before === 'function') before(words, machine);
    else writeFields(system.layout.fields, words, before);
    return words;
  }
}

/** Writes fields by name. Throws for a name or a length that the layout does not have. */
function writeFields(fields: readonly Field[], words: Uint32Array, values: Fields): void {
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find((each) => each.name === name);
    if (field === undefined) throw new Error(`there is no field ${name}`);
    const text = String(value);
    if (typeof value === 'number') field.set(words, 0, value);
    else if (text.length !== field.length) throw new Error(`${name} has ${field.length} elements`);
    else for (let at = 0; at < text.length; at++) field.set(words, at, Number(text[at]));
  }
}

function digits(field: Field, words: Uint32Array): string {
  return Array.from({ length: field.length }, (_, at) => field.get(words, at)).join('');
}

function valueOf(field: Field, words: Uint32Array): string | number {
  return field.length === 1 ? field.get(words, 0) : digits(field, words);
}
