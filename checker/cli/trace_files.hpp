// Names for trace files: from the spec and the property, never the same twice in one run, nor longer than file systems
// take.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "checker/cli/outputs.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::cli {

class TraceFiles {
public:
    /// `specs`: all that will be checked. Where two of them have the same name in different folders, the folders become
    /// part of the names: a file's name does not depend on what else has been violated. `outputs` must outlive this.
    TraceFiles(std::string folder, const std::vector<std::string>& specs, const Outputs& outputs);

    /// Writes the trace of what `about` names (a property, or a mutant and a property) and returns the file's path.
    /// Throws reports::FileError.
    std::string write(const std::string& spec, const std::string& about, const reports::TraceDocument& trace);

    /// "out/vfio-iommufd.safe_reuse.json", without writing it.
    [[nodiscard]] std::string name(const std::string& spec, const std::string& about);
    /// "out/vfio-iommufd.rvkc", for what is about the whole spec.
    [[nodiscard]] std::string name_for(const std::string& spec, const std::string& extension);

private:
    [[nodiscard]] std::string base(const std::string& spec) const;
    [[nodiscard]] std::string unused(const std::string& wanted, const std::string& extension);

    std::string folder_;
    const Outputs& outputs_;
    std::set<std::string> ambiguous_;  ///< stems that several specs have
    std::set<std::string> used_;
};

}  // namespace revoke_mc::cli
