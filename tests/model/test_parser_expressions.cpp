// Expressions: every operator and operand of the language parses, with the precedence of the reference.
#include <catch2/catch.hpp>

#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

TEST_CASE("operands parse") {
    CHECK(expression("7") == "7");
    CHECK(expression("0") == "0");
    CHECK(expression("0x1F") == "31");
    CHECK(expression("2147483647") == "2147483647");
    CHECK(expression("0x7fffffff") == "2147483647");
    CHECK(expression("true") == "true");
    CHECK(expression("false") == "false");
    CHECK(expression("NULL") == "NULL");
    CHECK(expression("name_1") == "name_1");
    CHECK(expression("(x)") == "x");
    CHECK(expression("any") == "(any)");
    CHECK(expression("any(0..3 where it > c)") == "(any [int  in 0..3 where (> it c)])");
    CHECK(expression("any (0 .. SLOTS-1 where active[k] > 0)") ==
          "(any [int  in 0..(- SLOTS 1) where (> (index active k) 0)])");
}

TEST_CASE("what follows an operand parses") {
    CHECK(expression("a.b->c") == "(->c (.b a))");
    CHECK(expression("a[i + 1].x") == "(.x (index a (+ i 1)))");
    CHECK(expression("f()") == "(call f)");
    CHECK(expression("f(a, &b, f())") == "(call f a (& b) (call f))");
    CHECK(expression("b->exporter.attach(a)") == "(call (.attach (->exporter b)) a)");
    CHECK(expression("a->importer") == "(->importer a)");
    CHECK(expression("a is STATIC") == "(is STATIC a)");
    CHECK(expression("vfio.reset @ idle") == "(@ (.reset vfio) idle)");
    CHECK(expression("E.main @ {e1, e2, rest}") == "(@ (.main E) e1 e2 rest)");
    CHECK(expression("vfio.reset in vfio.revoke") == "(in (.reset vfio) (.revoke vfio))");
    CHECK(expression("has x->exporter.attach") == "(has (.attach (->exporter x)))");
}

TEST_CASE("operators bind as in C") {
    CHECK(expression("a + b * c - d") == "(- (+ a (* b c)) d)");
    CHECK(expression("a * b / c % d") == "(% (/ (* a b) c) d)");
    CHECK(expression("a - b - c") == "(- (- a b) c)");
    CHECK(expression("a < b == c >= d") == "(== (< a b) (>= c d))");
    CHECK(expression("a <= b != c > d") == "(!= (<= a b) (> c d))");
    CHECK(expression("a == b && c || d && e") == "(|| (&& (== a b) c) (&& d e))");
    CHECK(expression("!a && -b == - -c") == "(&& (! a) (== (- b) (- (- c))))");
    CHECK(expression("!a.b[0]") == "(! (index (.b a) 0))");
    CHECK(expression("&a.b") == "(& (.b a))");
    CHECK(expression("-ENODEV") == "(- ENODEV)");
    CHECK(expression("a -1") == "(- a 1)");
    CHECK(expression("(a || b) && c") == "(&& (|| a b) c)");
}

TEST_CASE("implies binds weakest and to the right, then ?:") {
    CHECK(expression("a implies b implies c") == "(implies a (implies b c))");
    CHECK(expression("a || b implies c && d") == "(implies (|| a b) (&& c d))");
    CHECK(expression("a ? b : c ? d : e") == "(?: a b (?: c d e))");
    CHECK(expression("a ? b ? c : d : e") == "(?: a (?: b c d) e)");
    CHECK(expression("a || b ? c : d || e") == "(?: (|| a b) c (|| d e))");
    CHECK(expression("a implies b ? c : d") == "(implies a (?: b c d))");
    CHECK(expression("a ? b : c implies d") == "(implies (?: a b c) d)");
    CHECK(expression("a ? b implies c : d") == "(?: a (implies b c) d)");
}

TEST_CASE("positions, 'in' and 'is' bind tighter than any operator") {
    CHECK(expression("E.main @ e4 && E.op == REVOKE implies x") ==
          "(implies (&& (@ (.main E) e4) (== (.op E) REVOKE)) x)");
    CHECK(expression("holds(R) == (main @ {e1, e2})") == "(== (call holds R) (@ main e1 e2))");
    CHECK(expression("holds(R) == main @ e1") == "(== (call holds R) (@ main e1))");
    CHECK(expression("!t @ idle") == "(! (@ t idle))");
    CHECK(expression("!a is STATIC || b") == "(|| (! (is STATIC a)) b)");
    CHECK(expression("t in f && u in g.h") == "(&& (in t f) (in u (.h g)))");
}

TEST_CASE("quantifiers take what binds at least like ==") {
    CHECK(expression("forall (M i) i.dma == NONE") == "(forall [M i] (== (.dma i) NONE))");
    CHECK(expression("forall (M i) (i.a || i.b) && x") == "(&& (forall [M i] (|| (.a i) (.b i))) x)");
    CHECK(expression("(forall (M i) (i.a)) && x") == "(&& (forall [M i] (.a i)) x)");
    CHECK(expression("x && forall (M i) !i.a && y") == "(&& (&& x (forall [M i] (! (.a i)))) y)");
    CHECK(expression("!exists (mapping m of a) m.live") == "(! (exists [mapping m of a] (.live m)))");
    CHECK(expression("exists (fence f of b where f.pending) f.in_resv > u") ==
          "(exists [fence f of b where (.pending f)] (> (.in_resv f) u))");
    CHECK(expression("exists (fence f of m->att->importer) (f.pending && g)") ==
          "(exists [fence f of (->importer (->att m))] (&& (.pending f) g))");
    CHECK(expression("forall (int k in 0..K-1 where k != 2) a[k]") ==
          "(forall [int k in 0..(- K 1) where (!= k 2)] (index a k))");
    CHECK(expression("forall (M i) forall (M j) i == j") == "(forall [M i] (forall [M j] (== i j)))");
    CHECK(expression("forall (M i) a implies b") == "(implies (forall [M i] a) b)");
}

TEST_CASE("comments and white space may stand between any two tokens") {
    CHECK(expression("/* one */ a // two\n +\t\r\n/* * ** / */b") == "(+ a b)");
    CHECK(expression("f /**/ ( /**/ a /**/ , b // c\n )") == "(call f a b)");
}

TEST_CASE("an expression's place is the word or mark that names it") {
    const Parsed parsed = spec("const X = a.bb + f(c);");
    const Expr& sum = *parsed.file.constants.at(0).value;
    CHECK(sum.place == Place{0, 2, 16});
    CHECK(sum.args[0]->place == Place{0, 2, 13});
    CHECK(sum.args[0]->args[0]->place == Place{0, 2, 11});
    CHECK(sum.args[1]->place == Place{0, 2, 18});
}

TEST_CASE("words with a meaning at one spot are names elsewhere") {
    CHECK(expression("device + work * bound") == "(+ device (* work bound))");
    CHECK(expression("holds(rest, states)") == "(call holds rest states)");
    CHECK(expression("private->new.index") == "(.index (->new private))");
}
