import type { Configuration } from '../analysis/configurations.ts';
import { modelIdentity } from '../analysis/model-hash.ts';
import { stepsOf, type Trace } from '../analysis/trace.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import { InputError } from '../foundation/input-error.ts';
import { decodeToken, encodeToken, type ModelIdentity } from '../fuzzing/token.ts';
import type { Step, System } from '../system/system.ts';
import { parseDesign, parseHazards, type NamedDesign } from './design-argument.ts';
import { toolOf } from './version.ts';

/** What a token says of a run beside its world and its steps, where there is something to say. */
export interface TokenExtra {
  /** Of a run for ever: how many steps come before those that are repeated. */
  readonly loopStart?: number;
  /** The mutant of the protocol that the run is of. */
  readonly mutant?: string;
}

/** A run into a failure, and the world that it runs in. */
export interface FailingRun extends Configuration, TokenExtra {
  readonly design: NamedDesign;
  readonly property: string;
  readonly bugClass: string;
  readonly steps: readonly Step[];
}

/** The one line that repeats a failure. */
export function tokenOf(run: FailingRun): string {
  const { design, hazards, scope, property, bugClass, steps, loopStart, mutant } = run;
  const parts = [design.name, hazards.join(','), scope.name, property, bugClass];
  const extra: TokenExtra = {
    ...(loopStart === undefined ? {} : { loopStart }),
    ...(mutant === undefined ? {} : { mutant }),
  };
  const scenario = JSON.stringify(Object.keys(extra).length === 0 ? parts : [...parts, extra]);
  return encodeToken(identity(), { scenario, steps });
}

/** The same line for a run that is told by names. `system` is the one that it is a run of. */
export function tokenOfTrace(
  system: System,
  world: Configuration & { readonly design: NamedDesign; readonly mutant?: string },
  trace: Trace,
): string {
  const { property, bugClass, loopStart } = trace;
  const loop = loopStart === undefined ? {} : { loopStart };
  return tokenOf({ ...world, property, bugClass, steps: stepsOf(system, trace), ...loop });
}

let known: ModelIdentity | undefined;

function identity(): ModelIdentity {
  return (known ??= modelIdentity(toolOf().version));
}

/** Throws `InputError('data')` where the text is no token of this model: see `decodeToken`. */
export function readToken(token: string): FailingRun {
  const { scenario, steps } = decodeToken(identity(), token);
  const [design, hazards, scope, property, bugClass, extra = {}, ...more] = partsOf(scenario);
  const texts = [design, hazards, scope, property, bugClass];
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
      bugClass: bugClass as string,
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
