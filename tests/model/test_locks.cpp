// Classes of locks, events and declared orders; who nests what; circles; and who waits for whom.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "model/semantics/interpret/chain.hpp"
#include "model/semantics/interpret/nesting.hpp"
#include "model/semantics/locks/order.hpp"
#include "tests/model/test_check_support.hpp"
#include "tests/model/test_interpret.hpp"
#include "tests/random/dice.hpp"

using namespace revoke_mc;
using program::Nesting;
using tests::checked;
using tests::errors_of;
using tests::Explored;

namespace {

std::string classes(const std::string& text) {
    std::string names;
    for (const auto& known : checked(text).lock_classes)
        names += (names.empty() ? "" : " ") + known.name + (known.event ? "!" : "");
    return names;
}

/// "a -> b, b -> a": all nestings of reachable states.
std::string nestings(const Explored& explored) {
    const program::Program& program = explored.program();
    std::string text;
    for (const program::ClassId held : program.lock_classes.ids())
        for (const program::ClassId taken : program.lock_classes.ids())
            for (const interpret::State& state : explored.result().reached)
                if (interpret::somebody_nests(program, state, {held, taken})) {
                    text += (text.empty() ? "" : ", ") + program.lock_classes[held].name + " -> " +
                            program.lock_classes[taken].name;
                    break;
                }
    return text;
}

/// Orders of classes by their numbers.
std::set<Nesting> orders(std::initializer_list<std::pair<std::size_t, std::size_t>> pairs) {
    std::set<Nesting> out;
    for (const auto& [held, taken] : pairs) out.insert({program::ClassId{held}, program::ClassId{taken}});
    return out;
}

std::string circles(const std::string& declarations, const std::set<Nesting>& nestings) {
    const auto program = checked("spec \"c\"; " + declarations);
    std::string text;
    for (const locks::Circle& circle : locks::circles(program, nestings).all)
        text += (text.empty() ? "" : "; ") + locks::name_of(program, circle);
    return text;
}

const std::string three = "user u { lock a, b, c; thread t { skip; } } ";

}  // namespace

TEST_CASE("locks that are declared in one place are a class, and events are classes") {
    CHECK(classes("spec \"c\"; user u[2] { lock l; lock many[3]; rwlock rw; thread t { skip; } }") ==
          "u.l u.many u.rw");
    CHECK(classes("spec \"c\"; struct box { lock l; } user u { box a, b; object mr { lock m; } thread t { skip; } } "
                  "event e, f;") == "u.a.l u.b.l u.mr.m e! f!");
    CHECK(classes(
              "spec \"c\"; " + tests::library +
              "dma_buf one of x; dma_buf two of x; exporter x { per buffer { lock l; } int map_dma_buf(attachment *a) "
              "{ return 0; } void unmap_dma_buf(attachment *a) { } thread t { skip; } }") ==
          "x.dma_buf.resv x.dma_buf.l");
}

TEST_CASE("what a thread holds where it asks for a lock") {
    CHECK(nestings(Explored("user u { lock a, b; thread t { mutex_lock(a); mutex_lock(b); mutex_unlock(b); "
                            "mutex_unlock(a); mutex_lock(b); mutex_unlock(b); } }")) == "u.a -> u.b");
    CHECK(nestings(Explored("user u { lock a; rwlock r; thread t { down_read(r); mutex_lock(a); mutex_unlock(a); "
                            "up_read(r); mutex_lock(a); down_write(r); up_write(r); mutex_unlock(a); } }")) ==
          "u.a -> u.r, u.r -> u.a");
    // A trylock asks for nothing, but what it took is held; taking what one has already counts as asking, too.
    CHECK(nestings(Explored("user u { lock a, b; thread t { mutex_lock(a); bool got = mutex_trylock(b); if (got) "
                            "mutex_unlock(b); mutex_unlock(a); } }")) == "");
    CHECK(nestings(Explored("user u { lock a, b; thread t { bool got = mutex_trylock(a); if (!got) return; "
                            "mutex_lock(b); mutex_unlock(b); mutex_unlock(a); } }")) == "u.a -> u.b");
    CHECK(nestings(Explored("user u { lock a; thread t { mutex_lock(a); mutex_lock(a); } }")) == "u.a -> u.a");
    // It need not get it.
    CHECK(nestings(Explored("user u { lock a, b; thread s { mutex_lock(b); } thread t { mutex_lock(a); mutex_lock(b); "
                            "} }")) == "u.a -> u.b");
}

TEST_CASE("events are asked for where they are waited for, and held where they are signalled") {
    CHECK(nestings(Explored("event e; user u { lock a; bool x; thread t { mutex_lock(a); waits e: await (x); "
                            "mutex_unlock(a); } thread s { signalling e: { mutex_lock(a); x = true; } "
                            "mutex_unlock(a); } }")) == "u.a -> e, e -> u.a");
    CHECK(nestings(Explored("event e; user u { lock a; void f() { mutex_lock(a); mutex_unlock(a); } thread t { "
                            "signalling e: f(); f(); } }")) == "e -> u.a");
}

TEST_CASE("circles are all of each knot, the shortest first") {
    CHECK(circles(three, orders({{0, 1}, {1, 2}})) == "");
    CHECK(circles(three, orders({{0, 1}, {1, 2}, {2, 0}})) == "u.a -> u.b -> u.c -> u.a");
    CHECK(circles(three, orders({{0, 1}, {1, 2}, {2, 0}, {1, 0}})) == "u.a -> u.b -> u.a; u.a -> u.b -> u.c -> u.a");
    CHECK(circles(three, orders({{0, 1}, {1, 0}, {1, 2}, {2, 1}})) == "u.a -> u.b -> u.a; u.b -> u.c -> u.b");
    CHECK(circles(three, orders({{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}})) ==
          "u.a -> u.b -> u.a; u.a -> u.c -> u.a; u.b -> u.c -> u.b; u.a -> u.b -> u.c -> u.a; "
          "u.a -> u.c -> u.b -> u.a");
    CHECK(circles("lock order u.c -> u.a; " + three, orders({{0, 1}, {1, 0}, {1, 2}})) ==
          "u.a -> u.b -> u.a; u.a -> u.b -> u.c -> u.a");
    CHECK(circles(three, orders({{1, 1}})) == "u.b -> u.b");
    CHECK(circles(three + "lock order u.b -> u.a;", orders({{0, 1}})) == "u.a -> u.b -> u.a");
    CHECK(circles("event e; " + three, orders({{3, 3}})) == "");
    CHECK(circles("event e; " + three, orders({{3, 0}, {0, 3}, {1, 2}, {2, 1}})) ==
          "u.a -> e -> u.a; u.b -> u.c -> u.b");
}

namespace {

program::Program many_locks(std::size_t count) {
    std::string locks = "lock a0";
    for (std::size_t id = 1; id < count; ++id) locks += ", a" + std::to_string(id);
    return checked("spec \"c\"; user u { " + locks + "; thread t { skip; } }");
}

/// Orders of these locks, each with the chance `percent`.
std::set<Nesting> some_orders(std::size_t count, random_specs::Dice dice, int percent) {
    std::set<Nesting> out;
    for (const program::ClassId held : FirstIds<program::ClassId>(count))
        for (const program::ClassId taken : FirstIds<program::ClassId>(count))
            if (held != taken && dice.chance(percent)) out.insert({held, taken});
    return out;
}

/// By trying all sequences of different locks.
std::set<locks::Circle> by_brute_force(std::size_t count, const std::set<Nesting>& orders) {
    std::set<locks::Circle> found;
    std::vector<locks::Circle> open;
    for (const program::ClassId start : FirstIds<program::ClassId>(count)) open.push_back({start});
    while (!open.empty()) {
        const locks::Circle path = open.back();
        open.pop_back();
        if (orders.contains({path.back(), path.front()})) found.insert(path);
        for (program::ClassId next = path.front() + 1; next.number() < count; ++next) {
            if (std::find(path.begin(), path.end(), next) != path.end() || !orders.contains({path.back(), next}))
                continue;
            open.push_back(path);
            open.back().push_back(next);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("circles are those that brute force finds") {
    const auto program = many_locks(6);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const std::set<Nesting> some = some_orders(6, random_specs::Dice(seed), static_cast<int>(seed / 2));
        const std::set<locks::Circle> wanted = by_brute_force(6, some);
        const locks::Circles found = locks::circles(program, some);
        INFO(seed);
        CHECK_FALSE(found.more);
        CHECK(found.all.size() == wanted.size());
        CHECK(std::set<locks::Circle>(found.all.begin(), found.all.end()) == wanted);
        CHECK(locks::have_circle(program, some) == !wanted.empty());
    }
}

TEST_CASE("of very many circles as many are reported as have each order") {
    constexpr std::size_t count = 12;
    const std::set<Nesting> every = some_orders(count, random_specs::Dice(1), 100);
    const auto program = many_locks(count);
    const locks::Circles found = locks::circles(program, every);
    CHECK(found.more);
    CHECK(found.all.size() == count * (count - 1) / 2);
    std::set<Nesting> covered;
    for (const locks::Circle& circle : found.all)
        for (const Nesting& edge : locks::edges_of(circle)) covered.insert(edge);
    CHECK(covered == every);
    CHECK_FALSE(locks::circles(program, orders({{0, 1}, {1, 0}})).more);
}

TEST_CASE("a work is held while it runs, and asked for by who flushes or cancels it") {
    const std::string work = "work w[2](int k) { mutex_lock(l); mutex_unlock(l); }";
    CHECK(classes("spec \"c\"; user u { lock l; " + work + " thread t { skip; } }") == "u.l u.w");
    CHECK(nestings(Explored("user u { lock l; " + work +
                            " thread t { mutex_lock(l); flush_work(w[0]); "
                            "mutex_unlock(l); } }")) == "u.l -> u.w");
    CHECK(nestings(Explored("user u { lock l; " + work +
                            " thread t { queue_work(w[1]); mutex_lock(l); "
                            "cancel_work_sync(w[0]); mutex_unlock(l); } }")) == "u.l -> u.w, u.w -> u.l");
    // Its own class again, as lockdep has it: one work flushes another that is declared in the same place.
    CHECK(nestings(Explored("user u { work w[2](int k) { if (k == 0) flush_work(w[1]); skip; } thread t { "
                            "queue_work(w[0]); } }")) == "u.w -> u.w");
    // Who runs another work holds none of it.
    CHECK(nestings(Explored("user u { lock l; work v { mutex_lock(l); mutex_unlock(l); } work w { skip; } thread t { "
                            "queue_work(v); queue_work(w); flush_work(w); } }")) == "u.v -> u.l");
    CHECK(circles("user u { work w { skip; } thread t { skip; } }", orders({{0, 0}})) == "u.w -> u.w");
}

TEST_CASE("mistakes in events and orders") {
    const std::string start = "spec \"c\";\n";
    const std::string user = "\nuser u { lock a; bool x; thread t { skip; } }";
    CHECK(errors_of(start + "event e, e;" + user) ==
          "2:10 there are two events called 'e' | they are the same: take one out");
    CHECK(errors_of(start + "event seen;\nuser u { thread t { waits sen: skip; } }") ==
          "3:27 there is no event 'sen' | did you mean 'seen'?");
    CHECK(errors_of(start + "user u { thread t { signalling e: skip; } }") ==
          "2:32 there is no event 'e' | declare it: event e;");
    CHECK(errors_of(start + "lock order u.a -> u.b;" + user) ==
          "2:19 there is no lock and no event 'u.b' | did you mean 'u.a'?");
    CHECK(errors_of(start + "event e;\nuser u { ghost bool x; thread t { skip; ghost { waits e: x = true; } } }") ==
          "3:55 a label cannot stand in ghost code | ghost code may assign ghost variables, test, assert, bound, and "
          "use each");
    CHECK(errors_of(start + "lock order u.a;" + user) == "2:15 expected '->' and what may be waited for then");
    CHECK(errors_of(start + "event e;\nuser u { thread t { waits e skip; } }") != "");
    // They are not labels.
    CHECK(errors_of(start + "event e;\nuser u { thread t { waits e: skip; waits e: skip; goto e; } }") ==
          "3:51 there is no label 'e'");
}

TEST_CASE("rules and readings, and mistakes in them") {
    const std::string rest = " user u { thread t { assert (true) as A; skip; } }\nalways A;";
    const std::string reading = "reading how of A { ONE \"one\" source \"here\"; TWO \"two\" source \"there\"; }";
    const auto first = checked("spec \"c\"; rule A \"text\" source \"book\"; " + reading + rest);
    REQUIRE(first.properties.back().rule);
    CHECK(first.properties.back().rule->source == "book");
    CHECK(first.readings.at(0).way == "ONE");
    const auto second = checked("spec \"c\"; " + reading + " reading how = TWO;" + rest);
    CHECK(second.readings.at(0).quotation.text == "two");
    CHECK(errors_of("spec \"c\";\n" + reading + "\nreading how = THREE;" + rest) ==
          "3:15 'how' cannot be read as 'THREE' | known here: ONE, TWO");
    CHECK(errors_of("spec \"c\";\nreading hw = ONE;\n" + reading + rest) ==
          "2:9 there is no reading 'hw' | known here: how");
    CHECK(errors_of("spec \"c\";\n" + reading + "\nreading how = ONE; reading how = TWO;" + rest) ==
          "3:28 'how' is chosen twice");
    CHECK(errors_of("spec \"c\";\nrule B \"t\" source \"s\";" + rest) ==
          "2:6 the spec claims nothing called 'B' | a rule says what a property stands for: always B;");
    CHECK(errors_of("spec \"c\";\nrule A \"t\" source \"s\"; rule A \"t\" source \"s\";" + rest) ==
          "2:29 there are two rules for 'A'");
    CHECK(errors_of("spec \"c\";\nrule A \"t\";" + rest) == "2:11 expected 'source' and where that is written");
}

TEST_CASE("a file that others use chooses no reading") {
    const std::string choice = "reading early_unmap = EARLY_UNMAP_FORBIDDEN;";
    const auto folder = std::filesystem::temp_directory_path() / "revoke-mc-reading";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "part.rvk") << "library part; use dma_buf; " << choice;
    std::ofstream(folder / "main.rvk") << "spec \"m\"; use \"part.rvk\"; user u { thread t { skip; } }";
    CHECK_THROWS_WITH(check::check(syntax::load(folder / "main.rvk"), {}),
                      Catch::Contains("a file that others use chooses no reading"));
    std::filesystem::remove_all(folder);
}

TEST_CASE("binders range over all buffers and all objects of a struct") {
    const std::string items = "struct s { bool x; } user u[2] { s m; s n; thread t { m.x = true; } } user v { s o; "
                              "thread t { atomic { each (s i) i.x = false; } } }\n";
    CHECK(Explored(items + "always exists (s i) !i.x as P;").violated().empty());
    CHECK(Explored(items + "never exists (s i) exists (s k) (i != k && i.x && k.x) as P;").violated() == "P 2");
    CHECK(errors_of("spec \"c\";\n" + items + "always forall (s i of v) i.x as P;") ==
          "3:23 these are all there are, of nobody in particular; leave 'of' out");
}

TEST_CASE("the chain of who waits for whom") {
    const Explored locks("user u { lock a, b; thread s { mutex_lock(a); mutex_lock(b); mutex_unlock(b); "
                         "mutex_unlock(a); } thread t { mutex_lock(b); mutex_lock(a); mutex_unlock(a); "
                         "mutex_unlock(b); } }");
    bool seen = false;
    for (const interpret::State& state : locks.result().reached) {
        if (!locks.interpreter().steps(state).empty() || locks.interpreter().at_rest(state, program::ThreadId{0}))
            continue;
        seen = true;
        CHECK(interpret::who_waits_for_whom(locks.interpreter(), state, program::ThreadId{0}) ==
              std::vector<std::string>{"u.s waits for u.b, which u.t holds", "u.t waits for u.a, which u.s holds"});
    }
    CHECK(seen);
    const Explored fence("user u { lock a; bool asked, done; void signal() { done = true; }"
                         " thread wait { mutex_lock(a); asked = true; await (done); mutex_unlock(a); }"
                         " thread work { rest: await (asked); mutex_lock(a); mutex_unlock(a); signal(); } }");
    seen = false;
    for (const interpret::State& state : fence.result().reached) {
        if (!fence.interpreter().steps(state).empty()) continue;
        seen = true;
        CHECK(interpret::who_waits_for_whom(fence.interpreter(), state, program::ThreadId{0}) ==
              std::vector<std::string>{"u.wait waits for u.work to get through u.signal",
                                       "before that u.work needs u.a, which u.wait holds"});
    }
    CHECK(seen);
    // A thread that waits for what nobody does gets no help.
    const Explored never("user u { bool x; thread t { await (x); } }");
    CHECK(interpret::who_waits_for_whom(never.interpreter(), never.initial(), program::ThreadId{0}).empty());
}
