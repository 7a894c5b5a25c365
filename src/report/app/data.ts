import type { Certainty } from '../../analysis/certainty.ts';
import type { ChartReport, CoverageReport } from '../coverage-report.ts';
import type { Report, ReportTrace } from '../report.ts';

/** A counterexample as far as the list shows it; the rest is unpacked when it is opened. */
export interface TraceHead extends Omit<ReportTrace, 'trace' | 'insight'> {
  readonly property: string;
  readonly bugClass: string;
  readonly summary: string;
  readonly steps: number;
  readonly certain?: Certainty;
}

/** What the first view needs. */
export interface ReportIndex extends Omit<Report, 'traces' | 'coverage'> {
  readonly traces: readonly TraceHead[];
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
