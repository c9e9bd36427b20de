// A spec for other model checkers: one self-contained Promela file (Spin), Murphi file (Rumur) or AIGER file (ABC).
//
//     program::Program program = check::check(syntax::load("specs/bugs/b01-bug.rvk"), {});
//     const lower::Lowered lowered = lower::lower(program);
//     std::string text = reports::to_promela(reports::Commands(program, lowered), "b01-bug");
//
// Spin and Rumur then find the states that `check --reduction none` finds, and the same violations, with a search, a
// state store and an arithmetic that share nothing with ours. The export consists of the commands of commands.hpp: the
// variables of a state, one indivisible command per transition, and conditions for what they break. Nothing is added to
// the state. A step that is cut by a trap has no successor here either: it is a command that changes nothing (Promela),
// or none (Murphi). Of a circuit (AIGER) nobody counts the states; ABC proves by induction that none is bad.
//
// `stuck` and `always possible` are statements about all that can follow a state. They are named at the head of the
// file (at the end of an AIGER file) and not exported.
#pragma once

#include <string>

#include "reports/export/commands.hpp"

namespace revoke_mc::reports {

/// Promela: one process per thread, and one that watches properties of states. Every property is an assertion on a
/// variable that has its name (`holds_deadlock`), so that `pan -c0` names those that are violated. If the spec has
/// several initial states, Spin counts one state more: the one before the choice.
/// `name`: what the file is called, without its ending, for the commands at its head.
[[nodiscard]] std::string to_promela(const Commands& commands, const std::string& name);

/// Murphi in the dialect of Rumur. A property is an invariant if the spec expects it to hold and a `cover` if it
/// expects it to be violated (something is found): Rumur visits all states, and reports no error exactly if every
/// verdict is as expected.
[[nodiscard]] std::string to_murphi(const Commands& commands, const std::string& name);

/// AIGER 1.9, binary. Latches are the bits of variables, inputs choose the thread and its step, and each property is
/// one bad-state literal: "violated NAME", or "found NAME" where the property looks for a state. A comment at the end
/// has what other formats have at their head.
[[nodiscard]] std::string to_aiger(const Commands& commands, const std::string& name);

}  // namespace revoke_mc::reports
