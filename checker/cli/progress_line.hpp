// How far a job is, in one line.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "checker/checker.hpp"
#include "checker/cli/console.hpp"

namespace revoke_mc::cli {

/// What has been done of a pass, and how long the rest may take.
struct Part {
    double done = 0;  ///< 0 to 1
    double seconds_left = 0;
};

/// The lines of one job, pass after pass.
class ProgressLine {
public:
    /// `name`: what the job is about, e.g. the file of a spec.
    explicit ProgressLine(std::string name) : name_(std::move(name)) {}

    /// "38 % [#######-------------] vfio-iommufd: about 20 s left, depth 31, 1,204,331 states, 803,000/s, ...", or
    /// without a beginning where nobody knows how much there is to do.
    [[nodiscard]] std::string operator()(const checker::Progress& now);

private:
    struct Seen {
        double began = 0;
        std::uint64_t most = 0;  ///< of what gets less and less
    };
    [[nodiscard]] std::optional<Part> part(const checker::Progress& now);

    std::string name_;
    std::map<checker::Pass, Seen> seen_;
};

/// "vfio-iommufd", or "vfio-iommufd (3 of 168)".
[[nodiscard]] std::string name_for_progress(const std::string& file, std::size_t number = 1, std::size_t of = 1);

/// Shows them.
class ProgressWatch : public checker::Observer {
public:
    ProgressWatch(const std::string& name, Console& console) : line_(name), console_(console) {}
    void progress(const checker::Progress& now) override { console_.progress(line_(now)); }

private:
    ProgressLine line_;
    Console& console_;
};

/// Says that something goes on, where nobody knows more. `look` is for limits::Allowance.
class Waiting {
public:
    explicit Waiting(Console& console) : console_(console) {}
    void look();

private:
    Console& console_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now(), next_ = began_ + not_worth_a_word;

    static constexpr std::chrono::milliseconds not_worth_a_word{1000}, between{100};
};

}  // namespace revoke_mc::cli
