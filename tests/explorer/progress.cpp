// "Does it come in the end?": trimming of the open region, what is left over, and the shortest way to a fair cycle.
#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/explorer.hpp"
#include "tests/explorer/compare.hpp"
#include "tests/explorer/toy_systems.hpp"

using namespace toy;
using revoke_mc::explorer::Options;
using revoke_mc::explorer::Reason;
using revoke_mc::explorer::Result;
using revoke_mc::explorer::Verdict;
using revoke_mc::system::FairDemand;
namespace inner = revoke_mc::explorer::internal;

namespace {

using Numbers = std::set<std::size_t>;

/// A table with one progress property, and everything that fairness asks for.
struct Promise : Table<2> {
    using Table<2>::Table;
    Numbers triggers, goal_states;
    bool from_start = false;
    std::vector<FairDemand> demands;
    std::vector<Numbers> grants;                             // by demand
    std::set<std::pair<std::size_t, std::size_t>> may_stop;  // state, thread

    [[nodiscard]] bool goal(PropertyId, const std::uint64_t* state, Scratch&) const {
        return goal_states.contains(unpack(state));
    }
    [[nodiscard]] bool trigger(PropertyId, const std::uint64_t* state, Scratch&) const {
        return triggers.contains(unpack(state));
    }
    [[nodiscard]] bool asked_from_start(PropertyId) const { return from_start; }
    [[nodiscard]] bool may_stay(const std::uint64_t* state, ThreadId thread) const {
        return may_stop.contains({unpack(state), thread.number()});
    }
    [[nodiscard]] std::span<const FairDemand> fairness() const { return demands; }
    [[nodiscard]] bool granted(const FairDemand& demand, const std::uint64_t* state, Scratch&) const {
        return grants[demand.code].contains(unpack(state));
    }
};

Promise::Edge edge(std::size_t target, unsigned transition) {
    return {.target = target, .transition = transition, .broken = {}};
}

/// Tables with few and with many fair cycles, deep ones and shallow ones.
class RandomPromise {
public:
    explicit RandomPromise(std::uint64_t seed) : random_(seed), promise_(20 + below(200)) {}

    Promise make() {
        promise_.kinds = {PropertyKind::progress};
        promise_.thread_count = 1 + below(4);
        for (std::size_t i = 0; i < 2 * promise_.thread_count; ++i) {
            promise_.owner.push_back(static_cast<unsigned>(i < promise_.thread_count ? i : some_thread()));
        }
        promise_.from_start = below(4) == 0;
        for (std::size_t i = below(4); i != 0; --i) add_demand();
        back_percent_ = below(4) * 10;
        for (std::size_t state = 0; state < promise_.edges.size(); ++state) fill(state);
        return std::move(promise_);
    }

private:
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
    std::size_t some_thread() { return below(promise_.thread_count); }

    void add_demand() {
        FairDemand demand{.thread = ThreadId{some_thread()},
                          .strong = below(2) == 0,
                          .transitions = decltype(FairDemand::transitions)(promise_.owner.size()),
                          .code = static_cast<std::uint32_t>(promise_.demands.size())};
        for (const TransitionId id : demand.transitions.ids()) demand.transitions[id] = below(2) == 0;
        promise_.demands.push_back(demand);
        promise_.grants.emplace_back();
    }

    void fill(std::size_t state) {
        if (below(4) == 0) promise_.triggers.insert(state);
        if (below(10) == 0) promise_.goal_states.insert(state);
        for (Numbers& granted : promise_.grants)
            if (below(3) == 0) granted.insert(state);
        for (std::size_t thread = 0; thread < promise_.thread_count; ++thread)
            if (below(5) == 0) promise_.may_stop.insert({state, thread});
        for (unsigned transition = 0; transition < promise_.owner.size(); ++transition)
            if (below(10) < 4) promise_.edges[state].push_back(random_edge(state, transition));
    }

    Promise::Edge random_edge(std::size_t state, unsigned transition) {
        const bool back = below(100) < back_percent_;
        const std::size_t last = promise_.edges.size() - 1;
        Promise::Edge edge = ::edge(
            back ? state - below(std::min<std::size_t>(state, 12) + 1) : std::min(last, state + below(5)), transition);
        edge.cut = below(200) == 0;
        return edge;
    }

    std::mt19937_64 random_;
    Promise promise_;
    std::size_t back_percent_ = 0;
};

// --- the oracle ---------------------------------------------------------------------------------

/// The definition, slowly: is there a set of owing states, each of which reaches each inside it, on which every demand
/// is met, or not asked somewhere (weak) or nowhere asked (strong)?
class SlowProgress {
public:
    explicit SlowProgress(const Promise& promise) : promise_(promise) {
        const std::size_t demands = promise.thread_count + promise.demands.size();
        look_.resize(promise.edges.size());
        for (std::size_t state = 0; state < look_.size(); ++state) look_at(state, demands);
    }

    [[nodiscard]] bool violated() const { return some_part_is_fair(owing()); }

private:
    struct Step {
        std::size_t target;
        std::vector<bool> met;
    };
    struct Look {
        std::vector<Step> steps;
        std::vector<bool> asked;
    };

    void look_at(std::size_t state, std::size_t demands) {
        look_[state].asked.resize(demands);
        for (const Promise::Edge& edge : promise_.edges[state]) {
            if (!edge.cut && edge.target == state) continue;
            std::vector<bool> met(demands);
            met[promise_.owner[edge.transition]] = true;
            for (std::size_t i = 0; i < promise_.demands.size(); ++i)
                met[promise_.thread_count + i] = meets(state, edge, i);
            for (std::size_t d = 0; d < demands; ++d) look_[state].asked[d] = look_[state].asked[d] || met[d];
            if (!edge.cut) look_[state].steps.push_back({edge.target, met});
        }
        for (std::size_t t = 0; t < promise_.thread_count; ++t)
            if (promise_.may_stop.contains({state, t})) look_[state].asked[t] = false;
    }

    [[nodiscard]] bool meets(std::size_t state, const Promise::Edge& edge, std::size_t demand) const {
        const FairDemand& fair = promise_.demands[demand];
        if (fair.thread.number() != promise_.owner[edge.transition]) return false;
        if (!fair.strong) return fair.transitions[TransitionId{edge.transition}];
        const Numbers& granted = promise_.grants[demand];
        return !edge.cut && !granted.contains(state) && granted.contains(edge.target);
    }
    [[nodiscard]] bool strong(std::size_t demand) const {
        return demand >= promise_.thread_count && promise_.demands[demand - promise_.thread_count].strong;
    }

    [[nodiscard]] Numbers reach(Numbers from, const Numbers& inside) const {
        std::vector<std::size_t> open(from.begin(), from.end());
        while (!open.empty()) {
            const std::size_t state = open.back();
            open.pop_back();
            for (const Step& step : look_[state].steps)
                if (inside.contains(step.target) && from.insert(step.target).second) open.push_back(step.target);
        }
        return from;
    }

    [[nodiscard]] Numbers owing() const {
        Numbers all, no_goal, starts;
        for (std::size_t state = 0; state < look_.size(); ++state) {
            all.insert(state);
            if (!promise_.goal_states.contains(state)) no_goal.insert(state);
        }
        const Numbers initial(promise_.initial.begin(), promise_.initial.end());
        for (const std::size_t state : promise_.from_start ? initial : reach(initial, all))
            if (no_goal.contains(state) && (promise_.from_start || promise_.triggers.contains(state)))
                starts.insert(state);
        return reach(starts, no_goal);
    }

    [[nodiscard]] bool some_part_is_fair(Numbers states) const {
        while (!states.empty()) {
            const std::size_t first = *states.begin();
            Numbers part;
            for (const std::size_t state : reach({first}, states))
                if (reach({state}, states).contains(first)) part.insert(state);
            if (is_fair(part)) return true;
            for (const std::size_t state : part) states.erase(state);
        }
        return false;
    }

    [[nodiscard]] bool is_fair(const Numbers& part) const {
        Numbers smaller = part;
        for (std::size_t d = 0; d < look_[0].asked.size(); ++d) {
            std::size_t asked = 0;
            bool met = false;
            for (const std::size_t state : part) {
                asked += look_[state].asked[d] ? 1 : 0;
                for (const Step& step : look_[state].steps) met = met || (step.met[d] && part.contains(step.target));
            }
            if (met || asked == 0 || (!strong(d) && asked < part.size())) continue;
            if (!strong(d)) return false;
            std::erase_if(smaller, [&](std::size_t state) { return look_[state].asked[d]; });
        }
        return smaller.size() == part.size() || some_part_is_fair(smaller);
    }

    const Promise& promise_;
    std::vector<Look> look_;
};

// --- ways to decide -----------------------------------------------------------------------------

/// What the pass alone finds, with a given tuning.
std::optional<inner::Lasso<2>> decide(const Promise& promise, unsigned threads, const inner::TrimmingTuning& tuning) {
    Options options;
    options.threads = threads;
    inner::Executor executor(threads);
    inner::Limits limits(options);
    inner::Budget budget(options.max_memory);
    const inner::Questions questions(promise.properties());
    inner::StateTable<2> table(budget, options.max_states);
    inner::Team alone(nullptr, limits);
    inner::Search<Promise> search(promise, questions, table, executor, limits, budget, alone);
    search.run(false);
    const std::uint64_t before = budget.used();
    inner::ProgressPass<Promise> pass(promise, table, executor, limits, budget, tuning);
    auto lasso = pass.decide(PropertyId{0});
    REQUIRE_FALSE(limits.stopping());
    REQUIRE(budget.used() == before);
    return lasso;
}

void require_same_lasso(const std::optional<inner::Lasso<2>>& a, const std::optional<inner::Lasso<2>>& b) {
    REQUIRE(a.has_value() == b.has_value());
    if (!a) return;
    REQUIRE(a->start.state == b->start.state);
    REQUIRE(a->start.level == b->start.level);
    REQUIRE(a->stem == b->stem);
    REQUIRE(a->steps == b->steps);
}

constexpr inner::TrimmingTuning untrimmed{.trims = false};
constexpr inner::TrimmingTuning ways[] = {{}, {.patient = true}, {.group = 1, .patient = true}, {.group = 2}};

struct Tally {
    std::size_t violated = 0, cycles = 0;
};

void compare_all_ways(std::uint64_t seed, Tally& tally) {
    CAPTURE(seed);
    const Promise promise = RandomPromise(seed).make();
    const auto expected = decide(promise, 1, untrimmed);
    REQUIRE(expected.has_value() == SlowProgress(promise).violated());
    for (const inner::TrimmingTuning& way : ways) {
        for (const unsigned threads : {1U, 2U, 5U}) {
            CAPTURE(threads, way.group, way.patient);
            require_same_lasso(decide(promise, threads, way), expected);
        }
    }
    tally.violated += expected ? 1 : 0;
    tally.cycles += expected && expected->stem < expected->steps.size() ? 1 : 0;
}

}  // namespace

TEST_CASE("progress is the same with and without trimming, and as the definition says") {
    Tally tally;
    constexpr std::size_t runs = 100;
    for (std::uint64_t seed = first_seed(); seed < first_seed() + runs; ++seed) compare_all_ways(seed, tally);
    CHECK(tally.violated > runs / 10);
    CHECK(tally.violated < runs * 9 / 10);
    CHECK(tally.cycles > runs / 20);
}

TEST_CASE("progress is the same with and without trimming in thousands of tables", "[.soak]") {
    Tally tally;
    for (std::uint64_t seed = first_seed(); seed < first_seed() + 3000; ++seed) compare_all_ways(seed, tally);
}

namespace {

/// One counter that comes to its end, which is what is promised, beside one that goes round for ever.
struct Race : Plain {
    static constexpr std::size_t words = 2;
    std::uint64_t end = 100, round = 1000;

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return {0, 0}; }
    [[nodiscard]] std::size_t threads() const { return 2; }
    [[nodiscard]] std::size_t transitions() const { return 2; }
    [[nodiscard]] bool at_rest(const std::uint64_t*, ThreadId) const { return true; }
    [[nodiscard]] ThreadId thread_of(TransitionId transition) const { return ThreadId{transition.number()}; }
    template <class Sink>
    void successors(const std::uint64_t* state, Scratch&, const Sink& sink) const {
        const std::uint64_t on[] = {state[0] + 1, state[1]}, around[] = {state[0], (state[1] + 1) % round};
        if (state[0] != end) sink(Step{.transition = TransitionId{0U}, .successor = on, .broken = {}});
        sink(Step{.transition = TransitionId{1U}, .successor = around, .broken = {}});
    }
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t* state, Scratch&) const { return state[0] == end; }
    [[nodiscard]] bool trigger(PropertyId, const std::uint64_t* state, Scratch&) const { return state[0] == 0; }
    [[nodiscard]] bool asked_from_start(PropertyId) const { return false; }
    [[nodiscard]] bool may_stay(const std::uint64_t* /*state*/, ThreadId /*thread*/) const { return false; }
    [[nodiscard]] std::span<const FairDemand> fairness() const { return {}; }
    [[nodiscard]] bool granted(const FairDemand&, const std::uint64_t*, Scratch&) const { return false; }
};

struct Cost {
    bool violated = false;
    Reason reason = Reason::none;
    std::uint64_t states = 0;
    std::uint64_t bytes = 0;  ///< at most, beside the table
};

/// What deciding takes, on an account of its own.
Cost cost_of(const Race& race, unsigned threads, const inner::TrimmingTuning& tuning, std::uint64_t most_bytes) {
    Options options;
    options.threads = threads;
    inner::Executor executor(threads);
    inner::Limits limits(options);
    inner::Budget budget(options.max_memory), own(most_bytes);
    const inner::Questions questions(race.properties());
    inner::StateTable<2> table(budget, options.max_states);
    inner::Team alone(nullptr, limits);
    inner::Search<Race>(race, questions, table, executor, limits, budget, alone).run(false);
    const bool violated =
        inner::ProgressPass<Race>(race, table, executor, limits, own, tuning).decide(PropertyId{0}).has_value();
    CHECK(own.used() == 0);
    return {violated, limits.reason(), table.size(), own.peak()};
}

}  // namespace

TEST_CASE("what holds is decided in sixteen bytes a state") {
    Race race;
    race.kinds = {PropertyKind::progress};
    const unsigned threads = GENERATE(1U, 2U, 5U);
    constexpr std::uint64_t all = ~std::uint64_t{0};
    const Cost trimmed = cost_of(race, threads, {}, all);
    CHECK_FALSE(trimmed.violated);
    CHECK(trimmed.reason == Reason::none);
    CHECK(trimmed.states == 101 * 1000);
    CHECK(trimmed.bytes <= 16 * trimmed.states);
    // Without trimming that is not enough.
    const Cost untrimmed_cost = cost_of(race, threads, untrimmed, all);
    CHECK_FALSE(untrimmed_cost.violated);
    CHECK(untrimmed_cost.bytes > 48 * untrimmed_cost.states);
    CHECK(cost_of(race, threads, untrimmed, 16 * trimmed.states).reason == Reason::memory);
    const Cost limited = cost_of(race, threads, {}, 16 * trimmed.states);
    CHECK(limited.reason == Reason::none);
    CHECK_FALSE(limited.violated);
    // And what is too little is said.
    CHECK(cost_of(race, threads, {}, 4 * trimmed.states).reason == Reason::memory);
}

TEST_CASE("a promise that is broken at the end of a long way") {
    Race race;
    race.kinds = {PropertyKind::progress};
    race.round = 50;
    race.end = 100;
    struct Stops : Race {
        [[nodiscard]] bool may_stay(const std::uint64_t* state, ThreadId thread) const {
            return thread.number() == 0 && state[0] == 70;
        }
    };
    Stops stops;
    static_cast<Race&>(stops) = race;
    Options options;
    options.threads = GENERATE(1U, 2U, 5U);
    const Result result = revoke_mc::explorer::explore(stops, options);
    REQUIRE(result.properties[0].verdict == Verdict::violated);
    CHECK(result.properties[0].level == 70);
    const auto& trace = *result.properties[0].trace;
    CHECK(trace.cycle_start == 70U);
    CHECK(trace.steps.size() == 120);
}

TEST_CASE("steps that cross from one component of values to another") {
    inner::Budget budget(std::uint64_t{1} << 30);
    using State = std::array<std::uint64_t, 2>;
    const State a{1, 7}, b{2, 7}, c{3, 7}, d{3, std::uint64_t{9} << 60};
    inner::Crossings<2> crossings(budget), more(budget);
    crossings.note(a.data(), b.data());
    more.note(b.data(), a.data());
    more.note(b.data(), c.data());
    more.note(c.data(), d.data());
    SECTION("a loop, and steps that leave it") {
        crossings += more;
        crossings.close();
        CHECK_FALSE(crossings.crosses(a.data(), b.data()));
        CHECK_FALSE(crossings.crosses(b.data(), a.data()));
        CHECK(crossings.crosses(b.data(), c.data()));
        CHECK(crossings.crosses(c.data(), d.data()));
        CHECK_FALSE(crossings.crosses(d.data(), c.data()));  // nobody has seen it
    }
    SECTION("too many values are no values") {
        for (std::uint64_t i = 10; i < 50000; ++i) {
            const State from{i, 7}, to{i + 1, 7};
            more.note(from.data(), to.data());
        }
        crossings += more;
        crossings.close();
        CHECK_FALSE(crossings.crosses(b.data(), c.data()));
        CHECK(crossings.crosses(c.data(), d.data()));
    }
}
