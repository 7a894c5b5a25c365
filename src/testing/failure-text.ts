import { run } from '../replay/run.ts';
import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';

/** Changes of memory that a line tells. */
const changesMax = 4;

/** A failure as a test prints it: what is wrong, and each step with what it changed. */
export function failureText(
  system: System,
  title: string,
  { violation, steps }: { readonly violation: Violation; readonly steps: readonly Step[] },
): string {
  const told = run(system, steps);
  const widths = { process: 0, event: 0 };
  for (const { process, event } of told) {
    widths.process = Math.max(widths.process, process.length);
    widths.event = Math.max(widths.event, event.length);
  }
  const lines = told.map(({ process, event, choice, from, to, changes }, index) => {
    const moved = from === to ? `in ${from}` : `${from} -> ${to}`;
    const some = changes.slice(0, changesMax).map(({ field, index: at, to: value }) => {
      const element = at === 0 ? field : `${field}[${at}]`;
      return `${element}=${value}`;
    });
    const more = changes.length > changesMax ? ', ...' : '';
    const picked = choice === 0 ? '' : ` (choice ${choice})`;
    const number = String(index + 1).padStart(4);
    const step = `${process.padEnd(widths.process)}  ${event.padEnd(widths.event)}`;
    return `${number}  ${step}  ${moved}${picked}  ${some.join(', ')}${more}`.trimEnd();
  });
  const after = steps.length === 0 ? 'in the first state' : `after ${steps.length} steps:`;
  return [`${title}: ${violation.bugClass}`, `  ${violation.detail}`, after, ...lines].join('\n');
}
