import { needsAssistance, type PropertyFamily } from './family.ts';

/** S7. No message arrives at a chart that has no row for it. */
export const noSurprise: PropertyFamily = {
  id: 'S7',
  title: 'No surprise: no message without a row in the chart that receives it',
  unasked: needsAssistance,
  define: ({ controls }) => {
    const lkmHeardSomething = controls.in('lkm', ['started', 'final-update']);
    return {
      id: 'S7',
      title: 'No surprise',
      exercised: lkmHeardSomething,
      violation: (words) =>
        controls.surprise.get(words, 0) === 1
          ? { bugClass: 'message without a row', detail: 'a message came that no row foresees' }
          : undefined,
    };
  },
};
