// A log of a kernel: format "revoke-mc/log", version 1, one JSON object a line (reports/schema/log.schema.json).
//
//     {"format":"revoke-mc/log","version":1,"clock":"total","kernel":"6.12","bind":{"threads":{"use_it/0":"async[0].use_it"}}}
//     {"n":2741,"task":"use_it/0","call":"dma_buf_map_attachment","args":{"m.att":"0xb0c0"}}
//     {"n":2743,"task":"use_it/0","return":"dma_buf_map_attachment","value":-19}
//     {"n":2744,"task":"use_it/0","at":"published","state":{"async[0].published":true}}
//     {"n":2818,"signaled":"0x0800"}
//
// It is read as it is explained, line by line, and strictly: what is not of the format is an error with file and line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/semantics/explain/event.hpp"
#include "reports/log_lines.hpp"

namespace revoke_mc::reports {

inline constexpr std::string_view log_format = "revoke-mc/log";
inline constexpr int log_version = 1;

class Log {
public:
    /// Reads the head. Throws FileError, DocumentError.
    explicit Log(const std::string& path);

    [[nodiscard]] const explain::LogHead& head() const { return head_; }
    /// The next line; nothing behind the last one. Throws FileError, DocumentError.
    [[nodiscard]] std::optional<explain::Logged> next();
    /// Of what was read last.
    [[nodiscard]] std::uint64_t line() const { return lines_.number(); }
    [[noreturn]] void fail(const std::string& what) const { lines_.fail(what); }

private:
    LogLines lines_;
    explain::LogHead head_;
    std::optional<std::uint64_t> last_;  ///< `n`
};

/// Of what the library calls dma_fence_signaled, and the kernel's tracepoint too.
inline constexpr std::string_view signaled_point = "dma_fence_signaled";

}  // namespace revoke_mc::reports
