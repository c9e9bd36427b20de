// What somebody may write to be obeyed rather than read, and the parts of it that must never come out.
#pragma once

#include <string>
#include <string_view>

namespace revoke_mc::tests {

/// UTF-8 with every kind of character that is not text: C0, DEL, C1, separators of lines, marks that turn text around,
/// tags, what Unicode has set aside; and what closes strings and comments of each language that is written. A line
/// break stands in it, too, and INJECTED behind that.
[[nodiscard]] std::string hostile_text();

/// Bytes that are not UTF-8, for names of files.
[[nodiscard]] std::string hostile_bytes();

/// As a quoted text of a spec.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// The first thing in a text that a terminal or an editor would obey, or that is not UTF-8, or a line that the hostile
/// text has begun; empty: it is text.
[[nodiscard]] std::string obeyed(std::string_view text);

}  // namespace revoke_mc::tests
