import type { Configuration } from '../analysis/configurations.ts';
import { modelIdentity } from '../analysis/model-hash.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import { InputError } from '../foundation/input-error.ts';
import { decodeToken, encodeToken } from '../fuzzing/token.ts';
import type { Step } from '../system/system.ts';
import { parseDesign, parseHazards, type NamedDesign } from './design-argument.ts';
import { toolOf } from './version.ts';

/** A run into a failure, and the world that it runs in. */
export interface FailingRun extends Configuration {
  readonly design: NamedDesign;
  readonly property: string;
  readonly bugClass: string;
  readonly steps: readonly Step[];
}

/** The one line that repeats a failure. */
export function tokenOf({ design, hazards, scope, property, bugClass, steps }: FailingRun): string {
  const scenario = JSON.stringify([design.name, hazards.join(','), scope.name, property, bugClass]);
  return encodeToken(modelIdentity(toolOf().version), { scenario, steps });
}

/** Throws `InputError('data')` where the text is no token of this model: see `decodeToken`. */
export function readToken(token: string): FailingRun {
  const { scenario, steps } = decodeToken(modelIdentity(toolOf().version), token);
  const [design, hazards, scope, property, bugClass, ...more] = partsOf(scenario);
  const texts = [design, hazards, scope, property, bugClass];
  if (more.length > 0 || texts.some((text) => typeof text !== 'string')) {
    throw refusal('its scenario is not one of skipover');
  }
  try {
    return {
      design: parseDesign(design as string),
      hazards: hazards === '' ? [] : parseHazards([hazards as string]),
      scope: parseScope(scope as string),
      property: property as string,
      bugClass: bugClass as string,
      steps,
    };
  } catch (error) {
    if (error instanceof InputError) throw refusal(error.message);
    throw error;
  }
}

function refusal(reason: string): InputError {
  return new InputError('data', `cannot replay this token: ${reason}`);
}

function partsOf(scenario: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(scenario);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
