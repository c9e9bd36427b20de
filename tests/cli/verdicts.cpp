// What is reported for what a search found, case by case.
#include "checker/internal/verdicts.hpp"

#include <catch2/catch.hpp>

#include "checker/conclusion.hpp"

using namespace revoke_mc;
using checker::Conclusion;
using explorer::Reason;
using explorer::Status;
using program::Property;
using reports::Verdict;
constexpr auto seen = explorer::Verdict::violated;
constexpr auto not_seen = explorer::Verdict::holds;
constexpr auto unknown = explorer::Verdict::unknown;

namespace {

/// A program of two properties, and what a search says about them.
struct Case {
    program::Program program;
    checker::SearchOutcome found;
    bool compare_counts = true;

    Case(explorer::Verdict one, explorer::Verdict two, Status status = Status::complete, Reason reason = Reason::none) {
        program.properties.resize(2);
        program.properties[program::PropertyId{0}].name = "one";
        program.properties[program::PropertyId{1}].name = "two";
        found.status = status;
        found.reason = reason;
        found.states = 10;
        found.transitions = 20;
        found.depth = 3;
        found.properties = {{one, {}}, {two, {}}};
    }
    Case& expect(std::size_t violated) {
        program.properties[program::PropertyId{violated}].expect_violated = true;
        return *this;
    }
    Case& reachable(std::size_t property) {
        program.properties[program::PropertyId{property}].kind = Property::Kind::reachable;
        return *this;
    }
    [[nodiscard]] reports::SpecResult result() const {
        reports::SpecResult result;
        reports::SpecDetails details;
        checker::judge(program, found, compare_counts, result, details);
        CHECK(details.claims.size() == result.properties.size());
        CHECK(details.surprises.size() == result.unexpected.size());
        return result;
    }
    [[nodiscard]] Conclusion code() const { return checker::conclusion_of(result()); }
};

}  // namespace

TEST_CASE("everything holds") {
    const auto result = Case(not_seen, not_seen).result();
    CHECK(result.verdict == Verdict::holds);
    CHECK(result.as_expected);
    CHECK(checker::conclusion_of(result) == Conclusion::as_expected);
}

TEST_CASE("a violation that nobody expects") {
    const auto result = Case(seen, not_seen).result();
    CHECK(result.verdict == Verdict::violated);
    CHECK_FALSE(result.as_expected);
    CHECK(result.unexpected == std::vector<std::string>{"one is violated"});
    CHECK(checker::conclusion_of(result) == Conclusion::violated);
}

TEST_CASE("a violation that is expected") {
    const auto result = Case(seen, not_seen).expect(0).result();
    CHECK(result.verdict == Verdict::violated);
    CHECK(result.as_expected);
    CHECK(checker::conclusion_of(result) == Conclusion::as_expected);
}

TEST_CASE("an expected violation that is not found") {
    const auto result = Case(not_seen, not_seen).expect(1).result();
    CHECK(result.verdict == Verdict::holds);
    CHECK_FALSE(result.as_expected);
    CHECK(checker::conclusion_of(result) == Conclusion::violated);
}

TEST_CASE("an incomplete search never says that something holds") {
    const auto result = Case(unknown, unknown, Status::incomplete, Reason::memory).result();
    CHECK(result.verdict == Verdict::incomplete);
    CHECK(result.properties[0].verdict == Verdict::incomplete);
    CHECK(result.reason == "memory");
    CHECK_FALSE(result.as_expected);
    CHECK(checker::conclusion_of(result) == Conclusion::incomplete);
}

TEST_CASE("an incomplete search that found what is expected is still incomplete") {
    const auto result = Case(seen, unknown, Status::incomplete, Reason::time).expect(0).result();
    CHECK(result.verdict == Verdict::incomplete);
    CHECK(result.properties[0].verdict == Verdict::violated);
    CHECK(checker::conclusion_of(result) == Conclusion::incomplete);
}

TEST_CASE("an incomplete search that found what nobody expects") {
    const auto result = Case(seen, unknown, Status::incomplete, Reason::interrupt).result();
    CHECK(result.verdict == Verdict::violated);
    CHECK(result.reason == "interrupt");
    CHECK(checker::conclusion_of(result) == Conclusion::violated);
}

TEST_CASE("--first leaves the rest undecided") {
    CHECK(Case(seen, unknown, Status::stopped_at_first).code() == Conclusion::violated);
    CHECK(Case(seen, unknown, Status::stopped_at_first).expect(0).code() == Conclusion::incomplete);
    CHECK(Case(seen, unknown, Status::stopped_at_first).result().reason == "first");
}

TEST_CASE("what is possible holds once it was seen") {
    CHECK(Case(seen, not_seen).reachable(0).code() == Conclusion::as_expected);
    CHECK(Case(seen, not_seen).reachable(0).result().verdict == Verdict::holds);
    const auto result = Case(not_seen, not_seen).reachable(0).result();
    CHECK(result.verdict == Verdict::violated);
    CHECK(result.unexpected == std::vector<std::string>{"one is not possible"});
    CHECK(Case(unknown, unknown, Status::incomplete).reachable(0).code() == Conclusion::incomplete);
    CHECK(Case(seen, unknown, Status::incomplete, Reason::states).reachable(0).expect(0).code() ==
          Conclusion::violated);
}

TEST_CASE("pinned counts are compared under plain semantics and default parameters") {
    Case pinned(not_seen, not_seen);
    pinned.program.counts.states = 11;
    pinned.program.counts.depth = 3;
    CHECK(pinned.result().unexpected == std::vector<std::string>{"11 states expected, 10 found"});
    CHECK(pinned.code() == Conclusion::violated);
    CHECK(pinned.result().verdict == Verdict::holds);
    pinned.compare_counts = false;
    CHECK(pinned.code() == Conclusion::as_expected);
    pinned.compare_counts = true;
    pinned.program.parameters.push_back({"N", 3, 1, 4, false, false});
    CHECK(pinned.code() == Conclusion::as_expected);
    pinned.program.parameters[0].is_default = true;
    pinned.program.counts.states = 10;
    CHECK(pinned.code() == Conclusion::as_expected);
}

TEST_CASE("a spec in error is wrong input") {
    reports::SpecResult result;
    result.error = "x";
    CHECK(checker::conclusion_of(result) == Conclusion::wrong_input);
}
