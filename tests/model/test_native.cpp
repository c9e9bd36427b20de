// Machine code: the same answers as the interpreter of programs, on every spec and on programs that
// no spec would give.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "explorer/native/guards.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/native_agreement.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;
using system::Instruction;
using system::Opcode;
using system::PackedModel;

namespace {

void compare_specs(std::size_t state_limit) {
    std::size_t compared = 0;
    for (const auto& path : tests::all_specs()) {
        const program::Program program = check::check(syntax::load(path), {});
        const lower::Lowered lowered = lower::lower(program);
        const tests::NativeAgreement agreement = tests::compare_native(lowered.model(), state_limit);
        INFO(path.string());
        CHECK(agreement.difference.empty());
        if (!agreement.difference.empty()) UNSCOPED_INFO(agreement.difference);
        CHECK(agreement.compiled == tests::has_native_code());
        CHECK(agreement.steps > 0);
        ++compared;
    }
    CHECK(compared >= 60);
}

Instruction make(Opcode op, int a, int b = 0, int c = 0, std::int32_t imm = 0, std::uint64_t mask = 0,
                 std::uint64_t value = 0) {
    return {op,   static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b), static_cast<std::uint8_t>(c), imm, mask,
            value};
}

/// Models of random programs, which use every instruction and never step outside of what is defined.
class RandomModel {
public:
    explicit RandomModel(std::uint64_t seed) : random_(seed) {}

    PackedModel make_model() {
        model_.words = 1 + static_cast<std::uint32_t>(below(3));
        for (int i = 0; i < 8; ++i) model_.fields.push_back(field());
        model_.bitmaps = {{random_()}, {random_(), random_(), random_()}};
        model_.kinds.assign(3, system::PropertyKind::step);
        model_.properties.resize(3);
        for (std::uint32_t t = 0; t < 3; ++t) add_thread(system::ThreadId{t}, below(2) == 0 ? 2 : 40);
        model_.checks_after.assign(model_.transitions.size(), system::all_checks);
        model_.cycle_after.assign(model_.transitions.size(), false);
        model_.check_lists.emplace_back();
        return model_;
    }

    std::vector<std::uint64_t> state() {
        std::vector<std::uint64_t> out;
        for (std::uint32_t w = 0; w < model_.words; ++w) out.push_back(random_());
        for (const system::ThreadTable& table : model_.threads)
            table.position.set(out.data(), static_cast<std::int64_t>(below(table.by_position.size())));
        return out;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }
    int reg() { return static_cast<int>(below(6)); }
    int word() { return static_cast<int>(below(model_.words)); }

    system::Field field() {
        const auto width = static_cast<std::uint8_t>(below(9));
        return {static_cast<std::uint8_t>(word()), static_cast<std::uint8_t>(below(40)), width,
                static_cast<std::int32_t>(below(7)) - 3};
    }

    /// A mask and a value in it; sometimes one that no word has.
    Instruction masked(Opcode op, int a, int b = 0) {
        std::uint64_t mask = std::uint64_t{1} << below(64);
        if (below(2) == 0) mask = (mask | random_()) & random_() & (below(2) == 0 ? random_() : ~std::uint64_t{0});
        if (mask == 0) mask = 1;
        return make(op, a, b, 0, 0, mask, random_() & mask & (below(4) == 0 ? 0 : ~std::uint64_t{0}));
    }

    void emit(const Instruction& i) { model_.code.push_back(i); }

    /// One or two instructions; those of which a condition is required get it.
    void statement() {
        const system::Field f = model_.fields[below(model_.fields.size())];
        switch (below(22)) {
        case 0: return emit(make(Opcode::constant, reg(), 0, 0, static_cast<std::int32_t>(below(9)) - 4));
        case 1: return emit(make(Opcode::move, reg(), reg()));
        case 2:
        case 3: return emit(make(Opcode::load, reg(), f.word, f.shift, f.base, f.mask()));
        case 4: return emit(make(Opcode::store, reg(), f.word, f.shift, f.base, f.mask()));
        case 5:
        case 6: return emit(masked(Opcode::set, word()));
        case 7: return emit(masked(Opcode::matches, reg(), word()));
        case 8: return emit(make(below(2) == 0 ? Opcode::fail_if_zero : Opcode::fail_if_set, reg()));
        case 9: return emit(make(Opcode::fail_outside, reg(), 0, 0, -9, 0, 9));
        case 10: return emit(make(Opcode::trap_outside, reg(), 0, 0, -9, 0, 9));
        case 11: return indexed(Opcode::load_indexed);
        case 12: return indexed(Opcode::store_indexed);
        case 13: return member();
        case 14: return division();
        case 15: return emit(make(below(2) == 0 ? Opcode::not_ : Opcode::negate, reg(), reg()));
        case 16: return emit(make(Opcode::broken, 0, 0, 0, 1));
        case 17: return emit(masked(Opcode::test, word()));
        default: {
            static constexpr Opcode all[] = {Opcode::add,     Opcode::subtract, Opcode::multiply,  Opcode::equal,
                                             Opcode::unequal, Opcode::less,     Opcode::less_equal};
            emit(make(all[below(7)], reg(), reg(), reg()));
            return keep_small(model_.code.back().a);
        }
        }
    }

    /// No product of products: it would overflow.
    void keep_small(int of) {
        if (model_.code.back().op == Opcode::multiply) emit(make(Opcode::fail_outside, of, 0, 0, -1000, 0, 1000));
    }

    void indexed(Opcode op) {
        const int index = reg();
        emit(make(Opcode::fail_outside, index, 0, 0, 0, 0, 3));
        emit(make(op, reg(), index, 0, 4, 0, below(4)));
    }
    void member() {
        const int index = reg();
        const std::size_t set = below(2);
        emit(make(Opcode::trap_outside, index, 0, 0, 0, 0, set == 0 ? 63 : 191));
        emit(make(Opcode::in_set, reg(), index, 0, 0, 0, set));
    }
    void division() {
        const int by = reg();
        emit(make(Opcode::trap_if_zero, by));
        emit(make(below(2) == 0 ? Opcode::divide : Opcode::modulo, reg(), reg(), by));
    }

    /// Jumps go somewhere behind; `ends` says where statements begin.
    void body(std::size_t statements) {
        std::vector<std::size_t> jumps;
        std::vector<std::size_t> begins;
        for (std::size_t i = 0; i < statements; ++i) {
            begins.push_back(model_.code.size());
            if (below(5) != 0) {
                statement();
                continue;
            }
            jumps.push_back(model_.code.size());
            emit(below(2) == 0 ? make(below(2) == 0 ? Opcode::jump_if_zero : Opcode::jump_if_set, reg())
                               : masked(below(2) == 0 ? Opcode::jump_if_match : Opcode::jump_unless_match, word()));
        }
        begins.push_back(model_.code.size());
        static constexpr Opcode ends[] = {Opcode::done, Opcode::done, Opcode::done, Opcode::done,
                                          Opcode::fail, Opcode::cut,  Opcode::bound};
        emit(make(ends[below(7)], 0, 0, 0, 2));
        for (const std::size_t jump : jumps) {
            std::vector<std::size_t> behind;
            std::copy_if(begins.begin(), begins.end(), std::back_inserter(behind), [&](auto at) { return at > jump; });
            model_.code[jump].imm = static_cast<std::int32_t>(behind[below(behind.size())]);
        }
    }

    void add_thread(system::ThreadId thread, std::size_t positions) {
        system::ThreadTable& table = model_.threads[model_.threads.add({})];
        const auto width = static_cast<std::uint8_t>(positions == 2 ? 1 : 6);
        table.position = {static_cast<std::uint8_t>(word()), static_cast<std::uint8_t>(40 + 8 * thread.number()), width,
                          0};
        table.rest.assign(positions, 0);
        for (std::size_t p = 0; p < positions; ++p) {
            const system::TransitionId first = model_.transitions.next_id();
            for (std::size_t n = below(4); n-- > 0;) add_transition(thread);
            table.by_position.push_back({first, model_.transitions.next_id()});
        }
    }

    void add_transition(system::ThreadId thread) {
        const auto start = static_cast<std::uint32_t>(model_.code.size());
        std::uint32_t guards = 0;
        for (; below(2) == 0; ++guards) emit(masked(Opcode::test, word()));
        for (int r = 0; r < 6; ++r) {
            const system::Field f = model_.fields[below(model_.fields.size())];
            emit(make(Opcode::load, r, f.word, f.shift, f.base, f.mask()));
        }
        body(below(4) == 0 ? 0 : 1 + below(12));
        model_.transitions.push_back({thread, guards, start});
    }

    std::mt19937_64 random_;
    PackedModel model_;
};

void compare_random_programs(std::uint64_t first, std::uint64_t count) {
    std::size_t steps = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        RandomModel random(seed);
        const PackedModel model = random.make_model();
        std::vector<std::vector<std::uint64_t>> states;
        states.reserve(300);
        for (int i = 0; i < 300; ++i) states.push_back(random.state());
        const tests::NativeAgreement agreement = tests::compare_native(model, states);
        INFO("seed " << seed << ": " << agreement.difference);
        CHECK(agreement.difference.empty());
        if (!model.transitions.empty()) CHECK(agreement.compiled == tests::has_native_code());
        steps += agreement.steps;
    }
    CHECK(steps > count * 100);
}

}  // namespace

TEST_CASE("machine code and the interpreter of programs agree on every spec") { compare_specs(3000); }

TEST_CASE("machine code and the interpreter of programs agree on every spec, far into it", "[.soak]") {
    compare_specs(100000);
}

TEST_CASE("machine code and the interpreter agree on random programs") { compare_random_programs(1, 150); }

TEST_CASE("machine code and the interpreter agree on thousands of random programs", "[.soak]") {
    compare_random_programs(1000, 5000);
}

TEST_CASE("a guard is found behind what only computes, and not behind a trap, a jump or a write") {
    PackedModel model;
    const auto guards_of = [&](std::vector<Instruction> code) {
        model.code = std::move(code);
        return native::prefix_of(model, {system::ThreadId{0}, 0, 0}).guards.size();
    };
    const Instruction test = make(Opcode::test, 0, 0, 0, 0, 6, 2);
    const Instruction load = make(Opcode::load, 1, 0, 3, 0, 1);
    const Instruction done = make(Opcode::done, 0);
    CHECK(guards_of({test, done}) == 1);
    CHECK(guards_of({load, test, done}) == 1);
    CHECK(guards_of({make(Opcode::matches, 1, 0, 0, 0, 6, 4), make(Opcode::fail_if_set, 1), test, done}) == 2);
    CHECK(guards_of({load, make(Opcode::trap_if_zero, 1), test, done}) == 0);
    CHECK(guards_of({make(Opcode::jump_if_match, 0, 0, 0, 2, 1, 1), test, test, done}) == 0);
    CHECK(guards_of({make(Opcode::set, 0, 0, 0, 0, 6, 2), test, done}) == 0);
    // A register that has been computed anew is not a comparison any more.
    CHECK(guards_of({make(Opcode::matches, 1, 0, 0, 0, 6, 4), load, make(Opcode::fail_if_set, 1), done}) == 0);
}

TEST_CASE("a search begins with the interpreter and goes on with machine code") {
    const auto file = std::filesystem::path(tests::source_dir()) / "tests/bench/yardstick-base.rvk";
    const program::Program program = check::check(syntax::load(file), {});
    const lower::Lowered lowered = lower::lower(program);
    using System = native::NativeSystem<1>;
    REQUIRE(lowered.model().words == 1);
    const auto expand = [&](const System& system, std::uint32_t times) {
        System::Scratch scratch;
        const std::vector<std::uint64_t> initial = system.initial_states();
        for (std::uint32_t i = 0; i < times; ++i)
            system.successors(initial.data(), scratch, [](const system::Step&) {});
        return system.compiled();
    };
    CHECK_FALSE(expand(System(lowered.model()), System::worth_compiling - 1));
    CHECK(expand(System(lowered.model()), System::worth_compiling) == tests::has_native_code());
    CHECK_FALSE(expand(System(lowered.model(), native::Mode::never), 2 * System::worth_compiling));
    CHECK(System(lowered.model(), native::Mode::always).compiled() == tests::has_native_code());
}

TEST_CASE("an index outside of its table touches nothing, whoever made the state") {
    PackedModel model;
    model.fields = {{0, 0, 4, 0}, {0, 4, 4, 0}};
    model.trap = system::PropertyId{7};
    model.code = {make(Opcode::load, 1, 0, 8, -2, 0xf), make(Opcode::load_indexed, 2, 1, 0, 2),
                  make(Opcode::store_indexed, 2, 1, 0, 2), make(Opcode::done, 0)};
    for (const std::uint64_t index : {0, 1, 2, 3, 4, 15}) {
        std::uint64_t state = index << 8U | 0x21U;
        system::ProgramState scratch;
        const bool inside = index == 2 || index == 3;  // less 2: the first element and the second
        CHECK(system::run_program(model, 0, &state, scratch) == (inside ? system::Ended::done : system::Ended::cut));
        CHECK(scratch.broken ==
              (inside ? std::vector<system::PropertyId>{} : std::vector<system::PropertyId>{system::PropertyId{7}}));
        CHECK(state == (index << 8U | 0x21U));
        scratch.r[1] = static_cast<std::int64_t>(index) - 2;
        CHECK(system::run_program(model, 2, &state, scratch) == (inside ? system::Ended::done : system::Ended::cut));
    }
}

TEST_CASE("no memory is writable and executable at once") {
    if (!tests::has_native_code()) return;
    const program::Program program = check::check(syntax::load(tests::all_specs().front()), {});
    const lower::Lowered lowered = lower::lower(program);
    const native::Code code(lowered.model(), lowered.model().words, native::Mode::always);
    CHECK(code.get() != nullptr);
    std::ifstream maps("/proc/self/maps");
    std::size_t shared_code = 0;  // the half that can be executed
    for (std::string line; std::getline(maps, line);) {
        INFO(line);
        CHECK(line.find(" rwx") == std::string::npos);
        if (line.find(" r-xs ") != std::string::npos) ++shared_code;
    }
    CHECK(shared_code > 0);
}
