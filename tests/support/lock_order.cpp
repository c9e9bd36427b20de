// Compares the order of locks with its definition, state by state.
#include "tests/support/lock_order.hpp"

#include <fmt/format.h>

#include "checker/internal/lock_order.hpp"
#include "model/semantics/interpret/nesting.hpp"
#include "model/semantics/interpret/search.hpp"
#include "model/semantics/locks/order.hpp"

namespace revoke_mc::tests {

using program::ClassId;
using program::Nesting;
using program::Program;

namespace {

std::vector<Nesting> pairs_of(const Program& program) {
    std::vector<Nesting> pairs;
    for (const ClassId held : program.lock_classes.ids())
        for (const ClassId taken : program.lock_classes.ids()) pairs.push_back({held, taken});
    return pairs;
}

std::set<Nesting> by_brute_force(const Program& program, const std::vector<interpret::State>& states) {
    std::set<Nesting> found;
    for (const Nesting& pair : pairs_of(program))
        for (const interpret::State& state : states)
            if (interpret::somebody_nests(program, state, pair)) {
                found.insert(pair);
                break;
            }
    return found;
}

/// Asks for every pair that the control flow allows.
void compare_questions(Program program, const std::set<Nesting>& may, const std::set<Nesting>& wanted,
                       reduce::Wanted reductions, std::string& difference) {
    const program::PropertyId first = program.properties.next_id();
    for (const Nesting& nesting : may) locks::ask(program, nesting);
    const checker::SearchOutcome found = checker::search(program, {}, reductions);
    program::PropertyId question = first;
    for (const Nesting& nesting : may) {
        const bool seen = found.properties[question].verdict == explorer::Verdict::violated;
        if (seen != wanted.contains(nesting))
            difference += fmt::format("{} the search sees {}, {}\n", seen ? "only" : "only not",
                                      program.properties[question].name, found.reduction);
        ++question;
    }
}

template <class States>
bool never_queued(const Program& program, const States& reached, ClassId work) {
    return std::none_of(reached.begin(), reached.end(), [&](const interpret::State& state) {
        return std::any_of(program.objects.begin(), program.objects.end(), [&](const program::Object& object) {
            return object.lock_class == work && state.cells[object.first_cell] != 0;
        });
    });
}

/// All circles that are really carried out are reported, and no others.
void compare_circles(const Program& program, const std::set<Nesting>& wanted, const checker::LockOrder& order,
                     std::string& difference) {
    const locks::Circles circles = locks::circles(program, wanted);
    std::vector<std::string> names;
    for (const locks::Circle& circle : circles.all) names.push_back(locks::name_of(program, circle));
    if (names != order.circles || circles.more != order.more) difference += "not the circles that there are\n";
}

}  // namespace

LockOrderAgreement compare_lock_order(const std::function<Program()>& load, std::size_t state_limit) {
    LockOrderAgreement out;
    const Program program = load();
    const interpret::Interpreter interpreter(program);
    const interpret::SearchResult slow = interpret::search(interpreter, {state_limit, true});
    out.skipped = !slow.complete || slow.bound_reached;
    if (out.skipped) return out;
    const std::set<Nesting> wanted = by_brute_force(program, slow.reached);
    checker::SearchOutcome plain = checker::search(program, {}, {});
    for (const Nesting& nesting : wanted)
        if (!plain.may_nest.contains(nesting))
            out.difference += "the control flow does not allow " + locks::question_name(program, nesting) + "\n";
    compare_questions(load(), plain.may_nest, wanted, {}, out.difference);
    compare_questions(load(), plain.may_nest, wanted, reduce::everything, out.difference);
    std::set<Nesting> carried_out = wanted;
    for (const auto& [work, nestings] : plain.awaited)
        if (never_queued(program, slow.reached, work))
            for (const auto& [nesting, stmt] : nestings) carried_out.insert(nesting);
    out.circles = locks::have_circle(program, carried_out);
    const checker::LockOrder order = checker::decide_lock_order(program, load, {}, reduce::everything, plain);
    const explorer::Verdict verdict = plain.properties[checker::lock_order_id].verdict;
    if (verdict != (out.circles ? explorer::Verdict::violated : explorer::Verdict::holds) ||
        order.circles.empty() == out.circles)
        out.difference += out.circles ? "a circle is not reported\n" : "a circle is reported that is none\n";
    compare_circles(program, carried_out, order, out.difference);
    out.skipped = wanted.empty();
    return out;
}

}  // namespace revoke_mc::tests
