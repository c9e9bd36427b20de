// From a path to all texts and trees of one program.
//
// `use name;` brings in a library that is built into the program (model/language/kernel/embedded.hpp), `use
// "file.rvk";` a file relative to the one that uses it. Every file is loaded once, whatever the ways to it; a circle of
// uses is a mistake. Files come out with what they use before them, the main spec last:
//
//     Loaded program = load("specs/drivers/vfio-iommufd.rvk");   // throws SpecError
//     program.files.back().title                                 // "vfio-pci revokes a BAR ..."
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/ast.hpp"
#include "model/language/syntax/place.hpp"

namespace revoke_mc::syntax {

/// A spec larger than this is refused: it is not a spec.
inline constexpr std::size_t max_file_bytes = std::size_t{4} * 1024 * 1024;
/// Files and libraries of one program.
inline constexpr std::size_t max_files = 256;

struct Loaded {
    Sources sources;
    std::vector<File> files;    ///< dependencies first, the main spec last
    bool instrumented = false;  ///< what a log shows are steps: instrument.hpp
};

[[nodiscard]] Loaded load(const std::filesystem::path& spec);

/// A spec that is not in a file (tests, standard input). It may use libraries, and files relative to the
/// current folder.
[[nodiscard]] Loaded load_text(const std::string& name, std::string text);

}  // namespace revoke_mc::syntax
