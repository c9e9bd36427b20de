// What a run may write to: nothing that it reads, and no spec.
//
// `check --json *.rvk` must not replace a spec by a report. Inputs are known by device and number, which sees through
// links of either kind; besides, nothing is ever written to a file named *.rvk.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/file.hpp"

namespace revoke_mc::cli {

class Outputs {
public:
    /// These specs, and every file that they use; mistakes in them are reported elsewhere. `others`: files that are
    /// read, too.
    explicit Outputs(const std::vector<std::string>& specs, const std::vector<std::string>& others = {});

    /// Throws reports::FileError unless the target may be written, as far as can be known before.
    void require(const std::string& target) const;
    /// Checks once more and writes. Throws reports::FileError.
    void write(const std::string& target, std::string_view text) const;
    /// Checks once more and adds to its end. Throws reports::FileError.
    void append(const std::string& target, std::string_view text) const;

private:
    void refuse_inputs(const std::string& target) const;

    std::set<reports::FileId> inputs_;
};

}  // namespace revoke_mc::cli
