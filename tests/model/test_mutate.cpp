// The mutation operators: which mutants a spec has, what they are called, what becomes of the text.
#include <algorithm>

#include <catch2/catch.hpp>

#include "explorer/system/same_model.hpp"
#include "model/language/check/check.hpp"
#include "model/language/mutate/mutants.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;
using mutate::Mutant;

namespace {

const std::string library = R"(
struct dma_buf { lock resv; } struct attachment { bool listed; } struct mapping { bool live; }
struct fence { bool pending; usage in_resv; }
enum usage { NONE, KERNEL, WRITE, READ, BOOKKEEP };
void resv_wait(usage w) { await (u.fences <= w); }
void resv_add_fence(usage w) { u.fences = w; }
ghost void told() { u.seen = true; }
void held() { assert (holds(u.l)); if (u.a) told(); }
void reset_control_assert() { u.c = true; }
void both(usage w) { held(); bound (u.fences <= w) "fences"; }
)";

/// A spec whose thread u.t has these statements.
std::string spec(const std::string& statements, const std::string& top = "") {
    return "spec \"t\";" + library + top + "user u { lock l, k; bool a, b, c; ghost bool seen; usage fences;\n" +
           "int f() { await (a); return b ? 1 : 0; } void check() { a = true; }\n" + "thread t {\n" + statements +
           "\n} }\n";
}

syntax::Loaded loaded(const std::string& text) { return syntax::load_text("t.rvk", text); }

/// Ids of the mutants of u.t, without "mutant " and the routine.
std::vector<std::string> ids(const std::string& statements, const std::string& top = "") {
    std::vector<std::string> out;
    for (const Mutant& mutant : mutate::mutants(loaded(spec(statements, top)))) {
        const std::string routine = " u.t: ";
        const std::size_t at = mutant.id.find(routine);
        REQUIRE(mutant.id.starts_with("mutant "));
        if (at != std::string::npos)
            out.push_back(mutant.id.substr(7, at - 7) + " " + mutant.id.substr(at + routine.size()));
    }
    return out;
}

using Ids = std::vector<std::string>;

const Mutant& named(const std::vector<Mutant>& all, const std::string& id) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Mutant& m) { return m.id == "mutant " + id; });
    REQUIRE(found != all.end());
    return *found;
}

/// The thread's statements after the mutation.
std::string changed(const std::string& statements, const std::string& id) {
    const syntax::Loaded before = loaded(spec(statements));
    const std::vector<Mutant> all = mutate::mutants(before);
    const std::string text = mutate::apply(before, named(all, id)).sources.files[0].text;
    const std::size_t begin = text.find("thread t {\n") + 11;
    return text.substr(begin, text.rfind("\n} }\n") - begin);
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("mutate: each step is left out, and changes places with the next") {
    CHECK(ids("a = true; await (b);") == Ids{"drop a = true", "swap a = true <-> await (b)", "drop await (b)"});
    CHECK(changed("a = true; await (b);", "drop u.t: a = true") == " await (b);");
    CHECK(changed("a = true; await (b);", "swap u.t: a = true <-> await (b)") == "await (b); a = true;");
}

TEST_CASE("mutate: what is no step of the driver is left alone") {
    CHECK(ids("skip; rest: skip; assert (a); ghost { seen = true; } told(); held(); both(KERNEL); might_sleep(); "
              "bool x = true;")
              .empty());
    CHECK(ids("loop { rest: skip; break; }").empty());
    const auto all = mutate::mutants(loaded("spec \"t\"; use dma_buf; user u { bool a; predicate p() = a;\n"
                                            "device d { a = true; } ghost void g() { } thread t { rest: skip; } }"));
    CHECK(all.empty());  // neither the device nor the kernel library
}

TEST_CASE("mutate: what a function does decides whether a call of it is a step, not what it is called") {
    CHECK(ids("reset_control_assert();") == Ids{"drop reset_control_assert()"});
    CHECK(ids("held();").empty());
    CHECK(ids("u.check(); v.check();", "user v { void check() { assert (1 > 0); } void empty() { } }") ==
          Ids{"drop u.check()", "swap u.check() <-> v.check()", "drop v.check()"});  // one of the name is a step
    CHECK(ids("v.empty();", "user v { void empty() { } }") == Ids{"drop v.empty()"});
    CHECK(ids("v.door_unlock();", "user v { bool d; void door_unlock() { d = true; } }") ==
          Ids{"drop v.door_unlock()"});
    CHECK(ids("v.up_date();", "user v { bool d; void up_date() { d = true; } }") == Ids{"drop v.up_date()"});
    CHECK(ids("v.door_unlock();", "user v { lock d; void door_unlock() { mutex_unlock(d); } }").empty());
    CHECK(ids("down_stairs();", "void down_stairs() { u.c = true; } void up_stairs() { u.c = false; }") ==
          Ids{"drop down_stairs()"});
    CHECK(ids("publish(WRITE);", "void publish(usage w) { resv_add_fence(w); }") ==
          Ids{"drop publish(WRITE)", "weaken publish(WRITE) -> READ", "weaken publish(WRITE) -> BOOKKEEP"});
    CHECK(ids("add_fence_waits(WRITE);", "void add_fence_waits(usage w) { resv_wait(w); }") ==
          Ids{"drop add_fence_waits(WRITE)", "weaken add_fence_waits(WRITE) -> KERNEL"});
}

TEST_CASE("mutate: a step behind a label leaves something to stand there") {
    CHECK(changed("L: a = true; b = true;", "drop u.t: a = true") == "L: skip; b = true;");
    CHECK(changed("L: a = true; b = true;", "swap u.t: a = true <-> b = true") == "L: b = true; a = true;");
    CHECK(changed("if (a) b = true;", "drop u.t: b = true") == "if (a) { }");
    CHECK(ids("a = true; L: b = true;") == Ids{"drop a = true", "drop b = true"});  // who jumps to L would skip a step
}

TEST_CASE("mutate: ghost code stays with the step before it") {
    const std::string code = "a = true; told(); b = true;";
    CHECK(ids(code) == Ids{"drop a = true", "swap a = true <-> b = true", "drop b = true"});
    CHECK(changed(code, "swap u.t: a = true <-> b = true") == "b = true; a = true; told();");
}

TEST_CASE("mutate: a lock goes with its unlocks") {
    const std::string code = "mutex_lock(l); if (a) { mutex_unlock(l); goto out; } b = true; mutex_unlock(l);\n"
                             "mutex_lock(k); mutex_unlock(k); mutex_lock(l); c = true; mutex_unlock(l);\nout: skip;";
    CHECK(changed(code, "drop u.t: mutex_lock(l)") == " if (a) {  goto out; } b = true; \nmutex_lock(k); "
                                                      "mutex_unlock(k); mutex_lock(l); c = true; mutex_unlock(l);\n"
                                                      "out: skip;");
    CHECK(changed(code, "drop u.t: mutex_lock(l) #2").ends_with("mutex_unlock(k);  c = true; \nout: skip;"));
    const Ids all = ids(code);
    CHECK(std::none_of(all.begin(), all.end(), [](const auto& id) { return id.starts_with("drop mutex_unlock"); }));
    CHECK(std::find(all.begin(), all.end(), "swap b = true <-> mutex_unlock(l)") != all.end());
    const auto without_lock = [](const std::string& name, const std::string& undo) {
        return changed(name + "(l); a = true; " + undo + "(l);", "drop u.t: " + name + "(l)");
    };
    CHECK(without_lock("spin_lock_irq", "spin_unlock_irq") == " a = true; ");
    CHECK(without_lock("spin_lock_irqsave", "spin_unlock_irqrestore") == " a = true; ");
}

TEST_CASE("mutate: waits for fewer fences, fences for fewer waiters") {
    CHECK(ids("resv_wait(READ);") ==
          Ids{"drop resv_wait(READ)", "weaken resv_wait(READ) -> WRITE", "weaken resv_wait(READ) -> KERNEL"});
    CHECK(ids("resv_add_fence(WRITE);") == Ids{"drop resv_add_fence(WRITE)", "weaken resv_add_fence(WRITE) -> READ",
                                               "weaken resv_add_fence(WRITE) -> BOOKKEEP"});
    CHECK(changed("resv_wait(READ);", "weaken u.t: resv_wait(READ) -> KERNEL") == "resv_wait(KERNEL);");
}

TEST_CASE("mutate: conditions lose a part") {
    CHECK(ids("await (a && (b || c));") == Ids{"drop await (a && (b || c))",
                                               "weaken await (a && (b || c)) -> await (b || c)",
                                               "weaken await (a && (b || c)) -> await (a)"});
    CHECK(ids("loop { rest: skip; if (a || b) break; }") ==
          Ids{"drop if (a || b) break", "weaken if (a || b) -> if (b)", "weaken if (a || b) -> if (a)"});
    CHECK(changed("await (a && b && c);", "weaken u.t: await (a && b && c) -> await (a && c)") == "await (a && c);");
    CHECK(changed("if (a && b) c = true;", "weaken u.t: if (a && b) -> if (b)") == "if (b) c = true;");
}

TEST_CASE("mutate: tests are left out, or what they guard is done always") {
    CHECK(ids("if (a) b = true;") == Ids{"always if (a) b = true", "drop b = true"});
    CHECK(changed("if (a) b = true;", "always u.t: if (a) b = true") == "b = true;");
    CHECK(ids("loop { rest: skip; if (a) break; }") == Ids{"drop if (a) break"});
}

TEST_CASE("mutate: errors are ignored") {
    CHECK(ids("if (f()) { a = true; } else b = true;") ==
          Ids{"drop if (f()) { a = true; } else b = true", "ignore if (f())", "drop a = true", "drop b = true"});
    CHECK(changed("if (f()) { a = true; } else b = true;", "ignore u.t: if (f())") == "f(); b = true;");
    CHECK(changed("loop { if (!f()) break; }", "ignore u.t: if (!f())") == "loop { f(); break; }");
    CHECK(changed("if (a) if (f()) b = true;", "ignore u.t: if (f())") == "if (a) { f(); }");
    CHECK(changed("int e = f();\nif (e) a = true;", "ignore u.t: int e = f()") == "int e = 0; f();\nif (e) a = true;");
    CHECK(changed("int e;\ne = f();", "ignore u.t: e = f()") == "int e;\n{ f(); e = 0; }");
}

TEST_CASE("mutate: inside atomic steps are left out, but not swapped; one alone goes with it") {
    CHECK(ids("atomic { a = true; b = true; }") ==
          Ids{"drop atomic { a = true; b = true; }", "drop a = true", "drop b = true"});
    CHECK(ids("atomic { a = true; ghost { seen = true; } }") ==
          Ids{"drop atomic { a = true; ghost { seen = true; } }"});
    CHECK(ids("atomic { await (a && b); }") == Ids{"drop atomic { await (a && b); }",
                                                   "weaken await (a && b) -> await (b)",
                                                   "weaken await (a && b) -> await (a)"});
}

TEST_CASE("mutate: names do not depend on lines, and every statement stays on its line") {
    const std::string code = "a = true;\n\n  atomic {\n b = true; // why\n c = true;\n }\n a = true;";
    CHECK(ids(code) == ids("a = true; atomic { b = true; c = true; } a = true;"));
    CHECK(ids(code).back() == "drop a = true #2");
    const syntax::Loaded before = loaded(spec(code));
    for (const Mutant& mutant : mutate::mutants(before))
        CHECK(lines(mutate::apply(before, mutant).sources.files[0].text) == lines(before.sources.files[0].text));
}

TEST_CASE("mutate: an override stands for what it replaces") {
    const auto all = mutate::mutants(loaded("spec \"t\"; override void u.f() { u.b = true; }\n"
                                            "user u { bool a, b; void f() { a = true; } thread t { f(); } }"));
    Ids names;
    for (const Mutant& mutant : all) names.push_back(mutant.id);
    CHECK(names == Ids{"mutant drop u.t: f()", "mutant drop u.f: u.b = true"});
}

TEST_CASE("mutate: a star stands for any text") {
    CHECK(mutate::matches("mutant drop a.b: c(x)", "mutant drop a.b: c(x)"));
    CHECK_FALSE(mutate::matches("mutant drop a.b: c(x)", "mutant drop a.b: c(x) #2"));
    CHECK(mutate::matches("mutant * a.b: *", "mutant drop a.b: c(x)"));
    CHECK(mutate::matches("*x*", "xx"));
    CHECK(mutate::matches("a*b*c", "a__b_b_c"));
    CHECK_FALSE(mutate::matches("a*b*c", "a__b_b_"));
    CHECK_FALSE(mutate::matches("", "a"));
    CHECK(mutate::matches("a = *p", "a = *p"));
}

TEST_CASE("mutate: code that nobody comes to makes no other system") {
    const syntax::Loaded before =
        loaded("spec \"t\"; param bool P = false; user u { bool a, b; thread t { if (P) a = true; b = true; } }");
    const program::Program plain = check::check(before);
    const lower::Lowered lowered = lower::lower(plain);
    const auto same = [&](const std::string& id) {
        const program::Program program = check::check(mutate::apply(before, named(mutate::mutants(before), id)));
        return mutate::same_model(lower::lower(program).model(), lowered.model());
    };
    CHECK(same("drop u.t: a = true"));
    CHECK_FALSE(same("drop u.t: b = true"));
    CHECK_FALSE(same("always u.t: if (P) a = true"));
}

TEST_CASE("mutate: mutants of real drivers can be read, and their names differ") {
    for (const auto& file : tests::all_specs({"specs/drivers"})) {
        const syntax::Loaded before = syntax::load(file);
        const std::vector<Mutant> all = mutate::mutants(before);
        CHECK(all.size() > 20);
        std::vector<std::string> names;
        for (const Mutant& mutant : all) {
            names.push_back(mutant.id);
            CAPTURE(file, mutant.id);
            CHECK_NOTHROW(mutate::apply(before, mutant));
        }
        std::sort(names.begin(), names.end());
        CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    }
}
