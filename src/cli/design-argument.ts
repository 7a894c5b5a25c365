import { designs, designSwitches, type Design, type SwitchName } from '../../models/design.ts';
import { hazardNames, hazards, ordinaryLife, type HazardName } from '../../models/hazards.ts';
import { InputError } from '../foundation/input-error.ts';

function unknown(what: string, given: string, allowed: readonly string[]): InputError {
  return new InputError(
    'configuration',
    `unknown ${what} '${given}'; allowed: ${allowed.join(', ')}`,
  );
}

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
  if (design === undefined) throw unknown('design', base, Object.keys(designs));
  if (rest.length > 0) throw unknown('override', rest.join(':'), ['design:switch=value,...']);
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
    throw unknown('switch', name, Object.keys(designSwitches));
  }
  const { values } = designSwitches[name as SwitchName];
  const given = [value, ...rest].join('=');
  if (!(values as readonly string[]).includes(given)) {
    throw unknown(`value of switch ${name}:`, given, values);
  }
  return [name as SwitchName, given];
}

/** Throws `InputError('configuration')` on an unknown hazard. Repeated ones count once; ordinary life may
 * be named and is there anyway. */
export function parseHazards(given: readonly string[]): HazardName[] {
  const named = given.flatMap((text) => text.split(','));
  const names = new Set(named.filter((name) => !Object.hasOwn(ordinaryLife, name)));
  for (const name of names) {
    if (!Object.hasOwn(hazards, name)) throw unknown('hazard', name, hazardNames);
  }
  return hazardNames.filter((name) => names.has(name));
}
