// Exported circuits against the packed system: in each state, the steps of the circuit under all inputs are the steps
// of the system, and its bad literals say what the system says.
#include <bit>
#include <deque>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/export/export.hpp"
#include "tests/export/aiger_file.hpp"
#include "tests/export/evaluate.hpp"
#include "tests/support/all_specs.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::AigerFile;

namespace {

using State = std::vector<bool>;  ///< of the circuit: a bit per latch

class CircuitComparison {
public:
    CircuitComparison(const program::Program& program, const lower::Lowered& lowered)
        : program_(program), lowered_(lowered), commands_(program, lowered), file_(reports::to_aiger(commands_, "x")) {
        for (const auto& [key, name] : file_.symbols()) {
            const std::size_t number = std::stoul(key.substr(1));
            if (key[0] == 'l') latch_[name] = number;
            if (key[0] == 'b') bad_[name] = number;
            if (key[0] == 'i' && name.rfind("choose.start", 0) == 0) ++start_inputs_;
        }
    }

    /// The first difference, or nothing. Looks at `limit` states at most, breadth-first.
    std::string run(std::size_t limit) {
        if (latch_.size() != file_.latches()) return "latches of one name, or of none";
        if (std::string text = compare_start(); !text.empty()) return text;
        return lower::dispatch(lowered_, [&](const auto& system) { return search(system, limit); });
    }
    [[nodiscard]] std::size_t states() const { return states_; }
    [[nodiscard]] const AigerFile& file() const { return file_; }

private:
    /// The bits of a variable are named NAME, or NAME[0], NAME[1] ...; a sign that is not there is that of its range.
    State encoded(const std::vector<std::int64_t>& values) const {
        State out(file_.latches());
        if (const auto started = latch_.find("start.chosen"); started != latch_.end()) out[started->second] = true;
        for (std::size_t v = 0; v < values.size(); ++v) {
            const std::string& name = commands_.names().variable(commands_.names().variables()[v]);
            if (const auto only = latch_.find(name); only != latch_.end()) out[only->second] = (values[v] & 1) != 0;
            for (std::size_t bit = 0; bit < 64; ++bit)
                if (const auto one = latch_.find(name + "[" + std::to_string(bit) + "]"); one != latch_.end())
                    out[one->second] = (values[v] >> bit & 1) != 0;
        }
        return out;
    }

    /// The other states that follow this one under some input, and what is bad (the same under all inputs, or "?").
    struct Steps {
        std::set<State> next;
        std::set<std::string> bad;
    };

    Steps steps(const State& from, bool with_start) const {
        const std::size_t inputs = file_.inputs() - (with_start ? 0 : start_inputs_);
        std::vector<AigerFile::Lanes> latches;
        for (const bool bit : from) latches.push_back(bit ? ~AigerFile::Lanes{0} : 0);
        Steps out;
        for (std::size_t first = 0; first < std::size_t{1} << inputs; first += 64)
            add(out, file_.step(lanes(first), latches), latches);
        return out;
    }

    /// Lane k has the inputs first + k.
    [[nodiscard]] std::vector<AigerFile::Lanes> lanes(std::size_t first) const {
        std::vector<AigerFile::Lanes> out(file_.inputs());
        for (std::size_t i = 0; i < out.size(); ++i)
            for (std::size_t lane = 0; lane < 64; ++lane) out[i] |= AigerFile::Lanes{((first + lane) >> i) & 1} << lane;
        return out;
    }

    /// Most lanes stay where they are: their inputs choose what is not enabled.
    void add(Steps& out, const AigerFile::Step& step, const std::vector<AigerFile::Lanes>& before) const {
        AigerFile::Lanes moved = 0;
        for (std::size_t i = 0; i < before.size(); ++i) moved |= before[i] ^ step.next[i];
        for (; moved != 0; moved &= moved - 1) {
            State state;
            for (const AigerFile::Lanes bits : step.next) state.push_back((bits >> std::countr_zero(moved) & 1) != 0);
            out.next.insert(std::move(state));
        }
        for (const auto& [name, number] : bad_) {
            if (step.bad[number] != 0) out.bad.insert(name);
            if (step.bad[number] + 1 > 1) out.bad.insert("?");
        }
    }

    [[nodiscard]] std::string compare_start() const {
        std::set<State> expected;
        for (const std::vector<std::int64_t>& values : commands_.initial()) expected.insert(encoded(values));
        State start;
        for (const AigerFile::Lanes bits : file_.start()) start.push_back(bits != 0);
        if (expected.size() == 1) return *expected.begin() == start ? "" : "another initial state";
        const Steps first = steps(start, true);
        if (!first.bad.empty()) return "bad before the start";
        return first.next == expected ? "" : "other initial states";
    }

    template <class System>
    std::string search(const System& system, std::size_t limit) {
        using Packed = std::vector<std::uint64_t>;
        std::set<Packed> seen;
        std::deque<Packed> open;
        const auto found = [&](const std::uint64_t* state) {
            if (seen.emplace(state, state + System::words).second) open.emplace_back(state, state + System::words);
        };
        const Packed initial = system.initial_states();
        for (std::size_t at = 0; at < initial.size(); at += System::words) found(&initial[at]);
        typename System::Scratch scratch;
        for (; !open.empty() && states_ < limit; ++states_) {
            const Packed state = open.front();
            open.pop_front();
            if (std::string text = compare(system, state.data(), scratch, found); !text.empty()) return text;
        }
        return "";
    }

    template <class System>
    std::string compare(const System& system, const std::uint64_t* state, typename System::Scratch& scratch,
                        const std::function<void(const std::uint64_t*)>& found) const {
        const State here = encoded(commands_.values(state));
        std::set<State> expected;
        std::set<system::PropertyId> broken;
        bool moves = false, bound = false;
        system.successors(state, scratch, [&](const system::Step& step) {
            broken.insert(step.broken.begin(), step.broken.end());
            bound = bound || step.bound_reached;
            moves = moves || step.successor == nullptr;
            if (step.successor == nullptr) return;
            expected.insert(encoded(commands_.values(step.successor)));
            found(step.successor);
        });
        expected.erase(here);
        moves = moves || !expected.empty();
        system.broken_in(state, scratch, [&](system::PropertyId p) { broken.insert(p); });
        if (!moves && !at_rest(system, state)) broken.insert(lower::system_id(program::BuiltinProperty::deadlock));
        const Steps steps = this->steps(here, false);
        if (steps.next != expected) return "other steps";
        return steps.bad == names(broken, bound) ? "" : "other properties are broken";
    }

    template <class System>
    static bool at_rest(const System& system, const std::uint64_t* state) {
        for (const system::ThreadId t : FirstIds<system::ThreadId>(system.threads()))
            if (!system.at_rest(state, t)) return false;
        return true;
    }

    [[nodiscard]] std::set<std::string> names(const std::set<system::PropertyId>& broken, bool bound) const {
        std::set<std::string> out;
        if (bound) out.insert("bound");
        for (const program::PropertyId p : program_.properties.ids()) {
            const reports::ExportedProperty& property = commands_.properties()[p];
            if (property.form == reports::ExportedProperty::Form::beyond) continue;
            if (property.at_start || broken.contains(lower::system_id(p)))
                out.insert((property.sought ? "found " : "violated ") + program_.properties[p].name);
        }
        return out;
    }

    const program::Program& program_;
    const lower::Lowered& lowered_;
    reports::Commands commands_;
    AigerFile file_;
    std::map<std::string, std::size_t> latch_, bad_;
    std::size_t start_inputs_ = 0;
    std::size_t states_ = 0;
};

void compare_all(std::size_t limit) {
    std::size_t visited = 0;
    tests::compare_on_all_specs(60, [&](const program::Program& program) {
        struct {
            std::string difference;
            bool skipped = false;
        } out;
        const lower::Lowered lowered = lower::lower(program);
        CircuitComparison comparison(program, lowered);
        out.difference = comparison.run(limit);
        visited += comparison.states();
        return out;
    });
    CHECK(visited >= 60 * 15);
}

std::string difference(const std::string& text, std::size_t states) {
    const program::Program program = check::check(syntax::load_text("a.rvk", text), {});
    const lower::Lowered lowered = lower::lower(program);
    CircuitComparison comparison(program, lowered);
    std::string found = comparison.run(2000);
    CHECK(comparison.states() >= states);
    return found;
}

AigerFile exported(const std::string& text) {
    const program::Program program = check::check(syntax::load_text("dir/a.rvk", text), {});
    const lower::Lowered lowered = lower::lower(program);
    return AigerFile(reports::to_aiger(reports::Commands(program, lowered), "a"));
}

}  // namespace

TEST_CASE("exported circuits do what the packed system does, on every spec") { compare_all(25); }

TEST_CASE("exported circuits do what the packed system does, on many states", "[.soak]") { compare_all(5000); }

TEST_CASE("exported circuits: arithmetic, arrays, division by what may be 0") {
    CHECK(difference("spec \"a\"; user u { int<-3..9> x = any, y = 1; int<0..3> a[3]; int<0..2> i;"
                     " thread t { loop { either { y = x / y; } or { y = x % (y + 1); } or { a[i] = a[i] + 1; }"
                     " or { i = (i + 1) % 3; } or { atomic { if (y > 0 && x > 2) { x = x * -1; a[0] = 0; } } } } } }"
                     " always u.x < 9; never u.y == 3;",
                     100) == "");
}

TEST_CASE("exported circuits: results that do not fit 32 bits") {
    const std::string values = "either { V = -2147483647 - 1; } or { V = -46341; } or { V = -1; } or { V = 0; }"
                               " or { V = 3; } or { V = 65536; } or { V = 2147483647; }";
    const auto chosen = [&](const std::string& name) {
        std::string text = values;
        for (std::size_t at = 0; (at = text.find('V')) != std::string::npos;) text.replace(at, 1, name);
        return text;
    };
    for (const char* result : {"a + b", "a - b", "a * b", "-a", "a / b", "a % b", "a * b * a"})
        CHECK(difference("spec \"a\"; user u { int<-2147483647 - 1..2147483647> a = 0, b = 1; bool c;"
                         " thread t { loop { " +
                             chosen("a") + chosen("b") + " c = " + result + " > 7; } } } never u.a == u.b as apart;",
                         20) == "");
}

TEST_CASE("exported circuits: locks held twice, given back by others, waited for in a circle") {
    CHECK(difference("spec \"a\"; user u[2] ordered { lock l; lock m; bool c = any;"
                     " thread t { loop { rest: if (c) { mutex_lock(u[0].l); mutex_lock(u[1].m); mutex_unlock(u[1].m); }"
                     " else { mutex_lock(u[1].m); mutex_lock(u[0].l); } mutex_unlock(u[0].l); } } }",
                     20) == "");
}

TEST_CASE("exported circuits: several initial states, more than one and no power of two") {
    const std::string any = "spec \"any\"; user u { bool a = any; int<1..3> n = any; int<0..4> m = 1;"
                            " thread t { m = n; a = !a; } } always u.m < 3 as small;";
    CHECK(difference(any, 12) == "");
    const AigerFile file = exported(any);
    CHECK_THAT(file.comment(), Contains("goes to the initial state that `choose.start` names"));
    CHECK(file.symbols().at("i0") == "choose.start[0]");  // one thread, one way: there is nothing else to choose
    CHECK(file.inputs() == 3);
}

TEST_CASE("AIGER: symbols, properties that look for a state, and those that are not exported") {
    const AigerFile file = exported("spec \"a counter\"; param N in 1..9 = 3; user u { int<0..9> x = 2; lock l;\n"
                                    "thread up { rest: mutex_lock(l);\n if (x < N) x = x + 1;\n mutex_unlock(l); } }\n"
                                    "always u.x <= N as small; possible u.x == 1 as once; always possible (u.x == 0);");
    std::set<std::string> names;
    for (const auto& [key, name] : file.symbols()) names.insert(key.substr(0, 1) + " " + name);
    for (const char* name :
         {"l u_x[0]", "l u_x[3]", "l u_l", "b violated small", "b violated deadlock", "b found once"})
        CHECK(names.count(name) == 1);
    for (const char* name : {"l u_x[4]", "b violated stuck", "b violated lock_order"}) CHECK(names.count(name) == 0);
    for (const char* part : {"a counter", "Parameter: N = 3", "stuck: not exported", "once: to be found", "u_x: 1..9",
                             "thread 0 (u_up): dir/a.rvk:2:19: mutex_lock(l);", "by_u_up = 1"})
        CHECK_THAT(file.comment(), Contains(part));
}

TEST_CASE("AIGER: what is broken before the first step is bad from the first state on") {
    const AigerFile file = exported("spec \"s\"; user u { bool x; thread t { assert (1 > 2) as A; x = true; } }"
                                    " always A;");
    for (const auto& [key, name] : file.symbols())
        if (name == "violated A") {
            const AigerFile::Step step = file.step(std::vector<AigerFile::Lanes>(file.inputs()), file.start());
            CHECK(step.bad.at(std::stoul(key.substr(1))) == ~AigerFile::Lanes{0});
            return;
        }
    FAIL("not exported");
}
