// The reference interpreter on locks, work items, heap objects, traps; on waiting and on views.
#include <catch2/catch.hpp>

#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Counts;
using revoke_mc::tests::Explored;
using revoke_mc::tests::user;

namespace {

const std::string opposite_orders = "lock a, b;"
                                    "thread s { mutex_lock(a); mutex_lock(b); mutex_unlock(b); mutex_unlock(a); }"
                                    "thread t { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b); }";

}  // namespace

TEST_CASE("two locks in opposite orders") {
    // Places 0..4 of each thread (0 nothing yet, 1 first lock, 2 both, 3 first again, 4 end). Reachable pairs: 10 with
    // s at 0 or 4, (1: 0 1 3 4), (2: 0 4), (3: 0 1 4); (3,3) is not, both would have to be the first to take both.
    // Enabled steps: s at 0: 8, at 1: 4, at 2: 2, at 3: 4, at 4: 4.
    const Explored spec = user(opposite_orders);
    CHECK(spec.counts() == Counts{19, 22, 8});
    CHECK(spec.violated() == "deadlock 2, stuck 2, lock_cycle 2");
    CHECK(spec.message("lock_cycle") == "u.s waits for u.t waits for u.s");
}

TEST_CASE("who waits for whom") {
    const Explored spec = user(opposite_orders);
    auto state = spec.initial();
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{0}).at(0).next;
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{1}).at(0).next;
    const auto waits = spec.interpreter().waits(state);
    REQUIRE(waits.size() == 2);
    CHECK(spec.program().objects[waits[0].lock].name == "u.b");
    CHECK(waits[0].holders == std::vector{revoke_mc::program::ThreadId{1}});
    CHECK(spec.interpreter().why_blocked(state, revoke_mc::program::ThreadId{0}).find("u.b is held by u.t") !=
          std::string::npos);
}

TEST_CASE("a lock is misused") {
    const Explored relock = user("lock l; thread t { mutex_lock(l); mutex_lock(l); }");
    CHECK(relock.counts() == Counts{2, 2, 1});
    CHECK(relock.violated() == "lock_misuse 2");
    const Explored stranger = user("lock l; thread t { mutex_unlock(l); skip; }");
    CHECK(stranger.counts() == Counts{1, 1, 0});
    CHECK(stranger.violated() == "lock_misuse 1");
    // At the end, and at rest: reported, and the path goes on.
    CHECK(user("lock l; thread t { mutex_lock(l); }").violated() == "lock_misuse 1");
    const Explored rest = user("lock l; thread t { mutex_lock(l); rest: skip; mutex_unlock(l); }");
    CHECK(rest.counts() == Counts{4, 3, 3});
    CHECK(rest.violated() == "lock_misuse 1");
}

TEST_CASE("mutex_trylock is one step and never blocks") {
    // s: lock, unlock. t: try, then unlock if it got the lock. Places of s 0 1 2; of t: 0, 1 (has it), 2 (end).
    // (0,0) (1,0) (2,0) (0,1) (2,1) (0,2) (1,2) (2,2); steps: (0,0): 2, (1,0): 2, (2,0): 1, (0,1): 1 (s blocked),
    // (2,1): 1, (0,2): 1, (1,2): 1, (2,2): 0. The furthest: (2,1), and (2,2) by way of a failed attempt.
    const Explored spec = user("lock l; thread s { mutex_lock(l); mutex_unlock(l); }"
                               "thread t { bool k = mutex_trylock(l); if (k) mutex_unlock(l); }");
    CHECK(spec.counts() == Counts{8, 9, 3});
    CHECK(spec.violated().empty());
}

TEST_CASE("a reader and a writer") {
    // Reader 0 1 2, writer 0, w (waits), 1, 2: (0,0) (1,0) (2,0) (1,w) (2,w) (0,1) (2,1) (0,2) (1,2) (2,2).
    // Steps: 2 2 1 1 1 1 1 1 1 0.
    const Explored spec =
        user("rwlock l; thread r { down_read(l); up_read(l); } thread w { down_write(l); up_write(l); }");
    CHECK(spec.counts() == Counts{10, 11, 4});
    CHECK(spec.violated().empty());
}

TEST_CASE("a waiting writer keeps new readers out") {
    const Explored spec =
        user("rwlock l; thread r { down_read(l); up_read(l); } thread w { down_write(l); up_write(l); }"
             "thread q { down_read(l); up_read(l); }");
    auto state = spec.initial();
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{0}).at(0).next;  // r reads
    CHECK(spec.interpreter().steps(state, revoke_mc::program::ThreadId{2}).size() == 1);   // q could
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{1}).at(0).next;  // w waits
    CHECK(spec.interpreter().steps(state, revoke_mc::program::ThreadId{1}).empty());
    CHECK(spec.interpreter().steps(state, revoke_mc::program::ThreadId{2}).empty());  // q has to wait for w
    const auto waits = spec.interpreter().waits(state);
    REQUIRE(waits.size() == 2);
    CHECK(waits[0].holders == std::vector{revoke_mc::program::ThreadId{0}});
    CHECK(waits[1].holders == std::vector{revoke_mc::program::ThreadId{1}});
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{0}).at(0).next;  // r is done
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{1}).at(0).next;  // w has it, its mark is gone
    CHECK(spec.cell(state, "u.l") == 2);
    state = *spec.interpreter().steps(state, revoke_mc::program::ThreadId{1}).at(0).next;
    CHECK(spec.interpreter().steps(state, revoke_mc::program::ThreadId{2}).size() == 1);
}

TEST_CASE("reading, then writing the same rwlock is misuse") {
    CHECK(user("rwlock l; thread t { down_read(l); down_write(l); }").violated() == "lock_misuse 2");
    CHECK(user("rwlock l; thread t { down_read(l); up_write(l); }").violated() == "lock_misuse 2");
}

TEST_CASE("holds is own data for the running thread") {
    // The assert folds behind the lock.
    const Explored spec =
        user("lock l; thread t { mutex_lock(l); assert (holds(l)); mutex_unlock(l); assert (holds(l)); skip; }");
    CHECK(spec.counts() == Counts{4, 3, 3});
    CHECK(spec.violated() == "assertion 2");
}

TEST_CASE("a guarded variable is written without its lock") {
    const Explored spec =
        user("lock l; bool x __guarded_by(l); thread t { mutex_lock(l); x = true; mutex_unlock(l); x = false; }");
    CHECK(spec.counts() == Counts{5, 4, 4});
    CHECK(spec.violated() == "unguarded 4");
}

TEST_CASE("leaving a range is a trap with what would have happened") {
    const Explored spec = user("int<0..3> x; thread t { x--; skip; }");
    CHECK(spec.counts() == Counts{1, 1, 0});
    CHECK(spec.violated() == "trap 1");
    CHECK(spec.message("trap") == "u.x would become -1, its range is 0..3");
}

TEST_CASE("indices and division trap") {
    CHECK(user("int<0..3> x = 2; bool a[2]; thread t { a[x] = true; }").violated() == "trap 1");
    CHECK(user("int<0..3> x; thread t { x = 1 / x; }").violated() == "trap 1");
    // The right side of && is not evaluated.
    CHECK(user("int<0..3> x = 2; bool a[2], b; thread t { b = x < 2 && a[x]; }").violated().empty());
}

TEST_CASE("a trap in an atomic statement comes before an await that is false behind it") {
    CHECK(user("bool a; int<0..3> x; thread t { atomic { x--; await (a); } }").violated() == "trap 1");
    CHECK(user("bool a; int<0..3> x; thread t { atomic { await (a); x--; } }").violated() == "deadlock 0, stuck 0");
}

TEST_CASE("heap objects") {
    const std::string heap = "object mr { bool key = true; } mr *p; bool x;";
    CHECK(user(heap + "thread t { kzalloc(mr); p = mr; p->key = false; kfree(mr); p = NULL; }").violated().empty());
    CHECK(user(heap + "thread t { p->key = false; }").violated() == "trap 1");
    CHECK(user(heap + "thread t { kzalloc(mr); p = mr; kfree(mr); x = p->key; }").violated() == "trap 4");
    CHECK(user(heap + "thread t { kzalloc(mr); kzalloc(mr); }").violated() == "trap 2");
    CHECK(user(heap + "thread t { kfree(mr); }").violated() == "trap 1");
}

TEST_CASE("work runs when it is queued, and is at rest before") {
    // queue; the worker takes it, done = true; meanwhile, in any place, the flushing thread notes that it waits;
    // flushed; assert.
    const std::string work = "bool done; work w[1](int k) { done = true; }";
    const Explored spec = user(work + "thread t { queue_work(w[0]); flush_work(w[0]); assert (done); }");
    CHECK(spec.counts() == Counts{9, 10, 5});
    CHECK(spec.violated().empty());
    // Cancelled before the worker takes it, or while it runs: then that is waited for.
    const Explored cancelled =
        user(work + "thread t { queue_work(w[0]); cancel_work_sync(w[0]); }", "possible u.done as ran;");
    CHECK(cancelled.violated().empty());
}
