import type { PropertyFamily } from './family.ts';

/**
 * S6. At most one of source and destination runs the VM; and when no migration is under way, one does:
 * after a migration that failed it is the source, whose memory nobody has touched.
 */
export const oneVm: PropertyFamily = {
  id: 'S6',
  title: 'One VM: never two that run, and never none once a migration is over',
  unasked: () => undefined,
  define: ({ machine, controls }) => {
    const { runsAtSource, runsAtDestination } = machine.memory;
    const isOver = controls.in('daemon', ['idle']);
    const changesHands = controls.in('daemon', ['resuming', 'following', 'aborting']);
    return {
      id: 'S6',
      title: 'One VM',
      exercised: changesHands,
      violation: (words) => {
        const running = runsAtSource.get(words, 0) + runsAtDestination.get(words, 0);
        if (running === 2) {
          return {
            failureClass: 'two run',
            detail: 'the VM runs at the source and the destination',
          };
        }
        return running === 0 && isOver(words)
          ? { failureClass: 'none runs', detail: 'the migration is over, and the VM runs nowhere' }
          : undefined;
      },
    };
  },
};
