// Names in an exported file: what the program calls a thing, as an identifier of Promela and Murphi.
//
//     iommufd[1].att.listed     iommufd_1_att_listed
//     vfio.reset                vfio_reset            (a thread), vfio_reset_at (where it stands)
//
// Each name is given once; a second thing of that name gets a number added.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::reports {

/// Gives out identifiers, none twice, none that is a keyword of Promela or Murphi, and none that a writer may use
/// itself.
class Identifiers {
public:
    Identifiers();
    [[nodiscard]] std::string take(const std::string& wanted);

private:
    std::set<std::string> taken_;
};

/// The names of all that appears in an export of one lowered program.
/// A number as both languages read it: Spin reads the digits first, and the sign later.
[[nodiscard]] std::string literal(std::int64_t value);

class ExportNames {
public:
    ExportNames(const program::Program& program, const lower::Lowered& lowered);

    [[nodiscard]] const std::string& variable(lower::SlotId slot) const { return variables_.at(slot); }
    /// Slots with a name: those that change, in the order in which they are declared.
    [[nodiscard]] const std::vector<lower::SlotId>& variables() const { return order_; }
    /// What the variable stands for, for a comment; may be empty.
    [[nodiscard]] std::string meaning(lower::SlotId slot) const;
    [[nodiscard]] const std::string& thread(lower::ThreadId thread) const { return threads_[thread]; }
    [[nodiscard]] const std::string& property(program::PropertyId property) const { return properties_[property]; }

    /// A named constant of the exported file.
    struct Constant {
        std::string name;
        std::int64_t value = 0;
        std::string comment;
    };
    /// In groups, each with a heading: positions by thread, owners of locks, enumerations.
    struct Group {
        std::string heading;
        std::vector<Constant> constants;
    };
    [[nodiscard]] const std::vector<Group>& constants() const { return groups_; }
    /// How this value of this variable reads: a constant's name, or the number.
    [[nodiscard]] std::string value(lower::SlotId slot, std::int64_t value) const;
    /// The statement at which a thread stands at a configuration: "file:line:column: text".
    [[nodiscard]] std::string statement(const lower::Config& config) const;

private:
    void name_cells();
    void name_thread(lower::ThreadId thread);
    void name_locals(lower::ThreadId thread);
    void name_walks(lower::ThreadId thread);
    void name(lower::SlotId slot, const std::string& wanted, const std::string& meaning);
    void name_positions(lower::ThreadId thread);
    void name_owners();
    void name_enumerations();
    [[nodiscard]] std::string position(lower::ThreadId thread, const lower::Config& config) const;
    [[nodiscard]] std::map<std::uint32_t, std::set<std::string>> locals(lower::ThreadId thread) const;
    void add(Group group, std::size_t& number);

    const program::Program& program_;
    const lower::Lowered& lowered_;
    Identifiers identifiers_;
    std::map<lower::SlotId, std::string> variables_;
    std::map<lower::SlotId, std::string> meanings_;
    std::vector<lower::SlotId> order_;
    Indexed<lower::ThreadId, std::string> threads_;
    Indexed<program::PropertyId, std::string> properties_;
    std::vector<Group> groups_;
    std::map<lower::SlotId, std::size_t> group_of_;  ///< index into groups_
};

}  // namespace revoke_mc::reports
