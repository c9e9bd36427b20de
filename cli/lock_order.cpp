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
        found_ = search(asked_, options, reductions);
    }

    [[nodiscard]] explorer::Reason reason() const { return found_.reason; }  ///< none: all are answered
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

/// What the first search has left of the time; and no stop at the first order that is found.
explorer::Options left_of(explorer::Options options, const SearchOutcome& found) {
    options.first = false;
    if (options.timeout == std::chrono::nanoseconds::max()) return options;
    const auto used =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(found.seconds));
    options.timeout = std::max(options.timeout - used, std::chrono::nanoseconds{0});
    return options;
}

LockOrder told(const program::Program& program, const locks::Circles& circles, const Questions& questions) {
    LockOrder order;
    order.more = circles.more || questions.reason() != explorer::Reason::none;
    std::set<Nesting> told;
    for (const locks::Circle& circle : circles.all) {
        order.circles.push_back(locks::name_of(program, circle));
        for (const Nesting& edge : locks::edges_of(circle))
            if (told.insert(edge).second)
                if (auto trace = questions.trace(edge)) order.traces.push_back(std::move(*trace));
    }
    return order;
}

}  // namespace

AllOrders all_orders(const Load& load, const explorer::Options& options, reduce::Wanted reductions) {
    const program::Program program = load();
    const lower::Lowered lowered = lower::lower(program);
    const std::set<Nesting> may = lower::may_nest(program, lowered.generated());
    const Questions questions(load(), {may.begin(), may.end()}, options, reductions);
    return {questions.seen(), questions.reason()};
}

LockOrder decide_lock_order(const program::Program& program, const Load& load, const explorer::Options& options,
                            reduce::Wanted reductions, SearchOutcome& found) {
    explorer::Verdict& verdict = found.properties[lock_order_id].verdict;
    if (found.status != explorer::Status::complete || verdict != explorer::Verdict::unknown) return {};
    const Questions questions(load(), locks::on_circles(program, found.may_nest), left_of(options, found), reductions);
    const locks::Circles circles = locks::circles(program, questions.seen());
    if (!circles.all.empty()) {
        verdict = explorer::Verdict::violated;
    } else if (questions.reason() == explorer::Reason::none) {
        verdict = explorer::Verdict::holds;
    } else {
        found.status = explorer::Status::incomplete;
        found.reason = questions.reason();
    }
    return told(program, circles, questions);
}

}  // namespace revoke_mc::cli
