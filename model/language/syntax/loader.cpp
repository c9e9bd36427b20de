// A depth-first walk over the uses: a file is appended when all it uses are in. Files are known by their canonical
// path: two ways to one file meet; libraries by "<kernel>/NAME.rvk", which is not a path.
//
// What is not a text (a folder, a device without end, bytes that are not UTF-8) is refused before it reaches the
// parser.
#include "model/language/syntax/loader.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "model/language/kernel/embedded.hpp"
#include "model/language/syntax/parser.hpp"
#include "model/language/syntax/regular_file.hpp"
#include "model/language/syntax/suggest.hpp"

namespace revoke_mc::syntax {
namespace {

namespace fs = std::filesystem;

/// A text that can be a spec, or why it cannot.
struct Text {
    std::string text;
    std::string problem;
};

/// How many bytes follow the lead byte of a character in UTF-8, or nothing for a byte that leads none.
std::optional<std::size_t> bytes_after(unsigned char lead) {
    if (lead < 0x80) return 0;
    if (lead >= 0xC2 && lead < 0xE0) return 1;
    if (lead >= 0xE0 && lead < 0xF0) return 2;
    if (lead >= 0xF0 && lead < 0xF5) return 3;
    return std::nullopt;
}

/// Too long a form, half of a surrogate pair, or beyond the last character.
bool is_misused(unsigned char lead, unsigned char second) {
    return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) || (lead == 0xF0 && second < 0x90) ||
           (lead == 0xF4 && second >= 0x90);
}

/// The line of the first byte that is not text, or 0.
std::size_t first_bad_line(std::string_view text) {
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const auto more = bytes_after(lead);
        if (lead == 0 || !more || at + *more >= text.size()) return line;
        if (lead == '\n') ++line;
        for (std::size_t i = 1; i <= *more; ++i) {
            const auto byte = static_cast<unsigned char>(text[at + i]);
            if ((byte & 0xC0U) != 0x80U || (i == 1 && is_misused(lead, byte))) return line;
        }
        at += *more;
    }
    return 0;
}

std::string problem_of(std::string_view text) {
    if (text.size() > max_file_bytes)
        return fmt::format("is larger than {} MiB: it is not a spec", max_file_bytes >> 20U);
    if (const auto line = first_bad_line(text); line > 0) return fmt::format("is not a text in UTF-8 (line {})", line);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return "is empty: a spec starts with spec \"title\";";
    return "";
}

Text check_text(std::string text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    std::string problem = problem_of(text);
    return {std::move(text), std::move(problem)};
}

Text read_text(const fs::path& path) {
    RegularFile file = read_regular(path, max_file_bytes);
    if (file.problem.empty()) return check_text(std::move(file.text));
    if (file.problem.starts_with("is larger")) file.problem += ": it is not a spec";
    return {"", std::move(file.problem)};
}

/// The same for every way to a file.
std::string identity(const fs::path& path) {
    std::error_code error;
    const auto canonical = fs::weakly_canonical(path, error);
    return error ? path.lexically_normal().string() : canonical.string();
}

class Loader {
public:
    void load_main(const std::string& name, Text text, const std::string& id, const fs::path& folder) {
        if (!text.problem.empty())
            throw SpecError(fmt::format("{} {}", name.empty() ? "\"\"" : name.c_str(), text.problem));
        load(name, std::move(text.text), id, folder);
    }

    Loaded take() { return std::move(loaded_); }

private:
    enum class State { open, done };
    struct Known {
        std::string id;
        std::string name;
        State state;
    };

    void load(const std::string& name, std::string text, const std::string& id, const std::optional<fs::path>& folder) {
        const auto index = static_cast<std::uint32_t>(loaded_.sources.files.size());
        loaded_.sources.files.push_back({name, std::move(text)});
        known_.push_back({id, name, State::open});
        File file = parse(loaded_.sources, index);
        for (const Use& use : file.uses) follow(use, folder);
        loaded_.files.push_back(std::move(file));
        known_[index].state = State::done;
    }

    void follow(const Use& use, const std::optional<fs::path>& folder) {
        if (use.file)
            use_file(use, folder);
        else
            use_library(use);
    }

    void use_library(const Use& use) {
        const std::string id = fmt::format("<kernel>/{}.rvk", use.name);
        if (is_known(use, id)) return;
        const auto text = kernel::library_source(use.name);
        if (!text) fail(use.place, fmt::format("there is no library '{}'", use.name), hint_for_library(use.name));
        load(id, std::string(*text), id, std::nullopt);
    }

    void use_file(const Use& use, const std::optional<fs::path>& folder) {
        if (!folder) fail(use.place, "a library uses libraries only, no files");
        if (use.name.empty() || use.name.find('\0') != std::string::npos)
            fail(use.place, "this is not the name of a file");
        const fs::path path = *folder / use.name;
        const std::string id = identity(path);
        if (is_known(use, id)) return;
        Text text = read_text(path);
        const std::string name = path.lexically_normal().generic_string();
        if (!text.problem.empty()) fail(use.place, fmt::format("{} {}", name, text.problem));
        load(name, std::move(text.text), id, path.parent_path());
    }

    bool is_known(const Use& use, const std::string& id) {
        const auto found =
            std::find_if(known_.begin(), known_.end(), [&](const Known& known) { return known.id == id; });
        if (found == known_.end()) {
            if (known_.size() >= max_files) fail(use.place, fmt::format("a spec uses at most {} files", max_files));
            return false;
        }
        if (found->state == State::open)
            fail(use.place, fmt::format("{} is used in a circle: {}", found->name, circle(found)));
        return true;
    }

    std::string circle(std::vector<Known>::const_iterator first) const {
        std::string result;
        for (auto known = first; known != known_.end(); ++known)
            if (known->state == State::open) result += known->name + " uses ";
        return result + first->name;
    }

    static std::string hint_for_library(const std::string& name) {
        const auto names = kernel::library_names();
        if (auto hint = did_you_mean(name, names); !hint.empty()) return hint;
        return fmt::format("libraries are: {}; a file is written in quotes: use \"{}.rvk\";", fmt::join(names, ", "),
                           name);
    }

    [[noreturn]] void fail(Place place, std::string message, std::string hint = {}) const {
        throw SpecError({{Severity::error, place, std::move(message), std::move(hint)}}, loaded_.sources);
    }

    Loaded loaded_;
    std::vector<Known> known_;
};

}  // namespace

Loaded load(const fs::path& spec) {
    Loader loader;
    loader.load_main(spec.string(), read_text(spec), identity(spec), spec.parent_path());
    return loader.take();
}

Loaded load_text(const std::string& name, std::string text) {
    Loader loader;
    loader.load_main(name, check_text(std::move(text)), "text " + name, fs::path());
    return loader.take();
}

}  // namespace revoke_mc::syntax
