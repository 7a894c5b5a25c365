import { run } from '../replay/run.ts';
import type { Step, System } from '../system/system.ts';
import { SparseList, plainValue, unobserved, type PlainValue } from './itf-value.ts';
import type { NamedStep } from './named-step.ts';
import type { Observation } from './observation.ts';

/** One row of a trace with two lanes. */
export interface LaneRow extends NamedStep {
  /** Control state of the process before and after. */
  readonly from: string;
  readonly to: string;
  /** What the step changes in the model: `holder=1`. */
  readonly model: readonly string[];
  /** What the implementation showed that it had not shown before; absent if it showed nothing. */
  readonly implementation?: readonly string[];
}

/** A run of the model with what the implementation showed beside it, by number of steps taken. */
export function lanesOf(
  system: System,
  steps: readonly Step[],
  shown: ReadonlyMap<number, Observation>,
): LaneRow[] {
  let before = shown.get(0) ?? {};
  return run(system, steps).map(({ process, event, choice, from, to, changes }, index) => {
    const now = shown.get(index + 1);
    const row = {
      process,
      event,
      choice,
      from,
      to,
      model: changes.map(({ field, index: at, to: value }) => {
        const { length } = system.layout.fields.find(({ name }) => name === field)!;
        return length === 1 ? `${field}=${value}` : `${field}[${at}]=${value}`;
      }),
    };
    if (now === undefined) return row;
    const implementation = changesShown(before, now);
    before = { ...before, ...now };
    return { ...row, implementation };
  });
}

/** What an observation shows that is not as it was shown before. */
function changesShown(before: Observation, now: Observation): string[] {
  return Object.entries(now).flatMap(([name, value]) => {
    const [old, fresh] = [plainValue(before[name]), plainValue(value)];
    if (fresh === undefined || fresh === unobserved) return [];
    const elements = elementsOf(fresh);
    if (elements === undefined) return isSame(old, fresh) ? [] : [`${name}=${textOf(fresh)}`];
    const known = new Map(old === undefined ? [] : (elementsOf(old) ?? []));
    return elements.flatMap(([index, element]) =>
      element === unobserved || isSame(known.get(index), element)
        ? []
        : [`${name}[${index}]=${textOf(element)}`],
    );
  });
}

function elementsOf(value: PlainValue): readonly (readonly [number, PlainValue])[] | undefined {
  if (Array.isArray(value)) return value.map((element, index) => [index, element] as const);
  return value instanceof SparseList ? value.pairs : undefined;
}

function isSame(one: PlainValue | undefined, other: PlainValue): boolean {
  return one !== undefined && textOf(one) === textOf(other);
}

function textOf(value: PlainValue): string {
  if (typeof value === 'bigint' || typeof value === 'string') return String(value);
  return JSON.stringify(value);
}
