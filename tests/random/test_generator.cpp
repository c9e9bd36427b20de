// The generator of random specs itself: every text is a spec, most are small enough to search and
// big enough to mean something, and the shrinker keeps what fails.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "tests/random/generate.hpp"

using namespace revoke_mc;

namespace {

program::Program checked(const std::string& text) { return check::check(syntax::load_text("random.rvk", text), {}); }

std::string complaint(const std::string& text) {
    try {
        (void)checked(text);
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("random specs check without errors") {
    for (const bool library : {false, true})
        for (const std::uint64_t seed : random_specs::seeds(1, 400)) {
            const std::string text = random_specs::to_text(random_specs::generate(seed, {.library = library}));
            INFO("seed " << seed << (library ? " (library)\n" : "\n") << text);
            REQUIRE(complaint(text).empty());
        }
}

TEST_CASE("the same seed gives the same spec") {
    CHECK(random_specs::to_text(random_specs::generate(7)) == random_specs::to_text(random_specs::generate(7)));
    CHECK(random_specs::to_text(random_specs::generate(7)) != random_specs::to_text(random_specs::generate(8)));
}

TEST_CASE("many random specs have a graph worth comparing") {
    std::size_t complete = 0, worthwhile = 0, count = 0;
    for (const std::uint64_t seed : random_specs::seeds(1, 100)) {
        const program::Program program = checked(random_specs::to_text(random_specs::generate(seed)));
        const interpret::Interpreter interpreter(program);
        const interpret::SearchResult result = interpret::search(interpreter, {.state_limit = 2000});
        ++count;
        complete += result.complete ? 1 : 0;
        worthwhile += result.states >= 10 ? 1 : 0;
    }
    if (count < 100) return;
    CHECK(complete >= 50);
    CHECK(worthwhile >= 50);
}

TEST_CASE("shrinking keeps what fails and drops the rest") {
    const auto fails = [](const std::string& text) {
        return text.find("mutex_lock") != std::string::npos && complaint(text).empty();
    };
    std::uint64_t seed = 1;
    while (!fails(random_specs::to_text(random_specs::generate(seed)))) ++seed;
    const random_specs::Node big = random_specs::generate(seed);
    const std::string small = random_specs::to_text(random_specs::shrink(big, fails));
    CHECK(fails(small));
    CHECK(small.size() < random_specs::to_text(big).size() / 3);
}
