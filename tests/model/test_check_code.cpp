// Statements in core form: what they become, and which of them are steps (`*`) or commit a choice (`!`).
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

TEST_CASE("assignments of own and of shared data") {
    CHECK(thread_code("int k = 1; k = k + 1; x = k; k = x; k += x; x--;", "int<0..3> x;") ==
          "  block k\n"
          "    k := 1\n"
          "    k := (k + 1)\n"
          "    * self.0 := k\n"
          "    * k := self.0\n"
          "    * k := (k + self.0)\n"
          "    * self.0 := (self.0 - 1)\n");
}

TEST_CASE("while becomes loop, if, break") {
    CHECK(thread_code("while (x) { skip; if (y) continue; }", "bool x, y;") == "  block\n"
                                                                               "    loop\n"
                                                                               "      * if self.0\n"
                                                                               "        block\n"
                                                                               "          * skip\n"
                                                                               "          * if self.1\n"
                                                                               "            continue\n"
                                                                               "        break\n");
}

TEST_CASE("a call in an expression goes before the statement, its result into a temporary") {
    CHECK(thread_code("if (f(1) + f(2) == 3) skip;", "int f(int a) { return a; }") ==
          "  block\n"
          "    $1 := call self:u.f(1)\n"
          "    $2 := call self:u.f(2)\n"
          "    if (($1 + $2) == 3) -$1 -$2\n"
          "      * skip\n");
    CHECK(thread_code("x = f(f(1));", "int<0..3> x; int f(int a) { return a; }") == "  block\n"
                                                                                    "    $2 := call self:u.f(1)\n"
                                                                                    "    $1 := call self:u.f($2) -$2\n"
                                                                                    "    * self.0 := $1 -$1\n");
}

TEST_CASE("a call whose result goes into a local needs no temporary") {
    CHECK(thread_code("int r = f(); r = f();", "int f() { return 1; }") == "  block r\n"
                                                                           "    r := call self:u.f()\n"
                                                                           "    r := call self:u.f()\n");
}

TEST_CASE("temporaries are used again by the next statement") {
    const auto program = checked(in_thread("if (f()) skip; if (f()) skip;", "bool f() { return true; }"));
    CHECK(routine(program, "u.t").locals.size() == 1);
}

TEST_CASE("a call is a step only if its arguments are") {
    CHECK(thread_code("f(1); f(x); f(a[x]);", "int<0..1> x; int<0..1> a[2]; void f(int k) { }") ==
          "  block\n"
          "    call self:u.f(1)\n"
          "    * call self:u.f(self.0)\n"
          "    * call self:u.f(self.1[self.0 < 2])\n");
}

TEST_CASE("what is visible is decided by what is named") {
    CHECK(thread_code("int k = 2; if (k == 2 || x) skip; if (k) skip; assert (k > 0); assert (x); bound (x) \"b\"; "
                      "bound (k == 2) \"c\"; await (k == 2);",
                      "bool x;") == "  block k\n"
                                    "    k := 2\n"
                                    "    * if ((k == 2) || self.0)\n"
                                    "      * skip\n"
                                    "    if (k != 0)\n"
                                    "      * skip\n"
                                    "    assert (k > 0)\n"
                                    "    * assert self.0\n"
                                    "    * bound self.0 \"b\"\n"
                                    "    bound (k == 2) \"c\"\n"
                                    "    *! await (k == 2)\n");
}

TEST_CASE("locks, and who holds them") {
    CHECK(thread_code("mutex_lock(l); bool b = mutex_trylock(l); b = holds(l); b = holds(l, other); mutex_unlock(&l); "
                      "down_write(w); up_write(w); down_read(w); up_read(w);",
                      "lock l; rwlock w; thread other { rest: skip; }") == "  block b\n"
                                                                           "    assert may sleep\n"
                                                                           "    *! lock(self.#1)\n"
                                                                           "    * b := trylock(self.#1)\n"
                                                                           "    b := holds(self.#1, me)\n"
                                                                           "    * b := holds(self.#1, self.thread0)\n"
                                                                           "    * unlock(self.#1)\n"
                                                                           "    assert may sleep\n"
                                                                           "    *! down_write(self.#2)\n"
                                                                           "    * up_write(self.#2)\n"
                                                                           "    assert may sleep\n"
                                                                           "    *! down_read(self.#2)\n"
                                                                           "    * up_read(self.#2)\n");
}

TEST_CASE("an atomic statement commits if something in it waits, also in a function") {
    CHECK(thread_code("atomic { x = true; } atomic { await (x); } atomic { f(); }",
                      "bool x; void f() { await (x); }") == "  block\n"
                                                            "    * atomic\n"
                                                            "      block\n"
                                                            "        * self.0 := true\n"
                                                            "    *! atomic\n"
                                                            "      block\n"
                                                            "        *! await self.0\n"
                                                            "    *! atomic\n"
                                                            "      block\n"
                                                            "        call self:u.f()\n");
}

TEST_CASE("ghost code is never a step") {
    CHECK(thread_code("ghost { g = x; assert (g); } set();", "bool x; ghost bool g; ghost void set() { g = x; }") ==
          "  block\n"
          "    ghost\n"
          "      block\n"
          "        self.1 := self.0\n"
          "        assert self.1\n"
          "    ghost\n"
          "      block\n"
          "        call self:u.set()\n");
}

TEST_CASE("any chooses the value of a local") {
    CHECK(thread_code("int k = any (0..3 where k != x); bool b = any; int<2..4> c = any; c = any (3..4);",
                      "int<0..3> x;") == "  block k b c\n"
                                         "    k := any 0..3 where (k != self.0)\n"
                                         "    b := any 0..1\n"
                                         "    c := any 2..4\n"
                                         "    c := any 3..4\n");
}

TEST_CASE("a local starts at 0, or at the bound next to it") {
    CHECK(thread_code("int k; int<2..4> c; int<-3..-2> d;") == "  block k c d\n    c := 2\n    d := -2\n");
}

TEST_CASE("either, labels and jumps") {
    CHECK(thread_code("a: rest: either { await (x); goto out; } or skip; b: x = true; out: x = false;", "bool x;") ==
          "  block\n"
          "    a:\n"
          "      ? rest:\n"
          "        either\n"
          "          block\n"
          "            *! await self.0\n"
          "            goto 0/2\n"
          "          * skip\n"
          "    b:\n"
          "      * self.0 := true\n"
          "    out:\n"
          "      * self.0 := false\n");
}

TEST_CASE("walks over instances") {
    CHECK(
        thread_code(
            "foreach (c i where i.m) i.m = false; atomic { each (c i) i.m = true; each (int k in 0..1) x[k] = true; }",
            "bool x[2];", "importer c[3] { bool m; }") == "  block\n"
                                                          "    foreach i in c where i.0\n"
                                                          "      * i.0 := false\n"
                                                          "    * atomic\n"
                                                          "      block\n"
                                                          "        each i in c\n"
                                                          "          * i.0 := true\n"
                                                          "        each k in 0..1\n"
                                                          "          * self.0[k < 2] := true\n");
    CHECK(thread_code("foreach (c i) i.m = false;", "", "importer c[3] ordered { bool m; }")
              .find("foreach i in c ordered") != std::string::npos);
}

TEST_CASE("arrays: a constant index is folded, another one is checked when it runs") {
    CHECK(thread_code("x[1] = true; int k = 1; x[k] = x[0]; s[k].b = true; mutex_lock(s[1].l); mutex_lock(s[k].l);",
                      "bool x[2]; s s[2];", "struct s { bool b; lock l; }") == "  block k\n"
                                                                               "    * self.1 := true\n"
                                                                               "    k := 1\n"
                                                                               "    * self.0[k < 2] := self.0\n"
                                                                               "    * self.#1[k < 2 x2].0 := true\n"
                                                                               "    assert may sleep\n"
                                                                               "    *! lock(self.#3.#1)\n"
                                                                               "    assert may sleep\n"
                                                                               "    *! lock(self.#1[k < 2 x2].#1)\n");
}

TEST_CASE("numbers and constants are computed") {
    CHECK(thread_code("x = A * 2 + (B ? 1 : 0) - -EPERM; x = -ENODEV + 20;", "int<0..9> x;",
                      "const A = 1 + 1; const B = A == 2;") == "  block\n"
                                                               "    * self.0 := 6\n"
                                                               "    * self.0 := 1\n");
}

TEST_CASE("a constant that differs from instance to instance becomes a choice between them") {
    const auto program = checked("spec \"t\"; importer c[3] ordered { const bool odd = index % 2 == 1; const int two = "
                                 "2; bool m; int<0..3> n; thread t { if (odd) n = index; n = two; } }");
    CHECK(code(program, "c.t").find("if ((self == c[0]) ? false : ((self == c[1]) ? true : false))") !=
          std::string::npos);
    CHECK(code(program, "c.t").find("* self.1 := ((self == c[0]) ? 0 : ((self == c[1]) ? 1 : 2))") !=
          std::string::npos);
    CHECK(code(program, "c.t").find("* self.1 := 2") != std::string::npos);
    CHECK_FALSE(routine(program, "c.t").body->get<revoke_mc::program::Block>().body[0]->visible);
}

TEST_CASE("predicates are written out where they stand") {
    CHECK(thread_code("await (both(x) && !own());",
                      "bool x, y; predicate both(bool p) = p && y; predicate own() = both(y);") ==
          "  block\n"
          "    *! await ((self.0 && self.1) && !(self.1 && self.1))\n");
}

TEST_CASE("parameters with a default, references that may be NULL") {
    CHECK(thread_code("f(&a); f(&a, &b); f(&a, NULL); g(); g(7);",
                      "s a, b; void f(s *p, s *q = NULL) { if (q && q->x) p->x = true; if (q != NULL) skip; if (p == "
                      "q) skip; } void g(int k = 5) { }",
                      "struct s { bool x; }") == "  block\n"
                                                 "    call self:u.f(&self.#1, &NULL)\n"
                                                 "    call self:u.f(&self.#1, &self.#2)\n"
                                                 "    call self:u.f(&self.#1, &NULL)\n"
                                                 "    call self:u.g(5)\n"
                                                 "    call self:u.g(7)\n");
    const auto program = checked(in_thread(
        "f(&a);",
        "s a; void f(s *p, s *q = NULL) { if (q && q->x) p->x = true; if (q != NULL) skip; if (p == q) skip; }",
        "struct s { bool x; }"));
    CHECK(code(program, "u.f").find("if (!(q == NULL) && q.0)") != std::string::npos);
    CHECK(code(program, "u.f").find("if !(q == NULL)\n") != std::string::npos);
    CHECK(code(program, "u.f").find("if (p == q)\n") != std::string::npos);
}

TEST_CASE("heap objects and pointers to them") {
    CHECK(thread_code("kzalloc(mr); p = &mr; if (p && p->key) p->key = false; if (p == &mr) skip; p = NULL; kfree(mr); "
                      "if (!p) kfree(p);",
                      "object mr { bool key = true; } mr *p;") == "  block\n"
                                                                  "    * allocate(self.#1)\n"
                                                                  "    * self.0 := set\n"
                                                                  "    * if ((self.0 != NULL) && *self.0@self.#1.1)\n"
                                                                  "      * *self.0@self.#1.1 := false\n"
                                                                  "    * if ((self.0 == set) && (self.#1 == self.#1))\n"
                                                                  "      * skip\n"
                                                                  "    * self.0 := NULL\n"
                                                                  "    * free(self.#1)\n"
                                                                  "    * if !(self.0 != NULL)\n"
                                                                  "      * free(*self.0@self.#1)\n");
}

TEST_CASE("works: a flag and a thread that rests until it is queued") {
    const auto program =
        checked("spec \"t\"; user u { bool x; work w[2](int k) { if (x) return; x = true; } thread t { "
                "queue_work(w[1]); flush_work(w[1]); int k = 1; flush_work(w[k]); cancel_work_sync(w[0]); } }");
    CHECK(code(program, "u.w") == "  0 block\n"
                                  "    1 loop\n"
                                  "      2 block\n"
                                  "        3? rest:\n"
                                  "          4*! atomic\n"
                                  "            5 block\n"
                                  "              6*! await self.#1[k < 2].0\n"
                                  "              7* start(self.#1[k < 2])\n"
                                  "        8 block\n"
                                  "          9* if self.0\n"
                                  "            10 goto 2/0\n"
                                  "          11* self.0 := true\n");
    CHECK(code(program, "u.t").find("* queue(self.#2)\n") != std::string::npos);
    CHECK(code(program, "u.t").find("*! flush(self.#2)\n") != std::string::npos);
    CHECK(code(program, "u.t").find("*! flush(self.#1[k < 2])\n") != std::string::npos);
    CHECK(code(program, "u.t").find("*! cancel(self.#1)\n") != std::string::npos);
    CHECK(program.threads[revoke_mc::program::ThreadId{0}].name == "u.w[0]");
    CHECK(program.threads[revoke_mc::program::ThreadId{1}].argument == 1);
    CHECK(program.objects[revoke_mc::program::ObjectId{2}].worker == revoke_mc::program::ThreadId{1});
}

TEST_CASE("the text of a statement is kept for traces") {
    const auto program =
        checked(in_thread("if (x)   // why\n  x = false;\nint r = f(  1 );", "bool x; int f(int k) { return k; }"));
    const auto& body = routine(program, "u.t").body->get<revoke_mc::program::Block>().body;
    CHECK(body[0]->source == "if (x)");
    CHECK(body[0]->get<revoke_mc::program::If>().then->source == "x = false;");
    CHECK(body[1]->source == "int r = f( 1 );");
    CHECK(body[1]->place.line == 6);
}
