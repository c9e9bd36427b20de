// Guessing sizes: of sets whose size is known, and of a graph that walks cannot cover.
#include <random>

#include <catch2/catch.hpp>

#include "explorer/foresight.hpp"

using namespace revoke_mc;
using explorer::internal::Column;
using explorer::internal::log_size;
using explorer::internal::LogSize;

namespace {

struct Range {
    double low, high;
};

Range sizes(const std::vector<Column>& columns) {
    const LogSize size = log_size(columns);
    return {std::exp(size.mean), std::exp(size.mean + size.variance / 2)};
}

/// Counters that turn one by one, a chain of them if `linked`: each may only be as far as the one before it.
class Counters {
public:
    static constexpr std::size_t words = 1;
    static constexpr std::uint32_t count = 6, values = 8;
    struct Scratch {
        std::uint64_t next = 0;
    };

    explicit Counters(bool linked) : linked_(linked) {}
    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return {0}; }
    [[nodiscard]] std::span<const system::PropertyKind> properties() const { return {}; }
    [[nodiscard]] std::size_t threads() const { return count; }
    [[nodiscard]] std::size_t transitions() const { return 2 * count; }
    [[nodiscard]] bool at_rest(const std::uint64_t*, system::ThreadId) const { return true; }
    [[nodiscard]] system::ThreadId thread_of(system::TransitionId t) const { return system::ThreadId{t.number() / 2}; }
    [[nodiscard]] bool goal(system::PropertyId, const std::uint64_t*, Scratch&) const { return true; }
    [[nodiscard]] bool forbidden(system::PropertyId, system::TransitionId) const { return false; }
    template <class F>
    void broken_in(const std::uint64_t*, Scratch&, F&&) const {}
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch& scratch, Sink&& sink) const {
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t here = value(*state, i);
            const std::uint64_t most = linked_ && i > 0 ? value(*state, i - 1) : values - 1;
            const std::uint64_t least = linked_ && i + 1 < count ? value(*state, i + 1) : 0;
            scratch.next = *state + (std::uint64_t{1} << 3 * i);
            if (here < most) sink(system::Step{system::TransitionId{2 * i}, &scratch.next, {}, false});
            scratch.next = *state - (std::uint64_t{1} << 3 * i);
            if (here > least) sink(system::Step{system::TransitionId{2 * i + 1}, &scratch.next, {}, false});
        }
    }
    static std::vector<system::Field> fields() {
        std::vector<system::Field> out;
        for (std::uint32_t i = 0; i < count; ++i) out.push_back({0, static_cast<std::uint8_t>(3 * i), 3, 0});
        return out;
    }

private:
    static std::uint64_t value(std::uint64_t state, std::uint32_t i) { return state >> 3 * i & 7; }
    bool linked_;
};
static_assert(system::TransitionSystem<Counters>);

void check_within(double factor, double truth, bool linked, std::size_t samples) {
    const std::vector<system::Field> fields = Counters::fields();
    const explorer::Guess guess = explorer::estimate(Counters(linked), fields, {.samples = samples});
    CAPTURE(guess.states, guess.low, guess.high, truth);
    CHECK(guess.sampled == samples);
    CHECK(guess.states > truth / factor);
    CHECK(guess.states < truth * factor);
    CHECK(guess.low <= guess.states);
    CHECK(guess.states <= guess.high);
}

}  // namespace

TEST_CASE("variables that have nothing to do with each other multiply") {
    std::mt19937 dice(1);
    std::vector<Column> columns(3);
    for (std::size_t i = 0; i < 5000; ++i)
        for (Column& column : columns) column.push_back(static_cast<std::uint32_t>(dice() % 50));
    const Range found = sizes(columns);
    CHECK(found.low == Approx(125'000).epsilon(0.1));
    CHECK(found.high == Approx(125'000).epsilon(0.1));
}

TEST_CASE("variables that follow from each other do not") {
    std::mt19937 dice(1);
    std::vector<Column> columns(4);
    for (std::size_t i = 0; i < 5000; ++i) {
        const auto x = static_cast<std::uint32_t>(dice() % 40), y = static_cast<std::uint32_t>(dice() % 40);
        columns[0].push_back(x);
        columns[1].push_back(y);
        columns[2].push_back((x * 7 + 3) % 40);
        columns[3].push_back(x < 20 ? 1 : 0);
    }
    CHECK(sizes(columns).low == Approx(1600).epsilon(0.1));
    columns.push_back(Column(5000, 9));  // a constant says nothing
    CHECK(sizes(columns).high == Approx(1600).epsilon(0.1));
}

TEST_CASE("a large graph is guessed from few of its states") {
    check_within(2, 262'144, false, 5000);  // 8^6
    check_within(2, 1716, true, 500);       // 13 over 6: non-increasing sequences of 6 of 8 values
}

TEST_CASE("the same seed guesses the same") {
    const std::vector<system::Field> fields = Counters::fields();
    const auto once = [&](std::uint64_t seed) {
        return explorer::estimate(Counters(false), fields, {.samples = 300, .seed = seed}).states;
    };
    CHECK(once(7) == once(7));
    CHECK(once(7) != once(8));
}

TEST_CASE("a graph that is used up ends the walks") {
    const std::vector<system::Field> fields = Counters::fields();
    const explorer::Guess guess = explorer::estimate(Counters(true), fields, {.samples = 100'000});
    CHECK(guess.sampled <= 1716);
    CHECK(guess.states >= static_cast<double>(guess.sampled));
}

TEST_CASE("whoever watches a long search is told how many states to expect, as long as it can be so") {
    const Counters system(false);
    std::vector<explorer::Progress> seen;
    const auto watch = explorer::with_foresight(system, Counters::fields(),
                                                [&](const explorer::Progress& now) { seen.push_back(now); });
    watch({.states = 10, .seconds = 0.5});
    watch({.states = 1'000, .seconds = 1.5});
    watch({.states = 2'000'000, .seconds = 90});
    watch({.phase = explorer::Phase::traces, .states = 1'000, .seconds = 91});
    REQUIRE(seen.size() == 4);
    CHECK(seen[0].expected == 0);
    CHECK(seen[1].expected > 262'144 / 4.0);
    CHECK(seen[1].expected < 262'144 * 4.0);
    CHECK(seen[1].states == 1'000);
    CHECK(seen[2].expected == 0);
    CHECK(seen[3].expected == 0);
    CHECK(!explorer::with_foresight(system, Counters::fields(), {}));
}

/// The same counters where only one of each pair of mirrored states is kept.
class Mirrored : public Counters {
public:
    Mirrored() : Counters(false) {}
    [[nodiscard]] static bool renames() { return true; }
    static void canonicalize(std::uint64_t* state) { *state = std::min(*state, *state ^ 0777777); }
};

static_assert(system::HasSymmetry<Mirrored>);

TEST_CASE("representatives are counted, not all that they stand for") {
    const Mirrored system;
    const explorer::Guess guess = explorer::estimate(system, Counters::fields(), {.samples = 5000});
    CHECK(guess.states > 131'072 / 2.0);
    CHECK(guess.states < 131'072 * 1.5);
}
