import { designs, designSwitches, type Design, type SwitchName } from '../../../models/design.ts';
import { hazardNames, hazards, baselineHazards, type HazardName } from '../../../models/hazards.ts';
import { InputError } from '../../foundation/input-error.ts';
import { unknownName } from '../../foundation/unknown-name.ts';

/** A design as the user names it. */
export interface NamedDesign {
  readonly name: string;
  readonly design: Design;
}

/**
 * Reads `published` or `published:skippedFrames=defer,shrinkNotice=beforeFree`.
 * Throws `InputError('configuration')` on an unknown design, switch or value, and on a switch that is
 * given two values.
 */
export function parseDesign(text: string): NamedDesign {
  const [base = '', overrides, ...rest] = text.split(':');
  const known: Readonly<Record<string, Design>> = designs;
  const design = Object.hasOwn(known, base) ? known[base] : undefined;
  if (design === undefined) throw unknownName('design', base, { allowed: Object.keys(designs) });
  if (rest.length > 0)
    throw unknownName('override', rest.join(':'), { allowed: ['design:switch=value,...'] });
  const changed: Partial<Record<SwitchName, string>> = {};
  for (const override of overrides === undefined ? [] : overrides.split(',')) {
    const [name, value] = parseOverride(override);
    if (changed[name] !== undefined && changed[name] !== value) {
      throw new InputError(
        'configuration',
        `switch '${name}' is given two values: ${changed[name]} and ${value}`,
      );
    }
    changed[name] = value;
  }
  return { name: text, design: { ...design, ...(changed as Partial<Design>) } };
}

function parseOverride(override: string): [SwitchName, string] {
  const [name = '', value = '', ...rest] = override.split('=');
  if (!Object.hasOwn(designSwitches, name)) {
    throw unknownName('switch', name, { allowed: Object.keys(designSwitches) });
  }
  const { values } = designSwitches[name as SwitchName];
  const given = [value, ...rest].join('=');
  if (!(values as readonly string[]).includes(given)) {
    throw unknownName(`value of switch ${name}:`, given, { allowed: values });
  }
  return [name as SwitchName, given];
}

/** Throws `InputError('configuration')` on an unknown hazard. Repeated ones count once; no hazard may
 * be named and is there anyway. */
export function parseHazards(given: readonly string[]): HazardName[] {
  const named = given.flatMap((text) => text.split(','));
  const names = new Set(named.filter((name) => !Object.hasOwn(baselineHazards, name)));
  for (const name of names) {
    if (!Object.hasOwn(hazards, name)) throw unknownName('hazard', name, { allowed: hazardNames });
  }
  return hazardNames.filter((name) => names.has(name));
}
