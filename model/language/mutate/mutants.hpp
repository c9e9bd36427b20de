// What could be left out, done in another order or done by halves in a driver, one step at a time.
//
//     const syntax::Loaded loaded = syntax::load("specs/drivers/vfio-iommufd.rvk");
//     for (const mutate::Mutant& mutant : mutate::mutants(loaded))
//         check::check(mutate::apply(loaded, mutant));   // may throw: not every mutant is a spec
//
// Mutation testing (DeMillo, Lipton, Sayward 1978) asks whether a test suite would notice a slip. Here the suite is the
// spec's properties, and each mutant also asks a question about the driver: what breaks without this wait?
//
// What the driver does is mutated: functions, threads and work of the spec and of the files that it uses. The rest is
// left alone: the kernel library, which is not the driver's; devices, which are hardware; ghost code, asserts and
// bounds, which belong to the model; declarations, labels, jumps and `skip`, which are not steps of the protocol.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/mutate/edit.hpp"
#include "model/language/syntax/loader.hpp"

namespace revoke_mc::mutate {

enum class Kind : std::uint8_t {
    drop,    ///< the statement is not there; a lock goes together with its unlocks
    swap,    ///< it changes places with the next one
    weaken,  ///< a wait for fewer fences, a fence for fewer waiters, a condition with a part less
    ignore,  ///< an error is taken for success
    always   ///< what is done under a condition is done without it
};

struct Mutant {
    /// "mutant drop vfio.revoke: dma_resv_wait(b, BOOKKEEP)": kind, function or thread, statement; "#2" and so on for
    /// others that read the same. No line numbers: it outlives changes elsewhere.
    std::string id;
    Kind kind = Kind::drop;
    std::string routine;  ///< "vfio.revoke"
    syntax::Place place;  ///< of the statement
    std::string before;   ///< on one line
    std::string after;    ///< likewise; empty: nothing is left
    std::vector<Edit> edits;
};

inline constexpr std::string_view id_prefix = "mutant ";

/// All mutants, in the order of files (used ones first), declarations and statements; the same for the same texts.
[[nodiscard]] std::vector<Mutant> mutants(const syntax::Loaded& loaded);

/// Those of functions that an override has replaced: they are not part of the program, but a file that several specs
/// use may speak of them.
[[nodiscard]] std::vector<Mutant> replaced_mutants(const syntax::Loaded& loaded);

/// The mutant as a program of its own. Throws syntax::SpecError if the changed text cannot be read.
[[nodiscard]] syntax::Loaded apply(const syntax::Loaded& loaded, const Mutant& mutant);

/// Is this the id, or a pattern for it? `*` stands for any text.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view id);

[[nodiscard]] std::string_view to_string(Kind kind);

}  // namespace revoke_mc::mutate
