// Where something stands in a source text, and how a mistake there is reported to its author.
//
// Every syntax node knows its place; a Diagnostic carries one, with a sentence that says what is
// wrong and, after a semicolon or in `hint`, what to do. Nothing in this room prints or exits.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace revoke_mc::syntax {

/// A place in one of the loaded source files. Lines and columns count from 1; line 0 = no place.
struct Place {
    std::uint32_t file = 0;  ///< index into Sources
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    auto operator<=>(const Place&) const = default;
};

/// One loaded text. `name` is what messages show: the path as the user wrote it, or
/// "<kernel>/dma_buf.rvk" for the kernel library.
struct SourceFile {
    std::string name;
    std::string text;
    [[nodiscard]] bool is_kernel() const { return name.starts_with("<kernel>/"); }
};

/// All texts of one program: the spec, what it uses, and the kernel library.
struct Sources {
    std::vector<SourceFile> files;
    /// The line at a place without its line end; long lines are the renderer's concern.
    [[nodiscard]] std::string line_at(Place place) const;
    /// "file:line:column".
    [[nodiscard]] std::string describe(Place place) const;
};

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
    Severity severity = Severity::error;
    Place place;
    std::string message;  ///< what is wrong
    std::string hint;     ///< what to do; may be empty
};

/// A diagnostic for those who do not have the texts.
struct Remark {
    Severity severity = Severity::error;
    std::string place;  ///< "file:line:column"; empty: none
    std::string message;
    std::string hint;
};
[[nodiscard]] Remark remark_of(const Diagnostic& diagnostic, const Sources& sources);

/// file:line:column: error: message, the source line, a caret, the hint.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const Sources& sources);

/// The one exception type for a user's mistakes, with their places. `what()` is the rendered text
/// of all diagnostics. Several name and type errors travel in one.
class SpecError : public std::exception {
public:
    SpecError(std::vector<Diagnostic> diagnostics, const Sources& sources);
    explicit SpecError(std::string message);  ///< a mistake without a place (a missing file)
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
    /// The same, one by one, in words.
    [[nodiscard]] const std::vector<Remark>& remarks() const { return remarks_; }

private:
    std::vector<Diagnostic> diagnostics_;
    std::vector<Remark> remarks_;
    std::string text_;
};

}  // namespace revoke_mc::syntax
