import { framesFollow } from '../src/migration/switchover.ts';
import { needsAssistance, type PropertyFamily } from './family.ts';

/** S7. No message arrives at a chart that has no row for it. */
export const unhandledMessages: PropertyFamily = {
  id: 'S7',
  title: 'No unhandled message: every message has a row in the chart that receives it',
  unasked: (setting) => (framesFollow(setting.design) ? undefined : needsAssistance(setting)),
  define: ({ controls, design }) => {
    const hasHeardSomething =
      design.assistance === 'none'
        ? controls.in('pager', ['placing'])
        : controls.in('lkm', ['started', 'final-update']);
    return {
      id: 'S7',
      title: 'No unhandled message',
      exercised: hasHeardSomething,
      violation: (words) =>
        controls.unhandledMessage.get(words, 0) === 1
          ? {
              failureClass: 'message without a row',
              detail: 'a message arrived for which the chart has no row',
            }
          : undefined,
    };
  },
};
