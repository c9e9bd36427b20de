// The generator of the whole language: nearly all that it writes is accepted, and what is left is worth comparing.
#include <cstdlib>
#include <iostream>

#include <catch2/catch.hpp>

#include "model/language/syntax/loader.hpp"
#include "tests/random/generate.hpp"
#include "tests/random/table.hpp"
#include "tests/random/whole.hpp"

using namespace revoke_mc;

TEST_CASE("random specs of the whole language are accepted, and lose little on the way") {
    std::size_t nodes = 0, dropped = 0;
    for (const std::uint64_t seed : random_specs::seeds(1, 300)) {
        const random_specs::whole::Made made = random_specs::whole::generate(seed);
        const std::string text = random_specs::to_text(made.spec);
        INFO("seed " << seed << "\n" << made.complaint << "\n" << text);
        CHECK(made.complaint.empty());
        nodes += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        dropped += static_cast<std::size_t>(made.dropped);
    }
    CHECK(dropped < nodes / 10);
}

// For people: REVOKE_SEED=7 test_random "[.show]"
TEST_CASE("show a random spec of the whole language", "[.show]") {
    for (const std::uint64_t seed : random_specs::seeds(1, 1))
        std::cout << random_specs::to_text(random_specs::whole::generate(seed).spec) << '\n';
}

TEST_CASE("show what the checker refuses of random specs", "[.refused]") {
    for (const std::uint64_t seed : random_specs::seeds(1, 100))
        for (const std::string& complaint : random_specs::whole::generate(seed).refusals)
            std::cout << complaint << '\n';
}

// For people: the table of tests/random/README.md. REVOKE_RUNS=5000 test_random "[.table]"
TEST_CASE("show what random specs of the whole language use where", "[.table]") {
    random_specs::Usage usage;
    for (const std::uint64_t seed : random_specs::seeds(1, 2000)) {
        const std::string text = random_specs::to_text(random_specs::whole::generate(seed).spec);
        usage.add(syntax::load_text("random.rvk", text).files.back());
    }
    for (const random_specs::Table* table : usage.tables()) {
        std::cout << table->markdown() << '\n';
        for (const std::string& hole : table->holes()) std::cerr << "never: " << hole << '\n';
    }
}
