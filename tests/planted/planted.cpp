// The test of the tests: a program that errs on purpose, and whether that is noticed.
//
// For each planted fault there is a spec about which the program says something false as soon as the fault is in force
// (README.md has the table). What it says is then put before a judge that shares nothing with what the fault is in:
// a violation must be one that the reference interpreter can follow, and what is said to hold must hold there.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/interpret/search.hpp"
#include "reports/file.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace revoke_mc::tests {
namespace {

/// Who finds out what is wrong.
enum class Judge : std::uint8_t {
    replay,    ///< the trace of a violation that there is not cannot be followed
    verifier,  ///< what is said to hold does not
    itself     ///< the program takes the steps of its trace again, and stops there before anybody else is asked
};

struct Fault {
    std::string_view name;
    std::string_view spec;
    Judge judge;
    std::string_view options = {};
    std::string_view environment = {};
};

constexpr std::string_view machine_code = "REVOKE_NATIVE=always";
constexpr const char* without_fault = " env -u REVOKE_FAULT";

constexpr Fault faults[] = {
    {"lock-taken-blindly", "door", Judge::replay},
    {"write-of-zero-lost", "handover", Judge::verifier},
    {"less-equal-as-less", "at-most", Judge::verifier},
    {"walk-mark-kept", "rounds", Judge::replay},
    {"owner-without-instance", "foreign", Judge::verifier},
    {"folds-too-far", "lost-update", Judge::verifier},
    {"range-unchecked", "overflow", Judge::verifier},
    {"field-one-bit-short", "counter", Judge::verifier},
    {"reads-independent", "reader", Judge::verifier},
    {"reads-commute", "read-late", Judge::verifier, "--reduction none"},
    {"visibility-forgotten", "together", Judge::verifier},
    {"guards-not-read", "waited-for", Judge::verifier},
    {"least-key-not-written", "overtaken", Judge::verifier},
    {"links-stay-behind", "links", Judge::itself},
    {"tags-compared-only", "chain", Judge::verifier},
    {"full-table-drops", "grid", Judge::verifier},
    {"key-loses-a-bit", "chain", Judge::verifier},
    {"last-state-skipped", "branches", Judge::verifier},
    {"first-batch-left", "chain", Judge::verifier},
    {"names-not-carried-on", "overtaken", Judge::replay},
    {"first-step-not-recorded", "counter", Judge::replay},
    {"wrong-predecessor", "branches", Judge::itself},
    {"compare-mask-short", "exactly", Judge::verifier, "", machine_code},
    {"less-unsigned", "signed", Judge::verifier, "", machine_code},
    {"look-up-without-last", "all-set", Judge::verifier, "", machine_code},
    {"stalled-not-noted", "dead-end", Judge::verifier},
    {"walk-settles-early", "dead-end", Judge::verifier},
    {"demands-ignored", "served", Judge::replay},
    {"idle-counts-as-unfair", "starved", Judge::verifier},
    {"idle-states-trimmed", "starved", Judge::verifier},
    {"loops-cross", "starved", Judge::verifier},
    {"cut-short-is-complete", "chain", Judge::verifier, "--max-states 100"},
};

/// What is asked of the program: one spec, by its name in this folder.
std::string path_of(std::string_view spec) { return source_dir() + "/tests/planted/" + std::string(spec) + ".rvk"; }

// --- what the program says ----------------------------------------------------------------------

/// One property, and what stands for the verdict.
struct Claim {
    std::string property;
    bool violated = false;
    std::optional<std::string> trace;
    bool operator==(const Claim&) const = default;
};

struct Answer {
    std::vector<Claim> claims;  ///< what is left open is not claimed
    std::string refusal;        ///< why no result is shown
    /// The program replays what it found before it shows it: the interpreter could not follow.
    [[nodiscard]] bool refused_by_replay() const { return refusal.find("disagree about") != std::string::npos; }
    /// The search itself could not follow, with true states for their representatives.
    [[nodiscard]] bool refused_by_itself() const { return refusal.find("step of a trace") != std::string::npos; }
};

Answer answer_of(const nlohmann::json& result) {
    Answer answer;
    if (result.contains("error")) answer.refusal = result["error"];
    for (const auto& property : result["properties"]) {
        const std::string verdict = property["verdict"];
        if (verdict != "holds" && verdict != "violated") continue;
        std::optional<std::string> trace;
        if (!property["trace"].is_null()) trace = property["trace"];
        answer.claims.push_back({property["name"], verdict == "violated", trace});
    }
    return answer;
}

/// Lets the program, in which the fault (if any) is in force, check the spec.
void run_check(const Workplace& place, const Fault& of, bool in_force, const std::string& outputs) {
    std::string before(of.environment);
    before += in_force ? " REVOKE_FAULT=" + std::string(of.name) : without_fault;
    before += " timeout 60";
    const Ran ran = place.run(
        "check '" + path_of(of.spec) + "' --quiet " + outputs + " --threads 1 " + std::string(of.options), before);
    INFO(ran.out << ran.err);
    REQUIRE(ran.code < 4);  // whatever is wrong with it, it does not crash or hang
}

/// What it says. The traces lie in the workplace.
Answer ask(const Workplace& place, const Fault& of, bool in_force) {
    run_check(place, of, in_force, "--json answer.json --traces .");
    REQUIRE(place.has("answer.json"));
    return answer_of(nlohmann::json::parse(place.read("answer.json"))["results"][0]);
}

// --- what is true -------------------------------------------------------------------------------

/// What the reference interpreter says of a spec.
class Truth {
public:
    explicit Truth(std::string_view spec) {
        const program::Program program = check::check(syntax::load(path_of(spec)), {});
        const interpret::SearchResult found = interpret::search(interpret::Interpreter(program));
        REQUIRE(found.complete);
        for (const interpret::Verdict& verdict : found.verdicts)
            violated_[program.properties[verdict.property].name] = verdict.violated;
    }
    [[nodiscard]] bool agrees_with(const Claim& claim) const { return violated_.at(claim.property) == claim.violated; }

private:
    std::map<std::string, bool> violated_;
};

const Truth& truth_of(std::string_view spec) {
    static std::map<std::string_view, Truth> known;
    return known.try_emplace(spec, spec).first->second;
}

bool replays(const Workplace& place, const std::string& trace) {
    return place.run("replay '" + trace + "' >replayed", without_fault).code == 0;
}

/// The claim is in a certificate that was made while the fault was in force, and the verifier accepts it. (With
/// certificates partial order and slicing are off: what errs in them may be right again, and then claims nothing.)
bool certified(const Workplace& place, const Fault& fault, const Claim& claim) {
    run_check(place, fault, true, "--certificate certificates");
    const Ran ran =
        place.shell("for file in certificates/*.rvkc; do " + std::string(without_fault) +
                    " \"$(dirname \"$(dirname \"$revoke_mc\")\")/verify/revoke-mc-verify\" \"$file\"; done");
    INFO(ran.out << ran.err);
    CHECK(ran.code < 126);  // it was there
    return ran.out.find("  " + claim.property + ": verified\n") != std::string::npos;
}

/// Somebody who does not trust the program is not convinced. The one place where that is decided, and by whom.
bool refuted(const Workplace& place, const Fault& fault, const Claim& claim) {
    if (claim.violated) return !claim.trace || !replays(place, *claim.trace);
    return !certified(place, fault, claim);
}

// --- the tests ----------------------------------------------------------------------------------

bool can_run(const Fault& fault) {
#ifdef __x86_64__
    const bool compiles = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;
#else
    const bool compiles = false;
#endif
    return fault.environment != machine_code || compiles;
}

TEST_CASE("Without a fault all that is said of the specs is true", "[planted]") {
    std::set<std::string_view> specs;
    for (const Fault& fault : faults) specs.insert(fault.spec);
    for (const std::string_view spec : specs) {
        const Workplace place;
        const Answer answer = ask(place, {"", spec, Judge::verifier}, false);
        INFO(spec << ": " << answer.refusal);
        CHECK(!answer.claims.empty());
        for (const Claim& claim : answer.claims) {
            INFO(claim.property);
            CHECK(truth_of(spec).agrees_with(claim));
            if (claim.violated) CHECK((claim.trace && replays(place, *claim.trace)));
        }
    }
}

std::vector<Claim> false_claims(const Fault& fault, const Answer& answer) {
    std::vector<Claim> out;
    for (const Claim& claim : answer.claims)
        if (!truth_of(fault.spec).agrees_with(claim)) out.push_back(claim);
    return out;
}

/// Some violation is shown with a trace that does not lead to it.
bool shows_a_wrong_trace(const Workplace& place, const Answer& answer) {
    return std::any_of(answer.claims.begin(), answer.claims.end(), [&](const Claim& claim) {
        return claim.violated && claim.trace && !replays(place, *claim.trace);
    });
}

/// The fault is no dead one, and the judge that the table names is the one that finds it.
void check_judge(const Workplace& place, const Fault& fault, const Answer& answer, const std::vector<Claim>& wrong) {
    switch (fault.judge) {
    case Judge::replay: CHECK((answer.refused_by_replay() || shows_a_wrong_trace(place, answer))); break;
    case Judge::itself: CHECK(answer.refused_by_itself()); break;
    case Judge::verifier:
        CHECK(answer.refusal.empty());
        CHECK(!wrong.empty());
        for (const Claim& claim : wrong) CHECK(!claim.violated);
    }
}

TEST_CASE("Every planted fault is refuted", "[planted]") {
    for (const Fault& fault : faults) {
        if (!can_run(fault)) continue;
        DYNAMIC_SECTION(fault.name) {
            const Workplace place;
            const Answer sound = ask(place, fault, false), faulty = ask(place, fault, true);
            INFO(faulty.refusal);
            CHECK(sound.refusal.empty());
            CHECK(false_claims(fault, sound).empty());
            const std::vector<Claim> wrong = false_claims(fault, faulty);
            check_judge(place, fault, faulty, wrong);
            for (const Claim& claim : wrong) {
                INFO(claim.property);
                CHECK(refuted(place, fault, claim));
            }
        }
    }
}

}  // namespace
}  // namespace revoke_mc::tests
