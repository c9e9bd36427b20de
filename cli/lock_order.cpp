// See lock_order.hpp.
#include "cli/lock_order.hpp"

#include <algorithm>
#include <map>

#include "model/interpret/interpreter.hpp"
#include "model/locks/order.hpp"
#include "model/lower/nesting.hpp"

namespace revoke_mc::cli {
namespace {

using program::Nesting;
using program::PropertyId;

/// The orders on possible circles, looked for in the states.
class Questions {
public:
    Questions(program::Program asked, const std::vector<Nesting>& suspects, const explorer::Options& options,
              reduce::Wanted reductions)
        : asked_(std::move(asked)) {
        for (const Nesting& suspect : suspects) questions_[suspect] = locks::ask(asked_, suspect);
        explorer::Options all = options;
        all.first = false;
        found_ = search(asked_, all, reductions);
    }

    [[nodiscard]] bool answered() const { return found_.status == explorer::Status::complete; }
    [[nodiscard]] std::set<Nesting> seen() const {
        std::set<Nesting> out;
        for (const auto& [nesting, question] : questions_)
            if (found_.properties[question].verdict == explorer::Verdict::violated) out.insert(nesting);
        return out;
    }
    /// Nothing if an interrupt cut off the rebuilding, or if the order is only declared.
    [[nodiscard]] std::optional<reports::TraceDocument> trace(const Nesting& nesting) const {
        const auto question = questions_.find(nesting);
        if (question == questions_.end() || !found_.properties[question->second].path) return std::nullopt;
        const interpret::Interpreter interpreter(asked_);
        return reports::build_trace(interpreter, question->second, *found_.properties[question->second].path);
    }

private:
    program::Program asked_;
    std::map<Nesting, PropertyId> questions_;
    SearchOutcome found_;
};

}  // namespace

std::optional<std::set<Nesting>> all_orders(const std::function<program::Program()>& load,
                                            const explorer::Options& options, reduce::Wanted reductions) {
    const program::Program program = load();
    const lower::Lowered lowered = lower::lower(program);
    const std::set<Nesting> may = lower::may_nest(program, lowered.generated());
    const Questions questions(load(), {may.begin(), may.end()}, options, reductions);
    if (!questions.answered()) return std::nullopt;
    return questions.seen();
}

LockOrder lock_order(const program::Program& program, const SearchOutcome& found,
                     const std::function<program::Program()>& load, const explorer::Options& options,
                     reduce::Wanted reductions) {
    LockOrder order;
    if (locks::circles(program, found.may_nest).empty()) return order;
    const Questions questions(load(), locks::on_circles(program, found.may_nest), options, reductions);
    const std::vector<locks::Circle> circles = locks::circles(program, questions.seen());
    if (!circles.empty())
        order.verdict = explorer::Verdict::violated;
    else if (!questions.answered())
        order.verdict = explorer::Verdict::unknown;
    std::set<Nesting> told;
    for (const locks::Circle& circle : circles) {
        order.circles.push_back(locks::name_of(program, circle));
        for (const Nesting& edge : locks::edges_of(circle))
            if (told.insert(edge).second)
                if (auto trace = questions.trace(edge)) order.traces.push_back(std::move(*trace));
    }
    return order;
}

}  // namespace revoke_mc::cli
