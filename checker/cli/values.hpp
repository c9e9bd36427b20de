// What stands on the command line, option by option, before it is understood.
//
// CLI11 puts words here, checked one by one; from here they are taken as what they mean. A mistake that only shows
// then is a CLI::ValidationError as well.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/cli/options.hpp"

namespace revoke_mc::cli {

class Values {
public:
    /// Where the parser puts what it finds: places that stay where they are.
    [[nodiscard]] bool& flag_place(const std::string& name) { return flags_[name]; }
    [[nodiscard]] std::string& word_place(const std::string& name) { return words_[name]; }
    [[nodiscard]] std::vector<std::string>& list_place(const std::string& name) { return lists_[name]; }
    /// Which of them were found.
    void note(const std::string& name) { given_[name] = true; }

    [[nodiscard]] bool given(const std::string& name) const { return given_.contains(name); }
    [[nodiscard]] bool flag(const std::string& name) const { return flags_.at(name); }
    [[nodiscard]] const std::string& word(const std::string& name) const { return words_.at(name); }
    [[nodiscard]] const std::vector<std::string>& list(const std::string& name) const { return lists_.at(name); }
    [[nodiscard]] std::optional<std::string> name(const std::string& name) const;
    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& name) const;
    [[nodiscard]] std::optional<std::chrono::nanoseconds> seconds(const std::string& name) const;
    /// Of memory; what may be used where nobody says how much.
    [[nodiscard]] std::uint64_t amount(const std::string& name) const;
    [[nodiscard]] Settings settings() const;

private:
    std::map<std::string, bool> flags_, given_;
    std::map<std::string, std::string> words_;
    std::map<std::string, std::vector<std::string>> lists_;
};

/// Checks of single words: empty, or what is wrong.
[[nodiscard]] std::string wrong_number(const std::string& word, std::uint64_t least, std::uint64_t most);
[[nodiscard]] std::string wrong_seconds(const std::string& word);

}  // namespace revoke_mc::cli
