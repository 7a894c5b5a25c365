import { story } from '../machine/story.ts';
import type { ReportCell, ReportTrace } from '../report.ts';
import { messageEvents } from './memory.ts';

/** A counterexample in a form that another program reads. */
export interface TraceExport {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly text: string;
}

export interface ExportSource {
  readonly item: ReportTrace;
  /** A cell that has the counterexample. */
  readonly cell: ReportCell | undefined;
  readonly tool: { readonly name: string; readonly version: string };
  readonly modelHash: string;
}

/** Every form that a counterexample can leave the page in. */
export function exportsOf(source: ExportSource): readonly TraceExport[] {
  const { item } = source;
  const text = 'text/plain';
  const json = 'application/json';
  const forms = [
    ['ITF', 'itf.json', json, JSON.stringify(itf(source), undefined, 1)],
    ['Mermaid', 'mmd', text, mermaid(item)],
    ['Chrome trace events', 'chrome.json', json, JSON.stringify(chromeTrace(item))],
    ['plain text', 'txt', text, `${story(item.trace)}\n`],
  ] as const;
  const traceForm =
    source.cell === undefined
      ? []
      : [['trace file (skipover replay)', 'json', json, traceFile(source, source.cell)] as const];
  return [...traceForm, ...forms].map(([title, ending, type, content]) => ({
    name: `${item.id}.${ending}`,
    title,
    type,
    text: content,
  }));
}

/** What `skipover replay` runs again. */
function traceFile({ item, tool, modelHash }: ExportSource, cell: ReportCell): string {
  const { scenario, bounds } = cell;
  const content = { schema: 'skipover-trace/1', tool, modelHash, scenario, bounds };
  return `${JSON.stringify({ ...content, trace: item.trace }, undefined, 1)}\n`;
}

/** Informal Trace Format (Apalache, ADR 15): a state per step, every field of memory a variable. */
function itf({ item, tool }: ExportSource): object {
  const { trace } = item;
  const memory = new Map(
    Object.entries(trace.initial).map(([name, values]) => [name, [...values]]),
  );
  const controls = new Map<string, string>();
  for (const { process, from } of trace.steps.toReversed()) controls.set(process, from);
  const state = (index: number, action: string): object => ({
    '#meta': { index },
    action,
    ...Object.fromEntries([...controls].map(([process, at]) => [`control ${process}`, at])),
    ...Object.fromEntries([...memory].map(([name, values]) => [name, [...values]])),
  });
  const states = [state(0, 'start')];
  trace.steps.forEach((step, index) => {
    for (const { field, index: element, to } of step.changes) memory.get(field)![element] = to;
    controls.set(step.process, step.to);
    states.push(state(index + 1, `${step.process}: ${step.detail}`));
  });
  const vars = Object.keys(states[0]!).filter((name) => name !== '#meta');
  const description = `${trace.property} ${trace.failureClass}: ${trace.violation}`;
  const source = `${tool.name} ${tool.version}`;
  // The state behind the last step is the one that the loop starts in.
  const loop = trace.loopStart === undefined ? {} : { loop: trace.loopStart };
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source,
      description,
    },
    vars,
    states,
    ...loop,
  };
}

/** A sequence diagram: a note per step, an arrow per message. */
export function mermaid(item: ReportTrace): string {
  const { trace } = item;
  const events = messageEvents(item);
  const names = new Set([
    ...trace.steps.map(({ process }) => process),
    ...events.flat().map(({ receiver }) => receiver),
  ]);
  const ids = new Map([...names].map((name, index) => [name, `p${index}`]));
  const { loopStart } = trace;
  const isLoop = loopStart !== undefined && loopStart < trace.steps.length;
  const lines = trace.steps.flatMap(({ process, detail }, index) => {
    const from = ids.get(process)!;
    return [
      ...(isLoop && index === loopStart ? ['  loop for ever'] : []),
      `  Note over ${from}: ${index + 1} ${mermaidText(detail)}`,
      ...events[index]!.filter(({ kind }) => kind === 'sent').map(
        ({ receiver, message }) => `  ${from}-)${ids.get(receiver)!}: ${mermaidText(message)}`,
      ),
    ];
  });
  return [
    'sequenceDiagram',
    ...[...ids].map(([name, id]) => `  participant ${id} as ${mermaidText(name)}`),
    ...lines,
    ...(isLoop ? ['  end'] : []),
    ...(loopStart === trace.steps.length
      ? [`  Note over ${[...ids.values()].join(',')}: nothing moves any more`]
      : []),
    '',
  ].join('\n');
}

/** Mermaid reads `;` as an end of line, `#` as the start of an entity, and line breaks as they are. */
function mermaidText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[#;<>&:]/g, (letter) => `#${letter.codePointAt(0)};`);
}

/** For chrome://tracing and Perfetto: a thread per process, a slice of 1 ms per step. */
function chromeTrace({ trace }: ReportTrace): object {
  const threads = [...new Set(trace.steps.map(({ process }) => process))];
  const named = threads.map((name, tid) => ({
    name: 'thread_name',
    ph: 'M',
    pid: 1,
    tid,
    args: { name },
  }));
  const slices = trace.steps.map(({ process, detail, step, from, to, changes }, index) => ({
    name: detail,
    cat: process,
    ph: 'X',
    ts: index * 1000,
    dur: 1000,
    pid: 1,
    tid: threads.indexOf(process),
    args: { number: index + 1, event: step, from, to, changes },
  }));
  return { traceEvents: [...named, ...slices], displayTimeUnit: 'ms' };
}
