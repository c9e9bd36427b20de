// States on their way to other ranks: written and read, and what is cut off.
#include "explorer/store/state_bytes.hpp"

#include <random>

#include <catch2/catch.hpp>

#include "explorer/search/owner.hpp"
#include "tests/mpi/ranks_as_threads.hpp"

using namespace revoke_mc::explorer;
using namespace revoke_mc::explorer::internal;

namespace {

template <std::size_t Words>
void write_and_read() {
    std::mt19937_64 random(1);
    std::vector<StateArray<Words>> states(500);
    std::vector<std::uint32_t> labels(states.size());
    Block block(9);
    StateWriter<Words> writer;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (i % 50 != 0) states[i] = states[i - 1];
        states[i][random() % Words] ^= random() >> (random() % 64);
        labels[i] = static_cast<std::uint32_t>(random() >> (random() % 33 + 31));
        writer.add(block, states[i], labels[i]);
    }
    StateReader<Words> reader(block, 9);
    StateArray<Words> state;
    std::uint32_t label = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
        REQUIRE_FALSE(reader.at_end());
        reader.next(state, label);
        REQUIRE(state == states[i]);
        REQUIRE(label == labels[i]);
    }
    CHECK(reader.at_end());
    block.pop_back();
    StateReader<Words> cut(block, 9);
    CHECK_THROWS_AS(
        [&] {
            for (;;) cut.next(state, label);
        }(),
        BadCheckpoint);
}

}  // namespace

TEST_CASE("states come back from bytes") {
    write_and_read<1>();
    write_and_read<2>();
    write_and_read<8>();
    write_and_read<24>();
}

TEST_CASE("ranks own equal shares, and a changed word changes the sum as it should") {
    toy::Crew crew(5);
    const Owners owners(crew[0]);
    std::array<unsigned, 5> shares{};
    StateArray<3> state{};
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        state = {i % 17, i / 17, 5};
        ++shares[owners.of(Owners::sum<3>(state.data()))];
    }
    for (const unsigned share : shares) {
        CHECK(share > 3'800);
        CHECK(share < 4'200);
    }
    const std::uint64_t before = Owners::sum<3>(state.data());
    const std::uint64_t changed = before - Owners::share(1, state[1]) + Owners::share(1, 99);
    state[1] = 99;
    CHECK(changed == Owners::sum<3>(state.data()));
}
