import type { ActorsModel } from './actors-model.ts';
import type { ActorSlot } from './actor-slot.ts';
import { keyOf, shortText } from './canonical-key.ts';

/** So many values of one key are compared at most. */
const statesMax = 5_000;

/** A key with fewer values does not grow: several vary together. */
const growingMin = 20;

interface GrowingKey {
  readonly path: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Says which actor grew beyond its limit, by which key, and what to add. */
export function growthIn({ slots, delivery }: ActorsModel): string {
  const full = slots.find(({ table }) => table.full !== undefined);
  if (full === undefined) return delivery.limit!;
  const [key] = growingKeys(full);
  if (key === undefined) return delivery.limit!;
  const { path, values } = key;
  if (values.size < growingMin) {
    const varying = growingKeys(full).filter((each) => each.values.size > 1);
    const keys = varying.slice(0, 4).map((each) => each.path);
    return (
      `${delivery.limit}: ${varying.length} keys of the context vary (${keys.join(', ')}${varying.length > 4 ? ', ...' : ''}): ` +
      'leave out by project what decides nothing, or raise snapshotsMax'
    );
  }
  const seen = [...values.values()].slice(0, 3).map((value) => shortText(value, 20));
  const name = /^\w+$/.test(full.name) ? full.name : `'${full.name}': actor`;
  const variable = /^\w+$/.test(full.name) ? full.name : 'actor';
  return (
    `${delivery.limit}: context.${path} has ${values.size} values (${seen.join(', ')}, ...); ` +
    `bound it: within: ({ ${name} }) => ${boundFor(`${variable}.context.${path}`, [...values.values()])}`
  );
}

function boundFor(place: string, values: readonly unknown[]): string {
  const [value] = values;
  if (typeof value === 'number') return `${place} <= 3`;
  if (Array.isArray(value) || typeof value === 'string') return `${place}.length <= 3`;
  if (value instanceof Map || value instanceof Set) return `${place}.size <= 3`;
  return `... ${place} ...`;
}

/** Keys of the context by how many values they had, the most first. A list is one value. */
function growingKeys({ table }: ActorSlot): GrowingKey[] {
  const found = new Map<string, Map<string, unknown>>();
  for (const state of table.states.slice(1, statesMax)) {
    const context = state!.snapshot.context as unknown;
    for (const [path, value] of leavesOf(context, '', 0)) {
      let values = found.get(path);
      if (values === undefined) found.set(path, (values = new Map()));
      values.set(keyOf(value), value);
    }
  }
  return [...found]
    .map(([path, values]) => ({ path, values }))
    .toSorted((one, other) => other.values.size - one.values.size);
}

function leavesOf(value: unknown, path: string, depth: number): [string, unknown][] {
  const isRecord =
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  if (!isRecord || depth === 3) return path === '' ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === '' ? key : `${path}.${key}`, depth + 1),
  );
}
