// `revoke-mc mutate` from end to end: what breaks, what is explained, what is refused.
#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/trace.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;
using tests::Workplace;

namespace {

/// In `remove` the wait for `busy` is needed, the one for `asked` is not.
const std::string waits = R"(spec "a wait that is needed, and one that is not";
param N in 1..2 = 1;
user driver {
    bool gone, asked, busy, freed;
    thread ask { asked = true; }
    thread remove {
        gone = true;
        await (asked);
        await (!busy);
        freed = true;
    }
    device dma {
        loop {
            either { atomic { await (!gone && !busy); busy = true; } }
            or     { atomic { await (busy); assert (!freed) as no_use_after_free; busy = false; } }
        }
    }
}
always no_use_after_free;
possible (driver.freed) as is_removed;
)";
const std::string explained = "accept \"mutant * driver.remove: *await (asked)*\" because \"nobody depends on it\";\n";

json document(const Workplace& place, const std::string& file) {
    const std::string text = place.read(file);
    CHECK(tests::schema_errors("mutation", text) == "");
    return json::parse(text);
}

json mutant(const json& document, const std::string& id) {
    for (const json& one : document["mutants"])
        if (one["id"] == "mutant " + id) return one;
    FAIL("no mutant " + id);
    return {};
}

}  // namespace

TEST_CASE("mutate: what breaks without each step, and what does not") {
    const Workplace place;
    place.write("a.rvk", waits);
    const Ran ran = place.run("mutate a.rvk --json r.json --shortest");
    CHECK(ran.code == 1);
    CHECK(ran.err == "");
    CHECK_THAT(ran.out, Contains("a.rvk: a wait that is needed, and one that is not\n") &&
                            Contains("driver.remove, a.rvk\n") && Contains("nothing breaks\n") &&
                            Contains("8 mutants: 5 killed, 3 survived\n") &&
                            Contains("accept \"mutant drop driver.remove: await (asked)\" because \"\";"));
    const json all = document(place, "r.json");
    CHECK(all["mutants"].size() == 8);
    const json needed = mutant(all, "drop driver.remove: await (!busy)");
    CHECK(needed["outcome"] == "killed");
    CHECK(needed["place"] == "a.rvk:9:9");
    REQUIRE(needed["broken"].size() == 1);
    CHECK(needed["broken"][0]["property"] == "no_use_after_free");
    CHECK(needed["broken"][0]["change"] == "violated");
    CHECK(needed["broken"][0]["steps"] == 6);
    CHECK(mutant(all, "drop driver.remove: await (asked)")["outcome"] == "survived");
    const json lost = mutant(all, "drop driver.remove: freed = true");
    CHECK(lost["outcome"] == "killed");
    CHECK(lost["broken"][0]["change"] == "not possible");
    CHECK(lost["broken"][0]["steps"] == nullptr);
}

TEST_CASE("mutate: the trace of a mutant shows where the real driver leaves it") {
    const Workplace place;
    place.write("a.rvk", waits);
    CHECK(place.run("mutate a.rvk --only 'drop driver.remove: await (!busy)' --json r.json --traces out").code == 0);
    const std::string file =
        mutant(document(place, "r.json"), "drop driver.remove: await (!busy)")["broken"][0]["trace"];
    CHECK(file == "out/a.drop-driver.remove--await---busy-.no_use_after_free.json");
    CHECK(tests::schema_errors("trace", place.read(file)) == "");
    CHECK_THAT(place.run("replay " + file + " --spec a.rvk").out,
               Contains("departs at step") && Contains("await (!busy)"));
    CHECK(place.run("replay " + file).code == 2);  // it is the trace of another text
}

TEST_CASE("mutate: survivors are explained in the spec") {
    const Workplace place;
    place.write("a.rvk", waits + explained);
    const Ran ran = place.run("mutate a.rvk --json r.json");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("nothing breaks [1]\n") && Contains("accepted:\n  [1] nobody depends on it\n") &&
                            Contains("3 survived (3 accepted)") && !Contains("because \"\""));
    CHECK(mutant(document(place, "r.json"), "drop driver.remove: await (asked)")["accepted"] == "nobody depends on it");
    place.write("b.rvk", waits + explained +
                             "accept \"mutant drop driver.remove: await (asked)\" because \"the exact name wins\";");
    CHECK(place.run("mutate b.rvk --quiet --json r.json").code == 0);
    CHECK(mutant(document(place, "r.json"), "drop driver.remove: await (asked)")["accepted"] == "the exact name wins");
}

TEST_CASE("mutate: an explanation has to be true") {
    const Workplace place;
    const std::string stale = "accept \"mutant drop driver.remove: await (!busy)\" because \"wrong\";\n";
    place.write("a.rvk", waits + explained + stale);
    const Ran ran = place.run("mutate a.rvk");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("a.rvk:22:8: error: this mutant does not survive: no_use_after_free is violated") &&
                            Contains("take the acceptance out"));
    CHECK(place.run("mutate a.rvk --only asked --quiet").code == 0);  // it was not tried
    CHECK(place.run("mutate a.rvk --set N=2 --quiet").code == 0);     // true of the default parameters only
    place.write("b.rvk", waits + explained + "accept \"mutant drop driver.remove: await (askd)\" because \"wrong\";\n");
    const Ran unknown = place.run("mutate b.rvk");
    CHECK(unknown.code == 2);
    CHECK(unknown.out == "");
    CHECK_THAT(unknown.err, Contains("b.rvk:22:8: error: there is no such mutant") &&
                                Contains("did you mean 'mutant drop driver.remove: await (asked)'?"));
    CHECK(place.run("check a.rvk b.rvk --quiet").code == 0);  // names of mutants do not concern check
}

TEST_CASE("mutate: what a used file explains need not be so in each spec") {
    const Workplace place;
    const std::size_t user = waits.find("user driver"), properties = waits.find("always");
    place.write("lib.rvk", "library lib;\n" + waits.substr(user, properties - user) + explained +
                               "accept \"mutant drop driver.remove: await (!busy)\" because \"not in every pair\";\n" +
                               "accept \"mutant drop driver.helper: asked = true\" because \"may be overridden\";\n");
    std::string lib = place.read("lib.rvk");
    lib.replace(lib.find("thread ask { asked = true; }"), 28,
                "void helper() { asked = true; } thread ask { helper(); }");
    place.write("lib.rvk", lib);
    const std::string main = "spec \"s\"; use \"lib.rvk\";\n" + waits.substr(properties);
    place.write("a.rvk", main);
    place.write("b.rvk", main + "override void driver.helper() { skip; driver.asked = true; }");
    place.write("c.rvk", main + "accept \"mutant drop driver.helper: gone = true\" because \"no\";");
    CHECK(place.run("mutate a.rvk --quiet").code == 0);
    CHECK(place.run("mutate b.rvk --quiet").code == 0);
    CHECK(place.run("mutate c.rvk --quiet").code == 2);
}

TEST_CASE("mutate: only a spec that passes") {
    const Workplace place;
    std::string text = waits;
    text.replace(text.find("await (!busy);"), 14, "");
    place.write("a.rvk", text);
    const Ran ran = place.run("mutate a.rvk");
    CHECK(ran.code == 2);
    CHECK(ran.out == "");
    CHECK(ran.err == "a.rvk: only a spec that passes can be mutated, and no_use_after_free is violated; first see to "
                     "`revoke-mc check a.rvk`\n");
    place.write("b.rvk", waits);
    const Ran limited = place.run("mutate b.rvk --max-states 3");
    CHECK(limited.code == 2);
    CHECK_THAT(limited.err, Contains("its search is incomplete: it has as many states as it may have (--max-states)"));
    place.write("c.rvk", "spec \"c\"; user u { bool x; device d { x = true; } }");
    const Ran neither = place.run("mutate c.rvk");
    CHECK(neither.code == 2);
    CHECK_THAT(neither.err, Contains("c.rvk: there is no step of a driver to change"));
    const Ran nothing = place.run("mutate b.rvk --only frobnicate");
    CHECK(nothing.code == 2);
    CHECK_THAT(nothing.err, Contains("b.rvk: no mutant has 'frobnicate' in its name"));
    CHECK(place.run("mutate none.rvk").code == 2);
    CHECK(place.run("mutate b.rvk --json no/such/folder/r.json").code == 2);
}

TEST_CASE("mutate: any number of threads says the same") {
    const Workplace place;
    place.write("a.rvk", waits);
    const Ran one = place.run("mutate a.rvk --threads 1 --json one.json --traces t1");
    for (const std::string threads : {"2", "5"}) {
        const Ran several = place.run("mutate a.rvk --threads " + threads + " --json several.json --traces t1");
        CHECK(several.code == one.code);
        CHECK(several.out == one.out);
        CHECK(place.read("several.json") == place.read("one.json"));
    }
}

TEST_CASE("mutate: a bound of the model decides nothing, unless it is explained") {
    const Workplace place;
    const std::string pool = "spec \"pool\"; user u { int<0..2> n;\n"
                             "thread p { loop { rest: await (n < 2); atomic { bound (n < 2) \"a pool\"; n++; } } }\n"
                             "device c { loop { atomic { await (n > 0); n--; } } } }\n"
                             "always possible (u.n == 2) as can_fill; always possible (u.n == 0) as can_empty;\n";
    place.write("a.rvk", pool);
    const Ran ran = place.run("mutate a.rvk --only 'await (n < 2)' --json r.json");
    CHECK_THAT(ran.out, Contains("incomplete: a bound of the model was reached"));
    CHECK(mutant(document(place, "r.json"), "drop u.p: await (n < 2)")["reason"] == "bound");
    CHECK(place.run("mutate a.rvk --only 'drop u.p: await (n < 2)' --quiet").code == 3);
    place.write("b.rvk", pool + "accept \"mutant * u.p: await (n < 2)*\" because \"the model's bound\";");
    CHECK(place.run("mutate b.rvk --only 'drop u.p: await (n < 2)' --quiet").code == 0);
}

TEST_CASE("mutate: mutants that are no spec, and mutants that are the same") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\"; param bool P = false;\nuser u { bool a, b;\n"
                         "thread t { loop { a = !a; } }\nthread s { if (P) b = true; } }\n"
                         "always possible (u.a) as is_set; always possible (!u.a) as is_reset; never u.b as never_b;");
    const Ran ran = place.run("mutate a.rvk --json r.json");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("is not a spec: there is a way round this loop without a step"));
    const json all = document(place, "r.json");
    CHECK(mutant(all, "drop u.t: a = !a")["outcome"] == "invalid");
    CHECK(mutant(all, "drop u.s: b = true")["outcome"] == "equivalent");
}

TEST_CASE("mutate: a violation that the spec expects breaks nothing, and is missed when it goes") {
    const Workplace place;
    place.write("a.rvk", "spec \"a\";\nuser u { bool x, y, z;\nthread t { x = true; y = true; } }\n"
                         "never u.x as never_x; never (u.y && !u.x) as y_after_x; always possible u.y as gets_there;\n"
                         "expect holds y_after_x, gets_there; expect violated never_x; expect states 3;\n");
    const Ran ran = place.run("mutate a.rvk --json r.json");
    CHECK(ran.code == 0);
    const json all = document(place, "r.json");
    CHECK(mutant(all, "swap u.t: x = true <-> y = true")["broken"][0]["property"] == "y_after_x");
    CHECK(mutant(all, "drop u.t: y = true")["broken"][0]["property"] == "gets_there");
    CHECK_THAT(place.run("mutate a.rvk --only 'drop u.t: x' --set 'NO=1'").err, Contains("NO"));
    place.write("b.rvk", "spec \"b\";\nuser u { bool x;\nthread t { x = true; } }\nnever u.x as never_x;\n"
                         "expect violated never_x;\n");
    CHECK_THAT(place.run("mutate b.rvk").out, Contains("never_x no longer violated"));
}

TEST_CASE("mutate: expected deadlocks do not end the search of a mutant") {
    const Workplace place;
    place.write("a.rvk",
                "spec \"a\";\nuser u { bool x, y; thread t { x = true; await (false); }\n"
                "thread s { y = true; } }\n"
                "possible (u.x && u.y) as both; never (u.y && !u.x) as early; expect violated deadlock, stuck, early;");
    const Ran ran = place.run("mutate a.rvk --json r.json");
    const json all = document(place, "r.json");
    CHECK(mutant(all, "drop u.s: y = true")["outcome"] == "killed");
    CHECK(mutant(all, "drop u.t: await (false)")["outcome"] == "killed");
}

TEST_CASE("mutate: no survivor of a real pair is unexplained") {
    const Workplace place;
    for (const std::string spec : {"vfio-iommufd", "vfio-token", "amdgpu-pinned"}) {
        const Ran ran = place.run("mutate " + tests::source_dir() + "/specs/drivers/" + spec + ".rvk --json r.json");
        CAPTURE(spec, ran.out);
        CHECK(ran.code == 0);
        CHECK(ran.err == "");
        static_cast<void>(document(place, "r.json"));
    }
}

TEST_CASE("mutate: no survivor of any real pair is unexplained", "[.soak]") {
    const Workplace place;
    const Ran ran = place.shell("for spec in " + tests::source_dir() +
                                "/specs/drivers/*.rvk; do "
                                "\"$revoke_mc\" mutate \"$spec\" --quiet || echo \"$spec\"; done");
    CHECK(ran.out == "");
    CHECK(ran.err == "");
}
