# cmake -DSCRIPTS=a.js|b.js -DSTYLES=a.css -DOUTPUT=embedded.cpp -P embed.cmake
#
# Writes the C++ source behind reports/html/embedded.hpp: the files of a kind, joined, as an array of characters in
# hexadecimal, and their hash for a Content-Security-Policy.

# base64(HEX OUT): of 64 hexadecimal digits. Three digits are two characters; 32 bytes end with one `=`.
function(base64 hex out)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(APPEND hex "00")
  set(text "")
  foreach(at RANGE 0 63 3)
    string(SUBSTRING "${hex}" ${at} 3 digits)
    math(EXPR high "0x${digits} >> 6")
    math(EXPR low "0x${digits} & 63")
    string(SUBSTRING "${alphabet}" ${high} 1 one)
    string(SUBSTRING "${alphabet}" ${low} 1 other)
    string(APPEND text "${one}${other}")
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)
  set(${out} "${text}=" PARENT_SCOPE)
endfunction()

# join(FILES ARRAY HASH): the bytes of the files as an array's elements, and the hash of the whole.
function(join files array hash)
  string(REPLACE "|" ";" files "${files}")
  set(joined "${OUTPUT}.joined")
  file(WRITE "${joined}" "")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    file(APPEND "${joined}" "${text}")
  endforeach()
  file(READ "${joined}" bytes HEX)
  file(SHA256 "${joined}" digest)
  file(REMOVE "${joined}")
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "(......................................................................)" "\\1\n" bytes "${bytes}")
  base64("${digest}" text)
  set(${array} "${bytes}'\\0'" PARENT_SCOPE)
  set(${hash} "sha256-${text}" PARENT_SCOPE)
endfunction()

join("${SCRIPTS}" script script_hash)
join("${STYLES}" style style_hash)
file(WRITE "${OUTPUT}" "// Generated from reports/html/*.js and *.css.
#include \"reports/html/embedded.hpp\"

namespace revoke_mc::reports::html {
namespace {
constexpr char script_text[] = {
${script}};
constexpr char style_text[] = {
${style}};
}  // namespace

std::string_view script() { return {script_text, sizeof(script_text) - 1}; }
std::string_view style() { return {style_text, sizeof(style_text) - 1}; }
std::string_view script_hash() { return \"${script_hash}\"; }
std::string_view style_hash() { return \"${style_hash}\"; }

}  // namespace revoke_mc::reports::html
")
