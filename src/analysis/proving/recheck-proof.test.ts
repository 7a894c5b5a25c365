import { expect, test } from 'vitest';
import { parseDesign } from '../matrix/named-design.ts';
import type { ProofEntry } from './proof-entry.ts';
import type { ProofTask } from './proof-task.ts';
import { prove } from './prove.ts';
import { recheckProof } from './recheck-proof.ts';

function taskFor(name: string): ProofTask {
  const { name: designName, design } = parseDesign(name);
  return { designName, design, hazards: [] };
}

const task = taskFor('xen');
const proof: ProofEntry = { ...prove(task, { simulatedStates: 20 }), seconds: 0 };

test('a proof is confirmed by a plain search of all states', () => {
  const { states, isWhole, differences } = recheckProof(task, proof, Infinity);
  expect({ states, isWhole, differences }).toEqual({
    states: proof.states,
    isWhole: true,
    differences: [],
  });
  expect(proof.verdict).toBe('proved');
});

test('part of the states confirms nothing', () => {
  const { isWhole, differences } = recheckProof(task, proof, 100);
  expect({ isWhole, differences }).toEqual({ isWhole: false, differences: [] });
});

test('what a proof claims and is not so is found', () => {
  const differencesOf = (changes: Partial<ProofEntry>, of = task): readonly string[] =>
    recheckProof(of, { ...proof, ...changes }, Infinity).differences;
  expect(differencesOf({ states: 1 })).toEqual([`states: 1 written, ${proof.states} found`]);
  expect(differencesOf({ verdict: 'refuted' })).toEqual(['verdict: refuted written, proved found']);
  expect(differencesOf({ properties: proof.properties.slice(1) })).toEqual([
    'S1 judged: false written, true found',
  ]);
  expect(differencesOf({ ended: { reason: 'maxStates', frontier: 7 } })).toEqual([
    'states left: 0 written, 7 found',
  ]);
  const unsafe = taskFor('xen:lastClean=beforeSuspend');
  expect(differencesOf({}, unsafe)).toContainEqual(
    expect.stringMatching(/^failures of S1: 0 written, \d+ found$/),
  );
});
