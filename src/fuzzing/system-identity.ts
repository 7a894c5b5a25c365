import { digest } from '../foundation/digest.ts';
import type { System } from '../system/system.ts';
import type { ModelIdentity } from './token.ts';

/** What a token of any system depends on: the rules of each process, and the fields of the memory. What
 * guards and actions do is code, and no hash sees it: a step that is no longer possible reveals it. */
export function systemIdentity({ name, processes, layout }: System): ModelIdentity {
  const parts: Record<string, string> = { name: digest(name) };
  for (const { name: process, table, definition } of processes) {
    const { states, rules, deferrals } = table;
    const plain = rules.map(({ description: _, ...rule }) => rule);
    const { choices = {}, environmentEvents = [] } = definition;
    parts[`process ${process}`] = digest({
      states,
      rules: plain,
      deferrals,
      choices,
      environmentEvents,
    });
  }
  parts['memory'] = digest(
    layout.fields.map(({ name: field, bits, length }) => [field, bits, length]),
  );
  return { hash: digest(parts), parts };
}
