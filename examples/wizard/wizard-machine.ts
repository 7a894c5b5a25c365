/**
 * A wizard with parallel regions: three pages, a draft that is saved in the background, and a connection that comes
 * and goes. `wizardMachine` lets the customer send the form while a draft is still on its way; `patientWizardMachine`
 * waits for it.
 */
import { assign, fromPromise, setup, stateIn } from 'xstate';

const wizard = setup({
  types: {} as {
    context: { edits: number; saved: number };
    events:
      | { type: 'EDIT' }
      | { type: 'NEXT' }
      | { type: 'BACK' }
      | { type: 'SEND' }
      | { type: 'OFFLINE' }
      | { type: 'ONLINE' };
  },
  actors: { saveDraft: fromPromise(async () => true) },
  guards: {
    isEdited: ({ context }) => context.edits > 0,
    isSaved: ({ context }) => context.saved === context.edits,
    isOnline: stateIn({ form: { connection: 'online' } }),
    mayEdit: ({ context }) => context.edits < 3,
  },
  actions: {
    edit: assign({ edits: ({ context }) => context.edits + 1 }),
    keep: assign({ saved: ({ context }) => context.edits }),
  },
});

function regions(sendGuard: 'isEdited' | 'isSaved') {
  const edits = { EDIT: { guard: 'mayEdit', actions: 'edit' } } as const;
  return {
    pages: {
      initial: 'name',
      states: {
        name: { on: { ...edits, NEXT: { guard: 'isEdited', target: 'address' } } },
        address: { on: { ...edits, NEXT: 'summary', BACK: 'name' } },
        summary: { on: { BACK: 'address', SEND: { guard: sendGuard, target: '#sent' } } },
      },
    },
    draft: {
      initial: 'clean',
      states: {
        clean: { on: { EDIT: 'dirty' } },
        dirty: {
          after: { 1_000: { guard: 'isOnline', target: 'saving' } },
          on: { ONLINE: 'saving' },
        },
        saving: {
          invoke: {
            src: 'saveDraft',
            onDone: { target: 'clean', actions: 'keep' },
            onError: 'dirty',
          },
          on: { EDIT: 'dirty' },
        },
      },
    },
    connection: {
      initial: 'online',
      states: { online: { on: { OFFLINE: 'offline' } }, offline: { on: { ONLINE: 'online' } } },
    },
  } as const;
}

const start = { edits: 0, saved: 0 };

export const wizardMachine = wizard.createMachine({
  id: 'wizard',
  context: start,
  initial: 'form',
  states: {
    form: { type: 'parallel', states: regions('isEdited') },
    sent: { id: 'sent', type: 'final' },
  },
});

export const patientWizardMachine = wizard.createMachine({
  id: 'patientWizard',
  context: start,
  initial: 'form',
  states: {
    form: { type: 'parallel', states: regions('isSaved') },
    sent: { id: 'sent', type: 'final' },
  },
});
