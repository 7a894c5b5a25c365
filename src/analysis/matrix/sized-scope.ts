import {
  boundNames,
  scopes,
  sizedScope,
  type BoundName,
  type Scope,
} from '../../../models/scope.ts';
import { InputError } from '../../foundation/input-error.ts';
import { unknownName } from '../../foundation/unknown-name.ts';

/** Greater numbers are taken for mistakes. */
const boundMax = 65_536;
/** One iteration, one more, and the last: what the daemon's chart needs. */
const iterationsMin = 3;

/**
 * Reads `quick` or `quick:frames=16,edenPages=4`: a named scope, other bounds put in their place.
 * Throws `InputError('configuration')` on an unknown scope or bound, a bound that is given two values,
 * and bounds that do not fit together.
 */
export function parseScope(text: string): Scope {
  const [base = '', overrides, ...rest] = text.split(':');
  const known: Readonly<Record<string, Scope>> = scopes;
  const scope = Object.hasOwn(known, base) ? known[base] : undefined;
  if (scope === undefined) throw unknownName('scope', base, { allowed: Object.keys(scopes) });
  if (overrides === undefined) return scope;
  if (rest.length > 0)
    throw unknownName('bound', rest.join(':'), { allowed: ['scope:bound=number,...'] });
  const changed: Partial<Record<BoundName, number>> = {};
  for (const override of overrides.split(',')) {
    const [name, value] = parseBound(override);
    if (changed[name] !== undefined && changed[name] !== value) {
      throw new InputError(
        'configuration',
        `bound '${name}' is given two values: ${changed[name]} and ${value}`,
      );
    }
    changed[name] = value;
  }
  const sized = sizedScope(scope, changed);
  const fault = scopeFault(sized);
  if (fault !== undefined) throw new InputError('configuration', `scope '${text}': ${fault}`);
  return sized;
}

function parseBound(override: string): [BoundName, number] {
  const [name = '', value = '', ...rest] = override.split('=');
  const bound = boundNames.find((each) => each === name);
  if (bound === undefined) throw unknownName('bound', name, { allowed: boundNames });
  const given = [value, ...rest].join('=');
  const isNumber = bound === 'trafficFactor' ? /^\d+(?:\.\d+)?$/ : /^\d+$/;
  if (!isNumber.test(given) || Number(given) > boundMax) {
    throw new InputError(
      'configuration',
      `bound '${bound}' is a number from 0 to ${boundMax}, not '${given}'`,
    );
  }
  return [bound, Number(given)];
}

/** Why no machine can be built within these bounds, or `undefined` where one can. */
export function scopeFault(scope: Scope): string | undefined {
  const young = scope.edenPages + 2 * scope.survivorPages;
  const used = scope.oldPages + young + scope.kernelFrames;
  for (const bound of ['edenPages', 'survivorPages', 'batchFrames', 'migrations'] as const) {
    if (scope[bound] === 0) return `${bound} must be above 0`;
  }
  if (scope.maxIterations < iterationsMin) return `maxIterations must be at least ${iterationsMin}`;
  if (scope.netlinkMessages === 0) return 'netlinkMessages must be above 0';
  if (scope.youngReservedPages < young) {
    return `youngReservedPages must be at least the ${young} of Eden, From and To`;
  }
  if (scope.frames < used) return `frames must be at least the ${used} that are in use at first`;
  return undefined;
}
