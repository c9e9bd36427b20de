// Random specs: proofs for every number of instances against what they stand on.
//
// A component of a random spec gets as many instances as a parameter says. Then each step must be about as many
// instances as the analysis of its code says (tests/support/any_number.hpp), what is broken with few instances must not
// be excluded, and the closure of views must be what its definition says, where that is small enough to be carried out.
#include "tests/support/any_number.hpp"

#include <regex>

#include "explorer/base/limits.hpp"
#include "tests/random/campaign.hpp"
#include "tests/random/whole.hpp"

using namespace revoke_mc;

namespace {

/// The first component with several instances that are not numbered has N of them, or all of these have; empty: there
/// is none, or no second one.
std::string counted(const std::string& text, bool all) {
    static const std::regex instances(R"((importer|exporter|user)(\s+\w+\s*)\[\s*\d+\s*\](?!\s*ordered))");
    static const std::regex title(R"(spec\s+"[^"]*"\s*;)");
    const auto count = std::distance(std::sregex_iterator(text.begin(), text.end(), instances), std::sregex_iterator());
    if (count < (all ? 2 : 1)) return {};
    const auto which = all ? std::regex_constants::format_default : std::regex_constants::format_first_only;
    const std::string out = std::regex_replace(text, instances, "$1$2[NUMBER]", which);
    return std::regex_replace(out, title, "$& param NUMBER in 1..8 = 2;", std::regex_constants::format_first_only);
}

struct Tally {
    std::size_t specs = 0, applicable = 0, split = 0, wide = 0, excluded = 0, suspected = 0, composite = 0,
                by_definition = 0;
    std::map<std::string, std::size_t> reasons;
};

std::string text_of(const Tally& tally) {
    const auto number = [](const char* what, std::size_t count) { return what + std::to_string(count); };
    return number("specs ", tally.specs) + number(", applicable ", tally.applicable) +
           number(", of these with several components ", tally.composite) + number(", wide ", tally.wide) +
           number(", with counters ", tally.split) + number(", excluded ", tally.excluded) +
           number(", suspected ", tally.suspected) + number(", closed by definition ", tally.by_definition);
}

std::string unsound(const lower::FamilyOf& of, const tests::Decision& decision) {
    for (const std::uint32_t size : {1U, 2U, 3U, 4U, 5U}) {
        bool complete = false;
        for (const std::string& name : tests::broken_with(of, size, complete, 5'000))
            if (decision.excluded.contains(name))
                return name + " is excluded, and broken with " + std::to_string(size) + " instances";
    }
    return {};
}

/// The closure against its definition, where that is small enough to be carried out.
std::string unlike_definition(lower::FamilyOf of, std::uint32_t k, Tally& tally) {
    const tests::Decision decision = tests::decide(of, k, nullptr, 1, 20'000);
    if (!decision.not_applicable.empty() || decision.closure.status != explorer::Status::complete ||
        decision.closure.views > 300 || decision.widest > 3)
        return {};
    of.whole = decision.whole;
    const tests::PlainClosure plain = tests::close_plainly(of, k);
    ++tally.by_definition;
    if (decision.closure.views != plain.views)
        return std::to_string(decision.closure.views) + " views of " + std::to_string(k) + ", and by definition " +
               std::to_string(plain.views);
    std::string out;
    for (const std::string& name : plain.suspected)
        if (!decision.suspected.contains(name) && !decision.not_judged.contains(name))
            out += "views of " + std::to_string(k) + " do not see what is suspected by definition: " + name + "\n";
    for (const std::string& name : decision.suspected)
        if (!plain.suspected.contains(name))
            out += "views of " + std::to_string(k) + " suspect what is not by definition: " + name + "\n";
    return out;
}

/// `all`: of the components with several instances.
std::string difference_of(const std::string& text, std::uint64_t seed, bool all, Tally& tally) {
    const std::string with_parameter = counted(text, all);
    if (with_parameter.empty()) return {};
    const limits::Scope scope({.max_memory = std::uint64_t{2} << 30});
    try {
        const syntax::Loaded loaded = syntax::load_text("random.rvk", with_parameter);
        const lower::FamilyOf of{loaded, "NUMBER"};
        ++tally.specs;
        const tests::DeletionReport deletion = tests::check_deletion(of, 4, 60, seed);
        if (!deletion.not_applicable.empty()) {
            ++tally.reasons[deletion.not_applicable.substr(0, 60)];
            return {};
        }
        ++tally.applicable;
        tally.composite += all ? 1 : 0;
        if (!deletion.fault.empty()) return deletion.fault;
        const tests::Decision decision = tests::decide(of, 1, nullptr, 1, 50'000);
        tally.split += decision.split.empty() ? 0 : 1;
        tally.wide += decision.widest > 1 ? 1 : 0;
        tally.excluded += decision.excluded.size();
        tally.suspected += decision.suspected.size();
        for (const std::uint32_t k : {1U, 2U})
            if (std::string found = unlike_definition(of, k, tally); !found.empty()) return found;
        return unsound(of, decision);
    } catch (const syntax::SpecError&) {
        return {};
    } catch (const limits::Exhausted&) {  // with many instances a step may be too much to write down
        return {};
    } catch (const std::invalid_argument& broken) {  // the family and what closes it disagree
        return broken.what();
    }
}

std::string difference_of(const std::string& text, std::uint64_t seed, Tally& tally) {
    for (const bool all : {false, true})
        if (std::string found = difference_of(text, seed, all, tally); !found.empty())
            return found + "\n" + counted(text, all);
    return {};
}

void check_random(std::size_t runs, const random_specs::Shape& shape) {
    Tally tally;
    random_specs::campaign(
        runs, shape, [&](const std::string& text, std::uint64_t seed) { return difference_of(text, seed, tally); });
    for (const auto& [reason, times] : tally.reasons) UNSCOPED_INFO(times << " times: " << reason);
    INFO(text_of(tally));
    if (!random_specs::is_whole(runs)) return;
    CHECK(tally.applicable >= runs / 20);
    CHECK(tally.wide >= runs / 50);
    CHECK(tally.excluded >= runs / 10);
    CHECK(tally.by_definition >= runs / 20);
}

void check_whole(std::size_t runs) {
    Tally tally;
    for (const std::uint64_t seed : random_specs::seeds(1, runs)) {
        const std::string text = to_text(random_specs::whole::generate(seed).spec);
        const std::string found = difference_of(text, seed, tally);
        if (!found.empty()) FAIL_CHECK("seed " << seed << "\n" << found);
    }
    for (const auto& [reason, times] : tally.reasons) UNSCOPED_INFO(times << " times: " << reason);
    INFO(text_of(tally));
    CHECK(tally.specs >= tally.applicable);
}

}  // namespace

TEST_CASE("what is broken in random specs is not excluded for every number", "[any]") { check_random(150, {}); }

TEST_CASE("what is broken in random specs of the whole language is not excluded for every number", "[any]") {
    check_whole(60);
}

TEST_CASE("thousands of random specs for every number", "[.soak][any]") {
    check_random(3000, {});
    check_random(1000, {.library = true});
    check_whole(2000);
}
