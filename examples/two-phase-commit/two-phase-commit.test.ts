import { checkSystem, fuzzSystem } from 'skipover/vitest';
import { describe, expect, it } from 'vitest';
import { correct, crashing, hasty } from './protocol.ts';

checkSystem('two-phase commit', correct);
fuzzSystem('two-phase commit, by chance', correct, {
  runs: 500,
  seed: 1,
  properties: { D: { runs: 200, seed: 2 } },
});

describe('what is wrong with it', () => {
  it('a hasty coordinator splits them', () => {
    expect(hasty).not.toHoldInEveryInterleaving();
  });

  it('a coordinator that crashes leaves them waiting', () => {
    expect(crashing).not.toHoldInEveryInterleaving();
  });
});
