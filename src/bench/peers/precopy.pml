/*
 * The daemon's loop without assistance (Xen 4.1), cut into the same steps as skipover cuts it: as many
 * reachable states, therefore, not only the same verdict. The guest is threads that write the occupied
 * heap pages, backed by frames 0 to WRITTEN - 1, and a process that takes, writes and frees frames.
 * Numbers (-D): FRAMES, WRITTEN, OWNED (frames of the application), TAKES, FREES, ITERATIONS, FEW, SENT
 * (one more than the traffic limit; 0: it cannot be reached), BATCH.
 */
#define IDLE 0
#define ANNOUNCING 1
#define SCANNING 2
#define DECIDING 3
#define CHOOSING 4
#define RUNNING 5
#define PAUSED 6
#define LAST 7
#define ACTIVATING 8
#define ASKED 9           /* the destination is asked to run the VM ... */
#define STARTING 10       /* ... has heard ... */
#define STARTED 11        /* ... runs it, and the daemon has not heard */
#define RESUMING 12

byte daemon = IDLE;
byte attempts = 1;
bit dirty[FRAMES];
bit send[FRAMES];
bit stale[FRAMES];
bit lastSend[FRAMES];
bit peeked[BATCH];
bit taken[FRAMES];        /* frames from OWNED on that the other process has */
byte cursor, batchStart, batchEnd, iteration, handled, sent;
bit vmRuns = 1;
bit logs;
byte takes = TAKES;
byte frees = FREES;
byte i, start;            /* of use within a step only: 0 between steps */

#define WRITE(f) stale[f] = 1; if :: logs -> dirty[f] = 1 :: else -> skip fi

/* the next frame of the send set from `from` on, or FRAMES */
inline seek(from) {
  cursor = from;
  do
  :: cursor < FRAMES && !send[cursor] -> cursor = cursor + 1
  :: else -> break
  od
}
inline clean() {
  for (i : 0 .. FRAMES - 1) { send[i] = dirty[i]; dirty[i] = 0 }; i = 0
}
inline begin() {
  iteration = iteration + 1; seek(0); batchStart = 0; batchEnd = 0; handled = 0
}
inline count() {
  if :: handled < FEW -> handled = handled + 1 :: else -> skip fi
}
/* the frame under the cursor has had its turn */
inline leave() {
  if :: batchEnd != 0 -> peeked[cursor - batchStart] = 0 :: else -> skip fi;
  send[cursor] = 0;
  start = cursor + 1;
  seek(start);
  start = 0;
  if :: cursor >= batchEnd -> batchStart = 0; batchEnd = 0 :: else -> skip fi
}
inline transmit() {
  stale[cursor] = 0; lastSend[cursor] = 0;
  if :: sent < SENT -> sent = sent + 1 :: else -> skip fi;
  count(); leave()
}
inline peek() {
  batchStart = cursor;
  batchEnd = (cursor + BATCH < FRAMES -> cursor + BATCH : FRAMES);
  for (i : batchStart .. batchEnd - 1) {
    if :: send[i] && dirty[i] -> peeked[i - batchStart] = 1 :: else -> skip fi
  }; i = 0
}

/* the guest moves while the VM runs */
#define THREADS_WRITE(f) :: d_step { vmRuns -> WRITE(f) }
#define OTHERS(f) \
  :: d_step { vmRuns && takes > 0 && !taken[f] -> takes = takes - 1; taken[f] = 1; WRITE(f) } \
  :: d_step { vmRuns && taken[f] -> WRITE(f) } \
  :: d_step { vmRuns && frees > 0 && taken[f] -> frees = frees - 1; taken[f] = 0 }

active proctype Everything() {
end:
  do
  :: d_step { daemon == IDLE && attempts > 0 -> attempts = attempts - 1;
       for (i : 0 .. FRAMES - 1) { dirty[i] = 0; send[i] = 1; stale[i] = 1 }; i = 0;
       logs = 1; iteration = 0; sent = 0; begin(); daemon = ANNOUNCING }
  :: d_step { daemon == ANNOUNCING -> daemon = SCANNING }
  :: d_step { daemon == SCANNING ->
       if
       :: cursor == FRAMES -> daemon = DECIDING
       :: cursor < FRAMES && cursor >= batchEnd -> peek()
       :: cursor < FRAMES && cursor < batchEnd && peeked[cursor - batchStart] -> count(); leave()
       :: cursor < FRAMES && cursor < batchEnd && !peeked[cursor - batchStart] -> transmit()
       fi }
  :: d_step { daemon == DECIDING ->
       if
       :: iteration >= ITERATIONS - 1 || handled < FEW || (SENT > 0 && sent == SENT) -> daemon = CHOOSING
       :: else -> clean(); begin(); daemon = SCANNING
       fi }
  :: d_step { daemon == CHOOSING -> daemon = RUNNING }
  :: d_step { daemon == RUNNING -> vmRuns = 0; daemon = PAUSED }
  :: d_step { daemon == PAUSED -> clean();
       for (i : 0 .. FRAMES - 1) { lastSend[i] = send[i] }; i = 0;
       begin(); daemon = LAST }
  :: d_step { daemon == LAST ->
       if
       :: cursor == FRAMES -> daemon = ACTIVATING
       :: else -> transmit()
       fi }
  /* S1, both clauses. (Spin forgets variables that nothing reads, and counts fewer states then.) */
  :: d_step { daemon == ACTIVATING ->
       for (i : 0 .. FRAMES - 1) { assert(!stale[i] || (!lastSend[i] && !taken[i] && i >= WRITTEN)) }; i = 0;
       daemon = ASKED }
  :: d_step { daemon == ASKED -> daemon = STARTING }
  :: d_step { daemon == STARTING -> vmRuns = 1; logs = 0;
       for (i : 0 .. FRAMES - 1) { dirty[i] = 0; stale[i] = 0; lastSend[i] = 0 }; i = 0;
       cursor = 0; batchStart = 0; batchEnd = 0; handled = 0; iteration = 0; sent = 0; daemon = STARTED }
  :: d_step { daemon == STARTED -> daemon = RESUMING }
  :: d_step { daemon == RESUMING -> daemon = IDLE }
  /* the guest moves while the VM runs */
#if WRITTEN > 0
  THREADS_WRITE(0)
#endif
#if WRITTEN > 1
  THREADS_WRITE(1)
#endif
#if WRITTEN > 2
  THREADS_WRITE(2)
#endif
#if OWNED <= 3 && FRAMES > 3
  OTHERS(3)
#endif
#if OWNED <= 4 && FRAMES > 4
  OTHERS(4)
#endif
#if OWNED <= 5 && FRAMES > 5
  OTHERS(5)
#endif
#if OWNED <= 6 && FRAMES > 6
  OTHERS(6)
#endif
  od
}
