// What a kernel's log shows of a program: points, and the objects that a line of the log names.
//
// A log has a line where a function is entered, where it returns, where a thread comes by a label. In a program that
// was instrumented (syntax/instrument.hpp) each of them is a `skip;` with the number of a point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/program/code.hpp"

namespace revoke_mc::program {

/// "m.att.buf": a parameter of the function, or `self`, and what hangs on it.
struct LogPath {
    std::vector<std::string> names;
    bool fresh = false;  ///< whatever is there is new, and has nothing to do with what had this address before
    [[nodiscard]] std::string text() const;
};

struct LogPoint {
    enum class Kind : std::uint8_t { call, returned, step } kind = Kind::call;
    std::string name;                               ///< in the log: the kernel's
    std::string code;                               ///< in the spec: "gpu.revoke", "async.use_it @ rest"
    RoutineId routine = none;                       ///< a function; step: the function or thread that has the label
    std::vector<std::optional<LogPath>> arguments;  ///< call: of the kernel's function, in their order
    std::optional<LogPath> result;                  ///< returned: whose address
    bool any_value = false;                         ///< returned: what is returned means nothing to the spec
    bool optional = false;                          ///< may be passed without being logged
    bool tracepoint = false;                        ///< the name is that of a tracepoint
    Place place;                                    ///< in the table
    /// "call dma_buf_pin", "return dma_buf_pin", "at rest"
    [[nodiscard]] std::string text() const;
};

using LogPointId = Id<LogPoint>;

/// What `.part` of an object is: `.att` of a mapping is an attachment. Nothing: it has no such part.
[[nodiscard]] std::optional<ObjectKind> kind_of_part(ObjectKind kind, std::string_view part);

}  // namespace revoke_mc::program
