import { defineActors, type ActorsSystem } from 'skipover';
import { patientWizardMachine, wizardMachine } from './wizard-machine.ts';

const outcomes = { saveDraft: { done: [true], error: [new Error('no connection')] } };

/** What is sent may be older than what the customer sees. */
export const wizard: ActorsSystem = defineActors({
  actors: { wizard: wizardMachine },
  outcomes,
  always: {
    'what is sent is what was saved': ({ wizard: it }) =>
      !it.matches('sent') || it.context.saved === it.context.edits,
  },
});

/** Waits for the draft before it sends the form. */
export const patientWizard: ActorsSystem = defineActors({
  actors: { wizard: patientWizardMachine },
  outcomes,
  always: {
    'what is sent is what was saved': ({ wizard: it }) =>
      !it.matches('sent') || it.context.saved === it.context.edits,
  },
  reachable: { sent: ({ wizard: it }) => it.matches('sent') },
});
