// A look at the text of a spec: where a parameter is used, and what it counts.
//
// The text is asked, and not the syntax tree or the checked program: no use can be overlooked there, whatever is added
// to the language. What looks like a use and is none (a local variable of that name) is taken for one.
#include "model/semantics/lower/counting.hpp"

#include <string_view>
#include <vector>

#include "model/language/syntax/scan.hpp"

namespace revoke_mc::lower {

namespace {

struct Token {
    std::string_view text;
    std::size_t at = 0;
};

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> out;
    for (std::size_t at = syntax::skip_space(text, 0); at < text.size();) {
        const std::size_t length = syntax::token_length(text, at);
        out.push_back({text.substr(at, length), at});
        at = syntax::skip_space(text, at + length);
    }
    return out;
}

class Uses {
public:
    Uses(const std::vector<Token>& tokens, const std::string& name, ParameterUse& out)
        : tokens_(tokens), name_(name), out_(out) {}

    void look(const syntax::Lines& lines) {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].text != name_ || is_declaration(i) || ends_range(i) || is_expected(i)) continue;
            if (counts(i))
                out_.components.emplace_back(tokens_[i - 2].text);
            else if (!out_.other)
                out_.other = lines.place(tokens_[i].at);
        }
    }

private:
    [[nodiscard]] std::string_view text(std::size_t i) const {
        return i < tokens_.size() ? tokens_[i].text : std::string_view{};
    }
    [[nodiscard]] bool is_declaration(std::size_t i) const { return i >= 1 && text(i - 1) == "param"; }
    /// int<0..N>, int<0..2*N>
    [[nodiscard]] bool ends_range(std::size_t i) const {
        const std::size_t first = i >= 2 && text(i - 1) == "*" && is_number(text(i - 2)) ? i - 2 : i;
        return first >= 4 && text(first - 4) == "int" && text(first - 3) == "<" && text(first - 1) == ".." &&
               text(i + 1) == ">";
    }
    static bool is_number(std::string_view token) {
        return !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    }
    /// expect holds for every N;
    [[nodiscard]] bool is_expected(std::size_t i) const {
        return i >= 2 && text(i - 2) == "for" && text(i - 1) == "every" && text(i + 1) == ";";
    }
    /// importer NAME[N]
    [[nodiscard]] bool counts(std::size_t i) const {
        return i >= 3 && text(i - 1) == "[" && text(i + 1) == "]" &&
               (text(i - 3) == "importer" || text(i - 3) == "exporter" || text(i - 3) == "user");
    }

    const std::vector<Token>& tokens_;
    const std::string& name_;
    ParameterUse& out_;
};

}  // namespace

ParameterUse use_of_parameter(const syntax::Loaded& loaded, const std::string& parameter) {
    ParameterUse out;
    for (std::uint32_t file = 0; file < loaded.sources.files.size(); ++file) {
        const std::string& text = loaded.sources.files[file].text;
        Uses(tokens_of(text), parameter, out).look(syntax::Lines(file, text));
    }
    return out;
}

}  // namespace revoke_mc::lower
