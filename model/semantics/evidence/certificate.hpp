// A certificate: why properties hold, in terms of the language alone, and its file (*.rvkc), as it is read.
// (reports/certificate/ writes it.)
//
// The file is a line of JSON (the head), data, and the XXH3 of both in sixteen digits. The data are pieces, each with
// its length in front and compressed with zstd: the states, in blocks, column by column (the difference to the row
// before), each block with the controls that are new in it; then a piece for each claim. README.md in this folder has
// it byte by byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/semantics/evidence/damaged.hpp"
#include "model/semantics/evidence/rows.hpp"

namespace revoke_mc::evidence {

inline constexpr std::uint32_t format_version = 1;

/// What is to be believed, and on what grounds. Rows are numbers of states in the certificate.
struct Claim {
    enum class Kind : std::uint8_t {
        safety,           ///< the states: no state and no step of them breaks it
        deadlock,         ///< the states: in each something changes, or all are at rest
        possible,         ///< `rows`: a run, from an initial state to one where it holds
        always_possible,  ///< `ranks`: steps from each state to one where it holds
        stuck,            ///< `ranks`: by state and thread: steps to where the thread rests or changes something
        progress,         ///< `ranks`: by state: 0, or 1 + one of `nodes`
        lock_order        ///< `classes`: in an order that nobody takes locks against
    };
    /// A set of states that no fair run stays in for ever: README.md, "Progress".
    struct Node {
        std::uint32_t parent = 0;  ///< 1 + its number, 0: there is none
        std::uint32_t order = 0;   ///< among those with this parent: steps lead to smaller ones
        std::uint32_t demand = 0;  ///< of interpret::demands()
        bool operator==(const Node&) const = default;
    };

    std::string property;
    Kind kind = Kind::safety;
    std::vector<std::uint32_t> rows = {}, classes = {};
    std::vector<std::vector<std::uint32_t>> ranks = {};  ///< columns
    std::vector<Node> nodes = {};
};
[[nodiscard]] std::string to_string(Claim::Kind kind);

struct Head {
    std::string spec;  ///< the file, as the user named it
    std::string title;
    std::string hash;  ///< of the texts and parameters: program::fingerprint()
    std::map<std::string, std::int64_t> parameters;
    std::vector<std::string> symmetric;              ///< components of which one state stands for all exchanges
    std::uint64_t states = 0;                        ///< rows
    std::map<std::string, std::string> not_covered;  ///< properties that hold, and why there is no evidence
};

/// A file that was read as far as it can be without the program: whole, of this format and version.
class File {
public:
    /// Throws Damaged.
    explicit File(const std::filesystem::path& file);

    [[nodiscard]] const Head& head() const { return head_; }
    [[nodiscard]] const std::vector<Claim>& claims() const { return claims_; }  ///< without their evidence

    struct Contents {
        ThreadControls controls;
        std::vector<Claim> claims;
    };
    /// Calls take(row) for each state, in order. Throws Damaged unless all is as it should be for this program.
    [[nodiscard]] Contents read(const program::Program& program, const Columns& columns,
                                const std::function<void(const Row&)>& take) const;

private:
    void read_head(const std::string& line);

    Head head_;
    std::vector<Claim> claims_;
    std::string data_;
};

}  // namespace revoke_mc::evidence
