// Text that somebody else wrote (a spec, a trace file, a file name), made safe to show.
//
// A terminal obeys some characters, an editor turns the order of others around, and a line break ends what was meant to
// be one line. None of them is text. Everything that leaves this program goes through one of these functions; what a
// format needs beyond them (quotes of JSON, XML, DOT, Promela) is up to its writer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace revoke_mc::syntax {

/// How many bytes the character at the start of `text` has, if it may be shown as it is; else 0. These may not: control
/// characters (C0, DEL, C1), line and paragraph separators, marks that change the direction of writing, invisible tags,
/// characters that Unicode has set aside, and bytes that are not UTF-8.
[[nodiscard]] std::size_t plain_length(std::string_view text);

/// One line: line breaks and tabs become spaces, every other character that may not be shown becomes '?'.
[[nodiscard]] std::string plain_line(std::string_view text);

/// The same, but '\n' stays.
[[nodiscard]] std::string plain_lines(std::string_view text);

}  // namespace revoke_mc::syntax
