// NULL where an object is wanted: a trap wherever something is asked of it, and no read of what is not there.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

/// A function gets no attachment, no fence and no buffer, and says `what`.
program::Program with(const std::string& what) {
    const std::string text = "spec \"NULL\"; use dma_buf; dma_buf bar of gpu;\n"
                             "exporter gpu {\n"
                             "    bool asked;\n"
                             "    int map_dma_buf(attachment *a) { return 0; }\n"
                             "    void unmap_dma_buf(attachment *a) { skip; }\n"
                             "    void ask(attachment *a = NULL, mapping *m = NULL, dma_buf *b = NULL) { " +
                             what +
                             " }\n"
                             "    thread main { skip; ask(); }\n"
                             "}\n"
                             "importer nic { bool busy; attachment att of bar : static; mapping sgt of att;\n"
                             "    void op() { busy = true; } thread poll { loop { rest: busy = !busy; } } }\n";
    return check::check(syntax::load_text("null.rvk", text), {});
}

}  // namespace

TEST_CASE("who asks NULL for something is cut, in the search as in the interpreter") {
    const std::string what = GENERATE(
        "asked = has a->importer.op;", "asked = a is STATIC;", "asked = a->buf == b;", "asked = m->att->buf == b;",
        "asked = has b->exporter.op;", "a->importer.op();", "asked = exists (attachment x of b) x.listed;",
        "foreach (attachment x of b) { asked = true; }", "atomic { each (fence f of b) f.pending = false; }",
        "asked = forall (mapping x of a) x.live;", "dma_buf *c = a->buf; asked = true;", "asked = a->listed;",
        "if (asked || a is STATIC) asked = true;", "if (asked) { asked = a is STATIC; } asked = has b->exporter.op;");
    CAPTURE(what);
    const program::Program program = with(what);
    const interpret::Interpreter interpreter(program);
    CHECK(interpret::search(interpreter).of(program, "trap")->violated);
    CHECK(tests::compare_engines(program, 1000).difference.empty());
}

TEST_CASE("what the left side settles asks NULL for nothing") {
    const std::string what =
        GENERATE("asked = a && a->listed;", "asked = !b || has b->exporter.op;", "if (m) { asked = m->att is STATIC; }",
                 "asked = a == NULL ? true : a is STATIC;");
    CAPTURE(what);
    const program::Program program = with(what);
    const interpret::Interpreter interpreter(program);
    CHECK_FALSE(interpret::search(interpreter).of(program, "trap")->violated);
    CHECK(tests::compare_engines(program, 1000).difference.empty());
}

/// Searching it ends, in whatever way; it once read before the start of an empty table.
TEST_CASE("instances whose threads never come to a first position are searched or refused") {
    const program::Program program = check::check(
        syntax::load_text("start.rvk", "spec \"nobody starts\"; param bool READY = false;\n"
                                       "user u[2] { bool b; thread t { bound (READY) \"not ready\"; b = true; } }\n"
                                       "user v { bool b; thread t { b = true; } }\n"),
        {});
    std::string answer;
    try {
        answer = tests::compare_engines(program, 1000).difference;
    } catch (const syntax::SpecError& error) {
        answer = std::string(error.what()).find("first step") != std::string::npos ? "" : error.what();
    }
    CHECK(answer.empty());
}

/// A property whose evaluation traps does not hold, whatever is said of no element behind that.
TEST_CASE("a premise that traps breaks a property that speaks of nothing else") {
    const std::string what = GENERATE(
        "always (u.ptr->n >= 0 || forall (duo q) q.on)", "always (u.ptr->n < 0 implies forall (duo q) q.on)",
        "never (u.ptr->n > 3 && exists (duo q) q.on)", "always forall (peer p) (p.ptr->n >= 0 || forall (duo q) q.on)",
        "always (u.ptr->n >= 0 || forall (duo q) !(u.ptr->n > 0 && exists (duo r) r.on))");
    CAPTURE(what);
    const program::Program program = check::check(
        syntax::load_text("premise.rvk", "spec \"a premise\"; struct duo { bool on; }\n"
                                         "user u { object mem { int<0..3> n; } mem *ptr; thread t { skip; } }\n"
                                         "user peer[2] { object own { int<0..3> n; } own *ptr; thread t { skip; } }\n" +
                                             what + " as claim;\n"),
        {});
    const interpret::Interpreter interpreter(program);
    CHECK(interpret::search(interpreter).of(program, "claim")->violated);
    CHECK(tests::compare_engines(program, 1000).difference.empty());
}
