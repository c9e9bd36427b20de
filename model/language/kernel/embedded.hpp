// The kernel library inside the program.
//
// `use dma_buf;` in a spec needs no file: the build turns every model/language/kernel/*.rvk file into an array of
// characters (model/language/kernel/embed.cmake), and these two functions hand it out. A library's name is its file's
// name without the ending:
//
//     if (auto text = revoke_mc::kernel::library_source("dma_buf")) parse(*text);
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace revoke_mc::kernel {

/// The source text of the library called `name`, or nothing if there is none. The text lives as long as the program.
[[nodiscard]] std::optional<std::string_view> library_source(std::string_view name);

/// The names of all embedded libraries in alphabetical order, for messages and completion.
[[nodiscard]] std::vector<std::string_view> library_names();

}  // namespace revoke_mc::kernel
