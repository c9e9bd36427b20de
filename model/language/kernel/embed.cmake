# cmake -DFILES=a.rvk|b.rvk -DOUTPUT=embedded.cpp -P embed.cmake
#
# Writes the C++ source behind model/language/kernel/embedded.hpp. Each file becomes an array of characters in hexadecimal: no
# length limit and no character that would need quoting.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(entries "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "(......................................................................)" "\\1\n" bytes "${bytes}")
  # The closing zero keeps an empty file legal.
  string(APPEND arrays "constexpr char text_${count}[] = {\n${bytes}'\\0'};\n")
  string(APPEND entries "    {\"${name}\", {text_${count}, sizeof(text_${count}) - 1}},\n")
  math(EXPR count "${count} + 1")
endforeach()

set(source "// Generated from model/language/kernel/*.rvk.
#include \"model/language/kernel/embedded.hpp\"

#include <array>
#include <utility>

namespace revoke_mc::kernel {
namespace {
${arrays}
constexpr std::array<std::pair<std::string_view, std::string_view>, ${count}> libraries{{
${entries}}};
} // namespace

std::optional<std::string_view> library_source(std::string_view name) {
    for (const auto &[library, text] : libraries)
        if (library == name) return text;
    return std::nullopt;
}

std::vector<std::string_view> library_names() {
    std::vector<std::string_view> names;
    names.reserve(libraries.size());
    for (const auto &entry : libraries) names.push_back(entry.first);
    return names;
}
} // namespace revoke_mc::kernel
")
file(WRITE "${OUTPUT}" "${source}")
