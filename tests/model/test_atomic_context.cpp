// Sleeping in atomic context: what may sleep, what is atomic, and interrupts; by the reference interpreter.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"
#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Explored;
using revoke_mc::tests::user;

namespace {

/// Carried out by a thread that may be holding the spinlock s.
std::string under_spinlock(const std::string& what) {
    return user("spinlock s; lock m; rwlock rw; bool b; work w[1](int k) { b = true; }"
                "thread t { skip; spin_lock(s); " +
                what + " spin_unlock(s); }")
        .violated();
}

}  // namespace

TEST_CASE("what may sleep does so whether or not it has to wait") {
    CHECK(under_spinlock("mutex_lock(m); mutex_unlock(m);") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("down_read(rw); up_read(rw);") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("down_write(rw); up_write(rw);") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("flush_work(w[0]);") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("cancel_work_sync(w[0]);") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("might_sleep();") == "sleeping_in_atomic 2");
    CHECK(under_spinlock("if (mutex_trylock(m)) mutex_unlock(m);").empty());
    CHECK(under_spinlock("queue_work(w[0]);").empty());
    CHECK(under_spinlock("b = true;").empty());
}

TEST_CASE("might_sleep is no step") {
    const Explored without = user("bool b; thread t { b = true; b = false; }");
    const Explored with = user("bool b; thread t { might_sleep(); b = true; might_sleep(); b = false; }");
    CHECK(with.counts() == without.counts());
    CHECK(with.violated().empty());
}

TEST_CASE("who holds a lock, or did hold a spinlock, may sleep") {
    CHECK(user("spinlock s; lock l; thread t { skip; spin_lock(s); spin_unlock(s); mutex_lock(l); might_sleep();"
               "mutex_unlock(l); }")
              .violated()
              .empty());
    CHECK(user("spinlock s; thread t { skip; bool k = spin_trylock(s); if (k) { might_sleep(); spin_unlock(s); } }")
              .violated() == "sleeping_in_atomic 2");
}

TEST_CASE("the message says why the thread must not sleep") {
    const auto message = [](const std::string& members) { return user(members).message("sleeping_in_atomic"); };
    CHECK(message("spinlock s; lock m; thread t { skip; spin_lock(s); mutex_lock(m); mutex_unlock(m); "
                  "spin_unlock(s); }") == "mutex_lock(m) may sleep, which u.t must not: it holds u.s");
    CHECK(message("void f() __atomic_context { might_sleep(); } thread t { skip; f(); }") ==
          "might_sleep() may sleep, which u.t must not: it is in u.f, which runs in atomic context");
    CHECK(message("void g() { might_sleep(); } void f() __irq_context { g(); } thread t { skip; f(); }") ==
          "might_sleep() may sleep, which u.t must not: it is in u.f, which runs in interrupt context");
    CHECK(message("device d { skip; might_sleep(); }") ==
          "might_sleep() may sleep, which u.d must not: it is a device");
    CHECK(message("spinlock s; thread t { skip; spin_lock_irq(s); spin_unlock(s); might_sleep(); }") ==
          "might_sleep() may sleep, which u.t must not: its interrupts are off");
}

TEST_CASE("behind a function in atomic context the thread may sleep again") {
    CHECK(user("void f() __atomic_context { skip; } thread t { f(); might_sleep(); skip; }").violated().empty());
}

TEST_CASE("saved interrupts are restored by the last of those who saved them") {
    const auto inside = [](const std::string& code) {
        return user("spinlock a, b; thread t { skip; " + code + " }").violated();
    };
    CHECK(inside("spin_lock_irqsave(a); spin_lock_irqsave(b); spin_unlock_irqrestore(b); spin_unlock_irqrestore(a); "
                 "might_sleep();")
              .empty());
    CHECK(inside("spin_lock_irqsave(a); spin_unlock(a); spin_lock_irqsave(b); spin_unlock_irqrestore(b); "
                 "might_sleep();") == "sleeping_in_atomic 5");
    CHECK(inside("spin_lock_irqsave(a); spin_unlock(a); spin_lock_irq(b); spin_unlock_irq(b); might_sleep();").empty());
}

TEST_CASE("messages: contexts of functions") {
    using revoke_mc::tests::errors_of;
    CHECK(errors_of("spec \"x\";\nuser u { void f() __irq_context __atomic_context { skip; } }") ==
          "2:33 a function runs in one context | __irq_context is atomic, too");
    CHECK(errors_of("spec \"x\";\nuser u { ghost void f() __irq_context { } }") ==
          "2:25 ghost code runs in no context | leave it out: ghost code never sleeps");
    CHECK(errors_of("spec \"x\";\nevent hardirq;\nuser u { bool b; thread t { b = true; } }") ==
          "2:7 'hardirq' is a class of its own | it is there when there are spinlocks: devices and __irq_context "
          "functions run in it");
}
