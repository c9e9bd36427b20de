// Locks of every kind in every place, taken in any order, and objects that are freed with their locks held: random
// specs, on which search, interpreter, machine code and reductions must agree.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/random/dice.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/lock_order.hpp"
#include "tests/support/native_agreement.hpp"
#include "tests/support/reduced_search.hpp"
#include "tests/support/symmetry.hpp"

using namespace revoke_mc;

namespace {

using random_specs::Dice;

// `@` stands in front of members of the component u, `#` for a value.
const std::vector<std::string> mutexes{"@m",   "@many[0]", "@many[1]",    "@many[@k]",
                                       "@o.l", "@p->l",    "@slot[@k].l", "@slot[1].l"};
const std::vector<std::string> rwlocks{"@rw", "@rws[@k]", "@rws[1]", "@o.rw", "@p->rw"};
const std::vector<std::string> writes{"@x = #;",       "@y = #;",          "@o.v = #;",       "@o.w = #;",
                                      "@p->w = #;",    "@slot[@k].v = #;", "@slot[1].v = #;", "@z = #;",
                                      "@arr[@k] = #;", "@outside = #;"};
const std::vector<std::string> life{"kzalloc(@o);",    "kfree(@o);",   "@p = &@o;",
                                    "@p = NULL;",      "@k = #;",      "atomic { kzalloc(@o); @p = &@o; }",
                                    "@go = true;",     "await (@go);", "atomic { kfree(@o); kzalloc(@o); }",
                                    "@p->mark = @go;", "rest: skip;"};

/// A thread's text: locks mostly given back in the end, in front of and behind everything else.
class Locks {
public:
    /// `of` is what stands in front of members: "" in their own component, "u." elsewhere.
    Locks(Dice& dice, std::string of) : dice_(dice), of_(std::move(of)) {}

    std::string thread(int statements) {
        std::string text;
        while (statements-- > 0) text += statement();
        while (!open_.empty() && !dice_.chance(15)) text += pop();
        return dice_.chance(30) ? "loop { " + text + " }" : text;
    }

private:
    std::string statement() {
        if (!open_.empty() && dice_.chance(25)) return pop();
        switch (dice_.below(5)) {
        case 0:
        case 1: return take();
        case 2: return written(dice_.pick(writes)) + " ";
        case 3: return written(dice_.pick(life)) + " ";
        default: return dice_.chance(40) ? choice() : maybe();
        }
    }
    std::string take() {
        if (dice_.chance(50)) return push("mutex_lock", "mutex_unlock", dice_.pick(mutexes));
        return dice_.chance(50) ? push("down_read", "up_read", dice_.pick(rwlocks))
                                : push("down_write", "up_write", dice_.pick(rwlocks));
    }
    std::string push(const std::string& take, const std::string& give, const std::string& lock) {
        open_.push_back(give + "(" + written(lock) + "); ");
        return take + "(" + written(lock) + "); ";
    }
    std::string pop() {
        const std::size_t at = dice_.chance(70) ? open_.size() - 1 : dice_.below(open_.size());
        std::string text = open_[at];
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
        return text;
    }
    std::string choice() {
        const std::string lock = written(dice_.pick(mutexes)), rw = written(dice_.pick(rwlocks));
        return "either { mutex_lock(" + lock + "); mutex_unlock(" + lock + "); } or { down_write(" + rw +
               "); up_write(" + rw + "); } ";
    }
    std::string maybe() {
        const std::string lock = written(dice_.pick(mutexes));
        const std::string result = "got" + std::to_string(names_++);
        return "bool " + result + " = mutex_trylock(" + lock + "); if (" + result + ") mutex_unlock(" + lock + "); ";
    }
    std::string written(const std::string& text) {
        std::string out;
        for (const char c : text)
            out += c == '@' ? of_ : c == '#' ? std::string(dice_.chance(50) ? "1" : "0") : std::string(1, c);
        return out;
    }

    Dice& dice_;
    std::string of_;
    std::vector<std::string> open_;
    int names_ = 0;
};

std::string random_spec(std::uint64_t seed) {
    Dice dice(seed);
    std::string text = "spec \"locks\";\nstruct guarded { lock l; int<0..1> v __guarded_by(l); }\n"
                       "user u {\n  lock m; lock many[2]; rwlock rw; rwlock rws[2]; guarded slot[2];\n"
                       "  object o { lock l; rwlock rw; bool mark; int<0..1> v __guarded_by(l);\n"
                       "    int<0..1> w __guarded_by(rw); int<0..1> far __guarded_by(m); }\n"
                       "  o *p; int<0..1> k; bool go;\n  int<0..1> x __guarded_by(m); int<0..1> y __guarded_by(rw);\n"
                       "  int<0..1> z __guarded_by(o.l); int<0..1> arr[2] __guarded_by(rw);\n"
                       "  int<0..1> outside __guarded_by(o.rw);\n";
    const int own = dice.between(1, 2);
    for (int t = 0; t < own; ++t)
        text += "  thread t" + std::to_string(t) + " { " + Locks(dice, "").thread(dice.between(3, 6)) + "}\n";
    text += "}\n";
    if (dice.chance(70)) text += "user w[2] { thread main { " + Locks(dice, "u.").thread(dice.between(2, 4)) + "} }\n";
    return text + "never (holds(u.rw, u.t0) && u.x == 1) as seen;\npossible (holds(u.o.rw, u.t0)) as reads;\n";
}

/// The first thing on which they differ, or "".
std::string difference_of(const std::string& text, std::size_t limit, std::size_t& compared) {
    const auto load = [&] { return check::check(syntax::load_text("locks.rvk", text), {}); };
    const program::Program program = load();
    const tests::Agreement engines = tests::compare_engines(program, limit);
    if (engines.skipped) return {};
    ++compared;
    if (!engines.difference.empty()) return engines.difference;
    const lower::Lowered lowered = lower::lower(program);
    if (std::string found = tests::compare_native(lowered.model(), limit).difference; !found.empty()) return found;
    if (std::string found = tests::check_symmetry(program, limit).difference; !found.empty()) return found;
    for (const auto strength : {reduce::Strength::full, reduce::Strength::confluent})
        if (std::string found = tests::compare_reduced(program, strength, limit).difference; !found.empty())
            return found;
    return tests::compare_lock_order(load, limit).difference;
}

void compare_random(std::uint64_t first, std::size_t runs, std::size_t limit) {
    std::size_t compared = 0;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        const std::string text = random_spec(seed);
        const std::string difference = difference_of(text, limit, compared);
        INFO("seed " << seed << "\n" << text);
        CHECK(difference == "");
    }
    CHECK(compared >= runs / 3);
}

}  // namespace

TEST_CASE("locks of every kind, freed and not: search and interpreter agree on random specs") {
    compare_random(1, 150, 1500);
}

TEST_CASE("locks of every kind: thousands of random specs", "[.soak]") { compare_random(1000, 6000, 4000); }
