import { setup } from 'xstate';
import type { Message } from './messages.ts';
import { actionStubs, guardStubs, type EventNamed } from './stubs.ts';

/**
 * The migration daemon: pre-copy by iterations as in Xen 4.1 (`tools/libxc/xc_domain_save.c`), each
 * frame tested against the transfer bitmap first. Paper: 3.3.3, 3.3.5.
 */
export const daemon = setup({
  types: {
    events: {} as EventNamed<
      | Message<'lkmToDaemon'>
      | Message<'destinationToDaemon'>
      | 'migrate'
      | 'announce'
      | 'enterLast'
      | 'scan'
      | 'decide'
      | 'clean'
      | 'suspendVm'
      | 'refuse'
      | 'abort'
      | 'giveUp'
      | 'activate'
      | 'notify'
      | 'arrive'
      | 'letGo'
      | 'failClean'
    >,
  },
  guards: guardStubs(
    'attemptIsLeft',
    'isUnassisted',
    'awaitsBegun',
    'announcesConcurrently',
    'isOfAnotherEpoch',
    'mayAbort',
    'gateIsClosed',
    'mayBeRefused',
    'suspendsLate',
    'vmIsSuspended',
    'requestIsGone',
    'cancelsTransactionally',
    'requestIsPending',
    'everyFrameScanned',
    'batchIsScanned',
    'transferBitIsClear',
    'frameIsDirtyAgain',
    'frameIsToBeCompressed',
    'lastLiveIterationIsDone',
    'iterationsAreUsedUp',
    'fewFramesAreLeft',
    'trafficIsUsedUp',
    'waitsIdle',
    'announcesFirst',
    'cleansBeforeSuspension',
    'switchesOver',
    'framesFollow',
    'everyFrameHasArrived',
    'cleanFailureEndsAttempt',
    'cleanMayFail',
  ),
  actions: actionStubs(
    'startAttempt',
    'notifyBegin',
    'notifyEnterLast',
    'notifyResumed',
    'peekBatch',
    'sendFrame',
    'compressFrame',
    'skipFrame',
    'passOverFrame',
    'cleanForNextIteration',
    'cleanForLastIteration',
    'cleanForSwitchover',
    'forgetFrames',
    'notifyRecheck',
    'notifyAborted',
    'rememberRefusal',
    'rememberAbort',
    'requestSuspension',
    'cancelSuspension',
    'pauseVm',
    'goOnAtSource',
    'askDestination',
    'handOver',
    'loseClearedBits',
  ),
}).createMachine({
  id: 'daemon',
  initial: 'idle',
  states: {
    idle: {
      description: 'No migration is under way.',
      on: {
        migrate: {
          guard: 'attemptIsLeft',
          target: 'beginning',
          actions: 'startAttempt',
          description: 'Xen 4.1: enable log-dirty; iteration 1 has every frame in its send set',
        },
        guestReady: { description: 'ignored: beyond: no migration is under way' },
        begun: { description: 'ignored: beyond: the attempt was given up' },
      },
    },
    beginning: {
      initial: 'announcing',
      states: {
        announcing: {
          on: {
            announce: [
              {
                guard: 'isUnassisted',
                target: '#daemon.iterating',
                description: 'Xen 4.1: no notification',
              },
              {
                guard: 'awaitsBegun',
                target: 'awaitingBegun',
                actions: 'notifyBegin',
                description: 'beyond: notify the LKM and wait for its acknowledgement',
              },
              {
                guard: 'announcesConcurrently',
                target: '#daemon.iterating',
                actions: 'notifyBegin',
                description: '3.3.5: the daemon connects with the LKM; it does not wait for it',
              },
            ],
            begun: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: the LKM has heard of an earlier attempt',
              },
            ],
            guestReady: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: an earlier attempt was ready',
              },
            ],
          },
        },
        awaitingBegun: {
          on: {
            begun: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: the LKM has heard of an earlier attempt',
              },
              {
                target: '#daemon.iterating',
                description:
                  'beyond: the LKM has heard; no later notification can overwrite this one',
              },
            ],
            guestReady: [
              {
                guard: 'isOfAnotherEpoch',
                description: 'ignored: beyond: an earlier attempt was ready',
              },
            ],
            abort: {
              guard: 'mayAbort',
              target: '#daemon.aborting',
              actions: ['rememberAbort', 'goOnAtSource'],
              description: 'beyond: the migration fails, or somebody cancels it',
            },
          },
        },
      },
    },
    iterating: {
      description: 'Pre-copy while the VM runs.',
      initial: 'scanning',
      meta: { defers: { guestReady: 'an iteration is finished before the VM is suspended' } },
      on: {
        abort: {
          guard: 'mayAbort',
          target: 'aborting',
          actions: ['rememberAbort', 'goOnAtSource'],
          description: 'beyond: the migration fails, or somebody cancels it',
        },
      },
      states: {
        scanning: {
          on: {
            scan: [
              {
                guard: 'everyFrameScanned',
                target: 'deciding',
                description: 'Xen 4.1: the iteration is complete',
              },
              {
                guard: 'batchIsScanned',
                actions: 'peekBatch',
                description: 'Xen 4.1: PEEK, once per batch',
              },
              {
                guard: 'transferBitIsClear',
                actions: 'skipFrame',
                description: '3.3.3: bit 0: not transferred, even if it is dirty',
              },
              {
                guard: 'frameIsDirtyAgain',
                actions: 'passOverFrame',
                description: 'Xen 4.1: dirtied again since the last CLEAN: it will come again',
              },
              {
                guard: 'frameIsToBeCompressed',
                actions: ['compressFrame', 'sendFrame'],
                description: 'VI: a further bit of the map names a compression method',
              },
              { actions: 'sendFrame', description: '3.3.3: bit 1 and dirty: transferred' },
            ],
          },
        },
        deciding: {
          description: 'The stop tests of Xen 4.1, in its order, after a complete iteration.',
          on: {
            decide: [
              {
                guard: 'lastLiveIterationIsDone',
                target: '#daemon.awaitingReady',
                description: '5.3: the iteration that ran while the guest prepared is complete',
              },
              {
                guard: 'switchesOver',
                target: '#daemon.stopping',
                description: 'beyond: post-copy: the VM moves now, its frames follow (Hines 2009)',
              },
              {
                guard: 'iterationsAreUsedUp',
                target: '#daemon.stopping',
                description: 'Xen 4.1: iter >= max_iters',
              },
              {
                guard: 'fewFramesAreLeft',
                target: '#daemon.stopping',
                description: 'Xen 4.1: sent_this_iter + skip_this_iter < 50',
              },
              {
                guard: 'trafficIsUsedUp',
                target: '#daemon.stopping',
                description: 'Xen 4.1: total_sent > p2m_size * max_factor',
              },
              {
                target: 'scanning',
                actions: 'cleanForNextIteration',
                description: 'Xen 4.1: no test fired: CLEAN into the send set, another iteration',
              },
            ],
            failClean: [
              {
                guard: 'cleanFailureEndsAttempt',
                target: '#daemon.aborting',
                actions: ['loseClearedBits', 'goOnAtSource'],
                description: 'Xen 4.1: an error of CLEAN ends the migration (goto out)',
              },
              {
                guard: 'cleanMayFail',
                actions: 'loseClearedBits',
                description: 'beyond: CLEAN fails half way and is asked for again',
              },
            ],
          },
        },
      },
    },
    stopping: {
      description: 'A stop test fired; the guest is still running.',
      initial: 'choosing',
      meta: { defers: { guestReady: 'the daemon has not asked yet' } },
      states: {
        choosing: {
          on: {
            enterLast: [
              {
                guard: 'isUnassisted',
                target: '#daemon.suspending',
                description: 'Xen 4.1: suspend at once',
              },
              {
                guard: 'waitsIdle',
                target: '#daemon.awaitingReady',
                actions: 'notifyEnterLast',
                description:
                  '3.3.5: contact the LKM; beyond: send nothing while the guest prepares',
              },
              {
                guard: 'announcesFirst',
                target: 'announced',
                actions: 'notifyEnterLast',
                description: '3.3.5: contact the LKM before entering the last iteration',
              },
              {
                target: 'cleaned',
                actions: 'cleanForNextIteration',
                description: 'Xen 4.1: CLEAN into the send set of the last live iteration',
              },
            ],
            failClean: [
              {
                guard: 'cleanFailureEndsAttempt',
                target: '#daemon.aborting',
                actions: ['loseClearedBits', 'goOnAtSource'],
                description: 'Xen 4.1: an error of CLEAN ends the migration (goto out)',
              },
              {
                guard: 'cleanMayFail',
                actions: 'loseClearedBits',
                description: 'beyond: CLEAN fails half way and is asked for again',
              },
            ],
          },
        },
        cleaned: {
          on: {
            enterLast: {
              target: '#daemon.iterating',
              actions: 'notifyEnterLast',
              description:
                '3.3.5: contact the LKM; 5.3: an iteration runs while the guest prepares',
            },
          },
        },
        announced: {
          on: {
            clean: {
              target: '#daemon.iterating',
              actions: 'cleanForNextIteration',
              description: 'Xen 4.1: CLEAN; 5.3: an iteration runs while the guest prepares',
            },
            failClean: [
              {
                guard: 'cleanFailureEndsAttempt',
                target: '#daemon.aborting',
                actions: ['loseClearedBits', 'goOnAtSource'],
                description: 'Xen 4.1: an error of CLEAN ends the migration (goto out)',
              },
              {
                guard: 'cleanMayFail',
                actions: 'loseClearedBits',
                description: 'beyond: CLEAN fails half way and is asked for again',
              },
            ],
          },
        },
      },
    },
    awaitingReady: {
      description: 'The guest prepares; the paper names no bound on this wait (VI).',
      on: {
        guestReady: [
          {
            guard: 'isOfAnotherEpoch',
            description: 'ignored: beyond: an earlier attempt was ready',
          },
          {
            target: 'suspending',
            description: '3.3.5: the LKM has completed the final update',
          },
        ],
        abort: {
          guard: 'mayAbort',
          target: 'aborting',
          actions: ['rememberAbort', 'goOnAtSource'],
          description: 'beyond: the migration fails, or somebody cancels it',
        },
      },
    },
    suspending: {
      initial: 'running',
      states: {
        running: {
          on: {
            suspendVm: [
              {
                guard: 'gateIsClosed',
                target: '#daemon.awaitingReady',
                actions: 'notifyRecheck',
                description: 'beyond: an application that was ready has exited or stopped holding',
              },
              {
                guard: 'suspendsLate',
                target: 'requested',
                actions: 'requestSuspension',
                description: 'beyond: the guest is asked, and suspends itself when it gets to it',
              },
              {
                guard: 'cleansBeforeSuspension',
                target: 'cleaned',
                actions: 'cleanForLastIteration',
                description: 'beyond: mutant: the last CLEAN comes before the suspension',
              },
              {
                target: 'paused',
                actions: 'pauseVm',
                description: 'Xen 4.1: suspend the VM, then CLEAN',
              },
            ],
            refuse: {
              guard: 'mayBeRefused',
              actions: 'rememberRefusal',
              description: 'beyond: the guest cannot freeze its tasks now; asked again (Linux)',
            },
          },
        },
        cleaned: {
          on: {
            suspendVm: {
              target: 'pausedLate',
              actions: 'pauseVm',
              description: 'beyond: mutant: the last CLEAN came before the suspension',
            },
          },
        },
        requested: {
          on: {
            suspendVm: [
              {
                guard: 'vmIsSuspended',
                target: 'paused',
                description: 'Xen 4.1: the guest has suspended itself',
              },
              {
                guard: 'requestIsGone',
                target: 'running',
                description: 'beyond: the guest did not go on to suspend; asked again',
              },
            ],
            giveUp: [
              {
                guard: 'cancelsTransactionally',
                target: '#daemon.aborting',
                actions: ['cancelSuspension', 'goOnAtSource'],
                description: 'beyond: libxl: the request is taken back before the guest acts on it',
              },
              {
                guard: 'requestIsPending',
                target: '#daemon.aborting',
                actions: 'goOnAtSource',
                description: 'beyond: the deadline for the suspension has passed; given up',
              },
            ],
          },
        },
        paused: {
          on: {
            clean: [
              {
                guard: 'framesFollow',
                target: '#daemon.activating',
                actions: 'cleanForSwitchover',
                description: 'beyond: post-copy: CLEAN; what is not there yet is sent later',
              },
              {
                target: '#daemon.stopAndCopy',
                actions: 'cleanForLastIteration',
                description: 'Xen 4.1: CLEAN, the VM being suspended',
              },
            ],
            failClean: [
              {
                guard: 'cleanFailureEndsAttempt',
                target: '#daemon.aborting',
                actions: ['loseClearedBits', 'goOnAtSource'],
                description: 'Xen 4.1: an error of CLEAN ends the migration (goto out)',
              },
              {
                guard: 'cleanMayFail',
                actions: 'loseClearedBits',
                description: 'beyond: CLEAN fails half way and is asked for again',
              },
            ],
          },
        },
        pausedLate: {
          on: {
            clean: {
              target: '#daemon.stopAndCopy',
              description: 'beyond: mutant: the send set was taken too early',
            },
          },
        },
      },
    },
    stopAndCopy: {
      description: 'The last iteration, the VM suspended, the transfer bitmap applied (3.3.3).',
      on: {
        scan: [
          {
            guard: 'everyFrameScanned',
            target: 'activating',
            description: 'Xen 4.1: everything has been sent',
          },
          {
            guard: 'transferBitIsClear',
            actions: 'skipFrame',
            description: '3.3.3: bit 0: not transferred, even if it is dirty',
          },
          {
            guard: 'frameIsToBeCompressed',
            actions: ['compressFrame', 'sendFrame'],
            description: 'VI: a further bit of the map names a compression method',
          },
          { actions: 'sendFrame', description: '3.3.3: bit 1 and dirty: transferred' },
        ],
        abort: {
          guard: 'mayAbort',
          target: 'aborting',
          actions: ['rememberAbort', 'goOnAtSource'],
          description: 'beyond: the migration fails in its last iteration: the VM goes on here',
        },
      },
    },
    activating: {
      description: 'All is sent; the destination is about to run.',
      on: {
        activate: {
          target: 'handingOver',
          actions: 'askDestination',
          description: '3.3.5: activate the VM at the destination',
        },
      },
    },
    handingOver: {
      description: 'The destination is asked to run; the source must not, until it has answered.',
      on: {
        running: [
          {
            guard: 'framesFollow',
            target: 'following',
            actions: 'handOver',
            description: 'beyond: post-copy: the destination runs; the source keeps the frames',
          },
          {
            target: 'resuming',
            actions: 'handOver',
            description: 'Xen 4.1: the destination runs; the source is destroyed',
          },
        ],
        failed: {
          target: 'aborting',
          actions: 'goOnAtSource',
          description: 'beyond: the destination could not start: the VM goes on at the source',
        },
      },
    },
    following: {
      description: 'Post-copy: the VM runs at the destination, and frames follow it.',
      initial: 'telling',
      states: {
        telling: {
          on: {
            notify: [
              {
                guard: 'isUnassisted',
                target: 'awaitingArrival',
                description: 'beyond: post-copy: no notification',
              },
              {
                target: 'awaitingArrival',
                actions: 'notifyResumed',
                description: '3.3.5: notify the LKM that VM execution has resumed',
              },
            ],
          },
        },
        awaitingArrival: {
          on: {
            arrive: {
              guard: 'everyFrameHasArrived',
              target: 'lettingGo',
              description: 'beyond: post-copy: the destination has said that it has everything',
            },
          },
        },
        lettingGo: {
          on: {
            letGo: {
              target: '#daemon.idle',
              actions: 'forgetFrames',
              description: 'beyond: post-copy: the source gives its copy of the memory up',
            },
          },
        },
      },
    },
    aborting: {
      description: 'The attempt is given up; the VM is at the source.',
      meta: {
        defers: {
          guestReady: 'the attempt is discarded first',
          begun: 'the attempt is discarded first',
        },
      },
      on: {
        notify: [
          { guard: 'isUnassisted', target: 'idle', description: 'Xen 4.1: no notification' },
          {
            target: 'idle',
            actions: 'notifyAborted',
            description: 'beyond: notify the LKM that the attempt is over',
          },
        ],
      },
    },
    resuming: {
      on: {
        notify: [
          { guard: 'isUnassisted', target: 'idle', description: 'Xen 4.1: no notification' },
          {
            target: 'idle',
            actions: 'notifyResumed',
            description: '3.3.5: notify the LKM that VM execution has resumed',
          },
        ],
      },
    },
  },
});
