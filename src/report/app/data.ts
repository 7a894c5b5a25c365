import type { Repair } from '../../analysis/counterexamples/repairs.ts';
import type { Certainty } from '../../analysis/counterexamples/certainty.ts';
import type { ChartReport, CoverageReport } from '../coverage-report.ts';
import type { EngineEntry } from '../page-engine.ts';
import type { Report, ReportTrace } from '../report.ts';

/** A counterexample as far as the list shows it; the rest is unpacked when it is opened. */
export interface TraceHead extends Omit<ReportTrace, 'trace' | 'insight'> {
  readonly property: string;
  readonly failureClass: string;
  readonly summary: string;
  readonly steps: number;
  readonly certain?: Certainty;
  /** The engine of this page that can explore it. */
  readonly engine?: string;
  /** The file that exports the system; absent for the migration. */
  readonly file?: string;
  /** Switches that repair the schedule, each turned alone. */
  readonly repairs?: readonly Repair[];
}

/** What the first view needs. */
export interface ReportIndex extends Omit<Report, 'traces' | 'coverage'> {
  readonly traces: readonly TraceHead[];
  readonly engines: readonly EngineEntry[];
  readonly coverage: Omit<CoverageReport, 'charts'> & {
    readonly charts: readonly Omit<ChartReport, 'svg'>[];
  };
}

const unpacked = new Map<string, Promise<unknown>>();

/** Unpacks one block of data of this file; once. */
export function readBlock<Content>(name: string): Promise<Content> {
  const known = unpacked.get(name);
  if (known !== undefined) return known as Promise<Content>;
  const content = unpack(name);
  unpacked.set(name, content);
  return content as Promise<Content>;
}

async function unpack(name: string): Promise<unknown> {
  const element = document.querySelector(`script[data-block="${CSS.escape(name)}"]`);
  if (element === null) throw new Error(`this page has no ${name}`);
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as unknown;
}
