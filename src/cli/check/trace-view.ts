import { bitmapFields } from '../../report/page/bitmap-fields.ts';
import type { Trace } from '../../subject/trace.ts';
import { traceLines } from '../../subject/trace-lines.ts';
import { failureName } from '../../../properties/failure-names.ts';
import { wrapped } from '../terminal/columns.ts';
import { styled } from '../terminal/text.ts';

/** `S1 lost page (from frame, dirtiness lost), 51 steps`. */
function traceTitle({ property, failureClass, steps }: Trace): string {
  return `${failureName(property).name} (${failureClass}), ${steps.length} steps`;
}

/** A counterexample, step by step, in lines that fit the terminal. */
export function traceView(trace: Trace): string {
  const lines = traceLines(trace, bitmapFields).map(({ first, text, writes }) =>
    wrapped(writes === '' ? text : `${text}  ${styled('gray', writes)}`, { first }),
  );
  const title = styled('bold', wrapped(traceTitle(trace)));
  return [title, wrapped(trace.summary, { first: '  ' }), ...lines].join('\n');
}
