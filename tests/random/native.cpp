// Random specs: machine code against the interpreter of programs.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/random/campaign.hpp"
#include "tests/support/native_agreement.hpp"

using namespace revoke_mc;

namespace {

/// "" if all is well, or if the spec is refused.
std::string difference_of(const std::string& text, std::size_t& compiled) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        const lower::Lowered lowered = lower::lower(program);
        const tests::NativeAgreement agreement = tests::compare_native(lowered.model(), 1500);
        if (agreement.compiled) ++compiled;
        return agreement.difference;
    } catch (const syntax::SpecError&) {
        return "";
    }
}

void compare_random(std::size_t runs, bool library) {
    std::size_t compiled = 0;
    random_specs::campaign(runs, {.library = library},
                           [&](const std::string& text, std::uint64_t) { return difference_of(text, compiled); });
    if (random_specs::is_whole(runs) && tests::has_native_code()) CHECK(compiled >= runs / 2);
}

}  // namespace

TEST_CASE("machine code and the interpreter of programs agree on random specs") {
    compare_random(300, false);
    compare_random(100, true);
}

TEST_CASE("machine code and the interpreter of programs agree on thousands of random specs", "[.soak]") {
    compare_random(6000, false);
    compare_random(2000, true);
}
