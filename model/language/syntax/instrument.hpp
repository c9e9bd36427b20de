// From a spec to the same spec in which everything that a kernel's log shows is a step of its own.
//
// `log { ... }` names functions and labels. A log has a line where such a function is entered, where it returns, where
// a thread comes by such a label: these are *points*. instrument() puts a `skip;` there, which changes nothing, and can
// be taken whenever the thread gets there. All that the spec means besides stays as it is.
//
//     int f(attachment *a) {                  int f(attachment *a) {
//         if (a->buf->revoked)                    int $value;
//             return -ENODEV;                     skip;                                   // call f
//         return 0;                               if (a->buf->revoked) { $value = -ENODEV; goto $out; }
//     }                                           $value = 0; goto $out;
//                                             $out: skip;                                 // return f
//                                                 return $value;
//                                             }
//
// A `return` inside `atomic` so comes before its point, as the kernel's does, and the step stays one. A label in front
// of a `skip;` makes that one the point; in front of anything else the point is a step before it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/language/syntax/loader.hpp"

namespace revoke_mc::syntax {

/// A point that an entry of a table asks for.
struct LogPointName {
    enum class Kind : std::uint8_t { call, returned, step } kind = Kind::call;
    const LogEntry* entry = nullptr;
    std::string label;  ///< step: one of the entry's
};

/// All points of a table, as they are numbered.
[[nodiscard]] std::vector<LogPointName> log_points(const File& file);

/// "gpu.revoke", "dma_buf_pin", "async.use_it": the function or thread that an entry is about; empty if it is neither.
[[nodiscard]] std::string code_named(const LogEntry& entry);

/// The statements that bear the label, in a body; none inside of functions that it calls.
[[nodiscard]] std::vector<Stmt*> labelled(Stmt& body, const std::string& label);

/// The bodies of what is called "gpu.revoke", in all files: with `override`, more than one function can be.
struct NamedCode {
    std::vector<Function*> functions;
    std::vector<Thread*> threads;
};
[[nodiscard]] NamedCode find_code(Loaded& loaded, const std::string& name);
/// The same for who only looks.
[[nodiscard]] NamedCode find_code(const Loaded& loaded, const std::string& name);

/// The points of the main spec's table become steps. Entries that name nothing are left to whoever checks the spec.
void instrument(Loaded& loaded);

/// What holds the value while a function stands at its return.
inline constexpr const char* returned_value = "$value";

}  // namespace revoke_mc::syntax
