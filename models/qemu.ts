import { setup } from 'xstate';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * QEMU's pre-copy loop (`migration/migration.c`, `migration/ram.c`): a second policy beside Xen's. One
 * bitmap, to which every sync adds what the hypervisor's log has; pages are sent in bursts; when less
 * remains than the measured bandwidth can move within the downtime limit, it syncs again, and if it
 * still is less, the VM is stopped. How long a burst lasts and what the bandwidth allows is the
 * environment's choice: time is not in the chart.
 */
export const qemuDaemon = setup({
  types: {
    events: {} as EventNamed<
      'migrate' | 'decide' | 'send' | 'endBurst' | 'stopVm' | 'sync' | 'activate'
    >,
  },
  guards: guardStubs(
    'migrationIsLeft',
    'nothingRemains',
    'muchRemains',
    'hasJustSynced',
    'hintsMustStopFirst',
  ),
  actions: actionStubs(
    'startLogging',
    'syncBitmap',
    'stopHints',
    'startHints',
    'startBurst',
    'sendPage',
    'measureBandwidth',
    'pauseVm',
    'runAtDestination',
  ),
}).createMachine({
  id: 'qemuDaemon',
  initial: 'idle',
  states: {
    idle: {
      on: {
        migrate: {
          guard: 'migrationIsLeft',
          target: 'deciding',
          actions: ['startLogging', 'startHints'],
          description: 'QEMU: ram_init_bitmaps: the log is on, every page is to be sent',
        },
      },
    },
    deciding: {
      description: 'migration_iteration_run: is little enough left?',
      on: {
        decide: [
          {
            guard: 'muchRemains',
            target: 'bursting',
            actions: 'startBurst',
            description: 'QEMU: pending >= threshold_size: ram_save_iterate',
          },
          {
            guard: 'hasJustSynced',
            target: 'stopping',
            description: 'QEMU: pending < threshold_size after an exact sync: complete',
          },
          {
            guard: 'hintsMustStopFirst',
            target: 'draining',
            actions: 'stopHints',
            description: 'QEMU: precopy notifier BEFORE_BITMAP_SYNC: no hint is handled any more',
          },
          {
            actions: 'syncBitmap',
            description: 'QEMU: ram_state_pending_exact: sync, and look again',
          },
        ],
      },
    },
    draining: {
      on: {
        sync: {
          target: 'deciding',
          actions: ['syncBitmap', 'startHints'],
          description: 'QEMU: sync; then AFTER_BITMAP_SYNC: hints start with a new command id',
        },
      },
    },
    bursting: {
      description: 'ram_save_iterate: pages are sent for up to 50 ms.',
      on: {
        send: [
          {
            guard: 'nothingRemains',
            target: 'deciding',
            description: 'QEMU: ram_find_and_save_block found nothing in a complete round',
          },
          { actions: 'sendPage', description: 'QEMU: the next dirty page, from where it stopped' },
        ],
        endBurst: {
          target: 'deciding',
          actions: 'measureBandwidth',
          description: 'QEMU: MAX_WAIT is over; migration_update_counters. Choice: pages allowed',
        },
      },
    },
    stopping: {
      on: {
        stopVm: {
          target: 'lastSync',
          actions: ['stopHints', 'pauseVm'],
          description: 'QEMU: migration_completion: vm_stop_force_state',
        },
      },
    },
    lastSync: {
      on: {
        sync: {
          target: 'completing',
          actions: 'syncBitmap',
          description: 'QEMU: ram_save_complete: the last sync, the VM being stopped',
        },
      },
    },
    completing: {
      on: {
        send: [
          {
            guard: 'nothingRemains',
            target: 'activating',
            description: 'QEMU: everything has been sent',
          },
          { actions: 'sendPage', description: 'QEMU: the rest, the VM being stopped' },
        ],
      },
    },
    activating: {
      on: {
        activate: {
          target: 'idle',
          actions: 'runAtDestination',
          description: 'QEMU: the destination runs',
        },
      },
    },
  },
});
