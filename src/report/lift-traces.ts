import type { Trace } from '../analysis/trace.ts';
import { traceId } from './page/trace-list.ts';
import type { ReportTrace } from './report.ts';

/** A result with its runs by id, and the runs. */
export interface Lifted {
  readonly content: Readonly<Record<string, unknown>>;
  readonly traces: readonly ReportTrace[];
}

/**
 * Takes every run out of a result of whatever kind, so that it can be watched and is told once; its id
 * stands in its place. What stands beside a run and is called `token` replays it.
 */
export function liftTraces(content: Readonly<Record<string, unknown>>, kind: string): Lifted {
  const traces = new Map<string, ReportTrace>();
  const lift = (value: unknown, token?: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => lift(item));
    if (typeof value !== 'object' || value === null) return value;
    if (!isTrace(value)) {
      const beside = 'token' in value && typeof value.token === 'string' ? value.token : undefined;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, lift(inner, beside)]),
      );
    }
    const id = traceId(value);
    const item = { id, kind: 'counterexample', title: `found by ${kind}`, cells: [] } as const;
    if (token === undefined && traces.has(id)) return id;
    traces.set(id, { ...item, trace: value, ...(token === undefined ? {} : { token }) });
    return id;
  };
  const lifted = lift(content) as Lifted['content'];
  return { content: lifted, traces: [...traces.values()] };
}

function isTrace(value: object): value is Trace {
  const { property, bugClass, violation, summary, initial, steps } = value as Partial<Trace>;
  return (
    [property, bugClass, violation, summary].every((text) => typeof text === 'string') &&
    typeof initial === 'object' &&
    Array.isArray(steps) &&
    steps.every(({ process, detail, changes }) => {
      return typeof process === 'string' && typeof detail === 'string' && Array.isArray(changes);
    })
  );
}
