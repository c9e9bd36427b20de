// Runs a test on many random specs, and makes the ones that fail small.
#pragma once

#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/random/generate.hpp"

namespace revoke_mc::random_specs {

inline bool refused(const std::string& difference) { return difference.rfind("error:", 0) == 0; }

/// A loop without a step, a reference that depends on a choice, a call of what a component lacks, too much in one step.
inline bool only_the_lowering_can_tell(const std::string& complaint) {
    const auto says = [&](const char* words) { return complaint.find(words) != std::string::npos; };
    return says("without a step") || says("must be settled") || says("has no function") ||
           says("too large to be one step");
}

/// difference(program) of a random text; "error: ..." if a spec is refused that should not be, nothing if it is by a
/// rule that only the lowering can see, for then there is nothing to compare.
template <class Difference>
std::string of_program(const std::string& text, const Difference& difference) {
    try {
        return difference(check::check(syntax::load_text("random.rvk", text), {}));
    } catch (const syntax::SpecError& error) {
        const std::string what = error.what();
        return only_the_lowering_can_tell(what) ? "" : "error: " + what;
    }
}

/// Calls difference(text, seed) for each spec: what is wrong with it, or an empty string. What is wrong
/// is shrunk, as long as anything is wrong with it, and reported; but not what begins with "error:", a spec
/// that was refused, since nearly every piece of it would be refused as well.
template <class Difference>
void campaign(std::size_t runs, const Shape& shape, const Difference& difference) {
    for (const std::uint64_t seed : seeds(1, runs)) {
        const Node spec = generate(seed, shape);
        const std::string found = difference(to_text(spec), seed);
        if (found.empty()) continue;
        const auto fails = [&](const std::string& text) {
            const std::string now = difference(text, seed);
            return !now.empty() && !refused(now);
        };
        const std::string small = to_text(refused(found) ? spec : shrink(spec, fails));
        FAIL_CHECK("seed " << seed << (shape.library ? " (library)\n" : "\n") << difference(small, seed) << '\n'
                           << small);
    }
}

/// All the specs that the test asks for were run, and they are many: then most of them can be expected to have been
/// good for something.
inline bool is_whole(std::size_t runs) {
    return runs >= 50 && std::getenv("REVOKE_RUNS") == nullptr && std::getenv("REVOKE_SEED") == nullptr;
}

}  // namespace revoke_mc::random_specs
