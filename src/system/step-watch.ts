import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Property, StepProperty, TakenStep } from './definition.ts';

/** Judges a step that has just been taken: writes into `after` which step properties it breaks. */
export type StepWatch = (
  before: Uint32Array,
  after: Uint32Array,
  step: Pick<TakenStep, 'process' | 'event'>,
) => void;

/** Step properties of a system, turned into properties of states. */
export interface WatchedSteps {
  readonly watch: StepWatch;
  readonly properties: readonly Property[];
}

/**
 * Lets a search of states judge steps: a bit of the state for each step property says whether the last step
 * broke it. A system whose steps are in order has no state more for that, because the bit is always 0.
 */
export function watchSteps(
  layout: LayoutBuilder,
  definitions: readonly StepProperty[],
): WatchedSteps {
  const broken = layout.field('brokenByStep', 1, definitions.length);
  return {
    watch: (before, after, { process, event }) => {
      for (let index = 0; index < definitions.length; index++) {
        broken.set(after, index, 0);
        const holds = definitions[index]!.holds({ before, after, process, event });
        if (!holds) broken.set(after, index, 1);
      }
    },
    properties: definitions.map((definition, index) => propertyOf(definition, broken, index)),
  };
}

function propertyOf(
  { id, title, exercised }: StepProperty,
  broken: Field,
  index: number,
): Property {
  const violation = { failureClass: 'broken by a step', detail: `the last step breaks: ${title}` };
  return {
    id,
    title,
    exercised,
    violation: (words) => (broken.get(words, index) === 1 ? violation : undefined),
  };
}
