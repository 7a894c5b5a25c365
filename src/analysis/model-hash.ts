import { createHash } from 'node:crypto';
import * as charts from '../../models/charts.ts';
import { designs, designSwitches } from '../../models/design.ts';
import { hazards } from '../../models/hazards.ts';
import { messages } from '../../models/messages.ts';
import { scopes } from '../../models/scope.ts';
import { livenessFamilies, propertyFamilies } from '../../properties/all.ts';
import type { ModelIdentity } from '../fuzzing/token.ts';
import { ruleTable } from '../statecharts/rule-table.ts';

/**
 * What a trace or a token depends on, part by part: the rules of every chart, messages, switches,
 * hazards, scopes, properties and the version of the program (what named guards and actions do is
 * code). Each part as 16 hexadecimal digits of its SHA-256, by its name; and one hash over all.
 */
export function modelIdentity(version: string): ModelIdentity {
  const tables = Object.entries(charts).map(([name, machine]): [string, unknown] => {
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
    properties: [...propertyFamilies, ...livenessFamilies].map(({ id }) => id),
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

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
