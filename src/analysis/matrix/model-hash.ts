import * as charts from '../../../models/charts.ts';
import { designs, designSwitches } from '../../../models/design.ts';
import { hazards } from '../../../models/hazards.ts';
import { messages } from '../../../models/messages.ts';
import { scopes } from '../../../models/scope.ts';
import { livenessFamilies, safetyFamilies } from '../../../properties/all.ts';
import { digest } from '../../foundation/digest.ts';
import type { ModelIdentity } from '../../fuzzing/token.ts';
import { ruleTable } from '../../statecharts/rule-table.ts';

/**
 * What a trace or a token depends on, part by part: the rules of every chart, messages, switches,
 * hazards, scopes, properties and the version of the program (what named guards and actions do is
 * code). Each part as 16 hexadecimal digits of its SHA-256, by its name; and one hash over all.
 */
export function modelIdentity(version: string): ModelIdentity {
  // By name: a bundler may list what a module exports in another order than Node does.
  const named = Object.entries(charts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const tables = named.map(([name, machine]): [string, unknown] => {
    const { states, rules, deferrals } = ruleTable(machine);
    const plain = rules.map(({ description: _, ...rule }) => rule);
    return [`chart ${name}`, { states, rules: plain, deferrals }];
  });
  const switches = Object.entries(designSwitches).map(([name, { values }]) => [name, values]);
  const contents: Record<string, unknown> = {
    ...Object.fromEntries(tables),
    messages,
    switches,
    hazards: Object.keys(hazards),
    scopes: Object.values(scopes).map(({ title: _, ...scope }) => scope),
    designs,
    properties: [...safetyFamilies, ...livenessFamilies].map(({ id }) => id),
    version,
  };
  const parts = Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [name, digest(content)]),
  );
  return { hash: digest(parts), parts };
}

/** The one hash over all of {@link modelIdentity}: short enough to read aloud. */
export function modelHash(version: string): string {
  return modelIdentity(version).hash;
}
