// What lies in a heap object, reached on every way there is: it may be used exactly while the object is allocated.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "tests/support/agreement.hpp"

using namespace revoke_mc;

namespace {

const std::string owner = "struct count { int<0..3> n; }\n"
                          "user v { bool ready; object core { lock l; rwlock rw; count c; int<0..1> x; }\n"
                          "  thread life { LIFE } }\n";

std::string spec(const std::string& life, const std::string& use, const std::string& members = "") {
    std::string text = "spec \"heap\"; " + owner + "user u { bool done; " + members + " thread run { " + use + " } }";
    return text.replace(text.find("LIFE"), 4, life);
}

bool traps(const program::Program& program) {
    const auto found = interpret::search(interpret::Interpreter(program));
    return found.of(program, "trap")->violated;
}

const std::vector<std::string> uses{
    "mutex_lock(v.core.l); mutex_unlock(v.core.l);",
    "bool mine = mutex_trylock(v.core.l); if (mine) mutex_unlock(v.core.l);",
    "down_read(v.core.rw); up_read(v.core.rw);",
    "down_write(v.core.rw); up_write(v.core.rw);",
    "v.core.c.n = 1;",
    "if (v.core.c.n == 0) done = true;",
    "v.core.x = 1;",
    "await (v.core.x == 0);",
    "if (holds(v.core.l)) done = true;",
    "count *c = &v.core.c; if (c->n == 0) done = true;",
    "if (get(&v.core.c)) done = true;",
};
const std::string members = "bool get(count *r) { atomic { if (r->n == 0) return false; r->n--; return true; } }";

}  // namespace

TEST_CASE("what lies in a heap object may be used while it is allocated, and search and interpreter say so") {
    for (const std::string& use : uses) {
        INFO(use);
        const auto never = check::check(syntax::load_text("a.rvk", spec("skip;", "skip; " + use, members)), {});
        CHECK(traps(never));
        CHECK(tests::compare_engines(never, 1000).difference.empty());
        const auto always = check::check(
            syntax::load_text("b.rvk", spec("kzalloc(core); ready = true;", "await (v.ready); " + use, members)), {});
        CHECK_FALSE(traps(always));
        CHECK(tests::compare_engines(always, 1000).difference.empty());
        const auto freed =
            check::check(syntax::load_text("c.rvk", spec("kzalloc(core); kfree(core);", "skip; " + use, members)), {});
        CHECK(traps(freed));
        CHECK(tests::compare_engines(freed, 1000).difference.empty());
    }
}

TEST_CASE("who asks whether a reference to what was freed is NULL names it") {
    const std::string object = "object o { int<0..3> x; lock l; } bool b;\n";
    for (const std::string& text :
         {object + "void f(o *r) { kfree(r); b = r != NULL; } thread t { kzalloc(o); f(&o); }",
          object + "void f(o *r) { kfree(r); if (NULL == r) b = true; } "
                   "thread t { kzalloc(o); f(&o); }",
          object + "void f(lock *r) { kfree(o); b = r != NULL; } "
                   "thread t { kzalloc(o); f(&o.l); }"}) {
        INFO(text);
        const auto program = check::check(syntax::load_text("a.rvk", "spec \"s\"; user v { " + text + " }"), {});
        CHECK(traps(program));
        CHECK(tests::compare_engines(program, 1000).difference.empty());
    }
    const auto fine = check::check(
        syntax::load_text("a.rvk", "spec \"s\"; user v { " + object +
                                       "void f(o *r) { b = r != NULL; kfree(r); } thread t { kzalloc(o); f(&o); } }"),
        {});
    CHECK_FALSE(traps(fine));
}
