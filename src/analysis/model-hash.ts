import { createHash } from 'node:crypto';
import * as charts from '../../models/charts.ts';
import { designSwitches } from '../../models/design.ts';
import { hazards } from '../../models/hazards.ts';
import { messages } from '../../models/messages.ts';
import { propertyFamilies } from '../../properties/all.ts';
import { ruleTable } from '../statecharts/rule-table.ts';

/**
 * SHA-256 over what a trace depends on: the rules of every chart, messages, switches, hazards,
 * properties and the version of the program (what named guards and actions do is code). Hexadecimal,
 * 16 digits of it: enough to tell models apart, short enough to read aloud.
 */
export function modelHash(version: string): string {
  const tables = Object.values(charts).map((machine) => {
    const { name, states, rules, deferrals } = ruleTable(machine);
    const plain = rules.map(({ description: _, ...rule }) => rule);
    return { name, states, rules: plain, deferrals };
  });
  const ids = propertyFamilies.map(({ id }) => id);
  const switches = Object.entries(designSwitches).map(([name, { values }]) => [name, values]);
  const content = { version, tables, messages, switches, hazards: Object.keys(hazards), ids };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
