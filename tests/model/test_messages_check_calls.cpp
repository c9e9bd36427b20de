// Functions, calls, writing, ghosts: what the checker says, and where.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

TEST_CASE("messages of the checker: numbers of arguments and values") {
    CHECK(errors_of(in_thread("f();", "void f(int k) { }")) == "4:1 u.f takes 1 argument, not 0");
    CHECK(errors_of(in_thread("f(1, 2);", "void f(int k) { }")) == "4:1 u.f takes 1 argument, not 2");
    CHECK(errors_of(in_thread("f(1, 2, 3);", "void f(int k, int m = 1) { }")) ==
          "4:1 u.f takes 1 to 2 arguments, not 3");
    CHECK(errors_of(in_thread("mutex_lock();")) == "4:1 mutex_lock takes 1 argument, not 0");
    CHECK(errors_of(in_thread("int k = f();", "void f() { }")) ==
          "4:9 u.f returns nothing | call it as a statement of its own");
    CHECK(errors_of(in_thread("int k = mutex_lock(l);", "lock l;")) == "4:9 mutex_lock has no value");
    CHECK(errors_of(in_thread("holds(l);", "lock l;")) == "4:1 holds has a value that nobody reads");
    CHECK(errors_of(in_thread("p();", "predicate p() = true;")) == "4:1 u.p is a predicate: its value must be used");
    CHECK(errors_of(in_thread("if (p(1)) skip;", "predicate p() = true;")) == "4:5 u.p takes 0 arguments, not 1");
    CHECK(errors_of(in_thread("l();", "lock l;")) ==
          "4:1 there is no function 'l' | functions of a component are called as vfio.f(...)");
    CHECK(errors_of(in_thread("l.f();", "lock l;")) ==
          "4:3 only component instances have functions | as in vfio.f(...), a->importer.f(...)");
}

TEST_CASE("messages of the checker: functions") {
    CHECK(errors_of(in_thread("skip;", "int f() { return; }")) == "2:20 a value is missing: u.f returns a number");
    CHECK(errors_of(in_thread("skip;", "void f() { return 1; }")) == "2:28 u.f returns no value");
    CHECK(errors_of(in_thread("return 1;")) == "4:8 a thread returns no value");
    CHECK(errors_of(in_thread("skip;", "int f() { }")) ==
          "2:14 u.f can end without returning a value | return one on every path");
    CHECK(errors_of(in_thread("skip;", "int f(bool b) { if (b) return 1; }")) ==
          "2:14 u.f can end without returning a value | return one on every path");
    CHECK(errors_of(in_thread("skip;", "int f(bool b) { if (b) return 1; else return 2; }")).empty());
    CHECK(errors_of(in_thread("skip;", "int f() { loop { skip; } }")).empty());
    CHECK(errors_of(in_thread("skip;", "int f(bool b) { loop { skip; if (b) break; } }")) ==
          "2:14 u.f can end without returning a value | return one on every path");
    CHECK(errors_of(in_thread("skip;", "bool f() { return 1; }")) ==
          "2:28 a number cannot be returned from u.f: a truth value is wanted | write a comparison, as in x != 0");
    CHECK(errors_of(in_thread("skip;", "void f(int a, int a) { }")) ==
          "2:28 'a' is declared already, in line 2 | give it another name");
    CHECK(errors_of(in_thread("skip;", "void f(int a = 1, int b) { }")) ==
          "2:32 a parameter behind one with a default needs a default, too");
    CHECK(errors_of(in_thread("skip;", "void f(lock l) { }")) ==
          "2:22 objects are passed by reference | write lock *l");
    CHECK(errors_of(in_thread("skip;", "void f(lock *l = m) { } lock m;")) ==
          "2:27 the default of a reference can only be NULL");
    CHECK(errors_of(in_thread("skip;", "lock *f() { }")) ==
          "2:10 a function returns a value or nothing, not a reference");
    CHECK(errors_of(in_thread("skip;", "void f(int a[2]) { }")) ==
          "2:21 a parameter cannot be an array | pass one element: T *a");
    CHECK(errors_of(in_thread("skip;", "void f() { } void f() { }")) == "2:28 u has two functions called 'f'");
    CHECK(errors_of(in_thread("skip;", "void mutex_lock(lock *l) { }")) ==
          "2:15 'mutex_lock' is built in and cannot be declared | give it another name");
    CHECK(errors_of(in_thread("skip;", "void f() { g(); } void g() { h(); } void h() { f(); }")) ==
          "2:57 functions cannot be recursive: u.f calls u.g, which calls u.h, which calls u.f | write a loop; a call "
          "through .importer or .exporter may come back once");
    CHECK(errors_of(in_thread("skip;", "void f() { f(); }")) ==
          "2:21 functions cannot be recursive: u.f calls u.f | write a loop; a call through .importer or .exporter may "
          "come back once");
    CHECK(errors_of(in_thread("if (p()) skip;", "predicate p() = q(); predicate q() = p();")) ==
          "2:47 predicate u.p needs itself | a predicate cannot be recursive");
    CHECK(errors_of(in_thread("skip;", "predicate p() = x; ")) ==
          "2:26 'x' is not known here | declare it, or use the library that does");
    CHECK(errors_of(in_thread("if (p(true) && p(false)) skip;", "predicate p(bool b) = b + 1; ")) ==
          "2:32 a truth value cannot be an operand of '+': a number is wanted | write c ? 1 : 0, or make it a bool");
}

TEST_CASE("messages of the checker: calls in places where they cannot be carried out before") {
    CHECK(errors_of(in_thread("if (x && f()) skip;", "bool x; bool f() { return true; }")) ==
          "4:10 no function can be called to the right of '&&' | call it before and keep the result in a local, or "
          "make it a predicate");
    CHECK(errors_of(in_thread("if (f() && x) skip;", "bool x; bool f() { return true; }")).empty());
    CHECK(errors_of(in_thread("if (x ? f() : x) skip;", "bool x; bool f() { return true; }")) ==
          "4:9 no function can be called in an operand of '?:' | call it before and keep the result in a local, or "
          "make it a predicate");
    CHECK(errors_of(in_thread("await (f());", "bool f() { return true; }")) ==
          "4:8 no function can be called in await: it would be called once, not again and again | call it before and "
          "keep the result in a local, or make it a predicate");
    CHECK(errors_of(in_thread("atomic { await (f()); }", "bool f() { return true; }")).empty());
    CHECK(errors_of(in_thread("if (exists (int k in 0..1) f()) skip;", "bool f() { return true; }")) ==
          "4:28 no function can be called under a quantifier | call it before and keep the result in a local, or make "
          "it a predicate");
    CHECK(errors_of(in_thread("foreach (u i where f()) skip;", "bool f() { return true; }")) ==
          "4:20 no function can be called in a filter | call it before and keep the result in a local, or make it a "
          "predicate");
    CHECK(errors_of(in_thread("int k = any (0..1 where f());", "bool f() { return true; }")) ==
          "4:25 no function can be called in the filter of any | call it before and keep the result in a local, or "
          "make it a predicate");
    CHECK(errors_of(in_thread("skip;", "predicate p() = f(); bool f() { return true; }")) ==
          "2:26 no function can be called in a predicate | call it before and keep the result in a local, or make it a "
          "predicate");
    CHECK(errors_of("spec \"t\"; \nuser u { bool f() { return true; }\nthread t {\nskip;\n} } always u.f();") ==
          "5:14 no function can be called in a property | call it before and keep the result in a local, or make it a "
          "predicate");
}

TEST_CASE("messages of the checker: writing") {
    CHECK(errors_of(in_thread("K = 1;", "", "const K = 2;")) == "4:1 this is a constant and cannot be written");
    CHECK(errors_of(in_thread("k = 1;", "const int k = 2;")) == "4:1 this is a constant and cannot be written");
    CHECK(errors_of(in_thread("const int k = 2; k = 1;")) == "4:18 this is a constant and cannot be written");
    CHECK(errors_of(in_thread("foreach (c i) i = 1;", "", "importer c[2] { bool b; }")) ==
          "4:15 an instance of c cannot be assigned to | references are bound once, where they are declared");
    CHECK(errors_of(in_thread("l = 1;", "lock l;")) ==
          "4:1 a lock cannot be assigned to | use mutex_lock and mutex_unlock");
    CHECK(errors_of(in_thread("lock *p = &l; p = &m;", "lock l, m;")) ==
          "4:15 a lock cannot be assigned to | references are bound once, where they are declared");
    CHECK(errors_of(in_thread("f(true) = 1;", "bool f(bool b) { return b; }")) ==
          "4:1 this is no variable and cannot be written");
    CHECK(errors_of(in_thread("1 = 2;")) == "4:1 this is a constant and cannot be written");
    CHECK(errors_of(in_thread("ENODEV = 2;")) == "4:1 this is a constant and cannot be written");
}

TEST_CASE("messages of the checker: ghosts") {
    CHECK(errors_of(in_thread("g = true;", "ghost bool g;")) ==
          "4:1 a ghost variable is written only by ghost code | write ghost { ... }");
    CHECK(errors_of(in_thread("if (g) skip;", "ghost bool g;")) ==
          "4:5 'g' is a ghost variable: only ghost code, asserts and properties may read it");
    for (const std::string write : {"a[g] = true;", "atomic { a[g] = true; }", "r[g].x = true;"})
        CHECK(errors_of(in_thread(write, "bool a[2]; row r[2]; ghost int<0..1> g;", "struct row { bool x; }"))
                  .find("what is written here depends on a ghost variable: only ghost code may read it") !=
              std::string::npos);
    CHECK(errors_of(in_thread("ghost { b[g] = true; }", "ghost bool b[2]; ghost int<0..1> g;")).empty());
    CHECK(errors_of(in_thread("ghost { x = true; }", "bool x;")) ==
          "4:9 ghost code writes only ghost variables | declare it: ghost x");
    CHECK(errors_of(in_thread("int k; ghost { k = 1; }")) ==
          "4:16 ghost code writes only ghost variables | declare the local in the ghost code");
    CHECK(errors_of(in_thread("ghost { int k = 1; g = k == 1; }", "ghost bool g;")).empty());
    CHECK(errors_of(in_thread("ghost { await (true); }")) ==
          "4:9 await cannot stand in ghost code | ghost code may assign ghost variables, test, assert, bound, and use "
          "each");
    CHECK(errors_of(in_thread("ghost { mutex_lock(l); }", "lock l;")) ==
          "4:9 mutex_lock cannot be called in ghost code");
    CHECK(errors_of(in_thread("ghost { f(); }", "void f() { }")) ==
          "4:9 ghost code can call only ghost functions and predicates | declare it as ghost void f(...) if it writes "
          "ghost variables only");
    CHECK(errors_of(in_thread("ghost { return; }")) == "4:9 return cannot leave ghost code");
    CHECK(errors_of(in_thread("loop { skip; ghost { break; } }")) ==
          "4:22 break cannot stand in ghost code | ghost code may assign ghost variables, test, assert, bound, and use "
          "each");
    CHECK(errors_of(in_thread("ghost { loop { } }")) == "4:9 loop cannot stand in ghost code | ghost code may assign "
                                                        "ghost variables, test, assert, bound, and use each");
    CHECK(errors_of(in_thread("ghost { either { } or { } }")) ==
          "4:9 either cannot stand in ghost code | ghost code may assign ghost variables, test, assert, bound, and use "
          "each");
    CHECK(errors_of(in_thread("if (h()) skip;", "ghost bool h() { return true; }")) ==
          "4:5 ordinary code cannot use what a ghost function returns");
    CHECK(errors_of(in_thread("if (p()) skip;", "ghost bool g; predicate p() = g;")) ==
          "4:5 u.p reads ghost variables: only ghost code, asserts and properties may use it");
    CHECK(errors_of(in_thread("assert (p()); assert (g);", "ghost bool g; predicate p() = g;")).empty());
    CHECK(errors_of(in_thread("ghost bool k = true;")) ==
          "4:12 a ghost local belongs into ghost code | write ghost { ... }");
    CHECK(errors_of(in_thread("ghost { rest: g = true; }", "ghost bool g;")) ==
          "4:9 a label cannot stand in ghost code | ghost code may assign ghost variables, test, assert, bound, and "
          "use each");
    CHECK(errors_of(in_thread("skip;", "ghost lock l;")) == "2:21 only simple variables can be ghosts");
    CHECK(errors_of(in_thread("x = y;", "bool x; ghost bool y;")) ==
          "4:5 'y' is a ghost variable: only ghost code, asserts and properties may read it");
    CHECK(errors_of(in_thread("ghost { int k = any (0..1); }")) == "4:17 'any' cannot stand in ghost code");
}

TEST_CASE("messages of the checker: overrides") {
    CHECK(errors_of(with("user u { void f() { } } override void u.g() { }")) ==
          "2:41 there is no function 'u.g' to override | did you mean 'u.f'?");
    CHECK(errors_of(with("user u { void f() { } } override void u.f(int k) { }")) ==
          "2:41 the override of 'u.f' has other parameters or another result | the original: test.rvk:2:15");
    CHECK(errors_of(with("user u { void f() { } } override int u.f() { return 1; }")) ==
          "2:40 the override of 'u.f' has other parameters or another result | the original: test.rvk:2:15");
    CHECK(errors_of(with("user u { void f() { } } override void u.f() { skip; }")).empty());
    CHECK(errors_of(with("user u { void f() { } } override void u.f() { } override void u.f() { }")) ==
          "2:65 'u.f' is overridden twice");
}

TEST_CASE("messages of the checker: what the kernel library calls") {
    const auto errors = [](const std::string& map) {
        return errors_of(
            "spec \"t\"; use dma_buf; dma_buf bar of vfio;\nexporter vfio { " + map +
            " void unmap_dma_buf(attachment *a) { } } importer i { attachment a of bar : static; thread t { skip; } }");
    };
    // Which line of the library calls it does not matter here.
    CHECK(errors("int map_dma_buf() { return 0; }")
              .starts_with(
                  "2:21 vfio.map_dma_buf takes 0 arguments, but is called with 1 | the call: <kernel>/dma_buf.rvk:"));
    CHECK(errors("void map_dma_buf(attachment *a) { }")
              .starts_with("2:22 vfio.map_dma_buf returns nothing, but its caller wants a value | the call: "
                           "<kernel>/dma_buf.rvk:"));
    // A direction that the driver does not declare is not passed.
    const std::string map = "int map_dma_buf(attachment *a) { return 0; } ";
    CHECK(errors(map + "int begin_cpu_access(dma_buf *b) { return 0; }").empty());
    CHECK(errors(map + "int begin_cpu_access(dma_buf *b, dma_data_direction d) { return 0; }").empty());
    CHECK(errors(map + "void end_cpu_access() { }")
              .starts_with("2:67 vfio.end_cpu_access takes 0 arguments, but is called with 2 | the call: "
                           "<kernel>/dma_buf.rvk:"));
    CHECK(errors(map + "int fault(dma_buf *b) { return 0; }")
              .starts_with("2:66 vfio.fault takes 1 arguments, but is called with 2 | the call: "
                           "<kernel>/dma_buf.rvk:"));
}

TEST_CASE("messages of the checker: long chains of calls") {
    const auto functions = [](int count, const std::string& last) {
        std::string text;
        for (int i = 0; i + 1 < count; ++i)
            text += "void f" + std::to_string(i) + "() { f" + std::to_string(i + 1) + "(); } ";
        return text + "void f" + std::to_string(count - 1) + "() { " + last + " }";
    };
    CHECK(errors_of(in_thread("f0();", functions(900, "skip;"))).empty());
    CHECK(errors_of(in_thread("f0();", functions(15000, "skip;"))) ==
          "2:23782 functions call each other more than 1000 deep");
    CHECK(errors_of(in_thread("f0();", functions(20, "f0();"))) ==
          "2:422 functions cannot be recursive: u.f0 calls u.f1, which calls u.f2, which calls u.f3, which calls u.f4, "
          "which calls u.f5, and so on: 9 more, which calls u.f15, which calls u.f16, which calls u.f17, which calls "
          "u.f18, which calls u.f19, which calls u.f0 | write a loop; a call through .importer or .exporter may come "
          "back once");
}
