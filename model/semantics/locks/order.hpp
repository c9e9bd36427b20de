// The order of locks as a graph, and its circles: what lockdep warns of.
//
// A nesting `A -> B` says that a thread which holds A may wait for B. Where nestings form a circle, threads that come
// to theirs at the same time may wait for each other for ever; that no run of this spec does so may be luck (a third
// lock around both, few threads). A circle is therefore reported even if nothing ever hangs:
// Documentation/locking/lockdep-design.rst.
//
// Which nestings there are is a question about reachable states. A search answers it, with a `possible` property for
// each nesting that matters, and each answer comes with a shortest trace.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/language/program/program.hpp"

namespace revoke_mc::locks {

using program::ClassId;
using program::Nesting;
using program::Program;

/// A -> B -> C -> A as { A, B, C }, the least class first.
using Circle = std::vector<ClassId>;

/// Those nestings that lie on a circle, together with the declared orders. An event in its own signalling path is not
/// one: a job may wait for the one before it.
[[nodiscard]] std::vector<Nesting> on_circles(const Program& program, const std::set<Nesting>& nestings);

/// There is a circle, be it of declared orders.
[[nodiscard]] bool have_circle(const Program& program, const std::set<Nesting>& nestings);

/// All circles that pass no class twice, the shortest first. If there are very many, not all: `more`, but a shortest
/// one through each order that lies on any.
struct Circles {
    std::vector<Circle> all;
    bool more = false;
};
[[nodiscard]] Circles circles(const Program& program, const std::set<Nesting>& nestings);

/// "dma_buf.resv -> vfio.memory_lock -> dma_buf.resv"
[[nodiscard]] std::string name_of(const Program& program, const Circle& circle);
/// "dma_buf.resv -> vfio.memory_lock"
[[nodiscard]] std::string name_of(const Program& program, const Nesting& nesting);
/// The edges of a circle, in order.
[[nodiscard]] std::vector<Nesting> edges_of(const Circle& circle);

/// "lock order: dma_buf.resv -> vfio.memory_lock", the name of the property that asks whether some thread does that.
[[nodiscard]] std::string question_name(const Program& program, const Nesting& nesting);
/// Adds that property behind the others.
program::PropertyId ask(Program& program, const Nesting& nesting);
/// The same for the question whether a work of the class is ever queued.
program::PropertyId ask_queued(Program& program, ClassId work);
/// Adds the first by its name, if it is such a name and the classes exist: a trace knows it by name only.
bool ask(Program& program, const std::string& name);

}  // namespace revoke_mc::locks
