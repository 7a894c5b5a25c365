import type { Property } from '../src/system/definition.ts';
import { cleanSlate } from './clean-slate.ts';
import type { PropertyFamily, Question } from './family.ts';
import { honestBitmap } from './honest-bitmap.ts';
import { isolation } from './isolation.ts';
import type { LivenessFamily } from './liveness-family.ts';
import { lostPage } from './lost-page.ts';
import { noSurprise } from './no-surprise.ts';
import { oneVm } from './one-vm.ts';
import { progress } from './progress.ts';
import { readBeforeWritten } from './read-before-written.ts';
import { readiness } from './readiness.ts';
import { release } from './release.ts';

/** Every property but deadlock, which the checker judges itself. */
export const propertyFamilies: readonly PropertyFamily[] = [
  lostPage,
  honestBitmap,
  readBeforeWritten,
  readiness,
  cleanSlate,
  oneVm,
  noSurprise,
  isolation,
];

/** What every fair run must do in the end. */
export const livenessFamilies: readonly LivenessFamily[] = [progress, release];

/** The properties asked in a scenario. */
export function propertiesFor(question: Question): Property[] {
  return propertyFamilies
    .filter((family) => family.unasked(question) === undefined)
    .map((family) => family.define(question));
}
