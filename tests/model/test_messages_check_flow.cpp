// What may stand where: atomic, each, devices, jumps, loops, interchangeable instances.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

TEST_CASE("messages of the checker: atomic") {
    CHECK(errors_of(in_thread("atomic { mutex_lock(l); }", "lock l;")) ==
          "4:1 atomic is one step, but 'mutex_lock(l)' waits for a lock | take locks before it, and use each for all "
          "elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { f(); }", "lock l; void f() { g(); } void g() { mutex_lock(l); }")) ==
          "4:1 atomic is one step, but 'mutex_lock(l)' waits for a lock (in u.f calls u.g) | take locks before it, and "
          "use each for all elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { loop { skip; } }")) ==
          "4:10 loop cannot stand inside atomic: an atomic step is finite | use each for the same change of every "
          "element");
    CHECK(errors_of(in_thread("atomic { while (x) skip; }", "bool x;")) ==
          "4:10 while cannot stand inside atomic: an atomic step is finite | use each for the same change of every "
          "element");
    CHECK(errors_of(in_thread("atomic { foreach (c i) skip; }", "", "importer c[2] { bool b; }")) ==
          "4:10 foreach cannot stand inside atomic: an atomic step is finite | use each for the same change of every "
          "element");
    CHECK(errors_of(in_thread("atomic { f(); }", "bool x; void f() { while (x) skip; }")) ==
          "4:1 atomic is one step, but it loops (in u.f) | take locks before it, and use each for all elements; await, "
          "unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { f(); }", "bool x; void f() { foreach (u i) skip; }")) ==
          "4:1 atomic is one step, but foreach takes a step for each element (in u.f) | take locks before it, and use "
          "each for all elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { down_write(w); }", "rwlock w;")) ==
          "4:1 atomic is one step, but 'down_write(w)' waits for a lock | take locks before it, and use each for all "
          "elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { flush_work(w[0]); }", "work w[1](int k) { skip; }")) ==
          "4:1 atomic is one step, but 'flush_work(w[0])' waits for a work | take locks before it, and use each for "
          "all elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { cancel_work_sync(w[0]); }", "work w[1](int k) { skip; }")) ==
          "4:1 atomic is one step, but 'cancel_work_sync(w[0])' waits for a work | take locks before it, and use each "
          "for all elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { spin_lock(s); }", "spinlock s;")) ==
          "4:1 atomic is one step, but 'spin_lock(s)' waits for a lock | take locks before it, and use each for all "
          "elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(
              in_thread("atomic { mutex_unlock(l); bool b = mutex_trylock(l); await (x); either skip; or x = true; }",
                        "lock l; bool x;"))
              .empty());
    CHECK(errors_of(in_thread("atomic { rest: skip; }")) ==
          "4:10 no thread can rest inside atomic | put rest: in front of it");
    CHECK(errors_of(in_thread("atomic { f(); }", "void f() { rest: skip; }")) ==
          "4:1 atomic is one step, but a thread cannot rest in it (in u.f) | take locks before it, and use each for "
          "all elements; await, unlock and trylock are fine inside");
    CHECK(errors_of(in_thread("atomic { again: x = true; if (x) goto again; }", "bool x;")) ==
          "4:34 goto goes back inside atomic: an atomic step is finite");
    CHECK(errors_of(in_thread("again: atomic { x = true; if (x) goto again; }", "bool x;")).empty());
}

TEST_CASE("messages of the checker: each, foreach, quantifiers") {
    CHECK(errors_of(in_thread("each (c i) i.b = true;", "", "importer c[2] { bool b; }")) ==
          "4:1 each may stand only inside atomic or ghost code | write atomic { each ... }, or foreach for one step "
          "per element");
    CHECK(errors_of(in_thread("atomic { each (c i) skip; }", "", "importer c[2] { bool b; }")) ==
          "4:21 skip cannot stand inside each | each may assign, test and assert; predicates may be used");
    CHECK(errors_of(
              in_thread("atomic { each (c i) { either i.b = true; or skip; } }", "", "importer c[2] { bool b; }")) ==
          "4:23 either cannot stand inside each | each may assign, test and assert; predicates may be used");
    CHECK(errors_of(in_thread("atomic { each (c i) f(); }", "void f() { }", "importer c[2] { bool b; }")) ==
          "4:21 a call cannot stand inside each | each may assign, test and assert; predicates may be used");
    CHECK(errors_of(in_thread("atomic { each (c i) if (i.b) break; }", "", "importer c[2] { bool b; }")) ==
          "4:30 break cannot stand inside each | each may assign, test and assert; predicates may be used");
    CHECK(errors_of(in_thread("foreach (int k in 0..3) skip;")) ==
          "4:1 foreach over numbers has no meaning of its own | write a while loop, or each inside atomic");
    CHECK(errors_of(in_thread("foreach (d i) skip;", "", "importer c[2] { bool b; }")) ==
          "4:12 'd' is no set to choose from | known here: attachment, mapping, fence, int, c, u");
    CHECK(errors_of(in_thread("foreach (mapping m) skip;")) ==
          "4:18 there is no type 'mapping' | the kernel library declares it: use dma_buf;");
    CHECK(errors_of(in_thread("foreach (mapping m of l) skip;", "lock l;", library)) ==
          "4:23 mappings belong to a buffer, an attachment or an instance");
    CHECK(errors_of(in_thread("foreach (c i of u) skip;", "", "importer c[2] { bool b; }")) ==
          "4:17 instances of a component belong to nobody; leave 'of' out");
    CHECK(errors_of(in_thread("if (exists (int k in 3..0) k == 1) skip;")) == "4:17 the range 3..0 is empty");
    CHECK(errors_of(in_thread("if (exists (int k in 0..x) k == 1) skip;", "int<0..3> x;")) ==
          "4:25 'x' is a variable; only constants may stand here");
    CHECK(errors_of(in_thread("if (exists (c i) i.z) skip;", "", "importer c[2] { bool b; }")) ==
          "4:20 c has no member 'z' | known here: b");
}

TEST_CASE("messages of the checker: interchangeable instances") {
    CHECK(errors_of(in_thread("c[0].b = true;", "", "importer c[2] { bool b; }")) ==
          "4:1 the instances of c are interchangeable: they cannot be numbered | use a binder (forall, exists, "
          "foreach), or declare c[N] ordered");
    CHECK(errors_of(in_thread("c.b = true;", "", "importer c[2] { bool b; }")) ==
          "4:1 'c' has several instances; which one is meant? | use a binder: forall (c i) ..., foreach (c i) ...");
    CHECK(errors_of(in_thread("c[2].b = true;", "", "importer c[2] ordered { bool b; }")) ==
          "4:3 index 2 is out of bounds: there are 2 instances of c | count from 0 to 1");
    CHECK(errors_of(in_thread("c[1].b = true;", "", "importer c[2] ordered { bool b; }")).empty());
    CHECK(errors_of(in_thread("c.b = true;", "", "importer c[2] ordered { bool b; }")) ==
          "4:1 'c' has several instances; which one is meant? | write c[0], or a binder: forall (c i) ...");
    CHECK(errors_of(with("importer c[2] { bool b; thread t { if (index == 1) b = true; } }")) ==
          "2:40 the instances of c are interchangeable: they have no index | declare c[N] ordered");
    CHECK(errors_of(with("importer c { int<0..1> k; thread t { k = index; } }")) ==
          "2:42 'c' has one instance: it has no index");
    CHECK(errors_of(with("importer c[2] { c *next; }")) ==
          "2:20 references are never stored: 'next' cannot be a member | keep a bool in each instance instead, or "
          "number them: ordered");
    CHECK(errors_of(with("importer c[2] { c last; }")) ==
          "2:19 references are never stored: 'last' cannot be a member | keep a bool in each instance instead, or "
          "number them: ordered");
    CHECK(errors_of(with("importer c[2] { const int k = index; }")) ==
          "2:31 the instances of c are interchangeable: they have no index | declare c[N] ordered");
    CHECK(errors_of(in_thread("foreach (c i) x = i.index;", "int<0..3> x;", "importer c[2] { bool b; }")) ==
          "4:21 the instances of c are interchangeable: they have no index | declare c[N] ordered");
    CHECK(errors_of(in_thread("lock *p = &a[x];", "lock a[2]; int<0..1> x;")) ==
          "4:1 what this reference is bound to depends on a shared variable | read the variable into a local first, or "
          "name the pointer where it is used: binding is no step");
}

TEST_CASE("messages of the checker: devices") {
    CHECK(errors_of(with("user u { lock l; device d { mutex_lock(l); } }")) ==
          "2:25 hardware cannot sleep, but device u.d takes a lock: 'mutex_lock(l)' | make it a thread or a work, or "
          "use a spinlock");
    CHECK(errors_of(with(
              "user u { lock l; void f() { g(); } void g() { mutex_lock(l); } device d { loop { skip; f(); } } }")) ==
          "2:71 hardware cannot sleep, but device u.d calls u.f, which calls u.g, which takes a lock: 'mutex_lock(l)' "
          "| make it a thread or a work, or use a spinlock");
    CHECK(errors_of(with("user u { spinlock l; device d { spin_lock(l); spin_unlock(l); } }")).empty());
    CHECK(errors_of(with("user u { rwlock l; device d { down_read(l); } }")) ==
          "2:27 hardware cannot sleep, but device u.d takes a lock: 'down_read(l)' | make it a thread or a work, or "
          "use a spinlock");
    CHECK(errors_of(with("user u { lock l; device d { bool b = mutex_trylock(l); } }")) ==
          "2:25 hardware cannot sleep, but device u.d takes a lock: 'bool b = mutex_trylock(l)' | make it a thread or "
          "a work, or use a spinlock");
}

TEST_CASE("messages of the checker: jumps and labels") {
    CHECK(errors_of(in_thread("goto nowhere;")) == "4:1 there is no label 'nowhere'");
    CHECK(errors_of(in_thread("goto ou; out: skip;")) == "4:1 there is no label 'ou' | known here: out");
    CHECK(errors_of(in_thread("goto inside; { inside: skip; }")) ==
          "4:1 goto cannot enter the block of label 'inside' | a label must stand in a block around the goto");
    CHECK(errors_of(in_thread("break;")) == "4:1 break stands outside of a loop");
    CHECK(errors_of(in_thread("continue;")) == "4:1 continue stands outside of a loop");
    CHECK(errors_of(in_thread("a: skip; a: skip;")) ==
          "4:10 there are two labels 'a' in u.t | only rest: may stand more than once");
    CHECK(errors_of(in_thread("a: rest: skip; b: rest: skip;")).empty());
    CHECK(errors_of(in_thread("fair a: skip;")).empty());
    CHECK(errors_of(in_thread("fair rest: skip;")) ==
          "4:6 a thread may stay at rest for ever, so 'fair rest' means nothing | give the fair step a label of its "
          "own, as in rest: fair L: ...");
    CHECK(errors_of(in_thread("loop { break; }")).empty());
    CHECK(errors_of(in_thread("loop { }")) ==
          "4:1 there is a way round this loop without a step: it would go round for ever at once | put a step on every "
          "way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("int k; loop { k = 1 - k; }")) ==
          "4:8 there is a way round this loop without a step: it would go round for ever at once | put a step on every "
          "way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("loop { either { } or { int k = 1; } }")) ==
          "4:1 there is a way round this loop without a step: it would go round for ever at once | put a step on every "
          "way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("loop { either { } or { skip; } }")) ==
          "4:1 there is a way round this loop without a step: it would go round for ever at once | put a step on every "
          "way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("int k; while (k < 3) k++;")).empty());
    CHECK(errors_of(in_thread("loop { f(); }", "void f() { g(); } void g() { }")) ==
          "4:1 there is a way round this loop without a step: it would go round for ever at once | put a step on every "
          "way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("loop { f(); }", "void f() { g(); } void g() { skip; }")).empty());
    CHECK(errors_of(in_thread("int k; again: k = 1; goto again;")) ==
          "4:22 there is a way round this loop without a step: it would go round for ever at once | put a step on "
          "every way: an await, a shared variable, or skip;");
    CHECK(errors_of(in_thread("again: skip; goto again;")).empty());
    CHECK(errors_of(in_thread("assert (true) blames NOBODY;")) ==
          "4:1 'NOBODY' cannot be blamed | known: EXPORTER, IMPORTER, CORE, USER, CALLER");
}

TEST_CASE("messages of the checker: pieces that stand inside another statement") {
    CHECK(errors_of(in_thread("if (x) foreach (u i where f()) skip;", "bool x; bool f() { return true; }")) ==
          "4:27 no function can be called in a filter | call it before and keep the result in a local, or make it a "
          "predicate");
    CHECK(errors_of(in_thread("if (x) { int k = any (0..1 where f()); }", "bool x; bool f() { return true; }")) ==
          "4:34 no function can be called in the filter of any | call it before and keep the result in a local, or "
          "make it a predicate");
    CHECK(errors_of(in_thread("if (w @ rest) skip;", "work w[2](int k) { }")) ==
          "4:5 there are 2 of 'w'; which one is meant? | as in w[0]");
    CHECK(errors_of(in_thread("if (w[1] @ rest) skip;", "work w[2](int k) { }")).empty());
    CHECK(errors_of(in_thread("if (t[0] @ rest) skip;")) == "4:7 't' is one thread, not several");
}
