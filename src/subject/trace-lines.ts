import type { Trace } from './trace.ts';

/** A line of a trace in text. Where it is too long for its reader, `text` is broken and `first` is its indent. */
export interface TraceLine {
  /** Number of the step and its process, in columns; blanks for a sentence between steps. */
  readonly first: string;
  readonly text: string;
  /** Elements of the memory shown that the step wrote: `dirty[3]=1 absent[3]=0`. Empty without any. */
  readonly writes: string;
}

/** Every step of a run on a line, and where it begins to repeat. `fields`: memory whose changes are shown. The only
 * place that lays out a trace: terminal, page, JUnit and SARIF print these lines. */
export function traceLines(
  { steps, loopStart }: Pick<Trace, 'loopStart'> & { readonly steps: readonly LineStep[] },
  fields: readonly string[] = [],
): TraceLine[] {
  const width = Math.max(0, ...steps.map(({ process }) => process.length));
  const lines = steps.flatMap(({ process, detail, changes }, index): TraceLine[] => {
    const writes = changes
      .filter(({ field }) => fields.includes(field))
      .map(({ field, index: element, to }) => `${field}[${element}]=${to}`);
    const first = `${String(index + 1).padStart(4)}  ${process.padEnd(width)}  `;
    const line = { first, text: detail, writes: writes.join(' ') };
    return index === loopStart
      ? [sentence('from here the steps are repeated for ever:'), line]
      : [line];
  });
  if (loopStart !== steps.length) return lines;
  return [...lines, sentence('and nothing changes any more')];
}

type LineStep = Pick<Trace['steps'][number], 'process' | 'detail' | 'changes'>;

function sentence(text: string): TraceLine {
  return { first: '      ', text, writes: '' };
}
