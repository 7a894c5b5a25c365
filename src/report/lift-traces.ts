import type { TraceInsight } from '../analysis/counterexamples/insight.ts';
import type { Trace } from '../subject/trace.ts';
import { witnessClass } from '../analysis/witnesses/passing-run.ts';
import { scenarioName } from './page/names.ts';
import { traceId } from './page/trace-list.ts';
import type { ReportTrace } from './report.ts';

/** A result with its runs by id, and the runs. */
export interface Lifted {
  readonly content: Readonly<Record<string, unknown>>;
  readonly traces: readonly ReportTrace[];
}

/** What is beside a run, or around it. */
interface Context {
  readonly design?: string;
  readonly hazards?: readonly string[];
  readonly scope?: string;
  readonly token?: string;
  readonly insight?: Partial<TraceInsight>;
}

/**
 * Takes every run out of a result of whatever kind, so that it is stored once and can be replayed; its id
 * is in its place. What is beside a run and is called `token` replays it, `insight` is drawn
 * with it, and `design`, `hazards` and `scope`, beside it or around it, say where it happens.
 */
export function liftTraces(content: Readonly<Record<string, unknown>>, source: string): Lifted {
  const traces = new Map<string, ReportTrace>();
  const lift = (value: unknown, around: Context): unknown => {
    if (Array.isArray(value)) return value.map((item) => lift(item, around));
    if (typeof value !== 'object' || value === null) return value;
    if (!isTrace(value)) {
      const context = contextOf(value, around);
      const hasRun = Object.values(value).some(
        (inner) => typeof inner === 'object' && inner !== null && isTrace(inner),
      );
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) =>
          // What was found out about a run is reported with the run.
          hasRun && key === 'insight' ? [] : [[key, lift(inner, context)]],
        ),
      );
    }
    const id = traceId(value);
    if (around.token === undefined && traces.has(id)) return id;
    traces.set(id, reportTrace(id, value, { source, ...around }));
    return id;
  };
  const lifted = lift(content, {}) as Lifted['content'];
  return { content: lifted, traces: [...traces.values()] };
}

function reportTrace(
  id: string,
  trace: Trace,
  { source, token, insight, design, hazards, scope }: Context & { readonly source: string },
): ReportTrace {
  const where =
    design === undefined
      ? undefined
      : [scenarioName({ design, hazards: hazards ?? [] }), ...(scope === undefined ? [] : [scope])];
  return {
    id,
    kind: kindOf(trace, source),
    source,
    title: `found by ${source}`,
    cells: [],
    trace,
    ...(where === undefined ? {} : { where: where.join(', ') }),
    ...(token === undefined ? {} : { token }),
    ...(insight === undefined ? {} : { insight }),
  };
}

/** What `mutants` and `harden` break is no design that anybody proposes. */
function kindOf({ failureClass }: Trace, source: string): ReportTrace['kind'] {
  if (failureClass === witnessClass) return 'witness';
  if (source === 'cost-bounds') return 'schedule';
  return source === 'mutants' || source === 'harden' ? 'variant' : 'counterexample';
}

/** Token and insight belong to the runs of one object only; a configuration holds for all that lies in it. */
function contextOf(value: object, { design, hazards, scope }: Context): Context {
  const own = value as Readonly<Record<string, unknown>>;
  const { scenario } = own;
  const configuration = (
    typeof scenario === 'object' && scenario !== null ? scenario : own
  ) as typeof own;
  const isText = (text: unknown): text is string => typeof text === 'string';
  const name = isText(configuration['design']) ? configuration['design'] : design;
  const names = configuration['hazards'];
  const happen = Array.isArray(names) && names.every(isText) ? names : hazards;
  const bounds = isText(configuration['scope']) ? configuration['scope'] : scope;
  const { token, insight } = own;
  const isInsight = typeof insight === 'object' && insight !== null && 'snapshots' in insight;
  return {
    ...(name === undefined ? {} : { design: name }),
    ...(happen === undefined ? {} : { hazards: happen }),
    ...(bounds === undefined ? {} : { scope: bounds }),
    ...(isText(token) ? { token } : {}),
    ...(isInsight ? { insight: insight as Partial<TraceInsight> } : {}),
  };
}

function isTrace(value: object): value is Trace {
  const { property, failureClass, violation, summary, initial, steps } = value as Partial<Trace>;
  return (
    [property, failureClass, violation, summary].every((text) => typeof text === 'string') &&
    typeof initial === 'object' &&
    Array.isArray(steps) &&
    steps.every(({ process, detail, changes }) => {
      return typeof process === 'string' && typeof detail === 'string' && Array.isArray(changes);
    })
  );
}
