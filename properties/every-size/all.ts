import type { Property } from '../../src/system/definition.ts';
import { capacity } from './capacity.ts';
import type { ObservedFamily, ObservedQuestion } from './family.ts';
import { honestBitmap } from './honest-bitmap.ts';
import { isolation } from './isolation.ts';
import { lostPage } from './lost-page.ts';
import { noSurprise } from './no-surprise.ts';
import { oneVm } from './one-vm.ts';
import { readBeforeWritten } from './read-before-written.ts';
import { readiness } from './readiness.ts';

/** Every safety property that can be asked of one frame and one page, by its id. */
export const observedFamilies: readonly ObservedFamily[] = [
  lostPage,
  honestBitmap,
  readBeforeWritten,
  readiness,
  oneVm,
  noSurprise,
  isolation,
];

/** Of a design that skips nothing: what is asked of it in a concrete machine too. */
const ofUnassisted = new Set(['S1', 'S6']);

/** The properties asked in an abstraction, and whether its queues suffice. */
export function observedProperties(question: ObservedQuestion): Property[] {
  const asked = observedFamilies
    .filter(({ id }) => question.design.assistance !== 'none' || ofUnassisted.has(id))
    .map((family) => family.define(question));
  return [...asked, capacity(question)];
}
