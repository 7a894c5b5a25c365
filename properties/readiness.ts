import { needsAssistance, type PropertyFamily } from './family.ts';

/** S4. The VM is suspended only while every registered application is ready and holds its threads. */
export const readiness: PropertyFamily = {
  id: 'S4',
  title: 'Readiness: suspended only while every registered application is ready and holds',
  unasked: needsAssistance,
  define: ({ machine, controls }) => {
    const holds = controls.in('agent', ['holding']);
    const registered = (words: Uint32Array): boolean => machine.lkm.registered.get(words, 0) === 1;
    return {
      id: 'S4',
      title: 'Readiness',
      at: { process: 'daemon', states: ['suspending.paused', 'suspending.pausedLate'] },
      exercised: registered,
      violation: (words) =>
        registered(words) && !holds(words)
          ? {
              bugClass: 'suspended while not held',
              detail: 'the VM is suspended, but the registered application does not hold',
            }
          : undefined,
    };
  },
};
