/* The yardstick, variant base, for Spin: one flat process, one d_step per transition.
 *
 *   spin -DN=10 -a yardstick-base.pml && gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m100000000 -w26 -n
 *
 * It must count the states and transitions that yardstick-base.rvk expects (N=2: 224 and 416; Spin
 * adds a few states of its own for the process' start and end).
 */
#ifndef N
#define N 2
#endif
#define NONE 2

byte lock;              /* 0 free, 1..N importer, N+1 exporter */
bool revoked;
bit loc;
bool alive[2];
byte epc;               /* 0..4 */
byte op;                /* 0 NOP, 1 REVOKE, 2 UNREVOKE, 3 MOVE */
byte j;                 /* 0..N-1 */
byte pc[N];
byte map[N];
bool inval[N];
byte dma[N];
bool fence[N];
hidden byte k;

#define IMPORTER(i) \
  :: d_step { (pc[i] == 0 && lock == 0) -> lock = (i) + 1; pc[i] = 1 } \
  :: d_step { (pc[i] == 1 && revoked) -> pc[i] = 3 } \
  :: d_step { (pc[i] == 1 && !revoked) -> if :: map[i] == NONE -> map[i] = loc :: else fi; pc[i] = 2 } \
  :: d_step { (pc[i] == 2 && map[i] != NONE) -> dma[i] = map[i]; fence[i] = true; pc[i] = 3 } \
  :: d_step { (pc[i] == 2) -> pc[i] = 3 } \
  :: d_step { (pc[i] == 3) -> lock = 0; pc[i] = 0 } \
  :: d_step { (dma[i] != NONE && fence[i]) -> dma[i] = NONE; fence[i] = false }

#define PINNED_MAPPED(i) (((i) % 2 == 0) && map[i] != NONE)

#if N == 2
#define ANY_PINNED PINNED_MAPPED(0)
#define NO_FENCE (!fence[0] && !fence[1])
#elif N == 4
#define ANY_PINNED (PINNED_MAPPED(0) || PINNED_MAPPED(2))
#define NO_FENCE (!fence[0] && !fence[1] && !fence[2] && !fence[3])
#elif N == 8
#define ANY_PINNED (PINNED_MAPPED(0) || PINNED_MAPPED(2) || PINNED_MAPPED(4) || PINNED_MAPPED(6))
#define NO_FENCE (!fence[0] && !fence[1] && !fence[2] && !fence[3] && !fence[4] && !fence[5] && !fence[6] && !fence[7])
#elif N == 10
#define ANY_PINNED (PINNED_MAPPED(0) || PINNED_MAPPED(2) || PINNED_MAPPED(4) || PINNED_MAPPED(6) || PINNED_MAPPED(8))
#define NO_FENCE (!fence[0] && !fence[1] && !fence[2] && !fence[3] && !fence[4] && !fence[5] && !fence[6] && !fence[7] && !fence[8] && !fence[9])
#elif N == 12
#define ANY_PINNED (PINNED_MAPPED(0) || PINNED_MAPPED(2) || PINNED_MAPPED(4) || PINNED_MAPPED(6) || PINNED_MAPPED(8) || PINNED_MAPPED(10))
#define NO_FENCE (!fence[0] && !fence[1] && !fence[2] && !fence[3] && !fence[4] && !fence[5] && !fence[6] && !fence[7] && !fence[8] && !fence[9] && !fence[10] && !fence[11])
#endif

init {
  d_step {
    alive[0] = true; k = 0;
    do :: k < N -> map[k] = NONE; dma[k] = NONE; k++ :: else -> break od; k = 0
  }
  do
  :: d_step { (epc == 0 && lock == 0) -> lock = N + 1; epc = 1 }
  :: d_step { (epc == 1) -> revoked = true; op = 1; epc = 2 }
  :: d_step { (epc == 1 && revoked) -> revoked = false; op = 2; epc = 2 }
  :: d_step { (epc == 1 && !ANY_PINNED) -> alive[1 - loc] = true; op = 3; epc = 2 }
  :: d_step { (epc == 2) -> if :: map[j] != NONE -> inval[j] = true :: else fi;
              if :: j < N - 1 -> j++ :: else -> j = 0; epc = 3 fi }
  :: d_step { (epc == 3 && NO_FENCE) -> k = 0;
              do :: k < N -> if :: inval[k] -> map[k] = NONE; inval[k] = false :: else fi; k++ :: else -> break od; k = 0;
              if :: op == 3 -> alive[loc] = false; loc = 1 - loc :: else fi; epc = 4 }
  :: d_step { (epc == 4) -> lock = 0; op = 0; epc = 0 }
  IMPORTER(0)
  IMPORTER(1)
#if N > 2
  IMPORTER(2)
  IMPORTER(3)
#endif
#if N > 4
  IMPORTER(4)
  IMPORTER(5)
  IMPORTER(6)
  IMPORTER(7)
#endif
#if N > 8
  IMPORTER(8)
  IMPORTER(9)
#endif
#if N > 10
  IMPORTER(10)
  IMPORTER(11)
#endif
  od
}
