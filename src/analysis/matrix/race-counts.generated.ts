/** Written by `npm run races:count`, which searches for every race; do not edit. */
export const countsByRace = {
  'free, then notify': {
    counterexampleSteps: 56,
    statesFailing: 68_073,
    statesRepaired: 111_466,
  },
  'lost survivors': {
    counterexampleSteps: 54,
    statesFailing: 68_134,
    statesRepaired: 111_466,
  },
  'un-skip without dirtying': {
    counterexampleSteps: 56,
    statesFailing: 278_688,
    statesRepaired: 434_731,
  },
  'a frame remapped under the area': {
    counterexampleSteps: 57,
    statesFailing: 237_778,
    statesRepaired: 484_746,
  },
  'a page swapped out under the area': {
    counterexampleSteps: 48,
    statesFailing: 216_845,
    statesRepaired: 775_061,
  },
  'late clear: a walk races a shrink': {
    counterexampleSteps: 65,
    statesFailing: 580_119,
    statesRepaired: 432_269,
  },
  'a collection that did not happen': {
    counterexampleSteps: 47,
    statesFailing: 132_064,
    statesRepaired: 135_814,
  },
  'promotion failure': {
    counterexampleSteps: 48,
    statesFailing: 127_888,
    statesRepaired: 130_796,
  },
  'inward rounding of must-send': {
    counterexampleSteps: 52,
    statesFailing: 125_437,
    statesRepaired: 126_148,
  },
  'equal ranges, other frames': {
    counterexampleSteps: 58,
    statesFailing: 1_220_283,
    statesRepaired: 1_172_469,
  },
  'exit before release': {
    counterexampleSteps: 49,
    statesFailing: 924_613,
    statesRepaired: 941_481,
  },
  'a fork keeps the socket': {
    counterexampleSteps: 30,
    statesFailing: 1_511_521,
    statesRepaired: 3_025_013,
  },
  'copy on write splits a page': {
    counterexampleSteps: 47,
    statesFailing: 47_233,
    statesRepaired: 242_910,
  },
  'a shared page skipped': {
    counterexampleSteps: 47,
    statesFailing: 277_392,
    statesRepaired: 242_910,
  },
  'a multicast that is lost': {
    counterexampleSteps: 25,
    statesFailing: 114_966,
    statesRepaired: 111_466,
  },
  'a timeout against a late ready': {
    counterexampleSteps: 52,
    statesFailing: 896_052,
    statesRepaired: 570_685,
  },
  'a message of another epoch': {
    counterexampleSteps: 13,
    statesFailing: 3_460_248,
    statesRepaired: 517_972,
  },
  'an abort leaves the application held': {
    counterexampleSteps: 30,
    statesFailing: 116_440,
    statesRepaired: 116_764,
  },
  'a suspension refused, and a lease that ends': {
    counterexampleSteps: 47,
    statesFailing: 125_427,
    statesRepaired: 138_668,
  },
  'a suspension after giving up': {
    counterexampleSteps: 23,
    statesFailing: 117_712,
    statesRepaired: 115_566,
  },
  'bitmap not reset': {
    counterexampleSteps: 56,
    statesFailing: 273_914,
    statesRepaired: 252_348,
  },
  'a retry that trusts a consumed log': {
    counterexampleSteps: 21,
    statesFailing: 720_125,
    statesRepaired: 517_972,
  },
  'a daemon that starts before the log': {
    counterexampleSteps: 23,
    statesFailing: 186_835,
    statesRepaired: 111_468,
  },
  'coalesced notifications': {
    counterexampleSteps: 15,
    statesFailing: 111_790,
    statesRepaired: 111_466,
  },
  'skips counted in the stop test': {
    statesFailing: 289_001,
    statesRepaired: 322_533,
  },
  'CLEAN before the suspension': {
    counterexampleSteps: 24,
    statesFailing: 126_791,
    statesRepaired: 111_466,
  },
  'applications that wait for each other': {
    counterexampleSteps: 34,
    statesFailing: 1_935_156,
    statesRepaired: 2_452_072,
  },
  'an enforced collection that turns full': {
    counterexampleSteps: 50,
    statesFailing: 277_091,
    statesRepaired: 285_016,
  },
  'Eden not empty at the callback': {
    counterexampleSteps: 49,
    statesFailing: 174_862,
    statesRepaired: 182_549,
  },
  'survivors that end inside a page': {
    counterexampleSteps: 50,
    statesFailing: 47_148,
    statesRepaired: 47_542,
  },
  'a CLEAN that failed and is asked for again': {
    counterexampleSteps: 23,
    statesFailing: 23_459,
    statesRepaired: 11_816,
  },
  'a device that goes on after the last CLEAN': {
    counterexampleSteps: 22,
    statesFailing: 34_238,
    statesRepaired: 33_134,
  },
  'frames that leave after the callback': {
    counterexampleSteps: 57,
    statesFailing: 134_767,
    statesRepaired: 211_279,
  },
  'a zero page past the kept copy': {
    counterexampleSteps: 27,
    statesFailing: 206_701,
    statesRepaired: 61_240,
  },
};
