// Renaming interchangeable instances: in objects, threads and configurations, and leaving them out of
// the names of slots.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// An instance of a component.
struct Instance {
    program::ComponentId component = none;
    program::InstanceId number = none;
    bool operator==(const Instance&) const = default;
};

/// A name in which instances of interchangeable components do not occur, and those that it leaves out.
struct InstanceName {
    std::string text;
    std::vector<Instance> instances;
};

/// Gives slots their names. What belongs to components outside of `groups` is named as it is; of several components
/// that change places together, the first stands for all in InstanceName::instances, and the text says which it is.
class SlotNames {
public:
    SlotNames(const program::Program& program, const Slots& slots, const std::vector<Together>& groups,
              bool by_name = false);
    [[nodiscard]] InstanceName name(SlotId slot) const;

private:
    void add_cell(InstanceName& out, program::CellId cell) const;
    void add_object(InstanceName& out, ObjectId object) const;
    void add_thread(InstanceName& out, ThreadId thread) const;
    void add_instance(InstanceName& out, program::ComponentId component, program::InstanceId instance) const;
    void name_shared_cells();
    void name_fence_marks(const std::vector<program::CellId>& marks, const std::string& what,
                          const std::function<void(InstanceName&)>& add_waiter);

    const program::Program& program_;
    const Slots& slots_;
    const std::vector<Together>& groups_;
    const bool by_name_;  ///< no numbers of cells and objects, which change with the number of instances
    std::map<program::CellId, InstanceName> shared_;  ///< cells about two: rwlock and thread, fence and fence or thread
};

/// The name of something in an instance without the name of the instance.
[[nodiscard]] std::string name_within(const program::Program& program, program::ComponentId component,
                                      std::uint32_t instance, const std::string& name);

/// Instance i of each of `components` becomes to[i].
struct Renaming {
    Together components;
    Indexed<program::InstanceId, program::InstanceId> to;
    [[nodiscard]] ObjectId object(const program::Program& program, ObjectId object) const;
    [[nodiscard]] ThreadId thread(const program::Program& program, ThreadId thread) const;
    [[nodiscard]] Config config(const program::Program& program, const Config& config) const;
};

/// Two renamings from which all others follow: the first two change places, and all move on by one.
[[nodiscard]] std::vector<Renaming> generators(const program::Program& program, const Together& components);

/// Renumbers the positions of the threads of `components` so that the same number means the same for each
/// instance; returns what stands in the way (then some may be renumbered, which harms nothing).
[[nodiscard]] std::string align_positions(const program::Program& program, Generated& generated,
                                          const Together& components);

/// Renumbers the positions of all threads in the order of names in which no number of instances plays a part; returns
/// these names, by thread that is no instance's and by declared thread of `components`, or an empty list if two
/// positions of a thread have one name. After align_positions().
[[nodiscard]] std::vector<std::string> order_positions(const program::Program& program, Generated& generated,
                                                       const Together& components);

}  // namespace revoke_mc::lower
