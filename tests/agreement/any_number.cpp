// "holds for every N" against plain searches of few instances: of the specs of the repository, and of mutants of them.
#include "checker/any_number.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "checker/internal/contents.hpp"
#include "checker/internal/search.hpp"
#include "model/language/mutate/mutants.hpp"
#include "model/language/program/names.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/any_number.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

using Names = std::set<std::string>;

/// How much is tried.
struct Effort {
    std::uint32_t sizes = 3;  ///< 1 to so many instances
    std::chrono::seconds closing{1}, searching{1};
    std::uint64_t most_states = 50'000;
    std::size_t one_of = 5;  ///< of so many mutants
};
const Effort long_effort{5, std::chrono::seconds{60}, std::chrono::seconds{30}, 20'000'000, 1};

/// What a search with so many instances finds broken, with all reductions; `complete`: it saw all.
Names broken(const lower::FamilyOf& of, std::uint32_t size, const Effort& effort, bool& complete) {
    auto set = of.others;
    set[of.parameter] = size;
    const program::Program program = check::check(of.loaded, set, {of.parameter});
    explorer::Options options;
    options.timeout = effort.searching;
    options.max_states = effort.most_states;
    const checker::SearchOutcome found = checker::search(program, options, reduce::everything);
    complete = found.status == explorer::Status::complete;
    Names out;
    for (const program::PropertyId p : program.properties.ids())
        if (found.properties[p].verdict == explorer::Verdict::violated)
            out.insert(program::name_for_all(program.properties[p].name));
    return out;
}

Names common(const Names& a, const Names& b) {
    Names out;
    std::ranges::set_intersection(a, b, std::inserter(out, out.end()));
    return out;
}

/// Of those, what some search finds broken. A size that is not searched to the end is the last one.
Names refuted(const Names& claimed, const lower::FamilyOf& of, const Effort& effort) {
    Names out;
    bool complete = true;
    for (std::uint32_t size = 1; size <= effort.sizes && complete && !claimed.empty(); ++size) try {
            out.merge(common(claimed, broken(of, size, effort, complete)));
        } catch (const syntax::SpecError&) {  // it names instances that are not there
        }
    return out;
}

Names held(const checker::AnyNumber& result) {
    Names out;
    for (const checker::AnyNumberProperty& property : result.properties)
        if (property.answer == checker::Answer::holds) out.insert(property.name);
    return out;
}

std::size_t look_at(const std::filesystem::path& path, const Effort& effort) {
    std::size_t claims = 0;
    const checker::Spec spec(path.string());
    for (const program::Parameter& parameter : spec.program().parameters) {
        if (parameter.boolean) continue;
        checker::AnyNumberOptions options;
        options.limits.deadline = checker::Clock::now() + effort.closing;
        const Names claimed = held(checker::check_any_number(spec, parameter.name, options));
        claims += claimed.size();
        INFO(path.string() << ", every " << parameter.name);
        CHECK(refuted(claimed, {spec.contents().loaded, parameter.name}, effort) == Names{});
    }
    return claims;
}

/// Mutants that die with few instances must not be proved for every number.
std::size_t look_at_mutants(const char* path, const Effort& effort) {
    const syntax::Loaded loaded = syntax::load(tests::source_dir() + "/" + path);
    std::size_t died = 0, number = 0;
    for (const mutate::Mutant& mutant : mutate::mutants(loaded)) try {
            if (number++ % effort.one_of != 0) continue;
            INFO(path << ": " << mutant.id);
            const syntax::Loaded changed = mutate::apply(loaded, mutant);
            const lower::FamilyOf of{changed, "N"};
            const tests::Decision decision = tests::decide(of, 2, nullptr, 1, 2'000'000);
            Names all = decision.excluded;
            all.insert(decision.suspected.begin(), decision.suspected.end());
            const Names dead = refuted(all, of, effort);
            died += dead.empty() ? 0 : 1;
            CHECK(common(dead, decision.excluded) == Names{});
        } catch (const syntax::SpecError&) {  // no program
        }
    return died;
}

}  // namespace

TEST_CASE("what holds for every number is not broken with few, in specs", "[any]") {
    std::size_t claims = 0;
    for (const auto& path : tests::all_specs({"specs/contract", "specs/locks", "specs/bugs"}))
        claims += look_at(path, {});
    CHECK(claims >= 300);  // 400 and more where nobody is short of time
}

TEST_CASE("mutants that die with few instances are not proved for every number", "[any]") {
    CHECK(look_at_mutants("specs/drivers/vfio-rdma-revocable.rvk", {}) >= 5);
}

TEST_CASE("all specs for every number against searches with up to five instances", "[.soak][any]") {
    std::size_t claims = 0;
    for (const auto& path : tests::all_specs()) claims += look_at(path, long_effort);
    CHECK(claims >= 1000);
}

TEST_CASE("all mutants of driver pairs for every number", "[.soak][any]") {
    Effort effort = long_effort;
    effort.sizes = 4;
    for (const char* path : {"specs/drivers/vfio-iommufd.rvk", "specs/drivers/amdgpu-mlx5.rvk"})
        CHECK(look_at_mutants(path, effort) >= 20);
}
