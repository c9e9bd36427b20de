// The mutation document: table, summary, JSON.
#include "reports/mutation.hpp"

#include <catch2/catch.hpp>

#include "model/language/program/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace revoke_mc::reports;
using revoke_mc::tests::schema_errors;

namespace {

MutantResult mutant(const std::string& kind, const std::string& before, const std::string& after,
                    MutantOutcome outcome) {
    MutantResult result;
    result.id = "mutant " + kind + " e.f: " + before;
    result.kind = kind;
    result.routine = "e.f";
    result.place = "dir/a.rvk:12:9";
    result.before = before;
    result.after = after;
    result.outcome = outcome;
    return result;
}

/// One of each outcome.
MutationDocument document() {
    MutationDocument document{"a.rvk", "a title", {{"N", 2, false}, {"P", 1, true}}, {}};
    document.mutants.push_back(mutant("drop", "a = true", "", MutantOutcome::killed));
    document.mutants.back().broken = {{"works[0]", "violated", 3, "out/a.json"},
                                      {"works[1]", "violated", 3, {}},
                                      {"safe_reuse", "violated", 3, {}},
                                      {"trap", "violated", 1, {}},
                                      {"seen", "not possible", {}, {}}};
    document.mutants.push_back(mutant("swap", "a = true", "wait(b)", MutantOutcome::survived));
    document.mutants.push_back(mutant("weaken", "wait(b)", "KERNEL", MutantOutcome::survived));
    document.mutants.back().accepted = "it is so";
    document.mutants.push_back(mutant("ignore", "if (f())", "f();", MutantOutcome::equivalent));
    document.mutants.push_back(mutant("drop", "skip", "", MutantOutcome::invalid));
    document.mutants.back().reason = "a step is missing";
    document.mutants.push_back(mutant("always", "if (a) b = 1", "b = 1", MutantOutcome::incomplete));
    document.mutants.back().reason = "time";
    document.mutants.back().routine = "e.g";
    return document;
}

}  // namespace

TEST_CASE("mutation: the table") {
    CHECK(mutation_table(document(), Style()) == R"(a.rvk: a title

e.f, dir/a.rvk
    12  drop    a = true              works, safe_reuse after 3 steps, trap after 1 step, seen not possible
    12  swap    a = true <-> wait(b)  nothing breaks
    12  weaken  wait(b) -> KERNEL     nothing breaks [1]
    12  ignore  if (f())              the same: no step of the system differs
    12  drop    skip                  is not a spec: a step is missing

e.g, dir/a.rvk
    12  always  if (a) b = 1          incomplete: its time is up (--timeout)

accepted:
  [1] it is so
)");
    CHECK(mutation_summary(document()) ==
          "6 mutants: 1 killed, 2 survived (1 accepted), 1 equivalent, 1 invalid, 1 incomplete");
    CHECK(revoke_mc::program::acceptance_line("mutant drop a: b(\"c\\d\")", "") ==
          "accept \"mutant drop a: b(\\\"c\\\\d\\\")\" because \"\";");
    CHECK(unexplained(document().mutants[1]));
    CHECK_FALSE(unexplained(document().mutants[2]));
}

TEST_CASE("mutation: the JSON is valid") {
    CHECK(schema_errors("mutation", mutation_json(document())) == "");
    auto wrong = document();
    wrong.mutants[0].broken[0].change = "gone";
    CHECK(schema_errors("mutation", mutation_json(wrong)) != "");
    wrong = document();
    wrong.mutants[0].kind = "frobnicate";
    CHECK(schema_errors("mutation", mutation_json(wrong)) != "");
}
