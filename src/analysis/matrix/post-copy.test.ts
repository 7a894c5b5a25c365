import { describe, expect, inject, test } from 'vitest';
import { designs, type Design } from '../../../models/design.ts';
import { scopes, sizedScope } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import type { CheckResult } from '../../checking/verdict.ts';
import type { MigrationOptions } from '../../migration/migration-system.ts';
import { scenarioSystem } from './scenario-system.ts';
import { replayTrace } from '../counterexamples/replay-trace.ts';
import { traceOf } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

// A frame that is free at first, and taken at the destination.
const scope = sizedScope(scopes.small, { frames: 4 });
const postCopy: Design = { ...designs.xen, switchover: 'atOnce' };
const scenario = (design: Design) => ({ designName: 'test', design, hazards: [], scope });

function checked(design: Design, mutate?: MigrationOptions['mutate']): CheckResult {
  return check(scenarioSystem(scenario(design), mutate).system);
}

const verdictOf = ({ properties }: CheckResult, id: string): string | undefined =>
  properties.find((property) => property.id === id)?.verdict;
const violated = ({ properties }: CheckResult): string[] =>
  properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);

describe('frames that follow the VM', () => {
  const cells = [
    ['xen', 'atOnce', 26_505],
    ['xen', 'afterOneIteration', 17_494],
    ['hardened', 'afterOneIteration', 148_178],
  ] as const;

  test.each(inject('thorough') ? cells : cells.slice(0, 2))(
    '%s, %s: everything arrives, and nothing is read before',
    (name, when, states) => {
      const result = checked({ ...designs[name], switchover: when });
      expect([result.verdict, result.states]).toEqual(['verified', states]);
      for (const id of ['S1', 'S3', 'S6', 'S7', 'D'])
        expect(verdictOf(result, id)).toBe('verified');
    },
  );

  test('a frame on its way, asked for, sent again, and put over what was written meanwhile', () => {
    const mistaken: Design = { ...postCopy, resendPolicy: 'always', duplicateFrames: 'overwrite' };
    const migration = scenarioSystem(scenario(mistaken));
    const result = check(migration.system);
    expect(violated(result)).toEqual(['S1', 'S3']);
    const [lost] = result.properties.find(({ id }) => id === 'S1')!.counterexamples;
    expect(lost!.steps).toHaveLength(36);
    const trace = traceOf(viewOf(migration), lost!);
    expect(trace.steps.map(({ detail }) => detail)).toContain(
      'copies frame 0 again, over what was written here meanwhile',
    );
    expect(trace.summary).toMatch(
      /^frame 0 arrived at step \d+; was written there \(jvm \w+\) at step \d+; had an older copy put over it at step \d+/,
    );
    replayTrace(migration, trace, 'the trace');
  });

  test.each(['unsentOnly', 'always'] as const)(
    'skipped frames absent, requests answered: %s; one iteration before',
    (resendPolicy) => {
      const design: Design = { ...designs.hardened, resendPolicy, skippedAtDestination: 'absent' };
      const migration = scenarioSystem({
        ...scenario({ ...design, switchover: 'afterOneIteration' }),
        scope: scopes.bare,
      });
      expect(check(migration.system).verdict).toBe('verified');
    },
  );

  test.each([{ resendPolicy: 'unsentOnly' }, { duplicateFrames: 'dropped' }] as const)(
    '%o alone repairs that',
    (repair) => {
      const result = checked({
        ...postCopy,
        resendPolicy: 'always',
        duplicateFrames: 'overwrite',
        ...repair,
      });
      expect(result.verdict).toBe('verified');
    },
  );
});

describe('what the properties notice', () => {
  test('a guest that is not stopped at a frame that is not there: it reads what never arrived', () => {
    const result = checked(postCopy, (process, { memory }) => {
      memory.onAbsence = () => {};
      return process;
    });
    expect(violated(result)).toEqual(['S1', 'S3']);
  });

  test('a source that releases while a frame is missing', () => {
    const result = checked(postCopy, (process, { memory, paging }) =>
      process.name !== 'pageServer'
        ? process
        : {
            ...process,
            guards: {
              ...process.guards,
              // The last frame is overlooked.
              everyFrameIsSent: (words) =>
                paging!.cursor.get(words, 0) >= memory.frames - 1 && !paging!.pages.isFull(words),
            },
          },
    );
    expect(violated(result)).toEqual(['S1', 'S3']);
  });

  test('a live frame whose bit is 0 when the VM moves: a touch would fetch it, but none has to come', () => {
    const trusting: Design = { ...designs.hardened, gcPostCondition: 'trusted' };
    const ofFault = (design: Design): string[] => {
      const migration = scenarioSystem({
        ...scenario(design),
        hazards: ['ignoredGc'],
        scope: scopes.small,
      });
      return violated(check(migration.system));
    };
    const zeroed: Design = { ...trusting, switchover: 'atOnce' };
    expect(ofFault(zeroed)).toEqual(['S1', 'S2', 'S3']);
    expect(ofFault({ ...zeroed, skippedAtDestination: 'absent', resendPolicy: 'always' })).toEqual([
      'S1',
      'S2',
      'S3',
    ]);
  });
});
