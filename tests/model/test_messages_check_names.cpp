// Names and types that do not fit: what the checker says, and where.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

TEST_CASE("messages of the checker: what is always there is compared with NULL") {
    const std::string lock = "a lock that is declared is never NULL | to ask whether a thread holds it: holds(l) or "
                             "holds(l, u.t)";
    const std::string other =
        " that is declared is never NULL | only pointers, and references that may be NULL, can be "
        "compared with NULL";
    CHECK(errors_of(in_thread("if (l == NULL) skip;", "lock l;")) == "4:7 " + lock);
    CHECK(errors_of(in_thread("if (NULL != &l) skip;", "lock l;")) == "4:10 " + lock);
    CHECK(errors_of(in_thread("if (l[k] == NULL) skip;", "lock l[2]; int<0..1> k;")) == "4:10 " + lock);
    CHECK(
        errors_of(in_thread("skip;", "rwlock l;") + "\nnever (u.l == NULL) as P;") ==
        "6:12 an rwlock that is declared is never NULL | to ask whether a thread holds it: holds(l) or holds(l, u.t)");
    CHECK(errors_of(in_thread("if (o == NULL) skip;", "object o { bool b; }")) == "4:7 an object o" + other);
    CHECK(errors_of(in_thread("if (self == NULL) skip;")) == "4:10 an instance of u" + other);
    CHECK(errors_of(in_thread("skip;", "lock l; predicate p() = l == NULL;") + "\nnever u.p() as P;") ==
          "2:36 " + lock);
}

TEST_CASE("what may be NULL is compared with NULL") {
    CHECK(errors_of(in_thread("if (p == NULL) skip;", "object o { bool b; } o *p;")) == "");
    CHECK(errors_of(in_thread("f(&l);",
                              "lock l; void f(lock *a, lock *b = NULL) { if (a != NULL && b == NULL) skip; }")) == "");
    CHECK(errors_of(in_thread("skip;", "lock l; predicate p(lock *a, lock *b = NULL) = a == NULL || &b != NULL;") +
                    "\nnever (u.p(&u.l) && u.p(&u.l, &u.l)) as P;") == "");
}

TEST_CASE("messages of the checker: unknown names") {
    CHECK(errors_of(in_thread("if (revokd) skip;", "bool revoked;")) ==
          "4:5 'revokd' is not known here | did you mean 'revoked'?");
    CHECK(errors_of(in_thread("frobnicate(1);")) ==
          "4:1 there is no function 'frobnicate' | functions of a component are called as vfio.f(...)");
    CHECK(errors_of(in_thread("helpr(1);", "void helper(int k) { }")) ==
          "4:1 there is no function 'helpr' | did you mean 'helper'?");
    CHECK(errors_of(in_thread("if (v.x) skip;", "", "user v { bool y; }")) ==
          "4:7 v has no member 'x' | known here: y");
    CHECK(errors_of(in_thread("if (v.revokd) skip;", "", "user v { bool revoked; }")) ==
          "4:7 v has no member 'revokd' | did you mean 'revoked'?");
    CHECK(errors_of(in_thread("v.f();", "", "user v { void g() { } }")) == "4:3 v has no function 'f' | known here: g");
    CHECK(errors_of(in_thread("if (s.b) skip;", "pair s;", "struct pair { bool a; }")) ==
          "4:7 a struct pair has no member 'b' | known here: a");
    CHECK(errors_of(in_thread("foo x;")) ==
          "4:1 there is no type 'foo' | known here: bool, int, lock, spinlock, rwlock, u");
    CHECK(errors_of(in_thread("if (zzz.y) skip;")) ==
          "4:5 'zzz' is not known here | declare it, or use the library that does");
    CHECK(errors_of(with("struct s { kreff k; } struct kref { bool b; }")) ==
          "2:12 there is no type 'kreff' | did you mean 'kref'?");
    CHECK(errors_of(with("dma_buf bar of vfio;")) ==
          "2:9 there is no struct dma_buf | the kernel library declares it: use dma_buf;");
    CHECK(errors_of(with("user u { attachment a of bar : dynamic; }")) ==
          "2:21 there is no struct attachment | the kernel library declares it: use dma_buf;");
    CHECK(errors_of(in_thread("if (ENODEW) skip;")) == "4:5 'ENODEW' is not known here | did you mean 'ENODEV'?");
    CHECK(errors_of(with("always v.x;")) == "2:8 'v' is not known here | declare it, or use the library that does");
    CHECK(errors_of(in_thread("x = v;", "bool x;", "user v { bool y; }")) ==
          "4:5 an instance of v cannot be assigned to 'x': a truth value is wanted");
    CHECK(errors_of(in_thread("x = f;", "bool x; bool f() { return true; }")) ==
          "4:5 'f' is a function; call it: f(...)");
    CHECK(errors_of(in_thread("x = t;", "bool x;")) ==
          "4:5 't' is a thread; write holds(lock, t), t @ label or t in function");
    CHECK(errors_of(in_thread("x = pair;", "bool x;", "struct pair { bool a; }")) ==
          "4:5 'pair' is a type, not a value");
}

TEST_CASE("messages of the checker: wrong types") {
    CHECK(errors_of(in_thread("x = 1;", "bool x;")) ==
          "4:5 a number cannot be assigned to 'x': a truth value is wanted | write a comparison, as in x != 0");
    CHECK(errors_of(in_thread("x = y == 1;", "int<0..1> x; int<0..1> y;")) ==
          "4:7 a truth value cannot be assigned to 'x': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("x = y;", "int<0..1> x; bool y;")) ==
          "4:5 a truth value cannot be assigned to 'x': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("x = B;", "e x;", "enum e { A }; enum f { B };")) ==
          "4:5 a value of enum f cannot be assigned to 'x': a value of enum e is wanted");
    CHECK(errors_of(in_thread("if (x) skip;", "e x;", "enum e { A };")) ==
          "4:5 a value of enum e is no condition | compare it with a value");
    CHECK(errors_of(in_thread("if (l) skip;", "lock l;")) == "4:5 a lock is no condition | name one of its members");
    CHECK(errors_of(in_thread("if (NULL) skip;")) == "4:5 NULL is no condition");
    CHECK(errors_of(in_thread("x = y + 1;", "int<0..1> x; bool y;")) ==
          "4:5 a truth value cannot be an operand of '+': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("x = -y;", "int<0..1> x; bool y;")) ==
          "4:6 a truth value cannot be an operand of '-': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("if (x == 1) skip;", "bool x;")) ==
          "4:7 a truth value cannot be compared with a number by '=='");
    CHECK(errors_of(in_thread("if (x < y) skip;", "bool x, y;")) ==
          "4:7 a truth value cannot be compared with a truth value by '<'");
    CHECK(errors_of(in_thread("if (A == B) skip;", "", "enum e { A }; enum f { B };")) ==
          "4:7 a value of enum e cannot be compared with a value of enum f by '=='");
    CHECK(errors_of(in_thread("if (l == x) skip;", "lock l; bool x;")) ==
          "4:7 a lock cannot be compared with a truth value by '=='");
    CHECK(errors_of(in_thread("if (l < m) skip;", "lock l, m;")) == "4:7 a lock cannot be compared with a lock by '<'");
    CHECK(errors_of(in_thread("x++;", "bool x;")) == "4:1 '++' counts numbers; this is a truth value");
    CHECK(errors_of(in_thread("x += true;", "int<0..3> x;")) ==
          "4:6 a truth value cannot be an operand of '+=': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("x = NULL;", "bool x;")) ==
          "4:5 NULL cannot be assigned to 'x': a truth value is wanted");
    CHECK(errors_of(in_thread("x = a ? 1 : true;", "int<0..1> x; bool a;")) ==
          "4:13 a truth value cannot be chosen here: a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("f(true);", "void f(int k) { }")) ==
          "4:3 a truth value cannot be argument 'k' of u.f: a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("f(1);", "void f(bool b) { }")) ==
          "4:3 a number cannot be argument 'b' of u.f: a truth value is wanted | write a comparison, as in x != 0");
    CHECK(errors_of(in_thread("f(&m);", "lock m; void f(s *p) { }", "struct s { bool x; }")) ==
          "4:3 a lock cannot be argument 'p' of u.f: a struct s is wanted");
    CHECK(errors_of(in_thread("f(x);", "bool x; void f(lock *p) { }")) ==
          "4:3 a truth value cannot be argument 'p' of u.f: a lock is wanted | only objects are passed by reference");
    CHECK(errors_of(in_thread("f(NULL);", "void f(lock *p) { }")) ==
          "4:3 NULL cannot be argument 'p' of u.f: a lock is wanted | only a parameter that is declared with '= NULL' "
          "may be NULL");
    CHECK(errors_of(in_thread("if (x.y) skip;", "bool x;")) == "4:7 a truth value has no member 'y'");
    CHECK(errors_of(in_thread("mutex_lock(x);", "bool x;")) == "4:12 mutex_lock takes a lock, not a truth value");
    CHECK(errors_of(in_thread("mutex_lock(w);", "rwlock w;")) == "4:12 mutex_lock takes a lock, not an rwlock");
    CHECK(errors_of(in_thread("mutex_lock(s);", "spinlock s;")) ==
          "4:12 mutex_lock takes a lock, not a spinlock | use spin_lock and spin_unlock");
    CHECK(errors_of(in_thread("spin_lock(l);", "lock l;")) ==
          "4:11 spin_lock takes a spinlock, not a lock | use mutex_lock and mutex_unlock");
    CHECK(errors_of(in_thread("down_read(l);", "lock l;")) == "4:11 down_read takes an rwlock, not a lock");
    CHECK(errors_of(in_thread("x[1] = true;", "bool x;")) == "4:3 'x' is not an array");
    CHECK(errors_of(in_thread("x = true;", "bool x[2];")) == "4:1 'x' is an array of 2 | say which element: x[0]");
    CHECK(errors_of(in_thread("x[2] = true;", "bool x[2];")) ==
          "4:3 index 2 is out of bounds: there are 2 elements of 'x' | count from 0 to 1");
    CHECK(errors_of(in_thread("x[true] = true;", "bool x[2];")) ==
          "4:3 a truth value cannot be an index: a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("int k = x[0];", "bool x[2];")) ==
          "4:9 a truth value cannot be assigned to 'k': a number is wanted | write c ? 1 : 0, or make it a bool");
    CHECK(errors_of(in_thread("x = &y;", "bool x, y;")) ==
          "4:5 only objects have an address: locks, structs, attachments, mappings, fences, buffers");
    CHECK(errors_of(in_thread("queue_work(x);", "bool x;")) == "4:12 queue_work takes a work, not a truth value");
    CHECK(errors_of(in_thread("kfree(l);", "lock l;")) ==
          "4:7 kfree takes an object { ... } of a component, not a lock");
    CHECK(errors_of(in_thread("x = 2147483647 + 1;", "int<0..1> x;")) ==
          "4:16 the result 2147483648 does not fit 32 bits");
    CHECK(errors_of(in_thread("x = 1 / 0;", "int<0..1> x;")) == "4:9 division by zero");
    for (const std::string guarded : {"N != 0 && 6 / N > 1", "N == 0 || 6 % N > 1", "N != 0 implies 6 / N > 1",
                                      "(N != 0 ? 6 / N : 1) == 1", "N < 2 && a[N]", "N > 0 && M + N > 0", "safe()"})
        for (const std::string number : {"0", "2"}) {
            INFO(guarded << " with " << number);
            const bool too_large = number == "2" && guarded.starts_with("N > 0");  // looked at
            const std::string errors = errors_of(in_thread("x = " + guarded + " || x;",
                                                           "bool x, a[2]; predicate safe() = N == 0 || 6 / N > 1;",
                                                           "const N = " + number + "; const M = 2147483647;"));
            CHECK(errors.empty() != too_large);
        }
    CHECK(errors_of(in_thread("x = 6 / N > 1 && false;", "bool x;", "const N = 0;")) == "4:9 division by zero");
    CHECK(errors_of(in_thread("x = N == 0 && 6 / N > 1;", "bool x;", "const N = 0;")) == "4:19 division by zero");
    CHECK(errors_of(in_thread("x = 1 % (1 - 1);", "int<0..1> x;")) == "4:12 division by zero");
    CHECK(errors_of(in_thread("x = any (0..3);", "int<0..3> x;")) ==
          "4:5 'any' can be assigned only to a local | choose a local first: int k = any (...);");
    CHECK(errors_of(in_thread("int k = 1 + any;")) == "4:13 'any' may stand only alone, as the value of a local or as "
                                                      "an initial value | write int k = any (0..3); and use k");
    CHECK(errors_of(in_thread("int k = any;")) == "4:9 'any' of a plain int needs a range | write any (0..3)");
    CHECK(errors_of(in_thread("int<0..3> k = any (0..4);")) == "4:15 the range leaves the type of 'k'");
    CHECK(errors_of(in_thread("bool k = any (0..1);")) ==
          "4:10 only numbers can be chosen from a range | write = any;");
    CHECK(errors_of(in_thread("int k = { 1 };")) == "4:9 a list of values may stand only as an initial value");
}

TEST_CASE("messages of the checker: many errors at once") {
    CHECK(errors_of(in_thread("if (aa) skip;\nx = bb;\nf(cc);\nint k = dd;\nk = 1;\nk = true;\n",
                              "bool x; void f(int k) { }")) ==
          "4:5 'aa' is not known here | declare it, or use the library that does\n"
          "5:5 'bb' is not known here | declare it, or use the library that does\n"
          "6:3 'cc' is not known here | declare it, or use the library that does\n"
          "7:9 'dd' is not known here | declare it, or use the library that does\n"
          "9:5 a truth value cannot be assigned to 'k': a number is wanted | write c ? 1 : 0, or make it a bool");
}
