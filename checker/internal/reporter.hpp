// Between the passes, which know their own numbers, and the Observer, who gets all of it in one form.
#pragma once

#include <functional>

#include "checker/checker.hpp"
#include "explorer/base/limits.hpp"
#include "explorer/contract/options.hpp"

namespace revoke_mc::checker {

/// What a call may take, for a scope of explorer/base.
[[nodiscard]] limits::Allowance allowance(const Limits& limits);

/// 0 once it is over.
[[nodiscard]] Clock::duration time_until(Clock::time_point deadline);

/// For one call, which does one pass after the other.
class Reporter {
public:
    /// Without an observer nothing is reported.
    explicit Reporter(Observer* observer) : observer_(observer) {}
    Reporter(const Reporter&) = delete;
    Reporter& operator=(const Reporter&) = delete;

    /// Everything from here on belongs to this pass.
    void begin(Pass pass);
    /// The same, with a look at the time whenever the work in this scope polls its limits; keeps a reference to this.
    [[nodiscard]] limits::Allowance allowance(const Limits& limits);
    /// For explorer::Options. Of the search for a verdict the parts are told apart; of others it is all one pass.
    [[nodiscard]] std::function<void(const explorer::Progress&)> of_search();

private:
    void look();
    void report(const explorer::Progress& now) const;

    Observer* observer_;
    Pass pass_ = Pass::preparation;
    Clock::time_point began_ = Clock::now();
    Clock::time_point next_ = began_ + between;

    static constexpr std::chrono::milliseconds between{100};
};

}  // namespace revoke_mc::checker
