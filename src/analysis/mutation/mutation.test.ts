import { describe, expect, it } from 'vitest';
import { scopes } from '../../../models/scope.ts';
import type { Mutant } from '../../../properties/mutants/mutant.ts';
import { basesOf, judged, tryBase } from './mutation-base.ts';
import { tryMutant } from './mutation.ts';

const options = { maxStates: 100_000 };
const calm = { hazards: [], scope: scopes.small };
const harmless: Mutant = {
  name: 'harmless',
  title: 'nothing is changed',
  changes: [{ process: 'agent', action: 'sendReady', does: (original) => original }],
  configurations: [calm],
  fate: { killedBy: 'S1' },
};
const deaf: Mutant = {
  ...harmless,
  name: 'deaf',
  changes: [{ process: 'lkm', action: 'multicastPrepare', does: () => () => {} }],
  fate: { killedBy: 'D' },
};
const idle: Mutant = {
  ...harmless,
  name: 'idle',
  changes: [{ process: 'lkm', guard: 'walkIsDone', holds: () => () => true }],
  // Under this hazard a page may have to be sent, so that P2 is not asked.
  configurations: [{ hazards: ['remap'], scope: scopes.small }],
  fate: { killedBy: 'S2' },
};

describe('a mutant', () => {
  it('survives where no property notices it', () => {
    expect(tryMutant(harmless, options)).toMatchObject({ outcome: 'survived' });
  });

  it('is killed by a violation, with the shortest run into it', () => {
    const { outcome, kill, places } = tryMutant(deaf, options);
    expect([outcome, kill?.property, kill?.how]).toEqual(['killed', 'D', 'violated']);
    expect(kill?.trace?.steps).toHaveLength(kill!.steps!);
    expect(places).toEqual(['lkm: action multicastPrepare']);
  });

  it('is killed by vacuity, with no run to show', () => {
    const { outcome, kill } = tryMutant(idle, options);
    expect([outcome, kill?.property, kill?.how]).toEqual(['killed', 'S2', 'vacuous']);
    expect(kill).not.toHaveProperty('trace');
  });

  it('is neither where a budget ended the search', () => {
    const limited = { maxStates: 100 };
    const said = { ...harmless, fate: { equivalent: 'nothing is changed' } };
    expect(tryMutant(harmless, limited)).toMatchObject({ outcome: 'inconclusive' });
    expect(tryMutant(said, limited)).toMatchObject({ outcome: 'inconclusive' });
  });

  it('that is said to be equivalent is searched for a difference', () => {
    const fate = { equivalent: 'it is said to change nothing' };
    expect(tryMutant({ ...harmless, fate }, options)).toMatchObject({
      outcome: 'equivalent',
      reason: 'it is said to change nothing',
    });
    const { outcome, reason } = tryMutant({ ...idle, fate }, options);
    expect(outcome).toBe('survived');
    expect(reason).toMatch(/^not equivalent: verdict of S1: vacuous instead of verified/);
  });
});

describe('a kill', () => {
  it('is none where the design fails without the mutant', () => {
    const failing = {
      ...deaf,
      configurations: [{ ...calm, design: { skippedFrames: 'drop' as const } }],
    };
    const pair = {
      ...deaf,
      switches: { unskip: 'setBit' as const },
      configurations: failing.configurations,
    };
    const entries = [tryMutant(pair, options)];
    const [question] = basesOf([pair], entries);
    expect(question).not.toHaveProperty('maxDepth');
    const bases = [tryBase(question!, options)];
    expect(judged([pair], entries, bases)).toMatchObject([{ outcome: 'survived' }]);
  });

  it('counts where the design holds as far as it', () => {
    const entries = [tryMutant(deaf, options)];
    const questions = basesOf([deaf], entries);
    expect(questions).toEqual([{ configuration: calm, maxDepth: entries[0]!.kill!.steps }]);
    const bases = questions.map((base) => tryBase(base, options));
    expect(bases).toMatchObject([{ holds: true, verdict: 'inconclusive' }]);
    expect(judged([deaf], entries, bases)).toEqual(entries);
  });

  it('is open where the design was not searched far enough', () => {
    const entries = [tryMutant(deaf, options)];
    const bases = basesOf([deaf], entries).map((base) => tryBase(base, { maxStates: 50 }));
    expect(judged([deaf], entries, bases)).toMatchObject([{ outcome: 'inconclusive' }]);
  });
});
