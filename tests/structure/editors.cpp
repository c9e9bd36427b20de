// The highlighting in specs/editors knows the language that the parser reads: its files are well-formed, and each has
// every keyword and every built-in operation.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/language/check/expressions/functions.hpp"
#include "model/language/syntax/keywords.hpp"
#include "tests/support/places.hpp"

namespace {

using nlohmann::json;

const std::filesystem::path editors = std::filesystem::path(revoke_mc::tests::source_dir()) / "specs/editors";

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    INFO(file);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The words of letters, digits and underscores in `text`, added to `words`.
void add_words(const std::string& text, std::set<std::string, std::less<>>& words) {
    static const std::regex word("\\w+");
    for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) words.insert(at->str());
}

/// The words in all patterns of a TextMate grammar. An escape such as \b must not become part of a word.
void add_grammar_words(const json& node, std::set<std::string, std::less<>>& words) {
    if (node.is_object() && node.contains("match"))
        add_words(std::regex_replace(node["match"].get<std::string>(), std::regex(R"(\\.)"), " "), words);
    if (node.is_structured())
        for (const json& child : node) add_grammar_words(child, words);
}

std::set<std::string, std::less<>> grammar_words() {
    std::set<std::string, std::less<>> words;
    add_grammar_words(json::parse(text_of(editors / "vscode/syntaxes/rvk.tmLanguage.json")), words);
    return words;
}

/// The words in the `syntax keyword GROUP ...` lines of the Vim file.
std::set<std::string, std::less<>> vim_words() {
    std::set<std::string, std::less<>> words;
    const std::string text = text_of(editors / "vim/syntax/rvk.vim");
    static const std::regex line("syntax keyword \\w+ ([^\n]*)");
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
        add_words((*at)[1].str(), words);
    return words;
}

void require_every_keyword(const std::set<std::string, std::less<>>& known) {
    for (std::string_view keyword : revoke_mc::syntax::keywords) {
        INFO("keyword " << keyword);
        CHECK(known.contains(keyword));
    }
}

void require_every_builtin(const std::set<std::string, std::less<>>& known) {
    for (const std::string& name : revoke_mc::check::builtin_names()) {
        INFO("built-in operation " << name);
        CHECK(known.contains(name));
    }
}

}  // namespace

TEST_CASE("the Visual Studio Code extension is well-formed and its files exist") {
    const json package = json::parse(text_of(editors / "vscode/package.json"));
    const json& contributes = package.at("contributes");
    CHECK(contributes.at("languages")[0].at("extensions") == json::array({".rvk"}));
    const json configuration = json::parse(
        text_of(editors / "vscode" / contributes.at("languages")[0].at("configuration").get<std::string>()));
    CHECK(configuration.at("comments").at("lineComment") == "//");
    const json grammar =
        json::parse(text_of(editors / "vscode" / contributes.at("grammars")[0].at("path").get<std::string>()));
    CHECK(grammar.at("scopeName") == contributes.at("grammars")[0].at("scopeName"));
}

TEST_CASE("a TextMate grammar includes only what is in its repository") {
    const json grammar = json::parse(text_of(editors / "vscode/syntaxes/rvk.tmLanguage.json"));
    for (const json& pattern : grammar.at("patterns")) {
        const auto include = pattern.at("include").get<std::string>();
        INFO(include);
        CHECK(grammar.at("repository").contains(include.substr(1)));
    }
}

TEST_CASE("the TextMate grammar knows every keyword and every built-in operation") {
    require_every_keyword(grammar_words());
    require_every_builtin(grammar_words());
}

TEST_CASE("the Vim syntax knows every keyword and every built-in operation") {
    require_every_keyword(vim_words());
    require_every_builtin(vim_words());
}

TEST_CASE("every Vim group has a highlight") {
    const std::string text = text_of(editors / "vim/syntax/rvk.vim");
    static const std::regex group("syntax (?:keyword|match) (\\w+)");
    for (std::sregex_iterator at(text.begin(), text.end(), group), end; at != end; ++at) {
        INFO((*at)[1]);
        CHECK(text.find("highlight default link " + (*at)[1].str() + " ") != std::string::npos);
    }
}
