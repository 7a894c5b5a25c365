import { expect, it } from 'vitest';
import { liftTraces } from './lift-traces.ts';
import { sampleTrace } from './page-sample.ts';
import { traceId } from './page/trace-list.ts';

it('takes every run out of a result of any shape, once, with the token beside it', () => {
  const other = { ...sampleTrace, failureClass: 'another' };
  const insight = { snapshots: { channels: [], initial: {}, changes: [{}, {}] } };
  const content = {
    verdict: 'violated',
    failures: [
      { token: 'v1:a:b', trace: sampleTrace, insight },
      { deep: { run: other, design: 'xen', hazards: ['abort'], scope: 'small' } },
      [sampleTrace, null],
    ],
    steps: [{ no: 'trace' }],
  };
  const { content: reported, traces } = liftTraces(content, 'fuzz');
  const [id, otherId] = [traceId(sampleTrace), traceId(other)];
  expect(reported).toEqual({
    verdict: 'violated',
    failures: [
      { token: 'v1:a:b', trace: id },
      { deep: { run: otherId, design: 'xen', hazards: ['abort'], scope: 'small' } },
      [id, null],
    ],
    steps: [{ no: 'trace' }],
  });
  expect(traces.map((item) => item.id)).toEqual([id, otherId]);
  expect(traces[0]).toMatchObject({ token: 'v1:a:b', trace: sampleTrace, insight });
  const where = 'xen / abort, small';
  expect(traces[1]).toMatchObject({ kind: 'counterexample', trace: other, source: 'fuzz', where });
  expect(traces[1]).not.toHaveProperty('token');
});
