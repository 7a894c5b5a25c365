import { defineProcess, defineSystem, never } from 'skipover';
import { setup } from 'xstate';
import type { PublicBug } from './public-bug.ts';

/**
 * Shenandoah's uncommit thread looked whether uncommitting was forbidden and said afterwards that it had begun. The control
 * thread forbids it, sees nobody at work, and resets the bitmaps of regions that are being uncommitted.
 */
const control = setup({
  guards: { nobodyWorks: () => false },
  actions: { forbid: () => {}, allow: () => {} },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { forbid: { target: 'waiting', actions: 'forbid' } } },
    waiting: { on: { proceed: { guard: 'nobodyWorks', target: 'resetting' } } },
    resetting: { on: { finish: { target: 'idle', actions: 'allow' } } },
  },
});

const actions = { announce: () => {}, withdraw: () => {} };
const guards = { isAllowed: () => false };

const lookThenAnnounce = setup({ guards, actions }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { look: { guard: 'isAllowed', target: 'starting' } } },
    starting: { on: { announce: { target: 'working', actions: 'announce' } } },
    working: { on: { finish: { target: 'idle', actions: 'withdraw' } } },
  },
});

const announceThenLook = setup({ guards, actions }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { announce: { target: 'starting', actions: 'announce' } } },
    starting: {
      on: {
        look: [
          { guard: 'isAllowed', target: 'working' },
          { target: 'idle', actions: 'withdraw' },
        ],
      },
    },
    working: { on: { finish: { target: 'idle', actions: 'withdraw' } } },
  },
});

function uncommit(isRepaired: boolean) {
  return defineSystem({
    name: 'uncommit handshake',
    build: (layout, controls) => {
      const isForbidden = layout.scalar('isForbidden', { max: 1 });
      const isAtWork = layout.scalar('isAtWork', { max: 1 });
      const resets = controls.in('control', ['resetting']);
      const works = controls.in('uncommit', ['working']);
      return {
        processes: [
          defineProcess({
            name: 'control',
            machine: control,
            guards: { nobodyWorks: (words) => isAtWork.is(words, 0) },
            actions: {
              forbid: (words) => isForbidden.set(words, 1),
              allow: (words) => isForbidden.set(words, 0),
            },
          }),
          defineProcess({
            name: 'uncommit',
            machine: isRepaired ? announceThenLook : lookThenAnnounce,
            guards: { isAllowed: (words) => isForbidden.is(words, 0) },
            actions: {
              announce: (words) => isAtWork.set(words, 1),
              withdraw: (words) => isAtWork.set(words, 0),
            },
          }),
        ],
        isTerminal: () => false,
        properties: [
          never(
            { id: 'X', title: 'no region is uncommitted while its bitmap is reset' },
            (words) => resets(words) && works(words),
            { detail: () => 'both threads are at work' },
          ),
        ],
      };
    },
  });
}

export const uncommitHandshake: PublicBug = {
  title: 'OpenJDK Shenandoah: uncommit announces itself after it has looked',
  report: 'https://github.com/openjdk/jdk/pull/23760',
  property: 'X',
  system: uncommit,
};
