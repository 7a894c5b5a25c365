import type { Scope } from '../../../models/scope.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { InputError } from '../../foundation/input-error.ts';
import { decodeToken, encodeToken, type ModelIdentity } from '../../fuzzing/token.ts';
import { stepsOf, type Trace } from '../../subject/trace.ts';
import type { Step, System } from '../../system/system.ts';
import { parseDesign, parseHazards, type NamedDesign } from '../matrix/named-design.ts';
import { parseScope } from '../matrix/sized-scope.ts';

/** What a token says of a run beside its configuration and its steps, where there is something to say. */
export interface TokenExtra {
  /** Of a run for ever: how many steps come before those that are repeated. */
  readonly loopStart?: number;
  /** The mutant of the protocol that the run is of. */
  readonly mutant?: string;
}

/** A run into a failure, and the configuration that it runs in. */
export interface FailingRun extends TokenExtra {
  readonly design: NamedDesign;
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  readonly property: string;
  readonly failureClass: string;
  readonly steps: readonly Step[];
}

/** The one line that repeats a failure of the model. */
export function encodeFailure(model: ModelIdentity, run: FailingRun): string {
  const { design, hazards, scope, property, failureClass, steps, loopStart, mutant } = run;
  const parts = [design.name, hazards.join(','), scope.name, property, failureClass];
  const extra: TokenExtra = {
    ...(loopStart === undefined ? {} : { loopStart }),
    ...(mutant === undefined ? {} : { mutant }),
  };
  const scenario = JSON.stringify(Object.keys(extra).length === 0 ? parts : [...parts, extra]);
  return encodeToken(model, { scenario, steps });
}

/** A run that is given by names. `system` is the one that it is a run of. */
export function failingRun(
  system: System,
  configuration: Pick<FailingRun, 'design' | 'hazards' | 'scope' | 'mutant'>,
  trace: Trace,
): FailingRun {
  const { property, failureClass, loopStart } = trace;
  const loop = loopStart === undefined ? {} : { loopStart };
  const steps = stepsOf(system, trace);
  return { ...configuration, property, failureClass, steps, ...loop };
}

/** Throws `InputError('data')` where the text is no token of this model: see `decodeToken`. */
export function decodeFailure(model: ModelIdentity, token: string): FailingRun {
  const { scenario, steps } = decodeToken(model, token);
  const [design, hazards, scope, property, failureClass, extra = {}, ...more] = partsOf(scenario);
  const texts = [design, hazards, scope, property, failureClass];
  const isKnown = isExtra(extra, steps.length);
  if (more.length > 0 || !isKnown || texts.some((text) => typeof text !== 'string')) {
    throw refusal('its scenario is not one of skipover');
  }
  try {
    return {
      design: parseDesign(design as string),
      hazards: hazards === '' ? [] : parseHazards([hazards as string]),
      scope: parseScope(scope as string),
      property: property as string,
      failureClass: failureClass as string,
      steps,
      ...extra,
    };
  } catch (error) {
    if (error instanceof InputError) throw refusal(error.message);
    throw error;
  }
}

function isExtra(value: unknown, steps: number): value is TokenExtra {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { loopStart = 0, mutant = '', ...more } = value as Readonly<Record<string, unknown>>;
  const isLoop =
    Number.isInteger(loopStart) && Number(loopStart) >= 0 && Number(loopStart) <= steps;
  return isLoop && typeof mutant === 'string' && Object.keys(more).length === 0;
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
