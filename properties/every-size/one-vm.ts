import type { ObservedFamily } from './family.ts';

/** S6, which is of no frame and no page. */
export const oneVm: ObservedFamily = {
  id: 'S6',
  covering: 'Where the VM runs is part of every abstract state: any frame and any page show it.',
  define: ({ machine: { memory }, controls }) => {
    const isOver = controls.in('daemon', ['idle']);
    const hasBegun = controls.in('beginning', ['begun']);
    return {
      id: 'S6',
      title: 'One VM',
      exercised: controls.in('daemon', ['resuming', 'following', 'aborting']),
      violation: (words) => {
        const atSource = memory.runsAtSource.is(words);
        const atDestination = memory.runsAtDestination.is(words);
        if (atSource && atDestination) {
          return {
            failureClass: 'two run',
            detail: 'the VM runs at the source and the destination',
          };
        }
        return !atSource && !atDestination && isOver(words) && hasBegun(words)
          ? { failureClass: 'none runs', detail: 'the migration is over, and the VM runs nowhere' }
          : undefined;
      },
    };
  },
};
