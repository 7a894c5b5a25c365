/** Where in the text of the charts a step is declared. */
export interface SourcePlace {
  /** Relative to the root of the repository, forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A step as far as its place in the chart depends on it. */
export interface ChartStep {
  /** The process; it bears the name of its chart. */
  readonly process: string;
  /** The event. */
  readonly step: string;
  /** Control states, as dotted paths. */
  readonly from: string;
  readonly to: string;
}

/** The file of a chart: `procCall` is in `models/proc-call.ts`. */
export function chartFile(chart: string): string {
  const name = chart.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // The name comes from a result file: nothing in it may lead out of the folder.
  return `models/${name.replace(/[^\w-]+/g, '-')}.ts`;
}

/**
 * Finds the transition of a step in the text of its chart: the event under the state it starts in, or
 * under the nearest state around it. Of several transitions for one event it is the one that leads to
 * the same state, if that distinguishes them, else the line of the event: a trace does not say which
 * guard held. Reads the text by its indentation, two spaces as Prettier leaves it; where it does not
 * find the event it falls back to the state, then to line 1.
 *
 * @param sources text by file name, as {@link chartFile} gives it
 */
export function placeOfStep(
  sources: Readonly<Record<string, string>>,
  step: ChartStep,
): SourcePlace {
  const file = chartFile(step.process);
  const lines = Object.hasOwn(sources, file) ? sources[file]!.split('\n') : [];
  const start = lines.findIndex((line) => line.includes('createMachine({'));
  if (start < 0) return { file, line: 1 };
  const path = [blockAt(lines, start)];
  for (const name of step.from.split('.')) {
    const state = member(lines, member(lines, path[0], 'states'), name);
    if (state === undefined) break;
    path.unshift(state);
  }
  for (const state of path) {
    const event = member(lines, member(lines, state, 'on'), step.step);
    if (event !== undefined) return { file, line: transitionLine(lines, event, step) + 1 };
  }
  return { file, line: path[0]!.start + 1 };
}

/** A member of an object literal: the line of its name and the one that closes it. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** From a line to the next one that is indented no further; the line itself where it closes itself. */
function blockAt(lines: readonly string[], start: number): Block {
  const indent = indentOf(lines[start]!);
  if (!/[{[(]$/.test(lines[start]!)) return { start, end: start, indent };
  const length = lines
    .slice(start + 1)
    .findIndex((line) => line.trim() !== '' && indentOf(line) <= indent);
  return { start, end: length < 0 ? lines.length : start + 1 + length, indent };
}

function childLines(lines: readonly string[], { start, end, indent }: Block): number[] {
  return Array.from(
    { length: Math.max(0, end - start - 1) },
    (_, place) => start + 1 + place,
  ).filter((place) => indentOf(lines[place]!) === indent + 2);
}

function member(
  lines: readonly string[],
  block: Block | undefined,
  name: string,
): Block | undefined {
  if (block === undefined) return undefined;
  const names = [`${name}:`, `'${name}':`, `"${name}":`];
  const place = childLines(lines, block).find((child) =>
    names.some((start) => lines[child]!.trimStart().startsWith(start)),
  );
  return place === undefined ? undefined : blockAt(lines, place);
}

function transitionLine(lines: readonly string[], event: Block, { from, to }: ChartStep): number {
  if (!lines[event.start]!.endsWith('[')) return event.start;
  const matching = childLines(lines, event).filter((place) => {
    if (!lines[place]!.trimStart().startsWith('{')) return false;
    const { start, end } = blockAt(lines, place);
    const text = lines.slice(start, end + 1).join(' ');
    const target = /\btarget: ['"](?:#\w+\.)?([^'"]+)['"]/.exec(text)?.[1];
    if (target === undefined) return from === to;
    return leadsTo(target, to);
  });
  return matching.length === 1 ? matching[0]! : event.start;
}

/** A target names a sibling or, after `#chart.`, a path; the step ends in it or in a state within it. */
function leadsTo(target: string, to: string): boolean {
  return `.${to}.`.includes(`.${target}.`);
}
