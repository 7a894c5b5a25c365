import { check } from 'skipover';
import { checkActors } from 'skipover/vitest';
import { expect, it } from 'vitest';
import { patientWizard, wizard } from './wizard.ts';

it('the form can be sent before its draft is saved', () => {
  const sent = check(wizard).properties.find(({ id }) => id === 'what is sent is what was saved');
  expect(sent!.verdict).toBe('violated');
  const { steps } = sent!.counterexamples[0]!;
  expect(steps.map(({ transition }) => wizard.transitions[transition]!.event)).toEqual([
    'EDIT',
    'NEXT',
    'NEXT',
    'SEND',
  ]);
});

checkActors('waiting for the draft', patientWizard);
