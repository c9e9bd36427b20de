// Proofs for every number of instances: how a program comes apart, how many instances a step is about, and that what is
// not excluded is not said to be.
#include <catch2/catch.hpp>

#include "explorer/split_counters.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/any_number.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;
using tests::about_one;
using tests::broken_up_to;
using tests::counted_spec;
using tests::decide;
using tests::Decision;

namespace {

/// A step of one relies on another one, and a third is what the property is about: two are not enough to see it.
const char* const witness = R"(
user g { bool fired; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { await (!g.fired && exists (x o) o.s == 1); g.fired = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (x o) o.s == 2) as seen;
)";

/// The same, the witness being a share of a counter, which has to be at least 2.
const char* const two_shares = R"(
user g { int<0..N> n; bool fired; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; g.n++; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { await (!g.fired && g.n >= 2); g.fired = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (x o) o.s == 2) as seen;
)";

/// A walk that goes on as long as somebody is left: who is left is a witness. The third to be visited fires, and the
/// first is there.
const char* const walk = R"(
user g {
    bool once, twice, thrice;
    thread t {
        foreach (x o) {
            atomic {
                if (twice) thrice = true;
                if (once) twice = true;
                else o.first = true;
                once = true;
            }
            skip;
        }
    end: rest: loop { await (false); }
    }
}
user x[N] { bool first; thread t { rest: loop { await (false); } } }
never (g.thrice && exists (x o) o.first) as seen;
)";

/// In `each`, the last that writes something shared is a witness.
const char* const last_writer = R"(
user g { bool fired; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { each (x o where o.s == 1) g.fired = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (x o) o.s == 2) as seen;
)";

/// A condition of which a part is about others, told by a local variable in a later step of the same code.
const char* const behind_and = R"(
user g { bool fired, open; thread t { open = true; rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     { atomic { if (s == 0 && (g.open && exists (x o) o.s == 1)) g.fired = true; s = 3; } }
    end: rest: loop { await (false); }
    }
}
never (g.fired && exists (x o) o.s == 2) as seen;
)";

/// One witness for what the step does, another one for what it reports.
const char* const report = R"(
user g { bool fired; thread t { rest: skip; } }
user x[N] {
    int<0..3> s;
    thread t {
        either { atomic { await (!g.fired); s = 1; } }
        or     { atomic { await (!g.fired); s = 2; } }
        or     {
            atomic {
                await (!g.fired);
                if (exists (x o) o.s == 1) g.fired = true;
                assert(!exists (x o) o.s == 2) as told;
                s = 3;
            }
        }
    end: rest: loop { await (false); }
    }
}
always told;
never (g.fired && exists (x o) o.s == 2) as seen;
)";

/// Holds for every number: a lock of all.
const char* const mutual = R"(
user g { lock l; int<0..N> inside; thread t { rest: skip; } }
user x[N] {
    thread t {
        loop {
        idle: rest:
            mutex_lock(g.l);
            g.inside++;
            g.inside--;
            mutex_unlock(g.l);
        }
    }
}
always (g.inside <= 1) as alone;
)";

}  // namespace

TEST_CASE("a step that relies on others is not taken for one of its own", "[any]") {
    struct Case {
        const char* name;
        const char* text;
        std::uint32_t first_broken;
        bool noticed;  ///< with one instance for each step, k = 1 would say that it holds
    };
    for (const Case& it : {Case{"witness", witness, 3, true}, Case{"two shares", two_shares, 4, true},
                           Case{"walk", walk, 3, true}, Case{"last writer", last_writer, 3, true},
                           Case{"behind and", behind_and, 3, true}, Case{"report", report, 3, true}}) {
        INFO(it.name);
        const auto loaded = counted_spec(it.text);
        CHECK(!broken_up_to(loaded, it.first_broken - 1).contains("seen"));
        CHECK(broken_up_to(loaded, it.first_broken, it.first_broken).contains("seen"));
        for (const std::uint32_t k : {1U, 2U}) {
            const Decision decision = decide({loaded, "N"}, k);
            INFO(decision.not_applicable);
            CHECK(decision.not_applicable.empty());
            CHECK(decision.suspected.contains("seen"));
        }
        const Decision wrong = decide({loaded, "N"}, 1, about_one);
        CHECK(wrong.excluded.contains("seen") == it.noticed);
        const auto deletion = tests::check_deletion({loaded, "N"}, 5, 400, 1);
        CHECK(deletion.fault.empty());
        CHECK(deletion.steps == 400);
        CHECK(!tests::check_deletion({loaded, "N"}, 5, 400, 1, about_one).fault.empty());
    }
}

TEST_CASE("a lock of all keeps all apart", "[any]") {
    const auto loaded = counted_spec(mutual);
    const Decision decision = decide({loaded, "N"}, 2);
    CHECK(decision.not_applicable.empty());
    CHECK(decision.excluded.contains("alone"));
    CHECK(decision.split == std::set<std::string>{"g.inside"});
}

TEST_CASE("a counter that may pass its upper end leaves open whether something traps", "[any]") {
    const char* const grows = "user g { int<0..3> n; thread t { rest: skip; } } user x[N] { thread t { g.n++; } }";
    const char* const bounded = "user g { int<0..3> n; thread t { rest: skip; } } "
                                "user x[N] { thread t { atomic { bound(g.n < 3) \"more than 3\"; g.n++; } } }";
    const char* const each_once = "user g { int<0..N> n; thread t { rest: skip; } } user x[N] { thread t { g.n++; } }";
    const char* const each_twice =
        "user g { int<0..N> n; thread t { rest: skip; } } user x[N] { thread t { g.n++; g.n++; } }";
    const char* const room_for_two =
        "user g { int<0..2*N> n; thread t { rest: skip; } } user x[N] { thread t { g.n++; g.n++; } }";
    for (const auto& [text, holds] : {std::pair{grows, false}, std::pair{bounded, true}, std::pair{each_once, true},
                                      std::pair{each_twice, false}, std::pair{room_for_two, true}}) {
        INFO(text);
        const auto loaded = counted_spec(text);
        const Decision decision = decide({loaded, "N"}, 2);
        CHECK(decision.split == std::set<std::string>{"g.n"});
        CHECK(decision.excluded.contains("trap") == holds);
    }
    CHECK(broken_up_to(counted_spec(grows), 4).contains("trap"));
    CHECK(broken_up_to(counted_spec(each_twice), 2).contains("trap"));
}

TEST_CASE("where proofs for every number do not apply, it is said why", "[any]") {
    struct Case {
        const char* text;
        const char* why;
    };
    const std::string last = "thread t { skip; } }\n";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"user x[2] { " + last + "user y { int<0..3> n; thread t { n = N; } }", "counts no component"},
        {"user x[N] { " + last + "user y[N] ordered { " + last, "of y are ordered"},
        {"user x[N] { " + last + "user y[N] { " + last + "user z[N + 1] { " + last, "used for more than"},
        {"user x[N] { bool b; thread t { loop { foreach (y o) { await (o.b); } } } } "
         "user y[N] { bool b; thread t { b = true; } }",
         "two instances at once"},
        {"user x[N] { int<0..3> s; thread t { loop { atomic { await (exists (x o) (forall (y p) p.s <= o.s)); "
         "either { s = 1; } or { s = 2; } } } } } user y[N] { int<0..3> s; thread t { s = 1; } }",
         "looks at all others"},
        {"user x[N] { bool b; thread t { b = N == 3; } }", "used for more than"},
        {"user x[N] { bool b; thread t { each (int k in 0..N) b = true; } }", "used for more than"},
        {"user x[N] { int<0..N*2> b; " + last, "used for more than"},
        {"user x[N] { int<0..N-1> b; " + last, "used for more than"},
        {"const M = N + 1; user x[N] { int<0..M> b; " + last, "used for more than"},
        {"user x[N] ordered { " + last, "are ordered"},
        {"user x[N] { bool b; thread t { loop { foreach (x o) { await (o.b); } } } thread u { b = true; } }",
         "two instances at once"},
        {"user x[N] { int<0..3> s; thread t { loop { atomic { await (exists (x o) (forall (x p) p.s <= o.s)); "
         "either { s = 1; } or { s = 2; } } } } }",
         "looks at all others"},
        {"user g { int<0..N> n, m; thread t { loop { atomic { await (n > 0); m = n; } } } } "
         "user x[N] { thread t { g.n++; rest: loop { await (false); } } }",
         "differ in more than"},
    };
    for (const auto& [text, why] : cases) {
        INFO(text);
        const auto loaded = counted_spec(text);
        const Decision decision = decide({loaded, "N"}, 1);
        INFO(decision.not_applicable);
        CHECK(decision.not_applicable.find(why) != std::string::npos);
    }
}

namespace {

/// Looks at all states of 2 and 3 instances, with what `change` makes of the analysis; the counter that is wrong.
std::optional<std::size_t> wrong_sum(const syntax::Loaded& loaded, tests::Tamper change) {
    const lower::FamilyOf of{loaded, "N"};
    const lower::Family family = lower::make_family(of, 1);
    REQUIRE_FALSE(family.split.empty());
    for (std::uint32_t size = 2; size <= 3; ++size) {
        const auto member = lower::make_member(of, family, size);
        system::Apart apart = member->apart;
        if (change != nullptr) change(apart);
        if (const auto wrong = explorer::wrongly_split(member->lowered.model(), apart, {})) return wrong;
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("a counter is the sum of its parts in every state of two and three instances", "[any]") {
    for (const char* path :
         {"specs/drivers/vfio-iommufd.rvk", "specs/contract/release.rvk", "specs/contract/s1-many-notifications.rvk",
          "specs/contract/s3-no-restore-required.rvk", "specs/contract/wait-revoke-none.rvk"}) {
        INFO(path);
        CHECK(wrong_sum(syntax::load(tests::source_dir() + "/" + path), nullptr) == std::nullopt);
    }
    const auto loaded = counted_spec(two_shares);
    CHECK(wrong_sum(loaded, nullptr) == std::nullopt);
    CHECK(wrong_sum(loaded, [](system::Apart& apart) { apart.counters[0].shares.pop_back(); }) == 0U);
    CHECK(wrong_sum(loaded, [](system::Apart& apart) { apart.counters[0].own = apart.counters[0].shares[0]; }) == 0U);
}

/// With two instances the code of a step says more of it than with many.
TEST_CASE("a step that is about more instances in a small system than in a large one", "[any]") {
    const auto loaded = counted_spec(R"(
importer g {
    bool b;
    work w[2](int item) {
        either {
        }
        or {
            b = true;
            int k = any (0..1 where b);
            foreach (x o where k + item >= k + item) {
                mutex_lock(o.l[k]);
                o.n[0] = 1;
            }
        }
    }
}
user x[N] { lock l[2]; int<0..2> n[2]; }
)");
    for (const std::uint32_t k : {1U, 2U}) CHECK(decide({loaded, "N"}, k).not_applicable.empty());
}

TEST_CASE("a step that is about more instances than configurations have is not applicable", "[any]") {
    std::string text = two_shares;
    text.replace(text.find("g.n >= 2"), 8, "g.n >= 5");
    const auto loaded = counted_spec(text);
    CHECK(decide({loaded, "N"}, 2).suspected.contains("seen"));
    CHECK(decide({loaded, "N"}, 3).not_applicable.find("too many instances") != std::string::npos);
}

TEST_CASE("real drivers come apart, and their steps are about as many instances as is said", "[any]") {
    for (const char* path :
         {"specs/drivers/vfio-iommufd.rvk", "specs/drivers/amdgpu-mlx5.rvk", "specs/drivers/vfio-rdma-revocable.rvk",
          "specs/contract/s3-no-restore-required.rvk", "specs/drivers/vfio-iommufd-mlx5.rvk",
          "specs/drivers/amdgpu-pinned.rvk", "specs/contract/s4-revoke-while-pinned.rvk"}) {
        INFO(path);
        const auto loaded = syntax::load(tests::source_dir() + "/" + path);
        const auto deletion = tests::check_deletion({loaded, "N"}, 4, 300, 7);
        CHECK(deletion.not_applicable.empty());
        CHECK(deletion.fault.empty());
    }
}

TEST_CASE("configurations that are left out lead to nothing new", "[any]") {
    const auto agree = [](const syntax::Loaded& loaded, std::uint32_t k) {
        const Decision decision = decide({loaded, "N"}, k);
        CHECK(decision.not_applicable.empty());
        CHECK(decision.closure.status == explorer::Status::complete);
        const tests::PlainClosure plain = tests::close_plainly({loaded, "N"}, k);
        CHECK(decision.closure.views == plain.views);
        CHECK(decision.suspected == plain.suspected);
    };
    for (const char* const text : {witness, two_shares, walk, last_writer, behind_and, report, mutual})
        for (const std::uint32_t k : {1U, 2U}) {
            INFO(text);
            agree(counted_spec(text), k);
        }
    for (const char* path : {"specs/bugs/b01-bug.rvk", "specs/bugs/b02-fix.rvk", "specs/bugs/b13-bug.rvk",
                             "specs/bugs/b16-bug.rvk", "specs/bugs/b42-bug.rvk", "tests/bench/yardstick-sym.rvk"}) {
        INFO(path);
        agree(syntax::load(tests::source_dir() + "/" + path), 2);
    }
}

// Forty classes make 11,480 choices of three: the closure begins again without joins, and expands all of them.
TEST_CASE("too many classes of blocks to know all steps beforehand", "[any]") {
    const auto loaded = counted_spec(
        "user x[N] { int<0..39> s; thread t { int<0..39> k = any; s = k; rest: loop { await (false); } } } "
        "never (exists (x o) o.s == 39) as last;");
    const Decision decision = decide({loaded, "N"}, 2);
    CHECK(decision.closure.status == explorer::Status::complete);
    CHECK(decision.suspected == std::set<std::string>{"last"});
    CHECK(decision.closure.configurations > 11'480);
    CHECK(decision.excluded.contains("trap"));
}

TEST_CASE("views of real drivers", "[any]") {
    struct Case {
        const char* path;
        std::uint64_t views;
        std::set<std::string> suspected;
    };
    for (const Case& it :
         {Case{"specs/drivers/vfio-iommufd.rvk", 29'329, {}}, Case{"specs/drivers/amdgpu-mlx5.rvk", 24'286, {}},
          Case{"specs/drivers/xe-amdgpu.rvk", 78'723, {}}, Case{"specs/drivers/vfio-rdma-revocable.rvk", 4'410, {}},
          Case{"specs/bugs/b01-bug.rvk", 1'205, {"no_dma_after_revoke", "safe_reuse"}}}) {
        INFO(it.path);
        const auto loaded = syntax::load(tests::source_dir() + "/" + it.path);
        const Decision one = decide({loaded, "N"}, 2), two = decide({loaded, "N"}, 2, nullptr, 2);
        CHECK(one.closure.status == explorer::Status::complete);
        CHECK(one.closure.views == it.views);
        CHECK(one.suspected == it.suspected);
        CHECK(one.closure.properties == two.closure.properties);
        CHECK(one.closure.views == two.closure.views);
        CHECK(one.closure.configurations == two.closure.configurations);
    }
}
