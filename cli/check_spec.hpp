// One spec from file to result: load, check, lower, explore, judge, rebuild traces.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "explorer/options.hpp"
#include "model/coverage/observer.hpp"
#include "model/program/program.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::cli {

/// What checking one spec has brought.
struct CheckedSpec {
    reports::SpecResult result;
    /// A violation of, or a witness for, the property with this position in result.properties.
    struct Found {
        std::size_t property = 0;
        bool expected = false;
        reports::TraceDocument trace;
    };
    std::vector<Found> found;
    std::string findings;  ///< --strict: those that are not accepted, told
    /// --strict, --coverage, of a complete search: what it made use of.
    std::shared_ptr<const program::Program> program;
    std::optional<coverage::Observed> observed;
};

using ProgressCallback = std::function<void(const explorer::Progress&)>;

/// Never throws for a spec with a mistake or an error inside this program: the result then says `error`.
[[nodiscard]] CheckedSpec check_spec(const std::string& file, const CheckOptions& options,
                                     const std::atomic<bool>& interrupt, const ProgressCallback& progress);

/// The result of a spec that was not begun, because of an interrupt.
[[nodiscard]] CheckedSpec not_begun(const std::string& file, const CheckOptions& options);

}  // namespace revoke_mc::cli
