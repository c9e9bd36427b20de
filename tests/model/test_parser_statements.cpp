// Statements: every kind parses into its node, and labels, branches and blocks nest as written.
#include <catch2/catch.hpp>

#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

TEST_CASE("assignments, increments and calls parse") {
    CHECK(statement("x = 1;") == "(assign = x 1)");
    CHECK(statement("a->b[k].c += x;") == "(assign += (.c (index (->b a) k)) x)");
    CHECK(statement("x -= 2;") == "(assign -= x 2)");
    CHECK(statement("x++;") == "(increment ++ x)");
    CHECK(statement("a.b--;") == "(increment -- (.b a))");
    CHECK(statement("++x;") == "(increment ++ x)");
    CHECK(statement("--a[1];") == "(increment -- (index a 1))");
    CHECK(statement("f(a, &b);") == "(do (call f a (& b)))");
    CHECK(statement("vfio.revoke(bar);") == "(do (call (.revoke vfio) bar))");
}

TEST_CASE("declarations are told from other statements by their first words") {
    CHECK(statement("int k = cur;") == "(declare {int k = cur})");
    CHECK(statement("bool last;") == "(declare {bool last})");
    CHECK(statement("int<0..N - 1> a, b[2] = { 1, 2 };") ==
          "(declare {int<0..(- N 1)> a} {int<0..(- N 1)> b[2] = (list 1 2)})");
    CHECK(statement("dma_buf *b = a->buf;") == "(declare {dma_buf* b = (->buf a)})");
    CHECK(statement("mr *p, *q, r;") == "(declare {mr* p} {mr* q} {mr r})");
    CHECK(statement("usage u = KERNEL;") == "(declare {usage u = KERNEL})");
    CHECK(statement("const int two = 2;") == "(declare {const int two = 2})");
    CHECK(statement("ghost int g = 0;") == "(declare {ghost int g = 0})");
    CHECK(statement("int k = any (0..3 where a[k]);") == "(declare {int k = (any [int  in 0..3 where (index a k)])})");
}

TEST_CASE("branches parse") {
    CHECK(statement("if (a) skip;") == "(if a (skip))");
    CHECK(statement("if (a) x = 1; else y = 2;") == "(if a (assign = x 1) (assign = y 2))");
    CHECK(statement("if (a) if (b) skip; else break;") == "(if a (if b (skip) (break)))");
    CHECK(statement("if (a) { if (b) skip; } else break;") == "(if a (block (if b (skip))) (break))");
    CHECK(statement("if (a) skip; else if (b) break; else if (c) continue; else return;") ==
          "(if a (skip) (if b (break) (if c (continue) (return))))");
    CHECK(statement("if (a) skip; else { if (b) skip; }") == "(if a (skip) (block (if b (skip))))");
    CHECK(statement("either skip; or { } or { x = 1; y = 2; }") ==
          "(either (skip) (block) (block (assign = x 1) (assign = y 2)))");
}

TEST_CASE("'or' belongs to the nearest 'either'") {
    CHECK(statement("either { either skip; or break; } or continue;") ==
          "(either (block (either (skip) (break))) (continue))");
}

TEST_CASE("loops and sets parse") {
    CHECK(statement("while (x > 0) x--;") == "(while (> x 0) (increment -- x))");
    CHECK(statement("loop { skip; }") == "(loop (block (skip)))");
    CHECK(statement("loop either { a(); } or { b(); }") ==
          "(loop (either (block (do (call a))) (block (do (call b)))))");
    CHECK(statement("foreach (attachment a of bar where a.listed) f(a);") ==
          "(foreach [attachment a of bar where (.listed a)] (do (call f a)))");
    CHECK(statement("foreach (M i) atomic { i.x = true; }") ==
          "(foreach [M i] (atomic (block (assign = (.x i) true))))");
    CHECK(statement("atomic { each (M i) if (i.a) i.a = false; }") ==
          "(atomic (block (each [M i] (if (.a i) (assign = (.a i) false)))))");
    CHECK(statement("foreach (int k in 0..3) skip;") == "(foreach [int k in 0..3] (skip))");
}

TEST_CASE("model words parse") {
    CHECK(statement("atomic { await (c); x = 1; }") == "(atomic (block (await c) (assign = x 1)))");
    CHECK(statement("atomic x++;") == "(atomic (increment ++ x))");
    CHECK(statement("ghost { b->r = true; }") == "(ghost (block (assign = (->r b) true)))");
    CHECK(statement("ghost g = 1;") == "(ghost (assign = g 1))");
    CHECK(statement("await (a && !b);") == "(await (&& a (! b)))");
    CHECK(statement("assert(a);") == "(assert a)");
    CHECK(statement("assert(a) as map_once;") == "(assert map_once a)");
    CHECK(statement("assert(a) as map_once blames IMPORTER;") == "(assert map_once blames IMPORTER a)");
    CHECK(statement("assert(a) blames EXPORTER;") == "(assert blames EXPORTER a)");
    CHECK(statement("bound(x < 3) \"more than three\";") == "(bound more than three (< x 3))");
    CHECK(statement("bound (!f->pending) \"a \\\"b\\\" \\\\c\";") == "(bound a \"b\" \\c (! (->pending f)))");
    CHECK(statement("skip;") == "(skip)");
}

TEST_CASE("jumps parse") {
    CHECK(statement("break;") == "(break)");
    CHECK(statement("continue;") == "(continue)");
    CHECK(statement("goto out;") == "(goto out)");
    CHECK(statement("return;") == "(return)");
    CHECK(statement("return -ENODEV;") == "(return (- ENODEV))");
}

TEST_CASE("labels nest around one statement") {
    CHECK(statement("idle: x = 1;") == "(label idle (assign = x 1))");
    CHECK(statement("closed: rest: f();") == "(label closed (label rest (do (call f))))");
    CHECK(statement("rest: await (fault);") == "(label rest (await fault))");
    CHECK(statement("fair done: skip;") == "(label fair done (skip))");
    CHECK(statement("a: fair b: int k = 1;") == "(label a (label fair b (declare {int k = 1})))");
    CHECK(statement("if (c) l: skip; else skip;") == "(if c (label l (skip)) (skip))");
    CHECK(statement("fair: skip;") == "(label fair (skip))");
    CHECK(statement("e2: foreach (M i) e3: skip;") == "(label e2 (foreach [M i] (label e3 (skip))))");
}

TEST_CASE("words with a meaning at one spot are variables in statements") {
    CHECK(statement("bound = 1;") == "(assign = bound 1)");
    CHECK(statement("work[k] = true;") == "(assign = (index work k) true)");
    CHECK(statement("bool device, user;") == "(declare {bool device} {bool user})");
    CHECK(statement("fair++;") == "(increment ++ fair)");
}

TEST_CASE("a statement knows where it starts and ends") {
    const Parsed parsed = thread("  x = 1 /* c */ ; // d\n");
    const Stmt& stmt = first_statement(parsed);
    CHECK(stmt.place == Place{0, 3, 3});
    CHECK(stmt.end == Place{0, 3, 18});
    const Parsed labelled = thread("a: { skip; }");
    CHECK(first_statement(labelled).place == Place{0, 3, 1});
    CHECK(first_statement(labelled).end == Place{0, 3, 13});
    CHECK(first_statement(labelled).body[0]->place == Place{0, 3, 4});
}

TEST_CASE("several statements stand on a line") {
    const Parsed parsed = thread("a = 1; int k; f(); { } if (x) skip; b++;");
    CHECK(parsed.file.components.at(0).threads.at(0).body->body.size() == 6);
}
