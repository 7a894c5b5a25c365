import type { Property, StepProperty } from '../src/system/definition.ts';
import { cleanBooks } from './clean-books.ts';
import { cleanSlate } from './clean-slate.ts';
import type { PropertyFamily, Question, StepFamily } from './family.ts';
import { honestBitmap } from './honest-bitmap.ts';
import { isolation } from './isolation.ts';
import type { LivenessFamily } from './liveness-family.ts';
import { lostPage } from './lost-page.ts';
import { noDetour } from './no-detour.ts';
import { nothingAwaited } from './nothing-awaited.ts';
import { unhandledMessages } from './unhandled-messages.ts';
import { oneVm } from './one-vm.ts';
import { progress } from './progress.ts';
import { readBeforeWritten } from './read-before-written.ts';
import { readiness } from './readiness.ts';
import { release } from './release.ts';
import { thrift } from './thrift.ts';
import { usefulness } from './usefulness.ts';

/** Every property but deadlock, which the checker judges itself. */
export const propertyFamilies: readonly PropertyFamily[] = [
  lostPage,
  honestBitmap,
  readBeforeWritten,
  readiness,
  cleanSlate,
  oneVm,
  unhandledMessages,
  isolation,
  nothingAwaited,
  cleanBooks,
  thrift,
];

/** What must hold of every step. */
const stepFamilies: readonly StepFamily[] = [usefulness, noDetour];

/** What every fair run must do in the end. */
export const livenessFamilies: readonly LivenessFamily[] = [progress, release];

/** The properties asked in a scenario. */
export function propertiesFor(question: Question): Property[] {
  return propertyFamilies
    .filter((family) => family.unasked(question) === undefined)
    .map((family) => family.define(question));
}

/** What a search judges besides deadlock, of states and of steps. */
export const safetyFamilies: readonly Pick<PropertyFamily, 'id' | 'title' | 'unasked'>[] = [
  ...propertyFamilies,
  ...stepFamilies,
];

/** The properties of steps asked in a scenario. */
export function stepPropertiesFor(question: Question): StepProperty[] {
  return stepFamilies
    .filter((family) => family.unasked(question) === undefined)
    .map((family) => family.define(question));
}
