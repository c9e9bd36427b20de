// The lines of a log, one after the other: plain, gzip or Zstandard, told apart by their first bytes.
//
// Nothing is read ahead but one block: a log may be larger than memory. A compressed log that ends in the middle is an
// error, and so is a line that no log has (max_line_bytes).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace revoke_mc::reports {

inline constexpr std::size_t max_line_bytes = std::size_t{64} << 10;

class LogLines {
public:
    /// Throws FileError if it is no regular file that can be read.
    explicit LogLines(const std::string& path);
    ~LogLines();
    LogLines(const LogLines&) = delete;
    LogLines& operator=(const LogLines&) = delete;

    /// Without its line end; nothing behind the last one. Throws DocumentError ("FILE:LINE: ...") and FileError.
    [[nodiscard]] std::optional<std::string> next();
    /// Of the line that next() gave last, from 1.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    /// Throws DocumentError with file and line in front.
    [[noreturn]] void fail(const std::string& what) const;

    class File;
    /// Plain bytes out of a file's.
    class Source;

private:
    [[nodiscard]] bool fill();

    std::string path_;
    std::unique_ptr<Source> source_;
    std::string block_;
    std::size_t at_ = 0;
    std::uint64_t number_ = 0;
};

}  // namespace revoke_mc::reports
