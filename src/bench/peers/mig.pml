/*
 * MIG(N,V,I), the common model of mig.ts, for Spin: every array is packed into one word, every step is one
 * d_step, so that a state has few bytes and no state lies between two steps.
 * Bounds: -DN=4 -DV=2 -DI=3 (N at most 8, V at most 2). Nothing is asserted: what is compared is the speed
 * of a search of all states, and their number. Spin counts one transition more: into the initial state.
 * A value takes 2 bits: of src the value, of dst the value + 1, or 0 for NONE.
 */
#define ALL ((1 << N) - 1)
#define BIT(word, p) ((word >> (p)) & 1)
#define SET(word, p) word = word | (1 << (p))
#define CLEAR(word, p) word = word & ~(1 << (p))
#define GET(word, p) ((word >> (2 * (p))) & 3)
#define PUT(word, p, value) word = (word & ~(3 << (2 * (p)))) | ((value) << (2 * (p)))

#define IDLE 0
#define ITERATE 1
#define PREPARE 2
#define FINAL 3
#define DONE 4

#if N <= 7
#define VALUES short
#else
#define VALUES int
#endif

VALUES src = 0;
VALUES dst = 0;
byte dirty = ALL;
byte tosend = 0;
byte transfer = ALL;
byte area = ((1 << (N / 2)) - 1);
byte phase = IDLE;
byte iter = 0;
byte pos = 0;

#define WRITABLE (phase <= PREPARE)
#define LEFT_AND_SKIPPED (~area & ~transfer & ALL)

/* What the environment and the guest may do to one page. */
#define PAGE(p)                                                                    \
  :: d_step { WRITABLE && GET(src, p) < V -> src = src + (1 << (2 * (p))); SET(dirty, p) } \
  :: d_step { (phase == ITERATE || phase == PREPARE) && BIT(area, p) -> CLEAR(area, p) }   \
  :: d_step { WRITABLE && !BIT(area, p) && !BIT(transfer, p) -> SET(transfer, p) }

active proctype mig() {
  do
  :: d_step { phase == IDLE ->
       transfer = transfer & ~area; tosend = dirty; dirty = 0; iter = 1; pos = 0; phase = ITERATE }
  :: d_step { (phase == ITERATE || phase == FINAL) && pos < N ->
       if
       :: BIT(tosend, pos) && BIT(transfer, pos) && !(phase == ITERATE && BIT(dirty, pos)) ->
            PUT(dst, pos, GET(src, pos) + 1)
       :: else
       fi;
       CLEAR(tosend, pos); pos = pos + 1 }
  :: d_step { phase == ITERATE && pos == N && iter < I ->
       tosend = dirty; dirty = 0; pos = 0; iter = iter + 1 }
  :: d_step { phase == ITERATE && pos == N -> phase = PREPARE }
  :: d_step { phase == PREPARE && LEFT_AND_SKIPPED == 0 ->
       tosend = dirty; dirty = 0; pos = 0; phase = FINAL }
  :: d_step { phase == FINAL && pos == N -> phase = DONE }
  PAGE(0)
#if N > 1
  PAGE(1)
#endif
#if N > 2
  PAGE(2)
#endif
#if N > 3
  PAGE(3)
#endif
#if N > 4
  PAGE(4)
#endif
#if N > 5
  PAGE(5)
#endif
#if N > 6
  PAGE(6)
#endif
#if N > 7
  PAGE(7)
#endif
  od
}
