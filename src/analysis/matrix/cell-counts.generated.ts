/** Written by `npm run cells:count`: design, hazards, scope, and the states, transitions and depth of the
 * complete search; do not edit. */
export const countsByCell = `
xen | no hazard | quick | 7937 23602 33
published | no hazard | quick | 72936 207552 67
hardened | no hazard | quick | 111466 304789 68
xen | livePageLeavesYoung | quick | 12683 39480 35
published | livePageLeavesYoung | quick | 298767 849282 75
hardened | livePageLeavesYoung | quick | 434731 1218619 69
xen | remap | quick | 17539 58426 35
published | remap | quick | 137895 445023 69
hardened | remap | quick | 484746 1560216 71
xen | swap | small | 18598 54705 31
published | swap | small | 153881 480409 65
hardened | swap | small | 775061 2360507 65
xen | share | small | 5146 12361 30
published | share | small | 40909 103616 63
hardened | share | small | 242910 702482 64
xen | ignoredGc | quick | 7937 23602 33
published | ignoredGc | quick | 89774 240881 67
hardened | ignoredGc | quick | 135814 352102 68
xen | gcTurnsFull | quick | 7937 23602 33
published | gcTurnsFull | quick | 181721 512786 68
hardened | gcTurnsFull | quick | 285016 780987 68
xen | promotionFailure | quick | 7937 23602 33
published | promotionFailure | quick | 85393 232687 67
hardened | promotionFailure | quick | 130796 342715 68
xen | edenRefilled | quick | 11123 34740 33
published | edenRefilled | quick | 109779 310689 68
hardened | edenRefilled | quick | 182549 494936 68
xen | unalignedSurvivors | quick | 10141 30990 33
published | unalignedSurvivors | quick | 80020 222858 67
hardened | unalignedSurvivors | quick | 126148 334778 68
xen | fullGc | small | 6447 13849 35
published | fullGc | small | 32690 83917 68
hardened | fullGc | small | 39860 100439 69
xen | lossyNetlink | quick | 7937 23602 33
published | lossyNetlink | quick | 76141 220507 67
hardened | lossyNetlink | quick | 111466 304789 68
xen | reorder | quick | 7937 23602 33
published | reorder | quick | 156462 533170 65
hardened | reorder | quick | 240046 807265 67
xen | silentApp | quick | 7937 23602 33
published | silentApp | quick | 77870 230421 67
hardened | silentApp | quick | 128304 373399 68
xen | lateReady | small | 1483 3162 29
published | lateReady | small | 8299 18487 62
hardened | lateReady | small | 49061 134046 63
xen | appExit | small | 25501 70908 37
published | appExit | small | 333411 1120570 72
hardened | appExit | small | 941481 3427664 72
xen | abort | quick | 8157 30337 33
published | abort | quick | 78310 286087 67
hardened | abort | quick | 116764 421145 68
xen | destinationFails | quick | 8205 24276 33
published | destinationFails | quick | 74676 212145 67
hardened | destinationFails | quick | 113326 309842 68
xen | suspendRefused | quick | 9546 27027 34
published | suspendRefused | quick | 86007 238188 70
hardened | suspendRefused | quick | 138668 380573 79
xen | lateSuspend | quick | 9143 26500 35
published | lateSuspend | quick | 78532 219949 69
hardened | lateSuspend | quick | 115566 315186 70
xen | secondMigration | small | 2952 6327 49
published | secondMigration | small | 663144 2046695 123
hardened | secondMigration | small | 252348 656291 118
xen | twoApps | small | 5332 16753 31
published | twoApps | small | 1219114 3887265 80
hardened | twoApps | small | 2452072 7306673 81
xen | hostileRanges | small | 5332 16753 31
published | hostileRanges | small | 1550178 4881385 79
hardened | hostileRanges | small | 1813164 5517503 84
xen | readBeforeLogging | quick | 7961 23674 34
published | readBeforeLogging | quick | 118423 342704 67
hardened | readBeforeLogging | quick | 111468 304795 69
xen | cleanFails | small | 1551 3448 29
published | cleanFails | small | 9615 22347 62
hardened | cleanFails | small | 11816 27097 63
xen | deviceWrites | bare:frames=4,kernelFrames=1,rewrites=0,batchFrames=4 | 3421 6797 29
published | deviceWrites | bare:frames=4,kernelFrames=1,rewrites=0,batchFrames=4 | 20903 48576 62
hardened | deviceWrites | bare:frames=4,kernelFrames=1,rewrites=0,batchFrames=4 | 33134 75414 64
xen | concurrentUncommit | bare:collections=1,resizes=1,takes=1,rewrites=0,batchFrames=4 | 15198 30219 38
xen | livePageLeavesYoung + ignoredGc + unalignedSurvivors | small | 3352 7927 31
published | livePageLeavesYoung + ignoredGc + unalignedSurvivors | small | 51750 121470 64
hardened | livePageLeavesYoung + ignoredGc + unalignedSurvivors | small | 64562 149947 65
xen | abort + secondMigration | small | 4526 11641 49
published | abort + secondMigration | small | 982279 3426079 123
hardened | abort + secondMigration | small | 517972 1605814 118
hardened | lateSuspend + suspendRefused | bare | 17786 39086 73
hardened:whilePreparing=idle | suspendRefused + lateReady | bare:rewrites=0,strikes=2,batchFrames=4 | 19075 34064 60
hardened:lastClean=beforeSuspend | no hazard | bare | 12060 25580 64
hardened:whilePreparing=idle | abort + secondMigration | bare:rewrites=0,strikes=2,batchFrames=4 | 158668 437427 112
hardened:whilePreparing=idle,bitmapReset=onBegin | abort + secondMigration | bare:rewrites=0,batchFrames=4 | 132303 325122 112
hardened:whilePreparing=idle,readiness=twoPhase | abort + secondMigration | bare:rewrites=0,batchFrames=4 | 190003 476192 120
hardened:whilePreparing=idle,delivery=multicast | lossyNetlink + secondMigration | bare:rewrites=0,strikes=2,batchFrames=4 | 138379 299684 112
hardened:bitmapReset=never | abort | bare | 12163 35247 63
hardened:releaseOnAbort=none | abort | bare | 11946 34758 63
hardened:whilePreparing=idle | twoApps | bare:rewrites=0,cachePages=2,batchFrames=4 | 134203 277200 81
hardened:whilePreparing=idle,readiness=twoPhase | twoApps | bare:rewrites=0,batchFrames=4 | 205332 466053 83
hardened:whilePreparing=idle | twoApps + suspendRefused | bare:rewrites=0,batchFrames=4 | 235033 522812 86
hardened:whilePreparing=idle,readiness=twoPhase | appExit | bare:rewrites=0,batchFrames=4 | 68685 127087 72
hardened:whilePreparing=idle,readiness=twoPhase | silentApp | bare | 8229 17955 64
hardened:switchover=atOnce | no hazard | bare | 38718 148030 61
hardened:switchover=atOnce,resendPolicy=always,duplicateFrames=overwrite | no hazard | bare | 152039 573998 67
hardened:switchover=afterOneIteration,skippedAtDestination=absent | no hazard | bare | 23647 67844 68
xen:switchover=afterOneIteration,resendPolicy=always | no hazard | bare | 4167 10220 40
hardened:whilePreparing=idle | no hazard | stops | 80057 192086 70
xen | no hazard | stops | 27106 77700 51
hardened:whilePreparing=oneMoreIteration | no hazard | bare | 7427 16302 63
hardened:whilePreparing=keepIterating | no hazard | bare | 10560 22926 63
hardened:transferMap=twoBits | no hazard | bare:frames=4,oldPages=1 | 49015 119040 67
hardened:whilePreparing=idle | no hazard | bare:frames=4,oldFreePages=1 | 6387 11433 66
hardened:whilePreparing=idle | fullGc | bare:frames=4,oldFreePages=1 | 26067 57985 72
hardened:whilePreparing=idle | fullGc | bare:frames=4,edenPages=2,youngReservedPages=4 | 170086 466633 73
hardened:whilePreparing=idle | no hazard | bare:frames=4,kernelFrames=1,takes=1,frees=1 | 35635 112982 65
hardened:whilePreparing=idle,shrinkNotice=beforeFree | no hazard | bare:collections=1,resizes=1 | 96149 225851 77
hardened:pageTableWalk=unlocked | no hazard | bare | 10900 23913 66
hardened | no hazard | bare | 10560 22926 63
hardened:whilePreparing=idle | abort | bare | 4964 12794 60
hardened:whilePreparing=idle | suspendRefused | bare | 7223 14378 70
hardened:whilePreparing=idle | lateReady | bare | 8348 16493 60
hardened:whilePreparing=idle | no hazard | bare | 3485 6748 60
xen:logStart=unacknowledged | readBeforeLogging | bare | 2669 5965 30
xen:failedClean=retry | cleanFails | bare | 3159 6609 30
xen:failedClean=resendAll | cleanFails | bare | 2601 5453 33
hardened:failedClean=retry | cleanFails | bare | 23459 50493 63
hardened:whilePreparing=oneMoreIteration | cleanFails | bare | 7875 17510 63
xen:dirtyLogOnRetry=reused | cleanFails + secondMigration | bare | 5826 12515 49
xen:deviceLog=merged | deviceWrites | bare:frames=4,kernelFrames=1,rewrites=0,batchFrames=4 | 3786 7436 30
xen:deviceLog=mergedAfterStop | deviceWrites | bare:frames=4,kernelFrames=1,rewrites=0,batchFrames=4 | 3543 7004 30
xen:pageEncoding=delta,zeroPages=markedPastCopy | no hazard | bare:frames=4,takes=1 | 23265 74180 36
xen:pageEncoding=delta,zeroPages=marked | no hazard | bare:frames=4,takes=1 | 22454 72091 32
xen:pageEncoding=delta | no hazard | bare:frames=4,takes=1 | 13324 42803 31
hardened:whilePreparing=idle,pageEncoding=delta,zeroPages=marked | no hazard | bare:frames=4,takes=1 | 39487 112112 65
xen:zeroPages=leftOutAtFirst | no hazard | bare:frames=4,takes=1 | 11165 34227 32
hardened:whilePreparing=idle,zeroPages=marked | no hazard | bare:frames=4,takes=1 | 24248 69956 65
hardened:whilePreparing=idle | abort | bare:collections=1,rewrites=0,batchFrames=4 | 43460 127373 64
hardened:whilePreparing=idle | silentApp | bare:collections=1,rewrites=0,batchFrames=4 | 61076 157631 64
hardened:whilePreparing=idle | share + appExit | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 20971 40469 56
hardened:whilePreparing=idle | share | bare:edenPages=0,youngReservedPages=2,kernelFrames=1,rewrites=0,batchFrames=4 | 8455 17124 53
hardened:whilePreparing=idle,skippable=anyMapped | share | bare:edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 9531 17442 54
hardened:whilePreparing=idle | no hazard | bare:collections=2,resizes=2,rewrites=0,batchFrames=4 | 507179 1192668 80
hardened:whilePreparing=idle,pageTableWalk=unlocked | no hazard | bare:collections=1,resizes=1,rewrites=0,batchFrames=4 | 73222 166323 72
hardened:whilePreparing=idle,pageTableWalk=unlocked,firstUpdate=concurrent,epoch=none | no hazard | bare:rewrites=0,batchFrames=4 | 3312 5430 60
hardened:whilePreparing=idle,firstUpdate=concurrent | abort + secondMigration | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 21151 50046 93
hardened:whilePreparing=idle,readiness=twoPhase,epoch=none | abort + secondMigration | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 71634 165648 112
hardened:whilePreparing=idle,delivery=multicast,releaseOnAbort=none,readiness=twoPhase | lossyNetlink + abort + secondMigration | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 92806 239930 105
hardened:whilePreparing=idle | twoApps + abort | bare:frames=1,oldPages=1,edenPages=0,survivorPages=0,youngReservedPages=0,rewrites=0,batchFrames=4 | 19790 54986 56
hardened:whilePreparing=idle,delivery=multicast | twoApps + lossyNetlink | bare:frames=1,oldPages=1,edenPages=0,survivorPages=0,youngReservedPages=0,rewrites=0,batchFrames=4 | 16556 37645 56
hardened:whilePreparing=idle,readiness=twoPhase | twoApps + lateReady | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 204710 437137 74
hardened:whilePreparing=idle | twoApps + suspendRefused | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 38332 78818 75
hardened:whilePreparing=idle | twoApps + secondMigration | bare:frames=1,oldPages=1,edenPages=0,survivorPages=0,youngReservedPages=0,rewrites=0,batchFrames=4 | 256235 659452 107
hardened:whilePreparing=idle | no hazard | quick:rewrites=0,batchFrames=4 | 7345 12722 65
hardened:whilePreparing=idle | no hazard | stops:frames=3,oldPages=0 | 8820 16250 64
hardened:whilePreparing=idle,transferMap=twoBits | no hazard | bare:frames=4,oldPages=1,rewrites=0,batchFrames=4 | 3565 5787 63
hardened:switchover=atOnce | no hazard | bare:rewrites=0,batchFrames=4 | 38481 142917 60
hardened:switchover=afterOneIteration | no hazard | bare:rewrites=0,batchFrames=4 | 19749 54382 66
hardened:whilePreparing=idle | twoApps | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 16215 31886 67
hardened:whilePreparing=idle | abort + secondMigration | bare:frames=2,edenPages=0,youngReservedPages=2,rewrites=0,batchFrames=4 | 12786 29445 95
`;
