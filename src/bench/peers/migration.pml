/*
 * Application-assisted live migration, written from the protocol's text alone: a second opinion in Promela.
 * One application (a JVM with its agent), one LKM, one daemon, one foreign process, four frames.
 *
 * Switches (-D to `spin -a`); without any of them: the core of the published design.
 *   SKIPPED_DEFER          the daemon remembers what it skipped for its transfer bit
 *   NOTICE_BEFORE          the JVM reports a page that leaves before it frees the page
 *   NOTICE_TWICE           with NOTICE_BEFORE: reports it at the end of the collection once more
 *   UNSKIP_DIRTY=1|2       un-skipping marks the frame dirty too: in the same step (1), or bit first, log second (2)
 *   AWAIT_IDLE             enterLast, then nothing until ready
 *   AWAIT_ONE_MORE         CLEAN, enterLast, one more live iteration
 *   AWAIT_ANNOUNCE_THEN_CLEAN  enterLast, CLEAN, one more live iteration (the default)
 *   WALK_UNLOCKED          a walk reads an entry in one step, and caches it and clears the bit in another
 *   LEFT_CACHEKEYS         the final update un-skips every cached page outside the reported range, not the range difference
 *   FIRST_UPDATE_HANDSHAKE the daemon waits until the LKM has heard `begin`
 *   LIVE_LEAVE             a live Eden page may become Old, unwritten, once
 *   COLLECTIONS=n          collections of the JVM's own accord
 *   RESIZES=n              how often the Young generation may lose, or regain, its highest page
 *   FROM0=2|3              which survivor page is From at first
 *   WALK_REMEMBERED        a walk visits what is remembered when it gets there, not what the message said
 *   NOTIFIER               before a page loses its frame its bit is set and its entry dropped, and a walk reads again what changed
 *   REMAP                  the kernel moves a page of Young to a free frame, once
 *   GHOST                  carry the second half of S1: what was written while its bit was 1 is sent (or its bit cleared since)
 *   NO_S1, NO_S2           leave that assertion out
 */
#ifndef COLLECTIONS
#define COLLECTIONS 0
#endif
#ifndef RESIZES
#define RESIZES 1
#endif
#ifndef FROM0
#define FROM0 2
#endif
#ifndef MAX_ITERATIONS
#define MAX_ITERATIONS 3
#endif
#ifndef UNSKIP_DIRTY
#define UNSKIP_DIRTY 0
#endif
#if !defined(AWAIT_IDLE) && !defined(AWAIT_ONE_MORE)
#define AWAIT_ANNOUNCE_THEN_CLEAN
#endif
#ifdef AWAIT_IDLE
#define EXTRA 0
#else
#define EXTRA 1
#endif

#define NF 4              /* frames 0..3 */
#define NONE 4            /* no frame, no page */
#define BATCH 2
#define OLD 0             /* heap pages: 0 Old, 1 Eden, 2 and 3 the survivor spaces */
#define EDEN 1

mtype = { BEGIN, ENTERLAST, RESUMED, HEARD, SUSPEND };          /* shared page */
mtype = { QUERY, PREPARE, RELEASE, AREAS, READY };              /* netlink */
mtype = { INITIALIZED, STARTED, FINAL, TOLD };                  /* LKM */

/* ---- frames ---- */
bit dirty[NF];            /* the hypervisor's log */
bit stale[NF] = 1;        /* the destination's copy differs, or never came */
bit wrote1[NF];           /* ghost: written while its bit was 1, not sent since, bit not cleared since */
bit tb[NF] = 1;           /* transfer bitmap */
bit sendset[NF] = 1;
bit peek[NF];
bit deferred[NF];
bit foreign[NF];          /* taken by the other process */

/* ---- heap ---- */
byte pt[4];               /* page -> frame, or NONE */
bit occ[4];               /* the page holds something reachable */
byte lo = EDEN;           /* Young is [lo, hi) */
byte hi = 4;
byte from = FROM0;
bit stopped;              /* threads at a safepoint, or held */
bit holding;
bit assisting;
bit gcWanted;
bit released;
byte resizes = RESIZES;
byte collections = COLLECTIONS;
#ifdef LIVE_LEAVE
bit mayAbsorb = 1;
#endif
#ifdef REMAP
bit mayMove = 1;
#endif

/* ---- LKM ---- */
mtype lkm = INITIALIZED;
byte cache[4] = NONE;
bit registered;
byte remLo = 1;           /* remembered range [remLo, remHi); empty when equal */
byte remHi = 1;
byte procPage = NONE;     /* the /proc call under way */

/* ---- channels ---- */
bit d2l;  mtype d2lSays;  /* one pending bit and the shared page, each way */
bit l2d;  mtype l2dSays;
chan down = [3] of { mtype };
chan up = [3] of { mtype, byte, byte, byte };   /* kind, lo, hi, must-send page */

byte range;               /* the agent's reading of [lo, hi), until it is reported */
bit stoppedVm;            /* suspended: no guest process moves */
bit over;                 /* the destination runs */

#define TO (5 - from)
#define isFree(f) (!foreign[f] && pt[0] != f && pt[1] != f && pt[2] != f && pt[3] != f)
#define inYoung(p) ((p) >= lo && (p) < hi)

#ifdef GHOST
#define WRITE(f) dirty[f] = 1; stale[f] = 1; wrote1[f] = (wrote1[f] || tb[f])
#else
#define WRITE(f) dirty[f] = 1; stale[f] = 1
#endif
/* a write that would change nothing is left out: it would only be a loop, and hide deadlocks */
#ifdef GHOST
#define NEWS(f) (!dirty[f] || !stale[f] || (tb[f] && !wrote1[f]))
#else
#define NEWS(f) (!dirty[f] || !stale[f])
#endif
#define CLEARBIT(f) tb[f] = 0; wrote1[f] = 0   /* data of a skip-over area: not wanted */
#define SEND_TO_LKM(m) d2lSays = m; d2l = 1
#define SEND_TO_DAEMON(m) l2dSays = m; l2d = 1
#define MULTICAST(m) if :: nfull(down) -> down!m :: full(down) -> skip fi

/* ---------------------------------------------------------------- daemon */
#define judgeS2(f) \
  assert(tb[f] || isFree(f) || \
    (holding && ((pt[1] == f && inYoung(1)) || (pt[2] == f && inYoung(2) && !(from == 2 && occ[2])) \
                                          || (pt[3] == f && inYoung(3) && !(from == 3 && occ[3])))))
#define liveFrame(f) \
  (foreign[f] || pt[0] == f || (pt[1] == f && (occ[1] || !inYoung(1))) || (pt[2] == f && occ[2]) || (pt[3] == f && occ[3]))
#ifdef NO_S1
#define judgeS1(f) skip
#else
#define judgeS1(f) assert(!(liveFrame(f) && stale[f])); assert(!wrote1[f])
#endif

inline cleanLog() {
  sendset[0] = dirty[0]; sendset[1] = dirty[1]; sendset[2] = dirty[2]; sendset[3] = dirty[3];
  dirty[0] = 0; dirty[1] = 0; dirty[2] = 0; dirty[3] = 0
}

inline clean() {
  d_step { cleanLog() }
}

/* one frame: one step */
inline visit(last) {
  if
  :: !sendset[f] -> skip
  :: sendset[f] && !tb[f] ->
#ifdef SKIPPED_DEFER
       deferred[f] = 1
#else
       skip
#endif
  :: sendset[f] && tb[f] && !last && peek[f] -> count = 1
  :: sendset[f] && tb[f] && (last || !peek[f]) ->
       stale[f] = 0; wrote1[f] = 0; deferred[f] = 0;
       count = 1
  fi;
  sendset[f] = 0;         /* its turn is over: not looked at again before the next CLEAN */
  f = f + 1
}

inline iteration() {
  d_step { count = 0; peek[0] = dirty[0]; peek[1] = dirty[1] };
  d_step { visit(0) };
  d_step { visit(0); peek[0] = 0; peek[1] = 0 };
  d_step { peek[2] = dirty[2]; peek[3] = dirty[3] };
  d_step { visit(0) };
  d_step { visit(0); peek[2] = 0; peek[3] = 0; f = 0 }
}

proctype Daemon() {
  byte f, iter = 1;
  bit count;     /* fewFrames is 1: whether any was sent or re-dirtied; the traffic test cannot fire in two iterations of four frames */
  d_step { SEND_TO_LKM(BEGIN) };
#ifdef FIRST_UPDATE_HANDSHAKE
  d_step { l2d && l2dSays == HEARD -> l2d = 0 };
#endif
  do
  :: iteration();
     if
     :: iter + EXTRA >= MAX_ITERATIONS - 1 || !count -> break
     :: else -> d_step { cleanLog(); iter = iter + 1 }
     fi
  od;
  count = 0;

#ifdef AWAIT_IDLE
  d_step { SEND_TO_LKM(ENTERLAST) };
#endif
#ifdef AWAIT_ONE_MORE
  clean();
  d_step { SEND_TO_LKM(ENTERLAST) };
  iteration();
#endif
#ifdef AWAIT_ANNOUNCE_THEN_CLEAN
  d_step { SEND_TO_LKM(ENTERLAST) };
  clean();
  iteration();
#endif
  d_step { l2d && l2dSays == SUSPEND -> l2d = 0; count = 0 };
  d_step {
    stoppedVm = 1;
#ifndef NO_S2
    judgeS2(0); judgeS2(1); judgeS2(2); judgeS2(3)
#endif
  };
  clean();
  d_step {
    sendset[0] = sendset[0] || deferred[0]; sendset[1] = sendset[1] || deferred[1];
    sendset[2] = sendset[2] || deferred[2]; sendset[3] = sendset[3] || deferred[3]
  };
  d_step { visit(1) };      /* the guest stands still: nothing can come between */
  d_step { visit(1) };
  d_step { visit(1) };
  d_step { visit(1); f = 0 };
  d_step {
    judgeS1(0); judgeS1(1); judgeS1(2); judgeS1(3);
    over = 1; stoppedVm = 0
  };
  d_step { SEND_TO_LKM(RESUMED) }
}

/* ---------------------------------------------------------------- LKM */
#if UNSKIP_DIRTY == 0
#define UNSKIP(p) tb[cache[p]] = 1; cache[p] = NONE
#else
#define UNSKIP(p) tb[cache[p]] = 1; dirty[cache[p]] = 1; cache[p] = NONE
#endif
/* un-skip the cached page p and drop its entry */
inline unskip(p) {
#if UNSKIP_DIRTY == 2
  tb[cache[p]] = 1;
  d_step { dirty[cache[p]] = 1; cache[p] = NONE }
#else
  d_step {
    tb[cache[p]] = 1;
#if UNSKIP_DIRTY == 1
    dirty[cache[p]] = 1;
#endif
    cache[p] = NONE
  }
#endif
}

/* one page of a walk */
#ifdef WALK_REMEMBERED
#define visited(p) (p >= remLo && p < remHi)
#else
#define visited(p) true
#endif
inline walk(p) {
#ifdef WALK_UNLOCKED
  d_step {
    if
    :: visited(p) -> entry = pt[p]
    :: else -> entry = NONE
    fi };
  d_step {
    if
#ifdef NOTIFIER
    :: entry != NONE && pt[p] == entry -> cache[p] = entry; CLEARBIT(entry)
#else
    :: entry != NONE -> cache[p] = entry; CLEARBIT(entry)
#endif
    :: else -> skip
    fi;
    entry = NONE; p = p + 1
  }
#else
  d_step {
    if
    :: visited(p) && pt[p] != NONE -> cache[p] = pt[p]; CLEARBIT(pt[p])
    :: else -> skip
    fi;
    p = p + 1
  }
#endif
}

#ifdef LEFT_CACHEKEYS
#define leaves(p) (p < l || p >= h)
#else
#define leaves(p) ((p < l || p >= h) && p >= remLo && p < remHi)
#endif

proctype Lkm() provided (!stoppedVm) {
  byte l, h, must, p;
  byte entry = NONE;
end:
  do
  :: d_step { d2l && d2lSays == BEGIN -> d2l = 0;
       if
       :: lkm == INITIALIZED -> lkm = STARTED; MULTICAST(QUERY);
#ifdef FIRST_UPDATE_HANDSHAKE
          SEND_TO_DAEMON(HEARD)
#endif
       :: else -> skip                       /* begin when not initialized: ignored */
       fi }
  :: d_step { d2l && d2lSays == ENTERLAST -> d2l = 0;
       if
       :: lkm == STARTED -> MULTICAST(PREPARE);
          if
          :: registered -> lkm = FINAL
          :: else -> lkm = TOLD; SEND_TO_DAEMON(SUSPEND)    /* nobody is registered: all of them are ready */
          fi
       :: else -> skip                       /* enterLast when initialized: ignored */
       fi }
  :: d_step { d2l && d2lSays == RESUMED -> d2l = 0; MULTICAST(RELEASE); lkm = INITIALIZED; registered = 0 }
  :: lkm != STARTED && up?[AREAS, _, _, _] -> d_step { up?AREAS, _, _, _ }            /* late areas: ignored */
  :: lkm == STARTED && up?[AREAS, _, _, _] ->
     d_step { up?AREAS, l, h, _; registered = 1; remLo = l; remHi = h; p = l };
     do
     :: p < h -> walk(p)
     :: d_step { p >= h -> l = 0; h = 0; p = 0 }; break
     od
  :: lkm != FINAL && up?[READY, _, _, _] -> d_step { up?READY, _, _, _ }              /* ready outside final-update: ignored */
  :: lkm == FINAL && up?[READY, _, _, _] ->
     d_step { up?READY, l, h, must; p = 1 };
     do
     :: d_step { p >= 4 -> remLo = l; remHi = h; lkm = TOLD; SEND_TO_DAEMON(SUSPEND); l = 0; h = 0; must = 0; p = 0 }; break
     :: p < 4 && cache[p] != NONE && (leaves(p) || p == must) -> unskip(p); p = p + 1
     :: p < 4 && !(cache[p] != NONE && (leaves(p) || p == must)) && p >= l && p < h && p != must && !(p >= remLo && p < remHi) ->
        walk(p)                              /* it joined */
     :: p < 4 && !(cache[p] != NONE && (leaves(p) || p == must)) && !(p >= l && p < h && p != must && !(p >= remLo && p < remHi)) ->
        p = p + 1
     od
  od
}

/* the /proc call: it runs in the caller's context, beside the LKM's other work */
proctype ProcCall() provided (!stoppedVm) {
end:
  do
  :: d_step { procPage != NONE ->
       if
       :: procPage == remHi - 1 && remHi > remLo -> remHi = remHi - 1
       :: procPage == remLo && remHi > remLo -> remLo = remLo + 1
       :: else -> skip
       fi };
     if
     :: cache[procPage] != NONE && lkm != INITIALIZED -> unskip(procPage)
     :: cache[procPage] == NONE || lkm == INITIALIZED -> skip
     fi;
     procPage = NONE
  od
}

/* ---------------------------------------------------------------- JVM */
proctype Agent() provided (!stoppedVm) {
end:
  do
  :: d_step { down?QUERY -> assisting = 1; range = (lo << 4) + hi };        /* one step */
     d_step { up!AREAS, (range >> 4), (range & 15), NONE; range = 0 }
  :: d_step { down?PREPARE -> gcWanted = 1 }
  :: d_step { down?RELEASE -> released = 1; assisting = 0 }
  od
}
/* the page p has left Young: tell the LKM, and wait until the call returns */
inline report(p) {
  if
  :: told -> procPage = p; procPage == NONE
  :: else -> skip
  fi
}

#ifdef LIVE_LEAVE
inline absorb() {
  d_step { mayAbsorb && lo == EDEN && occ[EDEN] -> mayAbsorb = 0; lo = EDEN + 1; told = assisting };
  report(EDEN);
  told = 0
}
#endif

/* what becomes of a page's data: nothing, a copy in To, a copy in Old */
inline evacuate(p) {
  if
  :: occ[p] ->
     if
     :: skip
     :: d_step { inYoung(TO) && pt[TO] != NONE -> WRITE(pt[TO]); survived = 1 }
     :: d_step { inYoung(TO) && pt[TO] == NONE && isFree(3) -> pt[TO] = 3; WRITE(3); survived = 1 }
#ifdef REMAP
     :: d_step { inYoung(TO) && pt[TO] == NONE && isFree(1) -> pt[TO] = 1; WRITE(1); survived = 1 }
     :: d_step { inYoung(TO) && pt[TO] == NONE && isFree(2) -> pt[TO] = 2; WRITE(2); survived = 1 }
#endif
     :: d_step { WRITE(pt[OLD]) }
     fi
  :: else -> skip
  fi
}

proctype Jvm() provided (!stoppedVm) {
  bit survived, told, enforced;
end:
  do
#ifdef LIVE_LEAVE
  :: !over && mayAbsorb && lo == EDEN && occ[EDEN] && !stopped ->
     stopped = 1;
     absorb();
     stopped = 0
#endif
  :: d_step { gcWanted -> gcWanted = 0; enforced = 1; stopped = 1 }; goto collect
  :: d_step { collections > 0 && !over -> collections = collections - 1; stopped = 1 }; goto collect
  od;
collect:
#ifdef LIVE_LEAVE
  if
  :: absorb()
  :: skip
  fi;
#endif
  if
  :: inYoung(EDEN) -> evacuate(EDEN)
  :: else -> skip
  fi;
  evacuate(from);
  d_step {
    if
    :: inYoung(EDEN) -> occ[EDEN] = 0
    :: else -> skip
    fi;
    occ[from] = 0;
    if
    :: inYoung(TO) -> from = TO
    :: else -> skip
    fi;
    occ[from] = survived;
    survived = 0
  };
  /* the end of the collection: the Young generation may lose or regain its highest page */
  if
  :: skip
#ifdef NOTICE_BEFORE
  :: d_step { resizes > 0 && hi == 4 && !occ[3] -> resizes = resizes - 1; hi = 3; told = assisting };
     report(3);
#ifdef NOTICE_TWICE
     pt[3] = NONE;
     report(3);
     told = 0
#else
     d_step { pt[3] = NONE; told = 0 }
#endif
#else
#ifdef NOTIFIER
  :: d_step { resizes > 0 && hi == 4 && !occ[3] -> resizes = resizes - 1; hi = 3; told = assisting };
     do
     :: d_step { cache[3] != NONE -> UNSKIP(3) }
     :: d_step { cache[3] == NONE -> pt[3] = NONE }; break
     od;
#else
  :: d_step { resizes > 0 && hi == 4 && !occ[3] -> resizes = resizes - 1; hi = 3; pt[3] = NONE; told = assisting };
#endif
     report(3);
     told = 0
#endif
  :: d_step { resizes > 0 && hi == 3 -> resizes = resizes - 1; hi = 4 }
  fi;
  /* the callback, still at the safepoint */
  if
  :: enforced ->
     d_step { up!READY, lo, hi, (occ[from] -> from : NONE); holding = 1; enforced = 0 };
     d_step { released -> released = 0; holding = 0; stopped = 0 }
  :: else -> stopped = 0
  fi;
  goto end
}

/* threads of the application: they write what is occupied, and allocate in Eden */
proctype Threads() provided (!stoppedVm && !stopped && !over) {
end:
  do
  :: d_step { pt[OLD] != NONE && NEWS(pt[OLD]) -> WRITE(pt[OLD]) }
  :: d_step { pt[EDEN] != NONE && (!occ[EDEN] || NEWS(pt[EDEN])) -> WRITE(pt[EDEN]); occ[EDEN] = 1 }
  :: d_step { occ[from] && NEWS(pt[from]) -> WRITE(pt[from]) }
  od
}

/* another process: takes one free frame, which zeroes it, and writes it ever after */
proctype Other() provided (!stoppedVm && !over) {
  byte mine = NONE;
end:
  do
  :: d_step { mine == NONE && isFree(3) -> mine = 3; foreign[3] = 1; WRITE(3) }
#ifdef REMAP
  :: d_step { mine == NONE && isFree(1) -> mine = 1; foreign[1] = 1; WRITE(1) }
  :: d_step { mine == NONE && isFree(2) -> mine = 2; foreign[2] = 1; WRITE(2) }
#endif
  :: d_step { mine != NONE && NEWS(mine) -> WRITE(mine) }
  od
}

#ifdef REMAP
/* compaction: a page of Young moves to a free frame; its old frame is free then */
inline move(p, f) {
  pt[p] = f; WRITE(f); mayMove = 0
}
#ifdef NOTIFIER
#define mayLeave(p) (cache[p] == NONE)
#else
#define mayLeave(p) true
#endif
#define movable(p) (mayMove && pt[p] != NONE && inYoung(p))
proctype Kernel() provided (!stoppedVm && !over) {
end:
  do
#ifdef NOTIFIER
  :: d_step { movable(1) && cache[1] != NONE && (isFree(1) || isFree(2) || isFree(3)) -> UNSKIP(1) }
  :: d_step { movable(2) && cache[2] != NONE && (isFree(1) || isFree(2) || isFree(3)) -> UNSKIP(2) }
  :: d_step { movable(3) && cache[3] != NONE && (isFree(1) || isFree(2) || isFree(3)) -> UNSKIP(3) }
#endif
  :: d_step { movable(1) && mayLeave(1) && isFree(2) -> move(1, 2) }
  :: d_step { movable(1) && mayLeave(1) && isFree(3) -> move(1, 3) }
  :: d_step { movable(2) && mayLeave(2) && isFree(1) -> move(2, 1) }
  :: d_step { movable(2) && mayLeave(2) && isFree(3) -> move(2, 3) }
  :: d_step { movable(3) && mayLeave(3) && isFree(1) -> move(3, 1) }
  :: d_step { movable(3) && mayLeave(3) && isFree(2) -> move(3, 2) }
  od
}
#endif

init {
  atomic {
    pt[0] = 0; pt[1] = 1; pt[2] = 2; pt[3] = 3;
    occ[OLD] = 1; occ[EDEN] = 1; occ[from] = 1;
    run Daemon(); run Lkm(); run ProcCall(); run Agent(); run Jvm(); run Threads(); run Other()
#ifdef REMAP
    ; run Kernel()
#endif
  }
}
